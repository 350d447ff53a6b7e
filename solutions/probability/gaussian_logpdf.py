import math

import numpy as np

from grader.author import each, given, law, mistake, solution


def gaussian_logpdf(x, mu, sigma):
    if np.any(np.less_equal(sigma, 0)):
        raise ValueError("a standard deviation is positive")
    z = np.subtract(x, mu, dtype=float) / sigma
    return -(z**2) / 2 - np.log(sigma * np.sqrt(2 * np.pi))



given(
    "samples",
    like="points",
    sizes={"n": "2..6"},
    x={"reals": ["n"], "distinct": True},
    mu={"is": "np.mean(x)"},
    sigma={"is": "np.std(x)"},
    examples=30,
)


@law("a sample is most probable under its own mean and deviation", over="samples")
def _(x, mu, sigma, logp, gaussian_logpdf):
    """The log-densities of all numbers add up to that of the sample. No other mean and no other
    standard deviation make it larger than the sample's own mean and deviation (divided by n)."""
    others = [(mu + a * sigma, sigma * b) for a in (-0.1, 0.0, 0.1) for b in (0.9, 1.0, 1.1)]
    sums = [np.sum(other) for other in each(lambda o: gaussian_logpdf(x, *o), others)]
    assert np.sum(logp) + 1e-9 >= max(sums)


def checked(x, mu, sigma):
    sigma = np.asarray(sigma, dtype=float)
    if np.any(sigma <= 0):
        raise ValueError("sigma")
    return np.asarray(x, dtype=float), np.asarray(mu, dtype=float), sigma


@solution
def number_by_number(x, mu, sigma):
    """A loop in plain Python, with the precision 1/sigma²."""
    x, mu, sigma = np.broadcast_arrays(*checked(x, mu, sigma))
    out = np.empty(x.shape)
    for at in np.ndindex(x.shape):
        precision = 1 / float(sigma[at]) ** 2
        distance = float(x[at]) - float(mu[at])
        out[at] = 0.5 * (math.log(precision) - math.log(2 * math.pi) - precision * distance**2)
    return out[()]


@solution
def with_the_variance(x, mu, sigma):
    """Three terms, and an array in between."""
    x, mu, sigma = checked(x, mu, sigma)
    variance = np.square(sigma)
    return -0.5 * np.log(2 * np.pi * variance) - np.square(x - mu) / (2 * variance)


def built(x, mu, sigma, height):
    return -0.5 * ((x - mu) / sigma) ** 2 + height


HALF = 0.5 * math.log(2 * math.pi)


@mistake(caught_by="z deviations from the mean the logarithm is lower by half of z squared")
def takes_sigma_for_the_variance(x, mu, sigma):
    """You used sigma as if it were the variance, in the exponent and in front; sigma is the standard
    deviation, the variance is its square."""
    x, mu, sigma = checked(x, mu, sigma)
    return gaussian_logpdf(x, mu, np.sqrt(sigma))


@mistake(caught_by="a million deviations away it is still right")
def takes_the_logarithm_last(x, mu, sigma):
    """You computed the density and took its logarithm afterwards. Far from the mean the density is
    rounded to 0, whose logarithm is -inf; take the logarithm on paper."""
    x, mu, sigma = checked(x, mu, sigma)
    with np.errstate(divide="ignore"):
        return np.log(np.exp(-(((x - mu) / sigma) ** 2) / 2) / (sigma * np.sqrt(2 * np.pi)))


@mistake(caught_by="a million deviations away it is still right", free="eps")
def keeps_away_from_zero(x, mu, sigma, *, eps=1e-300):
    """You added {eps} to the density before taking its logarithm, or took it for no less, so that
    there is a smallest value. Take the logarithm on paper, and no exp is left."""
    x, mu, sigma = checked(x, mu, sigma)
    f = np.exp(-(((x - mu) / sigma) ** 2) / 2) / (sigma * np.sqrt(2 * np.pi))
    return np.log(f + eps)


@mistake(caught_by="the density of all numbers together is one")
def leaves_out_ln_sigma(x, mu, sigma):
    """The term -ln(sigma) is missing: a wider bell is lower."""
    x, mu, sigma = checked(x, mu, sigma)
    return built(x, mu, sigma, -HALF)


@mistake(caught_by="the density of all numbers together is one")
def leaves_out_the_constant(x, mu, sigma):
    """The term -ln(2π)/2 is missing. It does not matter for where the maximum is, but the area under
    the density must be 1."""
    x, mu, sigma = checked(x, mu, sigma)
    return built(x, mu, sigma, -np.log(sigma))


@mistake(caught_by="the density of all numbers together is one")
def takes_the_whole_constant(x, mu, sigma):
    """You subtracted ln(2π), and half of it belongs there: 2π stands under a root."""
    x, mu, sigma = checked(x, mu, sigma)
    return built(x, mu, sigma, -np.log(sigma) - 2 * HALF)


@mistake(caught_by="z deviations from the mean the logarithm is lower by half of z squared")
def leaves_out_the_half(x, mu, sigma):
    """The exponent is -z²/2, with z = (x - mu) / sigma; you left out the half."""
    x, mu, sigma = checked(x, mu, sigma)
    return gaussian_logpdf(x, mu, sigma) - 0.5 * ((x - mu) / sigma) ** 2


@mistake(caught_by="z deviations from the mean the logarithm is lower by half of z squared")
def divides_only_once_by_sigma(x, mu, sigma):
    """You squared x - mu but divided by sigma only once; the whole quotient is squared."""
    x, mu, sigma = checked(x, mu, sigma)
    return -((x - mu) ** 2) / (2 * sigma) - np.log(sigma) - HALF


@mistake(caught_by="the density of all numbers together is one")
def returns_the_density(x, mu, sigma):
    """You returned the density; its logarithm is asked for."""
    return np.exp(gaussian_logpdf(x, mu, sigma))


@mistake(caught_by="the density of all numbers together is one")
def allows_no_density_above_one(x, mu, sigma):
    """You cut the logarithm off at 0, as if a density were a probability. It is one per unit of
    length, and may be above 1."""
    return np.minimum(gaussian_logpdf(x, mu, sigma), 0.0)


@mistake(caught_by="a sigma that is not positive raises ValueError")
def squares_sigma_away(x, mu, sigma):
    """A negative sigma passes unseen in your formula, as only its square occurs, and 0 gives nan;
    raise ValueError."""
    x, mu, sigma = np.asarray(x, float), np.asarray(mu, float), np.asarray(sigma, float)
    with np.errstate(all="ignore"):
        return -((x - mu) ** 2) / (2 * sigma**2) - 0.5 * np.log(2 * np.pi * sigma**2)


@mistake(caught_by="returns what it promises")
def adds_up_the_sample(x, mu, sigma):
    """You added up the logarithms; each number keeps its own."""
    return np.sum(gaussian_logpdf(x, mu, sigma))
