import numpy as np

from grader.author import close, law, mistake, solution


def blr_posterior(X, y, alpha, beta):
    X = np.asarray(X, dtype=float)
    cov = np.linalg.inv(alpha * np.eye(X.shape[1]) + beta * X.T @ X)
    return beta * cov @ X.T @ y, cov


def blr_predict(X_new, mean, cov, beta):
    return X_new @ mean, 1 / beta + np.sum(X_new @ cov * X_new, axis=1)


@law("with a vague prior it is least squares", over="nearly no prior")
def _(X, y, d, beta, mean, cov):
    """As alpha tends to 0 the data alone decide: the mean is that of least squares, and the
    covariance the noise over XᵀX. Nothing but alpha may stand on the diagonal."""
    # alpha / beta is below 4e-6, XᵀX at least 1 in every direction; rounding is 1e6 times finer.
    assert close(X.T @ X @ mean, X.T @ y, rtol=1e-5)
    assert close(beta * X.T @ X @ cov, np.eye(d), rtol=1e-5)


@solution
class OneSampleAfterAnother:
    """Updates mean and covariance with every sample, without any inverse (Kalman's filter)."""

    def blr_posterior(X, y, alpha, beta):
        d = X.shape[1]
        mean, cov = np.zeros(d), np.eye(d) / alpha
        for x, target in zip(X, y, strict=True):
            moved = cov @ x
            gain = moved / (1 / beta + x @ moved)
            mean = mean + gain * (target - x @ mean)
            cov = cov - np.outer(gain, moved)
        return mean, (cov + cov.T) / 2

    def blr_predict(X_new, mean, cov, beta):
        return [x @ mean for x in X_new], [x @ cov @ x + 1 / beta for x in X_new]


@solution
class ByEigenvectors:
    """Turns to the eigenvectors of XᵀX, where all directions are independent."""

    def blr_posterior(X, y, alpha, beta):
        X = np.asarray(X, dtype=float)
        values, V = np.linalg.eigh(X.T @ X)
        precision = alpha + beta * values
        return V @ (V.T @ (beta * (X.T @ y)) / precision), (V / precision) @ V.T

    def blr_predict(X_new, mean, cov, beta):
        unknown = np.diag(X_new @ cov @ X_new.T)
        return np.dot(X_new, mean), unknown + 1.0 / beta


@solution
class BySamples:
    """Solves a system of n equations, one per sample, as Gaussian processes do."""

    def blr_posterior(X, y, alpha, beta):
        X = np.asarray(X, dtype=float)
        n, d = X.shape
        K = X @ X.T / alpha + np.eye(n) / beta
        return X.T @ np.linalg.solve(K, y) / alpha, (
            np.eye(d) - X.T @ np.linalg.solve(K, X) / alpha
        ) / alpha

    def blr_predict(X_new, mean, cov, beta):
        return X_new @ mean, np.einsum("mi,ij,mj->m", X_new, cov, X_new) + 1 / beta


@mistake(caught_by="each sample adds to the precision")
class ReturnsThePrecision:
    """You returned the precision matrix; the covariance is its inverse."""

    def blr_posterior(X, y, alpha, beta):
        mean, cov = blr_posterior(X, y, alpha, beta)
        return mean, np.linalg.inv(cov)


@mistake(caught_by="each sample adds to the precision")
class TakesAlphaAndBetaForVariances:
    """You used alpha and beta as variances. They are precisions: the prior's variance is 1 / alpha and
    the noise's 1 / beta."""

    def blr_posterior(X, y, alpha, beta):
        return blr_posterior(X, y, 1 / alpha, 1 / beta)

    def blr_predict(X_new, mean, cov, beta):
        return blr_predict(X_new, mean, cov, 1 / beta)


@mistake(caught_by="each sample adds to the precision")
class ExchangesAlphaAndBeta:
    """You exchanged the two: alpha belongs to the prior and stands by the identity, beta to the data
    and stands by XᵀX."""

    def blr_posterior(X, y, alpha, beta):
        return blr_posterior(X, y, beta, alpha)


@mistake(caught_by="each sample adds to the precision")
class ForgetsThePrior:
    """You took the pseudo-inverse of beta XᵀX, without the prior's alpha I: where there are no data you
    pretend to be perfectly sure, while the prior still leaves everything open."""

    def blr_posterior(X, y, alpha, beta):
        cov = np.linalg.pinv(beta * X.T @ X)
        return beta * cov @ X.T @ y, cov


@mistake(caught_by="each sample adds to the precision")
class LeavesBetaOutOfThePrecision:
    """You added XᵀX without beta. Samples with little noise say more, so each is weighed by beta."""

    def blr_posterior(X, y, alpha, beta):
        cov = np.linalg.inv(alpha * np.eye(X.shape[1]) + X.T @ X)
        return beta * cov @ X.T @ y, cov


@mistake(caught_by="the mean balances the data against the prior")
class LeavesBetaOutOfTheMean:
    """Your mean is S Xᵀy; the factor beta belongs to it."""

    def blr_posterior(X, y, alpha, beta):
        mean, cov = blr_posterior(X, y, alpha, beta)
        return mean / beta, cov


@mistake(caught_by="the mean balances the data against the prior")
class UsesTheWrongPenalty:
    """You solved ridge regression with the penalty beta / alpha; it is alpha / beta: a narrow prior pulls
    harder, noisy data less."""

    def blr_posterior(X, y, alpha, beta):
        cov = blr_posterior(X, y, alpha, beta)[1]
        return np.linalg.solve(X.T @ X + beta / alpha * np.eye(X.shape[1]), 1.0 * X.T @ y), cov


@mistake(caught_by="the mean balances the data against the prior")
class AveragesOverTheSamples:
    """You used the *mean* of the squared errors with the penalty alpha / beta. The likelihood is a
    product over all samples, so their errors add up."""

    def blr_posterior(X, y, alpha, beta):
        n, d = max(len(X), 1), X.shape[1]
        cov = blr_posterior(X, y, alpha, beta)[1]
        return np.linalg.solve(beta * X.T @ X / n + alpha * np.eye(d), beta * X.T @ y / n), cov


@mistake(caught_by="the variance is the noise and what is unknown of the weights")
class LeavesOutTheNoise:
    """Your variance is xᵀSx, how unsure you are of the mean; a new target has noise of its own: add
    1 / beta."""

    def blr_predict(X_new, mean, cov, beta):
        predicted, variance = blr_predict(X_new, mean, cov, beta)
        return predicted, variance - 1 / beta


@mistake(caught_by="the variance is the noise and what is unknown of the weights")
class AddsBetaForTheNoise:
    """You added beta; the variance of the noise is 1 / beta."""

    def blr_predict(X_new, mean, cov, beta):
        predicted, variance = blr_predict(X_new, mean, cov, beta)
        return predicted, variance - 1 / beta + beta


@mistake(caught_by="the variance is the noise and what is unknown of the weights")
class IgnoresTheCovariances:
    """You used the diagonal of S only. Errors of two weights may cancel or add up in a prediction:
    use all of S."""

    def blr_predict(X_new, mean, cov, beta):
        return X_new @ mean, 1 / beta + np.sum(X_new**2 * np.diag(cov), axis=1)


@mistake(caught_by="the variance is the noise and what is unknown of the weights")
class ReturnsTheDeviation:
    """You returned standard deviations; variances are asked for."""

    def blr_predict(X_new, mean, cov, beta):
        predicted, variance = blr_predict(X_new, mean, cov, beta)
        return predicted, np.sqrt(variance)


@mistake(caught_by="returns what it promises")
class ReturnsAMatrixOfCovariances:
    """You returned an (m, m) matrix, the covariances between predictions with 1 / beta added to all
    entries; one variance per row is asked for, which is its diagonal."""

    def blr_predict(X_new, mean, cov, beta):
        return X_new @ mean, X_new @ cov @ X_new.T + 1 / beta
