import math

import numpy as np


def svd(A):
    A = np.asarray(A, dtype=float)
    r = min(A.shape)
    lam, V = np.linalg.eigh(A.T @ A)
    _, U = np.linalg.eigh(A @ A.T)
    V = np.flip(V, axis=1)[:, :r]
    U = np.flip(U, axis=1)[:, :r]
    s = np.sqrt(np.clip(np.flip(lam)[:r], 0, None))
    return U.copy(), s, V.T.copy()
