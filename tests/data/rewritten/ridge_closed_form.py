import numpy as np


def normal(X, y, extra):
    X = np.asarray(X, dtype=float)
    return np.linalg.solve(X.T.dot(X) + extra, X.T.dot(y))


def check(lam):
    if lam < 0:
        raise ValueError("lam must not be negative")

# %% right


def ridge(X, y, lam):
    check(lam)
    U, s, Vt = np.linalg.svd(np.asarray(X, dtype=float), full_matrices=False)
    keep = s > 0
    gain = np.zeros_like(s)
    gain[keep] = s[keep] / (s[keep] ** 2 + lam)
    return Vt.T @ (gain * (U.T @ y))


# %% scales_by_n


def ridge(X, y, lam):
    check(lam)
    n, d = X.shape
    return normal(X, y, np.diag(np.full(d, n * lam)))


# %% doubles_lam


def ridge(X, y, lam):
    check(lam)
    A = X.T @ X * 1.0
    for j in range(len(A)):
        A[j, j] += 2 * lam
    return np.linalg.inv(A) @ (X.T @ y)


# %% squares_lam


def ridge(X, y, lam):
    check(lam)
    d = X.shape[1]
    rows = np.concatenate([X, lam * np.identity(d)])
    goals = np.concatenate([y, np.zeros(d)])
    return np.linalg.lstsq(rows, goals, rcond=None)[0]


# %% centres_the_data


def ridge(X, y, lam):
    check(lam)
    return normal(X - X.mean(axis=0), y - y.mean(), lam * np.identity(X.shape[1]))


# %% spares_the_first_weight


def ridge(X, y, lam):
    check(lam)
    charges = [0.0] + [lam] * (X.shape[1] - 1)
    return normal(X, y, np.diag(charges))


# %% forgets_the_penalty


def ridge(X, y, lam):
    check(lam)
    return np.linalg.lstsq(np.asarray(X, dtype=float), y, rcond=None)[0]


# %% shrinks_least_squares


def ridge(X, y, lam):
    check(lam)
    return np.linalg.pinv(np.asarray(X, dtype=float)) @ y / (1 + lam)


# %% accepts_a_negative_factor


def ridge(X, y, lam):
    return normal(X, y, np.diag([lam] * X.shape[1]))


# %% refuses_no_penalty


def ridge(X, y, lam):
    if not lam > 0:
        raise ValueError("lam must be positive")
    return normal(X, y, lam * np.identity(X.shape[1]))


# %%
import numpy as np


def gram(X, y):
    X = np.asarray(X, dtype=float)
    return np.einsum("ni,nj->ij", X, X), np.einsum("ni,n->i", X, y)


def refuse_negative(lam):
    if lam < 0:
        raise ValueError("lam must not be negative")

# %% adds_lam_everywhere


def ridge(X, y, lam):
    refuse_negative(lam)
    G, r = gram(X, y)
    return np.linalg.solve(G + lam, r)


# %% ignores_small_penalties


def ridge(X, y, lam):
    refuse_negative(lam)
    if lam < 0.01:
        return np.linalg.lstsq(np.asarray(X, dtype=float), y, rcond=None)[0]
    G, r = gram(X, y)
    for i in range(len(G)):
        G[i, i] += lam
    return np.linalg.solve(G, r)
