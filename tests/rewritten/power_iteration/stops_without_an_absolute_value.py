import math

import numpy as np


def power_iteration(A, v0, n_iter=1000, tol=1e-12):
    A = np.array(A, dtype=float)
    x = np.array(v0, dtype=float)
    x = x / np.sqrt(np.sum(x * x))
    last = None
    for k in range(n_iter):
        y = A.dot(x)
        mu = float(np.sum(x * y))
        if last is not None and mu - last < tol:
            return mu, x
        last = mu
        x = y / np.sqrt(np.sum(y * y))
    raise RuntimeError("no convergence")
