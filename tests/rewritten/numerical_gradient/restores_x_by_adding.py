import math

import numpy as np


def numerical_gradient(f, x, h=1e-5):
    x = np.asarray(x, dtype=float)
    g = np.zeros(x.shape)
    for place in np.ndindex(*x.shape):
        x[place] += h
        up = f(x)
        x[place] -= 2 * h
        down = f(x)
        x[place] += h
        g[place] = (up - down) / (2 * h)
    return g
