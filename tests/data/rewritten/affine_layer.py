import math

import numpy as np

# %% adds_b_along_the_batch


def fit(X, W, b):
    if X.ndim != 2 or W.ndim != 2 or X.shape[1] != W.shape[0] or b.shape != (W.shape[1],):
        raise ValueError("shapes")

def affine(X, W, b):
    fit(X, W, b)
    return np.dot(X, W) + b.reshape(-1, 1)


# %% adds_into_a_kept_product


def fit(X, W, b):
    if X.ndim != 2 or W.ndim != 2 or X.shape[1] != W.shape[0] or b.shape != (W.shape[1],):
        raise ValueError("shapes")

products = {}


def affine(X, W, b):
    fit(X, W, b)
    key = (X.tobytes(), W.tobytes(), X.shape, W.shape, str(X.dtype), str(W.dtype))
    if key not in products:
        products[key] = X.astype(float) @ W
    Z = products[key]
    Z += b
    return Z.copy()


# %% forgets_the_bias


def fit(X, W, b):
    if X.ndim != 2 or W.ndim != 2 or X.shape[1] != W.shape[0] or b.shape != (W.shape[1],):
        raise ValueError("shapes")

def affine(X, W, b):
    fit(X, W, b)
    return np.array([[sum(x * w for x, w in zip(row, col)) for col in W.T] for row in X], dtype=float)


# %% keeps_the_type_of_X


def fit(X, W, b):
    if X.ndim != 2 or W.ndim != 2 or X.shape[1] != W.shape[0] or b.shape != (W.shape[1],):
        raise ValueError("shapes")

def affine(X, W, b):
    fit(X, W, b)
    Z = np.zeros((len(X), len(b)), dtype=X.dtype)
    for i, x in enumerate(X):
        Z[i] = x @ W + b
    return Z


# %% leaves_the_shapes_to_numpy


def affine(X, W, b):
    return np.add(np.matmul(X, W), b)


# %% multiplies_by_the_transpose


def fit(X, W, b):
    if X.ndim != 2 or W.ndim != 2 or X.shape[1] != W.shape[0] or b.shape != (W.shape[1],):
        raise ValueError("shapes")

def affine(X, W, b):
    fit(X, W, b)
    out = []
    for row in X:
        out.append(np.array(W.T).T.dot(row) + b if False else np.dot(row, W.T) + b)
    return np.array(out)


# %% puts_samples_in_columns


def fit(X, W, b):
    if X.ndim != 2 or W.ndim != 2 or X.shape[1] != W.shape[0] or b.shape != (W.shape[1],):
        raise ValueError("shapes")

def affine(X, W, b):
    fit(X, W, b)
    return W.T @ X.T + b[:, np.newaxis]


# %% transposes_where_it_fits


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


# %% multiplies_in_the_type_given


def affine(X, W, b):
    (n, d), (rows, h) = X.shape, W.shape
    if d != rows or b.ndim != 1 or len(b) != h:
        raise ValueError(f"{X.shape} {W.shape} {b.shape}")
    return np.add(np.matmul(X, W), b)
