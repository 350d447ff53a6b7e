import math

import numpy as np


def numerical_gradient(f, x, h=1e-5):
    x = np.array(x, dtype=float)
    steps = np.eye(x.size).reshape((x.size,) + x.shape) * h
    return np.array([(f(x + s) - f(x - s)) / h for s in steps]).reshape(x.shape)
