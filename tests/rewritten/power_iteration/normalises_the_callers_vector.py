import math

import numpy as np


def power_iteration(A, v0, n_iter=1000, tol=1e-12):
    v = v0
    v[:] = v / np.linalg.norm(v)
    k = 0
    while k < n_iter:
        w = A @ v
        rho = v @ w
        if np.linalg.norm(w - rho * v) <= tol * abs(rho):
            return float(rho), v.copy()
        v = w / np.linalg.norm(w)
        k += 1
    raise RuntimeError("no convergence")
