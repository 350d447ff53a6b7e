import numpy as np


def need_p(p):
    if not np.all((np.asarray(p) >= 0) & (np.asarray(p) <= 1)):
        raise ValueError("p must lie in [0, 1]")


def need_k(k):
    if not np.all(np.isin(k, [0, 1])):
        raise ValueError("k must be 0 or 1")


def chance(k, p):
    need_p(p)
    need_k(k)
    return np.where(np.equal(k, 1), p, np.subtract(1.0, p))


def ln(t):
    with np.errstate(all="ignore"):
        return np.log(t)


# %% right
def bernoulli_logpmf(k, p):
    return ln(chance(k, p))

# %% multiplies_zero_by_infinity
def bernoulli_logpmf(k, p):
    need_p(p)
    need_k(k)
    k, p = np.asarray(k), np.asarray(p, dtype=float)
    with np.errstate(all="ignore"):
        return k * np.log(p) + (1 - k) * np.log(1 - p)

# %% clips_the_probability
def bernoulli_logpmf(k, p):
    need_p(p)
    need_k(k)
    tiny = 1e-12
    safe = np.minimum(np.maximum(p, tiny), 1 - tiny)
    return np.where(np.asarray(k) == 1, np.log(safe), np.log(1 - safe))[()]

# %% takes_the_logarithm_to_base_two
def bernoulli_logpmf(k, p):
    with np.errstate(divide="ignore"):
        return np.log2(chance(k, p))

# %% returns_the_probability
def bernoulli_logpmf(k, p):
    return chance(k, p)[()]

# %% exchanges_the_outcomes
def bernoulli_logpmf(k, p):
    need_p(p)
    need_k(k)
    p = np.asarray(p, dtype=float)
    return ln(np.where(np.asarray(k) == 0, p, 1 - p))

# %% returns_the_loss
def bernoulli_logpmf(k, p):
    return -ln(chance(k, p))

# %% adds_a_little
def bernoulli_logpmf(k, p):
    q = chance(k, p)
    q = q + 1e-12 * (q != 0)
    return ln(q)

# %% adds_up_the_tosses
def bernoulli_logpmf(k, p):
    return float(np.sum(ln(chance(k, p))))

# %% indexes_with_a_mask
def bernoulli_logpmf(k, p):
    need_p(p)
    need_k(k)
    k, p = np.asarray(k), np.asarray(p, dtype=float)
    out = np.zeros(k.shape)
    out[k == 1] = ln(p[k == 1])
    out[k == 0] = ln(1 - p[k == 0])
    return out[()]

# %% takes_anything_but_one_for_zero
def bernoulli_logpmf(k, p):
    need_p(p)
    p = np.asarray(p, dtype=float)
    return ln(np.where(np.asarray(k) == 1, p, 1 - p))

# %% returns_nan_outside
def bernoulli_logpmf(k, p):
    need_k(k)
    p = np.asarray(p, dtype=float)
    return ln(np.where(np.asarray(k) == 1, p, 1 - p))
