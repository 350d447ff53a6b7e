import numpy as np


def logsumexp(a, axis=None, keepdims=False):
    x = np.array(a, dtype=float)
    top = np.amax(x, axis=axis, keepdims=True)
    base = np.where(top == -np.inf, 0.0, top)
    with np.errstate(all="ignore"):
        result = np.log(np.add.reduce(np.exp(x - base), axis=axis, keepdims=True))
    if keepdims:
        return result
    return result.reshape(np.sum(x, axis=axis).shape)[()]
