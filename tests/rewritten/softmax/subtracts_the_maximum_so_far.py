import numpy as np


def softmax(z, axis=-1, temperature=1.0):
    x = np.moveaxis(np.array(z, dtype=float), axis, 0) / temperature
    powers = np.empty_like(x)
    top = np.full(x.shape[1:], -np.inf)
    for i, part in enumerate(x):
        top = np.maximum(top, part)
        powers[i] = np.exp(part - top)
    return np.moveaxis(powers / powers.sum(axis=0), 0, axis)
