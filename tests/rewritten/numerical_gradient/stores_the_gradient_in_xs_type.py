import math

import numpy as np


def numerical_gradient(f, x, h=1e-5):
    g = np.zeros_like(x)
    for place in np.ndindex(*np.shape(x)):
        e = np.zeros(np.shape(x))
        e[place] = 1.0
        g[place] = (f(x + h * e) - f(x - h * e)) / (2 * h)
    return g
