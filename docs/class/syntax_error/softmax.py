import numpy as np


def softmax(z, axis=-1, temperature=1.0)
    e = np.exp(z)
    return e / e.sum(axis=axis, keepdims=True)
