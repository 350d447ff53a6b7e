import numpy as np


def no_zeros(lengths):
    return np.where(lengths == 0, 1.0, lengths)


def lengths_of(A, axis=1):
    top = np.max(np.abs(A), axis=axis, keepdims=True)
    return top * np.sqrt(np.sum((A / no_zeros(top)) ** 2, axis=axis, keepdims=True))


def unit(A, axis=1):
    A = np.asarray(A, dtype=float)
    A = A / no_zeros(np.max(np.abs(A), axis=axis, keepdims=True))
    return A / no_zeros(np.sqrt(np.sum(A * A, axis=axis, keepdims=True)))


def cut(C):
    return np.minimum(np.maximum(C, -1.0), 1.0)

# %% right


def cosine_similarity(X, Y):
    U, V = unit(X), unit(Y)
    C = np.zeros((len(U), len(V)))
    for i, u in enumerate(U):
        for j, v in enumerate(V):
            C[i, j] = min(1.0, max(-1.0, float(np.sum(u * v))))
    return C


# %% adds_a_small_constant


def cosine_similarity(X, Y):
    X, Y = np.asarray(X, dtype=float), np.asarray(Y, dtype=float)
    U = X / (lengths_of(X) + 1e-12)
    V = Y / (lengths_of(Y) + 1e-12)
    return cut(U @ V.T)


# %% finds_zeros_alike


def cosine_similarity(X, Y):
    U, V = unit(X), unit(Y)
    C = cut(np.einsum("id,jd->ij", U, V))
    for i in range(len(U)):
        for j in range(len(V)):
            if not U[i].any() and not V[j].any():
                C[i, j] = 1.0
    return C


# %% normalises_columns


def cosine_similarity(X, Y):
    return cut(unit(X, axis=0) @ unit(Y, axis=0).T)


# %% trusts_in_rounding


def cosine_similarity(X, Y):
    return np.inner(unit(X), unit(Y))


# %% takes_plain_dot_products


def cosine_similarity(X, Y):
    X, Y = np.asarray(X, dtype=float), np.asarray(Y, dtype=float)
    with np.errstate(all="ignore"):
        return np.array([[min(1.0, max(-1.0, np.sum(x * y))) for y in Y] for x in X])


# %% normalises_X_only


def cosine_similarity(X, Y):
    return cut(np.inner(unit(X), np.asarray(Y, dtype=float)))


# %% divides_by_squared_lengths


def cosine_similarity(X, Y):
    X, Y = np.asarray(X, dtype=float), np.asarray(Y, dtype=float)
    with np.errstate(all="ignore"):
        U = unit(X) / no_zeros(lengths_of(X))
        V = unit(Y) / no_zeros(lengths_of(Y))
        return cut(U @ V.T)


# %% forgets_the_sign


def cosine_similarity(X, Y):
    return cut(np.abs(unit(X) @ unit(Y).T))


# %% returns_the_distance


def cosine_similarity(X, Y):
    return 1.0 - cut(unit(X) @ unit(Y).T)


# %% returns_the_angle


def cosine_similarity(X, Y):
    return np.arccos(cut(unit(X) @ unit(Y).T))


# %% takes_one_length_for_all


def cosine_similarity(X, Y):
    return cut(unit(X, axis=None) @ unit(Y, axis=None).T)


# %% compares_Y_with_X


def cosine_similarity(X, Y):
    U, V = unit(X), unit(Y)
    return np.array([[min(1.0, max(-1.0, np.sum(u * v))) for u in U] for v in V])


# %% normalises_in_place


def cosine_similarity(X, Y):
    X, Y = np.asarray(X, dtype=float), np.asarray(Y, dtype=float)
    for A in (X, Y):
        A /= no_zeros(np.abs(A).max(axis=1, keepdims=True))
        A /= no_zeros(np.sqrt((A ** 2).sum(axis=1, keepdims=True)))
    return cut(X @ Y.T)


# %%
import numpy as np


def scaled(M):
    M = np.array(M, dtype=float)
    for row in M:
        biggest = np.abs(row).max()
        if biggest > 0:
            row /= biggest
    return M


def lengths(M):
    return np.sqrt((M * M).sum(axis=1, keepdims=True))


def product(U, V):
    return np.clip(U @ V.T, -1.0, 1.0)

# %% divides_by_zero


def cosine_similarity(X, Y):
    X, Y = scaled(X), scaled(Y)
    return product(X / lengths(X), Y / lengths(Y))


# %% squares_the_entries_as_they_are


def cosine_similarity(X, Y):
    units = []
    for M in (X, Y):
        M = np.array(M, dtype=float)
        size = lengths(M)
        units.append(M / np.where(size == 0, 1.0, size))
    return product(*units)
