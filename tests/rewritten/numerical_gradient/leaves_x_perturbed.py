import math

import numpy as np


def numerical_gradient(f, x, h=1e-5):
    x = np.asarray(x, dtype=float)
    g = np.zeros(x.shape)
    for place in np.ndindex(*x.shape):
        old = float(x[place])
        x[place] = old + h
        up = f(x)
        x[place] = old - h
        g[place] = (up - f(x)) / (2 * h)
    return g
