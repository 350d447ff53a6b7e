import numpy as np


def logsumexp(a, axis=None, keepdims=False):
    top = np.max(a, axis=axis, keepdims=True)
    top = np.where(np.isinf(top), 0, top)
    a -= top
    s = np.log(np.sum(np.exp(a), axis=axis, keepdims=True)) + top
    return s if keepdims else np.squeeze(s, axis=axis)[()]
