import math

import numpy as np


def numerical_gradient(f, x, h=1e-5):
    p = np.array(x, dtype=float)
    flat = p.reshape(-1)
    slopes = []
    for k in range(flat.size):
        keep = flat[k]
        flat[k] = keep + h
        up = f(p)
        flat[k] = keep - h
        down = f(p)
        flat[k] = keep
        slopes.append((up - down) / (2 * h))
    return np.array(slopes).reshape(p.shape)
