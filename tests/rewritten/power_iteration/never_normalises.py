import math

import numpy as np


def power_iteration(A, v0, n_iter=1000, tol=1e-12):
    A = np.array(A, dtype=float)
    x = np.array(v0, dtype=float)
    for k in range(n_iter):
        y = A @ x
        mu = (x @ y) / (x @ x)
        if np.linalg.norm(y - mu * x) <= tol * abs(mu) * np.linalg.norm(x):
            return float(mu), x / np.linalg.norm(x)
        x = y
    raise RuntimeError("no convergence")
