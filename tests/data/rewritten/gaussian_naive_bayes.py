import numpy as np


class Bells:
    def __init__(self, smoothing=0.001):
        self.smoothing = smoothing

    def fit(self, X, y):
        X = np.array(X, dtype=float)
        y = np.asarray(y).tolist()
        self.names = sorted(set(y))
        groups = [X[[label == name for label in y]] for name in self.names]
        self.center = np.array([g.sum(axis=0) / len(g) for g in groups])
        self.spread = np.array([self.variance(g, X) for g in groups])
        self.share = np.array([len(g) / len(X) for g in groups])
        return self

    def variance(self, group, everything):
        return ((group - group.mean(axis=0)) ** 2).mean(axis=0) + self.smoothing

    def terms(self, X):
        X = np.asarray(X, dtype=float)
        off = X[:, None, :] - self.center[None, :, :]
        return -0.5 * (off * off / self.spread + np.log(2 * np.pi * self.spread))

    def scores(self, X):
        return self.terms(X).sum(axis=2) + np.log(self.share)

    def predict_log_proba(self, X):
        s = self.scores(X)
        return s - np.logaddexp.reduce(s, axis=1)[:, None]

    def predict(self, X):
        return np.array([self.names[j] for j in self.predict_log_proba(X).argmax(axis=1)])


# %% right
class GaussianNB(Bells):
    pass


# %% UsesTheDeviation
class GaussianNB(Bells):
    def variance(self, group, everything):
        return np.sqrt(group.var(axis=0) + self.smoothing)


# %% PoolsTheVariances
class GaussianNB(Bells):
    def variance(self, group, everything):
        return everything.var(axis=0) + self.smoothing


# %% DividesByNMinusOne
class GaussianNB(Bells):
    def variance(self, group, everything):
        off = group - group.mean(axis=0)
        with np.errstate(invalid="ignore"):
            return np.sum(off * off, axis=0) / np.float64(len(group) - 1) + self.smoothing


# %% DropsTheNormalisation
class GaussianNB(Bells):
    def terms(self, X):
        off = np.asarray(X, dtype=float)[:, None] - self.center
        return -off ** 2 / (2 * self.spread)


# %% LeavesOutThePrior
class GaussianNB(Bells):
    def scores(self, X):
        return np.sum(self.terms(X), axis=-1)


# %% TakesTheLargerOfVarianceAndSmoothing
class GaussianNB(Bells):
    def variance(self, group, everything):
        return np.clip(np.var(group, axis=0), self.smoothing, None)


# %% IgnoresTheSmoothing
class GaussianNB(Bells):
    def variance(self, group, everything):
        return group.var(axis=0) + 1e-9


# %% DoesNotNormalise
class GaussianNB(Bells):
    def predict_log_proba(self, X):
        return self.scores(X)


# %% AveragesOverFeatures
class GaussianNB(Bells):
    def scores(self, X):
        return np.mean(self.terms(X), axis=2) + np.log(self.share)


# %% MultipliesDensities
class GaussianNB(Bells):
    def predict_log_proba(self, X):
        X = np.asarray(X, dtype=float)
        with np.errstate(all="ignore"):
            columns = []
            for m, v, share in zip(self.center, self.spread, self.share):
                height = np.exp(-(X - m) ** 2 / (2 * v)) / np.sqrt(2 * np.pi * v)
                columns.append(share * np.prod(height, axis=1))
            table = np.column_stack(columns)
            return np.log(table / table.sum(axis=1, keepdims=True))


# %% NormalisesWithoutTheMaximum
class GaussianNB(Bells):
    def predict_log_proba(self, X):
        s = self.scores(X)
        with np.errstate(all="ignore"):
            return s - np.log(np.exp(s).sum(axis=1, keepdims=True))


# %% ReturnsColumnNumbers
class GaussianNB(Bells):
    def predict(self, X):
        return np.argmax(self.scores(X), axis=1)


# %% ChoosesTheNearestMean
class GaussianNB(Bells):
    def predict(self, X):
        chosen = []
        for x in np.asarray(X, dtype=float):
            far = [np.linalg.norm(x - m) for m in self.center]
            chosen.append(self.names[far.index(min(far))])
        return np.array(chosen)


# %% GoesOnCollecting
class GaussianNB(Bells):
    def __init__(self, smoothing=0.001):
        self.smoothing = smoothing
        self.rows, self.labels = [], []

    def fit(self, X, y):
        self.rows.extend(np.array(X, dtype=float))
        self.labels.extend(np.asarray(y).tolist())
        return super().fit(np.array(self.rows), np.array(self.labels))
