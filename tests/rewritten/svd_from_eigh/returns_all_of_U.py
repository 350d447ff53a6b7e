import math

import numpy as np


def svd(A):
    A = np.asarray(A, dtype=float)
    m, n = A.shape
    r = min(m, n)
    lam, V = np.linalg.eigh(A.T @ A)
    order = np.argsort(-lam)[:r]
    V = V[:, order]
    s = np.sqrt(np.maximum(lam[order], 0))
    basis = []
    for j in range(r):
        if s[j] > 1e-7 * s[0]:
            u = A @ V[:, j]
            basis.append(u / np.linalg.norm(u))
    kept = len(basis)
    for e in np.eye(m):
        e = e.copy()
        for _ in range(2):
            for u in basis:
                e -= (u @ e) * u
        if np.linalg.norm(e) > 1e-6:
            basis.append(e / np.linalg.norm(e))
    return np.array(basis).T, s, V.T.copy()
