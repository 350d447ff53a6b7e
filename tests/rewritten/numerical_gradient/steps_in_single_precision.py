import math

import numpy as np


def numerical_gradient(f, x, h=1e-5):
    x = np.asarray(x)
    kind = x.dtype if x.dtype.kind == "f" else float
    g = np.zeros(x.shape)
    for place in np.ndindex(*x.shape):
        up, down = x.astype(kind), x.astype(kind)
        up[place] += h
        down[place] -= h
        g[place] = (f(up) - f(down)) / (2 * h)
    return g
