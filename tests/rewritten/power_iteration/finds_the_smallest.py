import math

import numpy as np


def power_iteration(A, v0, n_iter=1000, tol=1e-12):
    A = np.array(A, dtype=float)
    x = np.array(v0, dtype=float)
    x /= np.linalg.norm(x)
    for k in range(n_iter):
        x = np.linalg.solve(A, x)
        x /= np.linalg.norm(x)
    return float(x @ A @ x), x
