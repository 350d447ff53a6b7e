import numpy as np


def logsumexp(a, axis=None, keepdims=False):
    return np.max(np.array(a, dtype=float), axis=axis, keepdims=keepdims)
