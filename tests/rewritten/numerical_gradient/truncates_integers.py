import math

import numpy as np


def numerical_gradient(f, x, h=1e-5):
    x = np.asarray(x)
    g = np.zeros(x.shape)
    for place in np.ndindex(*x.shape):
        ahead, behind = np.copy(x), np.copy(x)
        ahead[place] = x[place] + h
        behind[place] = x[place] - h
        g[place] = (f(ahead) - f(behind)) / (2 * h)
    return g
