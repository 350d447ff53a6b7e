import numpy as np


def softmax(z, axis=-1, temperature=1.0):
    x = np.moveaxis(np.array(z, dtype=float), axis, 0) * temperature
    top = x[0]
    for part in x[1:]:
        top = np.where(part > top, part, top)
    powers = np.exp(x - top)
    total = 0
    for part in powers:
        total = total + part
    return np.moveaxis(powers / total, 0, axis)
