import numpy as np

from grader.author import close, law, mistake, solution


def gaussian_mle(x):
    x = np.asarray(x, dtype=float)
    mu = x.mean()
    return mu, np.mean((x - mu) ** 2)


@law("keeps its digits far from zero", over="far from zero")
def _(x, far, mu, var, gaussian_mle):
    """A shift of all samples must not change the variance. Squares near 1e16 have no decimals left,
    so the mean of the squares minus the square of the mean is rounding errors, or negative."""
    # x is rounded to 1.5e-8, its squares of distances (below 16) to about 1e-7.
    near = gaussian_mle(x - far)
    assert close(var, near.var, atol=1e-6)
    assert close(mu, near.mu + far)


@solution
def one_sample_after_another(x):
    """Welford's update: each sample moves the mean and adds to the sum of squares."""
    mu, total = 0.0, 0.0
    for count, value in enumerate(x.tolist(), start=1):
        gap = value - mu
        mu += gap / count
        total += gap * (value - mu)
    return mu, total / len(x)


@solution
def by_all_pairs(x):
    """The variance is half of the mean square of all differences; returns 0-d arrays."""
    x = np.asarray(x, dtype=float)
    gaps = np.subtract.outer(x, x)
    return np.asarray(x.sum() / x.size), np.asarray((gaps * gaps).mean() / 2.0)


@mistake(caught_by="no other variance is likelier")
def divides_by_n_minus_one(x):
    """You divided by n - 1. That is unbiased, right on average over many data sets, but not where
    the likelihood is largest: there the divisor is n."""
    with np.errstate(all="ignore"):
        return np.mean(x), np.sum((x - np.mean(x)) ** 2) / np.float64(len(x) - 1)


@mistake(caught_by="one sample, or equal ones, have no variance")
def is_left_with_nan_for_one_sample(x):
    """You computed the unbiased variance and multiplied by (n - 1) / n; for one sample that is
    0 / 0. Divide by n at once."""
    with np.errstate(all="ignore"):
        return np.mean(x), np.sum((x - np.mean(x)) ** 2) / np.float64(len(x) - 1) * (1 - 1 / len(x))


@mistake(caught_by="no other variance is likelier")
def returns_the_deviation(x):
    """You returned the standard deviation; the variance, its square, is asked for."""
    return np.mean(x), np.std(x)


@mistake(caught_by="no other mean is likelier")
def takes_the_median(x):
    """You took the median. It makes the sum of absolute distances small, the likeliest centre of
    another distribution (Laplace's); for a Gaussian squares count."""
    mu = np.median(x)
    return mu, np.mean((x - mu) ** 2)


@mistake(caught_by="no other mean is likelier")
def takes_the_middle_of_the_range(x):
    """You took the middle between smallest and largest; all samples count, by their mean."""
    mu = (x.min() + x.max()) / 2
    return mu, np.mean((x - mu) ** 2)


@mistake(caught_by="no other variance is likelier")
def returns_the_sum_of_squares(x):
    """You forgot to divide the sum of squared distances by n."""
    mu = np.mean(x)
    return mu, np.sum((x - mu) ** 2)


@mistake(caught_by="no other variance is likelier")
def forgets_to_square(x):
    """You averaged the distances themselves instead of their squares."""
    mu = np.mean(x)
    return mu, np.mean(np.abs(x - mu))


@mistake(caught_by="no other variance is likelier")
def does_not_subtract_the_mean(x):
    """You averaged the squares of the samples; take their distances from the mean first."""
    return np.mean(x), np.mean(1.0 * x * x)


@mistake(caught_by="keeps its digits far from zero")
def subtracts_the_square_of_the_mean(x):
    """Mean of squares minus square of the mean is right on paper, but far from zero all digits
    cancel; subtract the mean from the samples first."""
    x = np.asarray(x, dtype=float)
    return np.mean(x), np.mean(x * x) - np.mean(x) ** 2


@mistake(caught_by="one sample, or equal ones, have no variance", free="eps")
def adds_epsilon(x, *, eps=1e-6):
    """You added {eps} to the variance to keep it above 0; equal samples have none, and the caller
    decides what to do then."""
    return np.mean(x), np.var(x) + eps


@mistake(caught_by="leaves its inputs alone")
def centres_the_callers_array(x):
    """`x -= …` moved the caller's samples; subtract into a new array."""
    mu = np.mean(x)
    if x.dtype.kind == "f":
        x -= mu
        return mu, np.mean(x * x)
    return mu, np.mean((x - mu) ** 2)
