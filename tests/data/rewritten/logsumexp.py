import numpy as np

# %% does_not_subtract_the_maximum


def logsumexp(a, axis=None, keepdims=False):
    x = np.array(a, dtype=float)
    top = np.amax(x, axis=axis, keepdims=True)
    base = 0.0
    with np.errstate(all="ignore"):
        result = np.log(np.add.reduce(np.exp(x - base), axis=axis, keepdims=True)) + base
    if keepdims:
        return result
    return result.reshape(np.sum(x, axis=axis).shape)[()]


# %% forgets_to_add_the_maximum


def logsumexp(a, axis=None, keepdims=False):
    x = np.array(a, dtype=float)
    top = np.amax(x, axis=axis, keepdims=True)
    base = np.where(top == -np.inf, 0.0, top)
    with np.errstate(all="ignore"):
        result = np.log(np.add.reduce(np.exp(x - base), axis=axis, keepdims=True))
    if keepdims:
        return result
    return result.reshape(np.sum(x, axis=axis).shape)[()]


# %% gets_nan_for_minus_infinity


def logsumexp(a, axis=None, keepdims=False):
    x = np.array(a, dtype=float)
    top = np.amax(x, axis=axis, keepdims=True)
    base = top
    with np.errstate(all="ignore"):
        result = np.log(np.add.reduce(np.exp(x - base), axis=axis, keepdims=True)) + base
    if keepdims:
        return result
    return result.reshape(np.sum(x, axis=axis).shape)[()]


# %% ignores_keepdims


def logsumexp(a, axis=None, keepdims=False):
    x = np.array(a, dtype=float)
    top = np.amax(x, axis=axis, keepdims=True)
    base = np.where(top == -np.inf, 0.0, top)
    with np.errstate(all="ignore"):
        result = np.log(np.add.reduce(np.exp(x - base), axis=axis, keepdims=True)) + base
    return result.reshape(np.sum(x, axis=axis).shape)[()]


# %% returns_the_maximum


def logsumexp(a, axis=None, keepdims=False):
    return np.max(np.array(a, dtype=float), axis=axis, keepdims=keepdims)


# %% subtracts_in_the_callers_array


def logsumexp(a, axis=None, keepdims=False):
    top = np.max(a, axis=axis, keepdims=True)
    top = np.where(np.isinf(top), 0, top)
    a -= top
    s = np.log(np.sum(np.exp(a), axis=axis, keepdims=True)) + top
    return s if keepdims else np.squeeze(s, axis=axis)[()]


# %% subtracts_one_maximum_for_all


def logsumexp(a, axis=None, keepdims=False):
    x = np.array(a, dtype=float)
    top = np.amax(x)
    base = np.where(top == -np.inf, 0.0, top)
    with np.errstate(all="ignore"):
        result = np.log(np.add.reduce(np.exp(x - base), axis=axis, keepdims=True)) + base
    if keepdims:
        return result
    return result.reshape(np.sum(x, axis=axis).shape)[()]


# %% takes_the_mean


def logsumexp(a, axis=None, keepdims=False):
    x = np.array(a, dtype=float)
    top = np.amax(x, axis=axis, keepdims=True)
    base = np.where(top == -np.inf, 0.0, top)
    with np.errstate(all="ignore"):
        result = np.log(np.mean(np.exp(x - base), axis=axis, keepdims=True)) + base
    if keepdims:
        return result
    return result.reshape(np.sum(x, axis=axis).shape)[()]
