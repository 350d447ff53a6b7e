import numpy as np

from grader.author import close, equivalent, given, law, mistake, solution


class PCA:
    def __init__(self, k, whiten=False):
        self.k, self.whiten = k, whiten

    def fit(self, X):
        self.mean = X.mean(axis=0)
        s, self.V = np.linalg.svd(X - self.mean)[1:]
        self.V = self.V[: self.k]
        self.ratios = s[: self.k] ** 2 / np.sum(s**2)
        self.scale = s[: self.k] / np.sqrt(len(X) - 1) if self.whiten else np.ones(self.k)

    def transform(self, Y):
        return (Y - self.mean) @ self.V.T / self.scale

    def inverse_transform(self, Z):
        return Z * self.scale @ self.V + self.mean


equivalent("78918d7d", because="the negative has the same singular values and directions")

given(
    "weak",
    like="tall",
    sizes={"n": "5..9", "d": "2..3"},
    ends={"real": [1e-7, 1e-6], "log": True},
    s={"is": "np.geomspace(1.0, ends, d)"},
    centre={"reals": ["d"], "between": [-0.5, 0.5]},
    k={"is": "d"},
    whiten=True,
    examples=20,
)


@law("weak directions survive", over="weak")
def _(X, k, reduce):
    """Here the weakest direction has a singular value of 1e-7 times the strongest; its variance is
    1e-14 times the largest, too little to be seen in a covariance matrix. Take the SVD of the
    centred data."""
    training = reduce(X, X, k, True).scores
    # Rounding errors of 1e-16 in X, divided by 1e-7.
    assert close(training.T @ training / (len(X) - 1), np.eye(k), rtol=1e-6)


@solution
class TriangularFirst:
    """QR of the centred rows first, then the SVD of the transposed triangle; other signs, rows one
    by one; fit returns the model."""

    class PCA:
        def __init__(self, k, whiten=False):
            self.k = k
            self.whiten = whiten

        def fit(self, X):
            self.mu = np.sum(X, axis=0) / len(X)
            U, s, _ = np.linalg.svd(np.linalg.qr(X - self.mu)[1].T, full_matrices=False)
            self.axes = [-u for u in U.T[: self.k]]
            self.scales = [v / (len(X) - 1) ** 0.5 if self.whiten else 1 for v in s[: self.k].tolist()]
            self.ratios = [v * v / (s @ s) for v in s[: self.k].tolist()]
            return self

        def transform(self, Y):
            pairs = list(zip(self.axes, self.scales, strict=True))
            return [[(y - self.mu) @ axis / scale for axis, scale in pairs] for y in Y]

        def inverse_transform(self, Z):
            out = np.tile(self.mu, (len(Z), 1))
            for i, (axis, scale) in enumerate(zip(self.axes, self.scales, strict=True)):
                out += np.outer(Z[:, i] * scale, axis)
            return out


@mistake(caught_by="training scores are centred and uncorrelated, the ratios their variances")
class DoesNotCentre:
    """You took the SVD of X itself, with 0 for the mean; its first direction then points to the
    mean. Subtract the mean of each column first."""

    class PCA(PCA):
        def fit(self, X):
            super().fit(X)
            s, self.V = np.linalg.svd(X)[1:]
            self.V, self.mean = self.V[: self.k], np.zeros(X.shape[1])
            self.ratios = s[: self.k] ** 2 / np.sum(s**2)
            self.scale = s[: self.k] / np.sqrt(len(X) - 1) if self.whiten else 1.0


@mistake(caught_by="a row goes its own way, and moves with the training data")
class CentresWithTheNewMean:
    """transform subtracted the mean of the rows it was given. A row must get the same score in
    whatever company; use the mean of the training data."""

    class PCA(PCA):
        def transform(self, Y):
            return (Y - Y.mean(axis=0)) @ self.V.T / self.scale


@mistake(caught_by="a row goes its own way, and moves with the training data")
class ForgetsTheMeanOfNewRows:
    """transform does not subtract the mean (or only where it gets the training data again).
    Subtract the training mean from whatever comes."""

    class PCA(PCA):
        def fit(self, X):
            super().fit(X)
            self.X = np.array(X)

        def transform(self, Y):
            centre = self.mean if np.array_equal(Y, self.X) else 0
            return (Y - centre) @ self.V.T / self.scale


@mistake(caught_by="with all directions the way back ends where it began")
class ForgetsTheMeanOnTheWayBack:
    """inverse_transform ends near the origin: add the mean that transform subtracted."""

    class PCA(PCA):
        def inverse_transform(self, Z):
            return Z * self.scale @ self.V


@mistake(caught_by="whitened training scores have variance one and no correlation")
class WhitensWithSingularValues:
    """You divided by the singular values; the standard deviation is s divided by the root of n -
    1."""

    class PCA(PCA):
        def fit(self, X):
            super().fit(X)
            self.scale = self.scale * np.sqrt(len(X) - 1) if self.whiten else 1.0


@mistake(caught_by="whitened training scores have variance one and no correlation")
class WhitensWithTheVariance:
    """You divided by the variances; divide by their roots, the standard deviations."""

    class PCA(PCA):
        def fit(self, X):
            super().fit(X)
            self.scale = self.scale**2 if self.whiten else 1.0


@mistake(caught_by="whitened training scores have variance one and no correlation")
class DividesByN:
    """Your whitening takes s²/n for the variance; here it is s²/(n - 1)."""

    class PCA(PCA):
        def fit(self, X):
            super().fit(X)
            self.scale = self.scale * np.sqrt(1 - 1 / len(X)) if self.whiten else 1.0


@mistake(caught_by="whitened training scores have variance one and no correlation")
class NeverWhitens:
    """Your model ignores whiten=True: divide each score by its standard deviation."""

    class PCA(PCA):
        def __init__(self, k, whiten=False):
            super().__init__(k, False)


@mistake(caught_by="training scores are centred and uncorrelated, the ratios their variances")
class AlwaysWhitens:
    """Your scores are divided by their standard deviations even where whiten is False, which it is
    by default."""

    class PCA(PCA):
        def __init__(self, k, whiten=False):
            super().__init__(k, True)


@mistake(caught_by="whitening leaves the way back and the ratios alone, and twice there and back is once")
class DoesNotUndoTheWhitening:
    """transform divides the scores by their deviations, but inverse_transform does not multiply by
    them again."""

    class PCA(PCA):
        def inverse_transform(self, Z):
            return Z @ self.V + self.mean


@mistake(caught_by="training scores are centred and uncorrelated, the ratios their variances")
class Standardises:
    """You also divided each column of X by its standard deviation. That was not asked for: it
    changes the directions and the total variance."""

    class PCA(PCA):
        def fit(self, X):
            self.deviation = X.std(axis=0, ddof=1)
            self.deviation = np.where(self.deviation > 1e-12, self.deviation, 1.0)
            super().fit(X / self.deviation)

        def transform(self, Y):
            return super().transform(Y / self.deviation)

        def inverse_transform(self, Z):
            return super().inverse_transform(Z) * self.deviation


@mistake(caught_by="training scores are centred and uncorrelated, the ratios their variances")
class SharesOfSingularValues:
    """Your ratios are shares of the singular values. Variances are their squares."""

    class PCA(PCA):
        def fit(self, X):
            super().fit(X)
            s = np.linalg.svd(X - self.mean, compute_uv=False)
            self.ratios = s[: self.k] / np.sum(s)


@mistake(caught_by="training scores are centred and uncorrelated, the ratios their variances")
class SharesOfWhatIsKept:
    """Your ratios always add up to 1: you divide by the sum of the kept variances. Divide by the
    total, what was cut included."""

    class PCA(PCA):
        def fit(self, X):
            super().fit(X)
            self.ratios = self.ratios / np.sum(self.ratios)


@mistake(caught_by="what is lost is the variance that was cut")
class KeepsTheWeakest:
    """You kept the k weakest directions, the last rows of Vt with their ratios; np.linalg.svd sorts
    downwards, so keep the first."""

    class PCA(PCA):
        def fit(self, X):
            super().fit(X)
            s, V = np.linalg.svd(X - self.mean, full_matrices=False)[1:]
            self.V, self.ratios = V[-self.k :], s[-self.k :] ** 2 / np.sum(s**2)
            self.scale = s[-self.k :] / np.sqrt(len(X) - 1) if self.whiten else 1.0


@mistake(caught_by="training scores are centred and uncorrelated, the ratios their variances")
class TakesColumnsOfVt:
    """np.linalg.svd returns V transposed. Your directions are the first k columns of that, which
    are rows of V; take its first k rows."""

    class PCA(PCA):
        def fit(self, X):
            super().fit(X)
            self.V = np.linalg.svd(X - self.mean)[2].T[: self.k]


@mistake(caught_by="weak directions survive")
class GoesThroughTheCovariance:
    """You took roots of the eigenvalues of (X - μ)ᵀ(X - μ). In those squares, a direction with a
    singular value of 1e-7 times the largest is lost among the rounding errors. Take the SVD of the
    centred data."""

    class PCA(PCA):
        def fit(self, X):
            super().fit(X)
            centred = X - self.mean
            U, w, _ = np.linalg.svd(centred.T @ centred)
            w = w[: self.k]
            self.V = U.T[: self.k]
            self.ratios = w / np.sum(centred**2)
            self.scale = np.sqrt(w / (len(X) - 1)) if self.whiten else 1.0
