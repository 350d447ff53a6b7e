import numpy as np


def floats(X, y):
    return np.asarray(X, dtype=float), np.asarray(y, dtype=float)


def kept(X, bound=1e-10):
    U, s, Vt = np.linalg.svd(X, full_matrices=False)
    r = int(np.sum(s > bound * s[0]))
    return U[:, :r], s[:r], Vt[:r]


def shortest(X, y):
    U, s, Vt = kept(X)
    return ((y @ U) / s) @ Vt

# %% right


def lstsq(X, y):
    X, y = floats(X, y)
    U, s, Vt = kept(X)
    w = np.zeros(X.shape[1])
    for i in range(len(s)):
        w += np.sum(U[:, i] * y) / s[i] * Vt[i]
    return w


# %% keeps_all_singular_values


def lstsq(X, y):
    X, y = floats(X, y)
    U, s, Vt = np.linalg.svd(X, full_matrices=False)
    with np.errstate(all="ignore"):
        return Vt.T @ (U.T @ y / s)


# %% gives_zero_to_dependent_columns


def lstsq(X, y):
    X, y = floats(X, y)
    chosen = []
    for j in range(X.shape[1]):
        trial = X[:, chosen + [j]]
        if len(kept(trial)[1]) > len(chosen):
            chosen.append(j)
    w = np.zeros(X.shape[1])
    if chosen:
        w[chosen] = shortest(X[:, chosen], y)
    return w


# %% adds_a_ridge


def lstsq(X, y):
    X, y = floats(X, y)
    G = X.T @ X
    for j in range(len(G)):
        G[j, j] += 0.001
    return np.linalg.solve(G, X.T @ y)


# %% cuts_off_at_a_constant


def lstsq(X, y):
    X, y = floats(X, y)
    U, s, Vt = np.linalg.svd(X, full_matrices=False)
    w = np.zeros(X.shape[1])
    for u, stretch, v in zip(U.T, s, Vt):
        if stretch >= 1e-10:
            w += u @ y / stretch * v
    return w


# %% centres_the_data


def lstsq(X, y):
    X, y = floats(X, y)
    return shortest(X - np.mean(X, axis=0), y - np.mean(y))


# %% adds_a_column_of_ones


def lstsq(X, y):
    X, y = floats(X, y)
    return shortest(np.column_stack([X, np.ones(len(X))]), y)[:-1]


# %% returns_a_column


def lstsq(X, y):
    X, y = floats(X, y)
    return shortest(X, y).reshape(-1, 1)


# %% returns_the_predictions


def lstsq(X, y):
    X, y = floats(X, y)
    return X @ shortest(X, y)


# %% divides_by_squared_singular_values


def lstsq(X, y):
    X, y = floats(X, y)
    U, s, Vt = kept(X)
    return Vt.T @ np.diag(s ** -2.0) @ U.T @ y


# %% multiplies_by_singular_values


def lstsq(X, y):
    X, y = floats(X, y)
    U, s, Vt = kept(X)
    return Vt.T @ np.diag(s) @ U.T @ y


# %% stops_after_a_few_steps


def lstsq(X, y):
    X, y = floats(X, y)
    w = np.zeros(X.shape[1])
    squares = np.sum(X * X)
    if squares > 0:
        for step in range(30):
            w = w - X.T @ (X @ w - y) / squares
    return w


# %% starts_descent_anywhere


def lstsq(X, y):
    X, y = floats(X, y)
    w = np.ones(X.shape[1])
    s = kept(X)[1]
    if len(s) == 0:
        return w
    A, b = X / s[0], y / s[0]
    G, g = A.T @ A, A.T @ b
    rate = 2.0 / (1.0 + (s[-1] / s[0]) ** 2)
    for step in range(20000):
        slope = G @ w - g
        if np.abs(slope).max() <= 1e-14 * (np.abs(w).max() + np.abs(g).max()):
            break
        w = w - rate * slope
    return w


# %%
import numpy as np


def spectral(X, y, weight):
    X, y = np.array(X, dtype=float), np.array(y, dtype=float)
    U, s, Vt = np.linalg.svd(X, full_matrices=False)
    w = np.zeros(X.shape[1])
    for i in range(len(s)):
        if s[i] > 0 and s[i] >= 1e-10 * s[0]:
            w += weight(s[i]) * (U[:, i] @ y) * Vt[i]
    return w

# %% inverts_the_gram_matrix


def lstsq(X, y):
    X, y = np.array(X, dtype=float), np.array(y, dtype=float)
    inverse = np.linalg.inv(X.T @ X)
    return inverse @ X.T @ y


# %% adds_a_tiny_ridge


def lstsq(X, y):
    return spectral(X, y, lambda s: s / (s * s + 1e-11))
