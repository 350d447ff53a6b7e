import numpy as np


def around(x, centre):
    return sum((float(t) - centre) ** 2 for t in x) / len(x)


def centre_of(x):
    return float(np.mean(x))


# %% right
def gaussian_mle(x):
    mu = centre_of(x)
    return mu, around(x, mu)

# %% divides_by_n_minus_one
def gaussian_mle(x):
    n = len(x)
    mu = centre_of(x)
    return mu, around(x, mu) * n / (n - 1) if n > 1 else 0.0

# %% is_left_with_nan_for_one_sample
def gaussian_mle(x):
    n = np.size(x)
    mu = centre_of(x)
    with np.errstate(all="ignore"):
        unbiased = np.sum(np.square(np.asarray(x) - mu)) / np.float64(n - 1)
        return mu, float(unbiased * (n - 1) / n)

# %% returns_the_deviation
def gaussian_mle(x):
    return centre_of(x), float(np.std(x))

# %% takes_the_median
def gaussian_mle(x):
    mu = float(np.median(x))
    return mu, around(x, mu)

# %% takes_the_middle_of_the_range
def gaussian_mle(x):
    low, high = float(min(x)), float(max(x))
    mu = low + (high - low) / 2
    return mu, around(x, mu)

# %% returns_the_sum_of_squares
def gaussian_mle(x):
    mu = centre_of(x)
    d = np.asarray(x) - mu
    return mu, float(d @ d)

# %% forgets_to_square
def gaussian_mle(x):
    mu = centre_of(x)
    return mu, float(np.mean(np.abs(np.asarray(x) - mu)))

# %% does_not_subtract_the_mean
def gaussian_mle(x):
    return centre_of(x), around(x, 0.0)

# %% subtracts_the_square_of_the_mean
def gaussian_mle(x):
    x = np.asarray(x, dtype=float)
    mu = x.sum() / len(x)
    return float(mu), float((x @ x) / len(x) - mu * mu)

# %% adds_epsilon
def gaussian_mle(x):
    mu = centre_of(x)
    return mu, around(x, mu) + 1e-6

# %% centres_the_callers_array
def gaussian_mle(x):
    x = np.asarray(x, dtype=float)
    mu = float(x.mean())
    x -= mu
    return mu, float(np.mean(x * x))
