import math

import numpy as np


def fit(X, W, b):
    if X.ndim != 2 or W.ndim != 2 or X.shape[1] != W.shape[0] or b.shape != (W.shape[1],):
        raise ValueError("shapes")

def affine(X, W, b):
    fit(X, W, b)
    n, h = X.shape[0], W.shape[1]
    M = np.swapaxes(W, 0, 1) if W.shape[0] == W.shape[1] else W
    Z = np.empty((n, h))
    for i in range(n):
        for j in range(h):
            Z[i, j] = np.sum(X[i] * M[:, j]) + b[j]
    return Z
