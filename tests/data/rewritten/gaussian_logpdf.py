import numpy as np

HALF_LN_TAU = 0.5 * np.log(2 * np.pi)


def arrays(x, mu, sigma):
    x, mu, sigma = (np.asarray(t, dtype=float) for t in (x, mu, sigma))
    if not (sigma > 0).all():
        raise ValueError("sigma must be positive")
    return x, mu, sigma


def bell(x, mu, sigma):
    x, mu, sigma = arrays(x, mu, sigma)
    with np.errstate(all="ignore"):
        return np.exp(-(x - mu) ** 2 / (2 * sigma ** 2)) / np.sqrt(2 * np.pi) / sigma


# %% right
def gaussian_logpdf(x, mu, sigma):
    x, mu, sigma = arrays(x, mu, sigma)
    return -(HALF_LN_TAU + np.log(sigma) + 0.5 * np.square((x - mu) / sigma))

# %% takes_sigma_for_the_variance
def gaussian_logpdf(x, mu, sigma):
    x, mu, var = arrays(x, mu, sigma)
    return -0.5 * (np.log(2 * np.pi * var) + (x - mu) ** 2 / var)

# %% takes_the_logarithm_last
def gaussian_logpdf(x, mu, sigma):
    with np.errstate(divide="ignore"):
        return np.log(bell(x, mu, sigma))

# %% keeps_away_from_zero
def gaussian_logpdf(x, mu, sigma):
    return np.log(1e-300 + bell(x, mu, sigma))

# %% leaves_out_ln_sigma
def gaussian_logpdf(x, mu, sigma):
    x, mu, sigma = arrays(x, mu, sigma)
    z = (x - mu) / sigma
    return -(z * z + np.log(2 * np.pi)) / 2

# %% leaves_out_the_constant
def gaussian_logpdf(x, mu, sigma):
    x, mu, sigma = arrays(x, mu, sigma)
    return np.log(1 / sigma) - (x - mu) ** 2 / (2 * sigma ** 2)

# %% takes_the_whole_constant
def gaussian_logpdf(x, mu, sigma):
    x, mu, sigma = arrays(x, mu, sigma)
    return -np.log(2 * np.pi * sigma) - ((mu - x) / sigma) ** 2 / 2

# %% leaves_out_the_half
def gaussian_logpdf(x, mu, sigma):
    x, mu, sigma = arrays(x, mu, sigma)
    return -((x - mu) / sigma) ** 2 - np.log(sigma * np.sqrt(2 * np.pi))

# %% divides_only_once_by_sigma
def gaussian_logpdf(x, mu, sigma):
    x, mu, sigma = arrays(x, mu, sigma)
    return -np.log(sigma * np.sqrt(2 * np.pi)) - (x - mu) ** 2 / sigma / 2

# %% returns_the_density
def gaussian_logpdf(x, mu, sigma):
    return bell(x, mu, sigma)

# %% allows_no_density_above_one
def gaussian_logpdf(x, mu, sigma):
    x, mu, sigma = arrays(x, mu, sigma)
    value = -HALF_LN_TAU - np.log(sigma) - 0.5 * ((x - mu) / sigma) ** 2
    return np.where(value > 0, 0.0, value)[()]

# %% squares_sigma_away
def gaussian_logpdf(x, mu, sigma):
    x, mu = np.asarray(x, dtype=float), np.asarray(mu, dtype=float)
    var = np.asarray(sigma, dtype=float) ** 2
    with np.errstate(all="ignore"):
        return -0.5 * np.log(2 * np.pi * var) - 0.5 * (x - mu) ** 2 / var

# %% adds_up_the_sample
def gaussian_logpdf(x, mu, sigma):
    x, mu, sigma = arrays(x, mu, sigma)
    each = -HALF_LN_TAU - np.log(sigma) - 0.5 * ((x - mu) / sigma) ** 2
    return float(each.sum())
