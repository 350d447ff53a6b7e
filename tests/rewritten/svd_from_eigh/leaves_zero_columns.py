import math

import numpy as np


def complete(U, good):
    """Gram-Schmidt: unit vectors for the columns that are not good."""
    m, r = U.shape
    U = U.copy()
    have = [U[:, j] for j in range(r) if good[j]]
    for j in range(r):
        if good[j]:
            continue
        for e in np.eye(m):
            e = e.copy()
            for _ in range(2):
                for u in have:
                    e = e - (u @ e) * u
            if np.linalg.norm(e) > 0.1 / np.sqrt(m):
                U[:, j] = e / np.linalg.norm(e)
                have.append(U[:, j])
                break
    return U


def svd(A):
    A = np.asarray(A, dtype=float)
    m, n = A.shape
    if m < n:
        U, s, Vt = svd(A.T)
        return Vt.T.copy(), s, U.T.copy()
    values, vectors = np.linalg.eigh(np.dot(A.T, A))
    order = np.argsort(values)[::-1]
    values, V = values[order], vectors[:, order]
    s = np.sqrt(np.maximum(values, 0))
    good = s > 1e-7 * s.max()
    U = np.zeros((m, n))
    for j in range(n):
        if good[j]:
            column = A @ V[:, j]
            U[:, j] = column / np.linalg.norm(column)
    return U, s, V.T.copy()
