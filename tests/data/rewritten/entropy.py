import numpy as np


def need_signs(p):
    if np.any(p < 0):
        raise ValueError("negative probability")


def need_sums(p, axis):
    if np.any(np.abs(p.sum(axis=axis) - 1) > 1e-6):
        raise ValueError("probabilities must sum to one")


def checked(p, axis):
    p = np.asarray(p, dtype=float)
    need_signs(p)
    need_sums(p, axis)
    return p


def ln(p):
    return np.log(p, out=np.zeros_like(p), where=p > 0)


def unit(base):
    return 1.0 if base is None else np.log(base)


# %% right
def entropy(p, axis=-1, base=None):
    p = checked(p, axis)
    return (p * -ln(p)).sum(axis=axis) / unit(base)

# %% gets_nan_for_a_zero
def entropy(p, axis=-1, base=None):
    p = checked(p, axis)
    with np.errstate(all="ignore"):
        return np.sum(p * np.log(1 / p), axis=axis) / unit(base)

# %% adds_epsilon_in_the_logarithm
def entropy(p, axis=-1, base=None):
    p = checked(p, axis)
    logs = np.log(p + 1e-8) / unit(base)
    return -(p * logs).sum(axis=axis)

# %% forgets_the_sign
def entropy(p, axis=-1, base=None):
    p = checked(p, axis)
    return np.sum(p * ln(p), axis=axis) / unit(base)

# %% uses_base_2_throughout
def entropy(p, axis=-1, base=None):
    if base is None:
        base = 2
    p = checked(p, axis)
    return -np.sum(p * ln(p) / np.log(base), axis=axis)

# %% averages_over_the_outcomes
def entropy(p, axis=-1, base=None):
    p = checked(p, axis)
    return -np.mean(p * ln(p), axis=axis) / unit(base)

# %% leaves_out_the_weights
def entropy(p, axis=-1, base=None):
    p = checked(p, axis)
    return np.sum(-ln(p), axis=axis) / unit(base)

# %% multiplies_by_the_logarithm_of_the_base
def entropy(p, axis=-1, base=None):
    p = checked(p, axis)
    h = -np.sum(p * ln(p), axis=axis)
    if base is not None:
        h = h * np.log(base)
    return h

# %% ignores_the_base
def entropy(p, axis=-1, base=None):
    p = checked(p, axis)
    return -np.sum(p * ln(p), axis=axis)

# %% sums_over_everything
def entropy(p, axis=-1, base=None):
    p = checked(p, axis)
    positive = p[p > 0]
    return float(-(positive @ np.log(positive)) / unit(base))

# %% always_takes_the_last_axis
def entropy(p, axis=-1, base=None):
    p = checked(p, -1)
    return -np.einsum("...i,...i->...", p, ln(p)) / unit(base)

# %% takes_anything
def entropy(p, axis=-1, base=None):
    p = np.asarray(p, dtype=float)
    return -np.sum(p * ln(p), axis=axis) / unit(base)

# %% rescales_to_one
def entropy(p, axis=-1, base=None):
    p = np.asarray(p, dtype=float)
    need_signs(p)
    with np.errstate(all="ignore"):
        p = p / p.sum(axis=axis, keepdims=True)
    return -np.sum(p * ln(p), axis=axis) / unit(base)
