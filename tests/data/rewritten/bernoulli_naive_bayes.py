import numpy as np


class Coins:
    def __init__(self, alpha=1.0):
        self.alpha = alpha

    def names_of(self, y):
        return sorted(set(y))

    def fit(self, X, y):
        X = np.array(X, dtype=float)
        y = np.asarray(y).tolist()
        self.names = self.names_of(y)
        self.total, self.d = X.shape
        self.members, self.ones = [], []
        for name in self.names:
            rows = X[[label == name for label in y]]
            self.members.append(len(rows))
            self.ones.append(rows.sum(axis=0))
        self.learn(np.array(self.members, float)[:, None], np.array(self.ones))
        return self

    def bias(self, ones, members):
        return (ones + self.alpha) / (members + 2 * self.alpha)

    def learn(self, members, ones):
        theta = self.bias(ones, members)
        with np.errstate(divide="ignore"):
            self.yes, self.no = np.log(theta), np.log1p(-theta)
        self.start = self.log_prior(members[:, 0])

    def log_prior(self, members):
        return np.log(members / self.total)

    def scores(self, X):
        table = []
        for x in np.asarray(X).astype(bool):
            table.append([s + np.where(x, up, down).sum()
                          for s, up, down in zip(self.start, self.yes, self.no)])
        return np.array(table, dtype=float).reshape(len(table), len(self.names))

    def predict_log_proba(self, X):
        s = self.scores(X)
        with np.errstate(invalid="ignore"):
            return s - np.logaddexp.reduce(s, axis=1)[:, None]

    def predict(self, X):
        return np.array([self.names[j] for j in self.predict_log_proba(X).argmax(axis=1)])

# %% right


class BernoulliNB(Coins):
    pass


# %% IgnoresAbsentFeatures


class BernoulliNB(Coins):
    def scores(self, X):
        return np.asarray(X, dtype=float) @ self.yes.T + self.start


# %% LeavesOutThePrior


class BernoulliNB(Coins):
    def log_prior(self, members):
        return np.zeros(len(members))


# %% AddsOneForEveryFeature


class BernoulliNB(Coins):
    def bias(self, ones, members):
        return (ones + self.alpha) / (members + self.alpha * ones.shape[1])


# %% SmoothsByOne


class BernoulliNB(Coins):
    def bias(self, ones, members):
        return (1 + ones) / (2 + members)


# %% SmoothsThePrior


class BernoulliNB(Coins):
    def log_prior(self, members):
        padded = members + self.alpha
        return np.log(padded) - np.log(padded.sum())


# %% DoesNotNormalise


class BernoulliNB(Coins):
    def predict_log_proba(self, X):
        return self.scores(X)


# %% MultipliesProbabilities


class BernoulliNB(Coins):
    def predict_log_proba(self, X):
        on = np.asarray(X).astype(bool)
        table = np.zeros((len(on), len(self.names)))
        for j, (s, up, down) in enumerate(zip(self.start, np.exp(self.yes), np.exp(self.no))):
            table[:, j] = np.exp(s) * np.prod(np.where(on, up, down), axis=1)
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.log(table / table.sum(axis=1, keepdims=True))


# %% NormalisesWithoutTheMaximum


class BernoulliNB(Coins):
    def predict_log_proba(self, X):
        s = self.scores(X)
        with np.errstate(divide="ignore"):
            return s - np.log(sum(np.exp(column) for column in s.T)).reshape(-1, 1)


# %% ReturnsColumnNumbers


class BernoulliNB(Coins):
    def predict(self, X):
        return np.argmax(self.scores(X), axis=1)


# %% KeepsTheOrderOfAppearance


class BernoulliNB(Coins):
    def names_of(self, y):
        return list(dict.fromkeys(y))


# %% GoesOnCounting


class BernoulliNB(Coins):
    def __init__(self, alpha=1.0):
        self.alpha = alpha
        self.seen = {}

    def fit(self, X, y):
        for x, label in zip(np.array(X, dtype=float), np.asarray(y).tolist()):
            count, ones = self.seen.get(label, (0, 0.0))
            self.seen[label] = (count + 1, ones + x)
        self.names = sorted(self.seen)
        members = np.array([[float(self.seen[c][0])] for c in self.names])
        self.total = members.sum()
        self.learn(members, np.array([self.seen[c][1] for c in self.names]))
        return self


# %% PredictsTheLeastLikely


class BernoulliNB(Coins):
    def predict(self, X):
        return np.array([self.names[int(np.argmin(row))] for row in self.predict_log_proba(X)])


# %%
import numpy as np


class Base:
    def __init__(self, alpha=1.0):
        self.alpha = alpha

    def below(self, count):
        return count + 2 * self.alpha

    def fit(self, X, y):
        X, y = np.asarray(X).astype(float), np.asarray(y)
        self.names = np.unique(y)
        self.prior, self.present, self.absent = [], [], []
        for name in self.names:
            rows = X[y == name]
            size = len(rows)
            ones = rows.sum(axis=0)
            self.prior.append(np.log(size / len(y)))
            self.present.append(np.log((ones + self.alpha) / self.below(size)))
            self.absent.append(np.log((size - ones + self.alpha) / self.below(size)))
        return self

    def predict_log_proba(self, X):
        X = np.asarray(X).astype(bool)
        table = np.empty((len(X), len(self.names)))
        for c in range(len(self.names)):
            terms = np.where(X, self.present[c], self.absent[c])
            table[:, c] = self.prior[c] + terms.sum(axis=1)
        return table - np.logaddexp.reduce(table, axis=1, keepdims=True)

    def predict(self, X):
        return self.names[self.predict_log_proba(X).argmax(axis=1)]

# %% SmoothsTheNumeratorOnly


class BernoulliNB(Base):
    def below(self, count):
        return count


# %% AddsAlphaOnceBelow


class BernoulliNB(Base):
    def below(self, count):
        return count + self.alpha
