import math

import numpy as np

from grader.author import close, finite, law, mistake, solution


class GaussianNB:
    def __init__(self, smoothing=0.001):
        self.smoothing = smoothing

    def fit(self, X, y):
        X, y = np.asarray(X, dtype=float), np.asarray(y)
        self.classes = np.unique(y)
        groups = [X[y == label] for label in self.classes]
        # The number of all samples is a common factor, and cancels.
        self.prior = np.log([len(group) for group in groups])
        self.mean = np.array([group.mean(axis=0) for group in groups])
        self.var = np.array([group.var(axis=0) for group in groups]) + self.smoothing

    def predict_log_proba(self, X):
        gap = np.asarray(X)[:, None, :] - self.mean
        scores = self.prior - 0.5 * np.sum(np.log(self.var) + gap**2 / self.var, axis=2)
        return scores - np.logaddexp.reduce(scores, axis=1)[:, None]

    def predict(self, X):
        return self.classes[self.predict_log_proba(X).argmax(axis=1)]


@law("many features neither underflow nor overflow", over="many features")
def _(log_proba, right):
    """The product of 1500 densities is 0 or inf as a float, whether each is a little below 1 or far
    above (they are densities, not probabilities): add logarithms, and normalise by log-sum-exp, with
    the largest taken out."""
    assert finite(log_proba)
    assert close(log_proba, right.log_proba)


@law("a model knows its own last fit and nothing else", over="a refit")
def _(X, y, X_new, smoothing, other, before, log_proba, labels, classify_after):
    """fit starts anew: neither means nor labels of earlier data, nor earlier answers, may be left in
    the model. What it learned belongs to it, to self and not to the class, and rows are answered
    whatever other rows were asked before."""
    again, labels_again = classify_after(other, before, X, y, X_new, smoothing)
    assert close(again, log_proba)
    assert labels_again == labels


@solution
class WithLoops:
    """Every row, class and feature by itself, in plain Python."""

    class GaussianNB:
        def __init__(self, smoothing=0.001):
            self.smoothing = smoothing

        def fit(self, X, y):
            self.models = {}
            for label in sorted(set(y.tolist())):
                rows = [x for x, other in zip(X.tolist(), y.tolist(), strict=True) if other == label]
                features = []
                for column in zip(*rows, strict=True):
                    mean = sum(column) / len(rows)
                    spread = sum((v - mean) ** 2 for v in column) / len(rows)
                    features.append((mean, spread + self.smoothing))
                self.models[label] = (math.log(len(rows) / len(y)), features)
            return self

        def predict_log_proba(self, X):
            out = []
            for x in X.tolist():
                scores = []
                for start, features in self.models.values():
                    for value, (mean, v) in zip(x, features, strict=True):
                        start -= 0.5 * (math.log(2 * math.pi * v) + (value - mean) ** 2 / v)
                    scores.append(start)
                top = max(scores)
                evidence = top + math.log(sum(math.exp(s - top) for s in scores))
                out.append([s - evidence for s in scores])
            return np.array(out)

        def predict(self, X):
            labels = list(self.models)
            return [labels[int(np.argmax(row))] for row in self.predict_log_proba(X)]


@solution
class WithMatrixProducts:
    """The log-odds are quadratic in x: two matrix products, of x² and of x, about a common centre."""

    class GaussianNB:
        def __init__(self, smoothing=0.001):
            self.smoothing = smoothing

        def fit(self, X, y):
            self.labels, codes, count = np.unique(y, return_inverse=True, return_counts=True)
            member = np.eye(len(count))[codes].T
            self.centre = X.mean(axis=0)
            Z = X - self.centre
            mean = member @ Z / count[:, None]
            gaps = Z - mean[codes]
            var = member @ (gaps * gaps) / count[:, None] + self.smoothing
            self.square, self.linear = -0.5 / var, mean / var
            self.start = np.log(count / count.sum())
            self.start = self.start - 0.5 * (np.log(var) + mean * mean / var).sum(axis=1)

        def predict_log_proba(self, X):
            Z = X - self.centre
            scores = Z * Z @ self.square.T + Z @ self.linear.T + self.start
            scores = scores - scores.max(axis=1)[:, None]
            return scores - np.log(np.exp(scores).sum(axis=1))[:, None]

        def predict(self, X):
            return self.labels[np.argmax(self.predict_log_proba(X), axis=1)]


class Base:
    """The classifier in pieces, for the mistakes to spoil."""

    def __init__(self, smoothing=0.001):
        self.smoothing = smoothing

    def fit(self, X, y):
        X, y = np.asarray(X, dtype=float), np.asarray(y)
        self.classes = np.unique(y)
        self.groups = [X[y == label] for label in self.classes]
        self.prior = np.log([len(g) / len(X) for g in self.groups])
        self.mean = np.array([g.mean(axis=0) for g in self.groups])
        self.var = self.smoothed(np.array([self.variance(g) for g in self.groups]))

    def variance(self, group):
        return group.var(axis=0)

    def smoothed(self, var):
        return var + self.smoothing

    def densities(self, X):
        gap = np.asarray(X, dtype=float)[:, None, :] - self.mean
        return -0.5 * (np.log(2 * np.pi * self.var) + gap**2 / self.var)

    def scores(self, X):
        return self.prior + self.densities(X).sum(axis=2)

    def normalise(self, scores):
        return scores - np.logaddexp.reduce(scores, axis=1)[:, None]

    def predict_log_proba(self, X):
        return self.normalise(self.scores(X))

    def predict(self, X):
        return self.classes[self.predict_log_proba(X).argmax(axis=1)]


@mistake(caught_by="one feature follows Bayes' theorem")
class UsesTheDeviation:
    """You put the standard deviation where the variance belongs, in the exponent and below the
    root."""

    class GaussianNB(Base):
        def smoothed(self, var):
            return np.sqrt(var + self.smoothing)


@mistake(caught_by="one feature follows Bayes' theorem")
class PoolsTheVariances:
    """You used the variance of a feature over all classes together; each class has its own."""

    class GaussianNB(Base):
        def smoothed(self, var):
            return np.tile(np.concatenate(self.groups).var(axis=0), (len(var), 1)) + self.smoothing


@mistake(caught_by="one feature follows Bayes' theorem")
class DividesByNMinusOne:
    """You divided by n_c - 1; maximum likelihood divides by n_c (and a class of one sample has the
    variance 0)."""

    class GaussianNB(Base):
        def variance(self, group):
            with np.errstate(all="ignore"):
                return np.sum((group - group.mean(axis=0)) ** 2, axis=0) / np.float64(len(group) - 1)


@mistake(caught_by="one feature follows Bayes' theorem")
class DropsTheNormalisation:
    """You left out the factor 1 / sqrt(2πv). The 2π cancels, but v differs from class to class: a
    narrow Gaussian is higher."""

    class GaussianNB(Base):
        def densities(self, X):
            return super().densities(X) + 0.5 * np.log(2 * np.pi * self.var)


@mistake(caught_by="one feature follows Bayes' theorem")
class LeavesOutThePrior:
    """You left out how common the classes are; add log P(c)."""

    class GaussianNB(Base):
        def scores(self, X):
            return self.densities(X).sum(axis=2)


@mistake(caught_by="one feature follows Bayes' theorem")
class TakesTheLargerOfVarianceAndSmoothing:
    """You used the smoothing as a lower bound; it is added to every variance."""

    class GaussianNB(Base):
        def smoothed(self, var):
            return np.maximum(var, self.smoothing)


@mistake(caught_by="one feature follows Bayes' theorem", free="eps")
class IgnoresTheSmoothing:
    """You smoothed by {eps} whatever is asked for; add `smoothing` to every variance."""

    eps = 1e-9

    class GaussianNB(Base):
        def smoothed(self, var):
            return var + IgnoresTheSmoothing.eps


@mistake(caught_by="one feature follows Bayes' theorem")
class DoesNotNormalise:
    """You returned log prior plus log-densities; subtract the log-sum-exp of each row, so that
    the probabilities sum to one."""

    class GaussianNB(Base):
        def normalise(self, scores):
            return scores


@mistake(caught_by="groups of features add their log-odds")
class AveragesOverFeatures:
    """You averaged the log-densities over the features. Each is a piece of evidence of its own, and
    they add up."""

    class GaussianNB(Base):
        def scores(self, X):
            return self.prior + self.densities(X).mean(axis=2)


@mistake(caught_by="many features neither underflow nor overflow")
class MultipliesDensities:
    """You multiplied the densities and took the logarithm at the end. With many features the product
    is 0 or inf; add logarithms."""

    class GaussianNB(Base):
        def predict_log_proba(self, X):
            with np.errstate(all="ignore"):
                joint = np.exp(self.prior) * np.exp(self.densities(X)).prod(axis=2)
                return np.log(joint / joint.sum(axis=1, keepdims=True))


@mistake(caught_by="many features neither underflow nor overflow")
class NormalisesWithoutTheMaximum:
    """You took exp of sums of log-densities, in the hundreds, to normalise them; subtract each row's
    maximum first, as log-sum-exp does."""

    class GaussianNB(Base):
        def normalise(self, scores):
            with np.errstate(all="ignore"):
                return scores - np.log(np.exp(scores).sum(axis=1, keepdims=True))


@mistake(caught_by="labels come back as they are, and the likeliest is predicted")
class ReturnsColumnNumbers:
    """You returned the number of the column; look the label up that belongs to it."""

    class GaussianNB(Base):
        def predict(self, X):
            return self.predict_log_proba(X).argmax(axis=1)


@mistake(caught_by="labels come back as they are, and the likeliest is predicted")
class ChoosesTheNearestMean:
    """You predicted the class with the nearest mean. That leaves the variances and the prior out;
    take the label with the largest posterior."""

    class GaussianNB(Base):
        def predict(self, X):
            gap = np.asarray(X, dtype=float)[:, None, :] - self.mean
            return self.classes[(gap**2).sum(axis=2).argmin(axis=1)]


@mistake(caught_by="a model knows its own last fit and nothing else")
class GoesOnCollecting:
    """Your second fit added to the samples of the first; a fit starts anew."""

    class GaussianNB(Base):
        X = y = None

        def fit(self, X, y):
            if self.X is not None:
                X, y = np.vstack([self.X, X]), np.concatenate([self.y, y])
            self.X, self.y = X, y
            super().fit(X, y)
