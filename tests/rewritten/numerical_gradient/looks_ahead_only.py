import math

import numpy as np


def numerical_gradient(f, x, h=1e-5):
    x = np.array(x, dtype=float)
    here = f(x.copy())
    steps = np.eye(x.size).reshape((x.size,) + x.shape) * h
    return np.array([(f(x + s) - here) / h for s in steps]).reshape(x.shape)
