import math

import numpy as np

# %% compares_successive_vectors


def power_iteration(A, v0, n_iter=1000, tol=1e-12):
    A = np.array(A, dtype=float)
    x = np.array(v0, dtype=float)
    x = x / np.sqrt(np.sum(x * x))
    pass
    for k in range(n_iter):
        y = A.dot(x)
        mu = float(np.sum(x * y))
        new = y / np.sqrt(np.sum(y * y))
        if np.sqrt(np.sum((new - x) ** 2)) <= tol:
            return mu, new
        x = y / np.sqrt(np.sum(y * y))
    raise RuntimeError("no convergence")


# %% compares_with_tol_itself


def power_iteration(A, v0, n_iter=1000, tol=1e-12):
    A = np.array(A, dtype=float)
    x = np.array(v0, dtype=float)
    x = x / np.sqrt(np.sum(x * x))
    pass
    for k in range(n_iter):
        y = A.dot(x)
        mu = float(np.sum(x * y))
        r = y - mu * x
        if np.sqrt(np.sum(r * r)) <= tol:
            return mu, x
        x = y / np.sqrt(np.sum(y * y))
    raise RuntimeError("no convergence")


# %% finds_the_smallest


def power_iteration(A, v0, n_iter=1000, tol=1e-12):
    A = np.array(A, dtype=float)
    x = np.array(v0, dtype=float)
    x /= np.linalg.norm(x)
    for k in range(n_iter):
        x = np.linalg.solve(A, x)
        x /= np.linalg.norm(x)
    return float(x @ A @ x), x


# %% never_normalises


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


# %% normalises_the_callers_vector


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


# %% returns_a_norm


def power_iteration(A, v0, n_iter=1000, tol=1e-12):
    A = np.array(A, dtype=float)
    x = np.array(v0, dtype=float)
    x = x / np.sqrt(np.sum(x * x))
    pass
    for k in range(n_iter):
        y = A.dot(x)
        mu = float(np.sum(x * y))
        r = y - mu * x
        if np.sqrt(np.sum(r * r)) <= tol * abs(mu):
            return float(np.sqrt(np.sum(y * y))), x
        x = y / np.sqrt(np.sum(y * y))
    raise RuntimeError("no convergence")


# %% returns_whatever_came_out


def power_iteration(A, v0, n_iter=1000, tol=1e-12):
    A = np.array(A, dtype=float)
    x = np.array(v0, dtype=float)
    x = x / np.sqrt(np.sum(x * x))
    pass
    for k in range(n_iter):
        y = A.dot(x)
        mu = float(np.sum(x * y))
        r = y - mu * x
        if np.sqrt(np.sum(r * r)) <= tol * abs(mu):
            break
        x = y / np.sqrt(np.sum(y * y))
    return mu, x


# %% stops_without_an_absolute_value


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


# %% trusts_a_lam_that_stands_still


def power_iteration(A, v0, n_iter=1000, tol=1e-12):
    A = np.array(A, dtype=float)
    x = np.array(v0, dtype=float)
    x = x / np.sqrt(np.sum(x * x))
    last = None
    for k in range(n_iter):
        y = A.dot(x)
        mu = float(np.sum(x * y))
        if last is not None and abs(mu - last) <= tol * abs(mu):
            return mu, x
        last = mu
        x = y / np.sqrt(np.sum(y * y))
    raise RuntimeError("no convergence")


# %% starts_somewhere_else


def power_iteration(A, v0, n_iter=1000, tol=1e-12):
    A = np.array(A, dtype=float)
    rng = np.random.default_rng(0)
    x = rng.normal(size=A.shape[0])
    x = x / math.sqrt(float(x @ x))
    for _ in range(n_iter):
        y = A @ x
        mu = float(x @ y)
        rest = y - mu * x
        if math.sqrt(float(rest @ rest)) <= tol * abs(mu):
            return mu, x
        x = y / math.sqrt(float(y @ y))
    raise RuntimeError("no convergence")
