import numpy as np


class Base:
    def __init__(self, k, whiten=False):
        self.k = k
        self.whiten = whiten

    def mean_of(self, X):
        return X.mean(axis=0)

    def scales(self, s, n):
        if not self.whiten:
            return np.ones(len(s))
        return s / np.sqrt(n - 1)

    def shares(self, s):
        return s[:self.k] ** 2 / np.sum(s ** 2)

    def decompose(self, X):
        _, s, Vt = np.linalg.svd(X, full_matrices=False)
        return s, Vt

    def fit(self, X):
        X = np.array(X, dtype=float)
        self.mu = self.mean_of(X)
        s, Vt = self.decompose(X - self.mu)
        self.axes = Vt[:self.k]
        self.sd = self.scales(s[:self.k], len(X))
        self.ratios = self.shares(s)

    def transform(self, Y):
        return np.array([[axis @ (y - self.mu) for axis in self.axes] for y in Y]) / self.sd

    def inverse_transform(self, Z):
        return (np.asarray(Z) * self.sd) @ self.axes + self.mu


# %% right
class PCA(Base):
    pass


# %% DoesNotCentre
class PCA(Base):
    def mean_of(self, X):
        return np.zeros(X.shape[1])


# %% CentresWithTheNewMean
class PCA(Base):
    def transform(self, Y):
        Y = np.array(Y, dtype=float)
        return (Y - Y.mean(axis=0)) @ self.axes.T / self.sd


# %% ForgetsTheMeanOfNewRows
class PCA(Base):
    def fit(self, X):
        super().fit(X)
        self.training = np.array(X, dtype=float)

    def transform(self, Y):
        Y = np.array(Y, dtype=float)
        if np.array_equal(Y, self.training):
            Y = Y - self.mu
        return Y @ self.axes.T / self.sd


# %% ForgetsTheMeanOnTheWayBack
class PCA(Base):
    def inverse_transform(self, Z):
        return (Z * self.sd) @ self.axes


# %% WhitensWithSingularValues
class PCA(Base):
    def scales(self, s, n):
        return s if self.whiten else np.ones(len(s))


# %% WhitensWithTheVariance
class PCA(Base):
    def scales(self, s, n):
        return s * s / (n - 1) if self.whiten else np.ones(len(s))


# %% DividesByN
class PCA(Base):
    def scales(self, s, n):
        return np.sqrt(s * s / n) if self.whiten else np.ones(len(s))


# %% NeverWhitens
class PCA(Base):
    def __init__(self, k, whiten=False):
        super().__init__(k)


# %% AlwaysWhitens
class PCA(Base):
    def __init__(self, k, whiten=False):
        super().__init__(k, True)


# %% DoesNotUndoTheWhitening
class PCA(Base):
    def inverse_transform(self, Z):
        return Z @ self.axes + self.mu


# %% Standardises
class PCA(Base):
    def fit(self, X):
        X = np.array(X, dtype=float)
        self.width = X.std(axis=0, ddof=1)
        super().fit(X / self.width)

    def transform(self, Y):
        return super().transform(np.asarray(Y) / self.width)

    def inverse_transform(self, Z):
        return super().inverse_transform(Z) * self.width


# %% SharesOfSingularValues
class PCA(Base):
    def shares(self, s):
        return s[:self.k] / s.sum()


# %% SharesOfWhatIsKept
class PCA(Base):
    def shares(self, s):
        v = s[:self.k] ** 2
        return v / v.sum()


# %% KeepsTheWeakest
class PCA(Base):
    def fit(self, X):
        X = np.array(X, dtype=float)
        self.mu = X.mean(axis=0)
        s, Vt = self.decompose(X - self.mu)
        self.axes = Vt[-self.k:]
        self.sd = self.scales(s[-self.k:], len(X))
        self.ratios = s[-self.k:] ** 2 / np.sum(s ** 2)


# %% TakesColumnsOfVt
class PCA(Base):
    def decompose(self, X):
        _, s, V = np.linalg.svd(X)
        return s, V.T


# %% GoesThroughTheCovariance
class PCA(Base):
    def decompose(self, X):
        V, squares, _ = np.linalg.svd(X.T @ X)
        return np.sqrt(squares), V.T
