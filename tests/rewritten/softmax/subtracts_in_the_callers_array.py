import numpy as np


def softmax(z, axis=-1, temperature=1.0):
    z -= np.max(z, axis=axis, keepdims=True)
    powers = np.exp(z / temperature)
    return powers / np.sum(powers, axis=axis, keepdims=True)
