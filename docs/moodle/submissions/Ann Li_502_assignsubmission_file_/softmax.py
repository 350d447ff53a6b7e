import numpy as np


def softmax(z, axis=-1, temperature=1.0):
    z = z * temperature
    e = np.exp(z - z.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)
