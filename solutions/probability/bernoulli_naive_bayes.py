import math

import numpy as np

from grader.author import close, finite, law, mistake, solution, unpromised


class BernoulliNB:
    def __init__(self, alpha=1.0):
        self.alpha = alpha

    def fit(self, X, y):
        self.classes, codes = np.unique(y, return_inverse=True)
        member = np.eye(len(self.classes))[codes]
        count = member.sum(axis=0)
        ones = member.T @ X + self.alpha
        theta = ones / (count + 2 * self.alpha)[:, None]
        self.odds = np.log(theta) - np.log(1 - theta)
        # The number of all samples is a common factor, and cancels.
        self.start = np.log(count) + np.log(1 - theta).sum(axis=1)

    def predict_log_proba(self, X):
        scores = np.asarray(X) @ self.odds.T + self.start
        return scores - np.logaddexp.reduce(scores, axis=1)[:, None]

    def predict(self, X):
        return self.classes[self.predict_log_proba(X).argmax(axis=1)]


unpromised("4a891376", says="nine digits are enough")


@law("thousands of features do not underflow", over="thousands of features")
def _(log_proba, right):
    """A product of 2000 probabilities is stored as 0, and its logarithm is -inf: add logarithms, and
    normalise by log-sum-exp, with the largest taken out."""
    assert finite(log_proba)
    assert close(log_proba, right.log_proba)


@law("a model knows its own last fit and nothing else", over="a refit")
def _(X, y, X_new, alpha, other, before, log_proba, classify_after):
    """fit starts anew: neither counts nor labels of earlier data, nor earlier answers, may be left in
    the model. What it learned belongs to it, to self and not to the class, and rows are answered
    whatever other rows were asked before."""
    assert close(classify_after(other, before, X, y, X_new, alpha), log_proba)


@solution
class WithLoops:
    """Counts in dictionaries; every row and class by itself."""

    class BernoulliNB:
        def __init__(self, alpha=1.0):
            self.alpha = alpha

        def fit(self, X, y):
            self.rows = {}
            for row, label in zip(X.tolist(), y.tolist(), strict=True):
                self.rows.setdefault(label, []).append([float(v) for v in row])
            self.n = len(y)
            return self

        def score(self, x, label):
            rows = self.rows[label]
            total = math.log(len(rows) / self.n)
            for j, value in enumerate(x):
                ones = sum(row[j] for row in rows)
                hits = ones if value else len(rows) - ones
                total += math.log((hits + self.alpha) / (len(rows) + 2 * self.alpha))
            return total

        def predict_log_proba(self, X):
            out = []
            for x in X.tolist():
                scores = [self.score(x, label) for label in sorted(self.rows)]
                top = max(scores)
                evidence = top + math.log(sum(math.exp(s - top) for s in scores))
                out.append([s - evidence for s in scores])
            return out

        def predict(self, X):
            labels = sorted(self.rows)
            return [labels[row.index(max(row))] for row in self.predict_log_proba(X)]


@solution
class WithTwoProducts:
    """One matrix product for the features that are there, one for those that are not."""

    class BernoulliNB:
        def __init__(self, alpha=1.0):
            self.alpha = alpha

        def fit(self, X, y):
            X, y = np.asarray(X, dtype=float), np.asarray(y)
            self.classes_ = np.array(sorted(set(y.tolist())))
            groups = [X[y == label] for label in self.classes_]
            self.prior = np.array([len(g) / len(X) for g in groups])
            # Smoothing is alpha further samples with all features, and alpha with none.
            a = self.alpha
            self.theta = np.array([(g.sum(0) + a) / (len(g) + a + a) for g in groups])

        def predict_log_proba(self, X):
            X = np.asarray(X, dtype=float)
            joint = (
                np.log(self.prior) + X @ np.log(self.theta).T + (1 - X) @ np.log1p(-self.theta).T
            )
            joint -= joint.max(axis=1, keepdims=True)
            return joint - np.log(np.exp(joint).sum(axis=1, keepdims=True))

        def predict(self, X):
            return self.classes_[np.argmax(self.predict_log_proba(X), axis=1)]


class Base:
    """Two matrices of logarithms and the prior, for the mistakes to spoil."""

    def __init__(self, alpha=1.0):
        self.alpha = alpha

    def fit(self, X, y):
        X = np.asarray(X, dtype=float)
        self.classes, codes = np.unique(y, return_inverse=True)
        member = np.eye(len(self.classes))[codes]
        self.count, self.ones = member.sum(axis=0), member.T @ X
        self.prior = np.log(self.count / len(y))
        self.theta = self.smooth(self.ones, self.count[:, None], self.alpha)

    def smooth(self, ones, count, alpha):
        return (ones + alpha) / (count + 2 * alpha)

    def scores(self, X):
        with np.errstate(all="ignore"):
            return self.prior + X @ np.log(self.theta).T + (1 - X) @ np.log(1 - self.theta).T

    def normalise(self, scores):
        return scores - np.logaddexp.reduce(scores, axis=1)[:, None]

    def predict_log_proba(self, X):
        return self.normalise(self.scores(np.asarray(X, dtype=float)))

    def predict(self, X):
        return self.classes[self.predict_log_proba(X).argmax(axis=1)]


class WithTwoShares(Base):
    """Smooths the share of zeros by itself, and not as what the ones leave."""

    def scores(self, X):
        count = self.count[:, None]
        below = self.below(count, self.alpha)
        present = np.log((self.ones + self.alpha) / below)
        absent = np.log((count - self.ones + self.alpha) / below)
        return self.prior + X @ present.T + (1 - X) @ absent.T


@mistake(caught_by="one feature follows Bayes' theorem")
class IgnoresAbsentFeatures:
    """You multiplied θ for the features that are there and nothing for the others. That a word is
    missing is evidence as well: multiply by 1 - θ."""

    class BernoulliNB(Base):
        def scores(self, X):
            return self.prior + X @ np.log(self.theta).T


@mistake(caught_by="one feature follows Bayes' theorem")
class LeavesOutThePrior:
    """You left out how common the classes are; add log P(c)."""

    class BernoulliNB(Base):
        def scores(self, X):
            return super().scores(X) - self.prior


@mistake(caught_by="one feature follows Bayes' theorem")
class SmoothsTheNumeratorOnly:
    """You added alpha to the number of ones and to that of zeros, but divided both by n_c alone, so
    that the two shares sum to more than one; divide by n_c + 2 alpha."""

    class BernoulliNB(WithTwoShares):
        def below(self, count, alpha):
            return count


@mistake(caught_by="one feature follows Bayes' theorem")
class AddsAlphaOnceBelow:
    """You added alpha to the number of ones and to that of zeros, but divided both by n_c + alpha, so
    that the two shares sum to more than one. Each of the two has alpha imagined samples: divide by
    n_c + 2 alpha."""

    class BernoulliNB(WithTwoShares):
        def below(self, count, alpha):
            return count + alpha


@mistake(caught_by="one feature follows Bayes' theorem")
class AddsOneForEveryFeature:
    """You divided by n_c + d alpha, as multinomial naive Bayes does. Here each feature is a coin of
    its own, with two sides: divide by n_c + 2 alpha."""

    class BernoulliNB(Base):
        def smooth(self, ones, count, alpha):
            return (ones + alpha) / (count + ones.shape[1] * alpha)


@mistake(caught_by="one feature follows Bayes' theorem", free="by")
class SmoothsByOne:
    """You smoothed by {by} whatever alpha is."""

    by = 1.0

    class BernoulliNB(Base):
        def smooth(self, ones, count, alpha):
            return (ones + SmoothsByOne.by) / (count + 2 * SmoothsByOne.by)


@mistake(caught_by="one feature follows Bayes' theorem")
class SmoothsThePrior:
    """You smoothed the prior too; it is n_c / n."""

    class BernoulliNB(Base):
        def fit(self, X, y):
            super().fit(X, y)
            self.prior = np.log((self.count + self.alpha) / np.sum(self.count + self.alpha))


@mistake(caught_by="one feature follows Bayes' theorem")
class DoesNotNormalise:
    """You returned log prior plus log-likelihood; divide by the evidence, that is subtract the
    log-sum-exp of each row."""

    class BernoulliNB(Base):
        def normalise(self, scores):
            return scores


@mistake(caught_by="thousands of features do not underflow")
class MultipliesProbabilities:
    """You multiplied the probabilities and took the logarithm at the end. With many features the
    product underflows to 0; add logarithms."""

    class BernoulliNB(Base):
        def predict_log_proba(self, X):
            X = np.asarray(X)[:, None, :]
            chances = np.where(X == 1, self.theta[None], 1 - self.theta[None])
            with np.errstate(all="ignore"):
                joint = np.exp(self.prior) * chances.prod(axis=2)
                return np.log(joint / joint.sum(axis=1, keepdims=True))


@mistake(caught_by="thousands of features do not underflow")
class NormalisesWithoutTheMaximum:
    """You took exp of log-likelihoods near -1400 to normalise them, which gives 0; subtract each
    row's maximum first, as log-sum-exp does."""

    class BernoulliNB(Base):
        def normalise(self, scores):
            with np.errstate(all="ignore"):
                return scores - np.log(np.exp(scores).sum(axis=1, keepdims=True))


@mistake(caught_by="labels come back as they are, and the likeliest is predicted")
class ReturnsColumnNumbers:
    """You returned the number of the column; look the label up that belongs to it."""

    class BernoulliNB(Base):
        def predict(self, X):
            return self.predict_log_proba(X).argmax(axis=1)


@mistake(caught_by="agrees with the reference")
class KeepsTheOrderOfAppearance:
    """Your columns are in the order in which the labels appear; they belong in ascending order."""

    class BernoulliNB(Base):
        def predict_log_proba(self, X):
            return super().predict_log_proba(X)[:, self.columns]

        def fit(self, X, y):
            super().fit(X, y)
            self.columns = np.argsort(np.unique(y, return_index=True)[1])

        def predict(self, X):
            return self.classes[super().predict_log_proba(X).argmax(axis=1)]


@mistake(caught_by="a model knows its own last fit and nothing else")
class GoesOnCounting:
    """Your second fit added to the counts of the first; a fit starts anew."""

    class BernoulliNB(Base):
        X = y = None

        def fit(self, X, y):
            if self.X is not None:
                X, y = np.vstack([self.X, X]), np.concatenate([self.y, y])
            self.X, self.y = X, y
            super().fit(X, y)


@mistake(caught_by="labels come back as they are, and the likeliest is predicted")
class PredictsTheLeastLikely:
    """You took the smallest column, as if these were costs; the likeliest has the largest
    log-probability."""

    class BernoulliNB(Base):
        def predict(self, X):
            return self.classes[self.predict_log_proba(X).argmin(axis=1)]
