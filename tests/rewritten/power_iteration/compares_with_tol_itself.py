import math

import numpy as np


def power_iteration(A, v0, n_iter=1000, tol=1e-12):
    A = np.array(A, dtype=float)
    x = np.array(v0, dtype=float)
    x = x / np.sqrt(np.sum(x * x))
    pass
    for k in range(n_iter):
        y = A.dot(x)
        mu = float(np.sum(x * y))
        r = y - mu * x
        if np.sqrt(np.sum(r * r)) <= tol:
            return mu, x
        x = y / np.sqrt(np.sum(y * y))
    raise RuntimeError("no convergence")
