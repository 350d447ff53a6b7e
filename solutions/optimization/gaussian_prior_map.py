import numpy as np

from grader.author import close, law, mistake, solution


def neg_log_posterior(w, X, y, sigma, tau, prior="gaussian"):
    if min(sigma, tau) <= 0:
        raise ValueError(f"widths must be positive, but they are {sigma} and {tau}")
    error = X @ w - y
    data = np.sum(error**2) / (2 * sigma**2)
    pull = X.T @ error / sigma**2
    if prior == "gaussian":
        return data + np.sum(w**2) / (2 * tau**2), pull + w / tau**2
    return data + np.sum(np.abs(w)) / tau, pull + np.sign(w) / tau


@law("other units change nothing", over="beliefs")
def _(w, X, y, sigma, tau, prior, c, value, grad, neg_log_posterior):
    """Measure y, the noise, the weights and the prior's width in units c times smaller: all four
    numbers become c times as large, and the value stays as it was. A standard deviation has the
    unit of what it measures, so squares go with squares, and sizes with sizes."""
    other = neg_log_posterior(c * w, X, c * y, c * sigma, c * tau, prior)
    assert close(other.value, value)
    assert close(c * other.grad, grad)


@solution
def one_sample_after_another(w, X, y, sigma, tau, prior="gaussian"):
    """Adds up what each sample and each weight costs, divided by its width before squaring."""
    if not (sigma > 0 and tau > 0):
        raise ValueError("widths")
    value, grad = 0.0, np.zeros(len(w))
    for x, target in zip(X, y, strict=True):
        z = (target - x @ w) / sigma
        value += z * z / 2
        grad -= z * x / sigma
    for j, weight in enumerate(w):
        z = weight / tau
        value += z * z / 2 if prior == "gaussian" else abs(z)
        grad[j] += (z if prior == "gaussian" else np.sign(z)) / tau
    return value, grad


@solution
def as_one_regression(w, X, y, sigma, tau, prior="gaussian"):
    """The Gaussian prior as d more samples of target 0; all samples scaled to unit noise."""
    if sigma <= 0 or tau <= 0:
        raise ValueError("widths")
    gaussian = prior == "gaussian"
    A = np.vstack([X / sigma, gaussian * np.eye(len(w)) / tau])
    r = A @ w - np.append(y / sigma, np.zeros(len(w)))
    size = 0 if gaussian else 1 / tau
    return r @ r / 2 + size * np.linalg.norm(w, 1), A.T @ r + size * np.sign(w)


def assembled(w, X, y, variance, tau, penalty, slope):
    """Data of that variance, and the prior's part."""
    if variance <= 0 or tau <= 0:
        raise ValueError("widths")
    error = X @ w - y
    return np.sum(error**2) / (2 * variance) + penalty, X.T @ error / variance + slope


def believed(w, tau, prior):
    """Value and slope of the prior."""
    if prior == "gaussian":
        return np.sum(w**2) / (2 * tau**2), w / tau**2
    return np.sum(np.abs(w)) / tau, np.sign(w) / tau


def refuse(sigma, tau):
    if sigma <= 0 or tau <= 0:
        raise ValueError("widths")


@mistake(caught_by="differences are log ratios of likelihood times prior")
def turns_the_widths_over(w, X, y, sigma, tau, prior="gaussian"):
    """You kept the data cost as it is without noise, half the sum of squares, and penalised with
    tau² / sigma² (Laplace: tau / sigma²); a wide prior must pull less, so it is the other way
    round. Divide each part by its own variance."""
    refuse(sigma, tau)
    width = sigma / tau if prior == "gaussian" else sigma**2 / tau
    return assembled(w, X, y, 1.0, 1.0, *believed(w, width, prior))


@mistake(caught_by="differences are log ratios of likelihood times prior")
def takes_the_deviation_for_the_variance(w, X, y, sigma, tau, prior="gaussian"):
    """You divided the squared errors by 2 sigma, and the squared weights by 2 tau. sigma and tau
    are standard deviations: square them there (the Laplace part is right, its tau is no
    variance)."""
    refuse(sigma, tau)
    if prior == "gaussian":
        return assembled(w, X, y, sigma, tau, np.sum(w**2) / (2 * tau), w / tau)
    return assembled(w, X, y, sigma, tau, *believed(w, tau, prior))


@mistake(caught_by="differences are log ratios of likelihood times prior")
def averages_the_samples(w, X, y, sigma, tau, prior="gaussian"):
    """You took the mean over the samples (and 0 without any), as a training loss does; logarithms
    of a product are summed, and every sample weighs as much as the first."""
    refuse(sigma, tau)
    return assembled(w, X, y, sigma**2 * max(len(X), 1), tau, *believed(w, tau, prior))


@mistake(caught_by="differences are log ratios of likelihood times prior")
def forgets_the_halves(w, X, y, sigma, tau, prior="gaussian"):
    """The squares in a normal density are divided by twice the variance; you left the 2 out, in the
    data and the Gaussian prior, so value and gradient of both are doubled."""
    refuse(sigma, tau)
    penalty, slope = believed(w, tau, prior)
    if prior == "gaussian":
        penalty, slope = 2 * penalty, 2 * slope
    return assembled(w, X, y, sigma**2 / 2, tau, penalty, slope)


@mistake(caught_by="the gradient is the slope of the value")
def halves_only_the_value(w, X, y, sigma, tau, prior="gaussian"):
    """Your value is right, but the gradient of its data part is doubled: the 2 of the derivative
    and the half in front cancel."""
    value, grad = neg_log_posterior(w, X, y, sigma, tau, prior)
    return value, grad + X.T @ (X @ w - y) / sigma**2


@mistake(caught_by="differences are log ratios of likelihood times prior")
def squares_the_laplace_width(w, X, y, sigma, tau, prior="gaussian"):
    """You divided the absolute values by 2 tau²; the Laplace density has |w| / tau in its
    exponent."""
    if prior == "gaussian":
        return neg_log_posterior(w, X, y, sigma, tau)
    refuse(sigma, tau)
    return assembled(w, X, y, sigma**2, tau, *believed(w, 2 * tau**2, prior))


@mistake(caught_by="differences are log ratios of likelihood times prior")
def returns_the_log_posterior(w, X, y, sigma, tau, prior="gaussian"):
    """You returned the log posterior, which is to be made large; return minus that, value and
    gradient."""
    value, grad = neg_log_posterior(w, X, y, sigma, tau, prior)
    return -value, -grad


@mistake(caught_by="differences are log ratios of likelihood times prior")
def forgets_the_prior(w, X, y, sigma, tau, prior="gaussian"):
    """This is the likelihood alone; add the prior's cost and slope."""
    refuse(sigma, tau)
    return assembled(w, X, y, sigma**2, tau, 0.0, np.zeros(len(w)))


@mistake(caught_by="differences are log ratios of likelihood times prior")
def believes_the_same_of_all(w, X, y, sigma, tau, prior="gaussian"):
    """You ignore `prior` and always take the Gaussian one."""
    return neg_log_posterior(w, X, y, sigma, tau)


@mistake(caught_by="without data only the prior is left")
def keeps_the_constants(w, X, y, sigma, tau, prior="gaussian"):
    """You kept the logarithms that come from the normal and Laplace densities' factors, such as n
    log sigma + n log(2π) / 2; the gradient does not see them, and the value is asked for
    without."""
    value, grad = neg_log_posterior(w, X, y, sigma, tau, prior)
    factor = tau * np.sqrt(2 * np.pi) if prior == "gaussian" else 2 * tau
    return value + len(y) * np.log(sigma * np.sqrt(2 * np.pi)) + len(w) * np.log(factor), grad


@mistake(caught_by="without data only the prior is left")
def pushes_zeros(w, X, y, sigma, tau, prior="gaussian"):
    """With a Laplace prior you count a weight of 0 as positive; its slope is taken as 0."""
    value, grad = neg_log_posterior(w, X, y, sigma, tau, prior)
    return value, grad + (prior == "laplace") * (w == 0) / tau


@mistake(caught_by="a width that is not positive raises ValueError", accepts=True)
def accepts_any_width(w, X, y, sigma, tau, prior="gaussian"):
    """A deviation of 0 divides by zero, and the square of a negative one hides the slip; raise
    ValueError for both sigma and tau."""
    return neg_log_posterior(w, X, y, abs(sigma) or 1.0, abs(tau) or 1.0, prior)
