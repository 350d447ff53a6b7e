import math

import numpy as np

# %% divides_by_zero


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
        U[:, j] = A @ V[:, j] / s[j]
    return U, s, V.T.copy()


# %% forgets_the_root


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
    return complete(U, good), np.maximum(values, 0), V.T.copy()


# %% handles_tall_matrices_only


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
    return complete(U, good), s, V.T.copy()


# %% leaves_them_ascending


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
    order = np.argsort(values)
    values, V = values[order], vectors[:, order]
    s = np.sqrt(np.maximum(values, 0))
    good = s > 1e-7 * s.max()
    U = np.zeros((m, n))
    for j in range(n):
        if good[j]:
            column = A @ V[:, j]
            U[:, j] = column / np.linalg.norm(column)
    return complete(U, good), s, V.T.copy()


# %% returns_V_itself


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
        U, s, Vt = svd(A.T)  # Vt is V
        return Vt.copy(), s, U.copy()
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
    return complete(U, good), s, V.copy()


# %% returns_all_of_U


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


# %% solves_two_eigenproblems


def svd(A):
    A = np.asarray(A, dtype=float)
    r = min(A.shape)
    lam, V = np.linalg.eigh(A.T @ A)
    _, U = np.linalg.eigh(A @ A.T)
    V = np.flip(V, axis=1)[:, :r]
    U = np.flip(U, axis=1)[:, :r]
    s = np.sqrt(np.clip(np.flip(lam)[:r], 0, None))
    return U.copy(), s, V.T.copy()


# %% takes_for_zero_what_is_below_a_constant


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
    good = s > 1e-10
    U = np.zeros((m, n))
    for j in range(n):
        if good[j]:
            column = A @ V[:, j]
            U[:, j] = column / np.linalg.norm(column)
    return complete(U, good), s, V.T.copy()


# %%
import numpy as np


def clipped_root(values):
    return np.sqrt(np.maximum(values, 0))


def by_qr(AV, s):
    Q, R = np.linalg.qr(AV)
    return Q * np.where(np.diag(R) < 0, -1.0, 1.0)


def decompose(A, root=clipped_root, left=by_qr):
    A = np.array(A, dtype=float)
    if A.shape[0] < A.shape[1]:
        U, s, Vt = decompose(A.T, root, left)
        return Vt.T, s, U.T
    values, V = np.linalg.eigh(A.T @ A)
    values, V = values[::-1], V[:, ::-1]
    s = root(values)
    return left(A @ V, s), s, V.T

# %% leaves_zero_columns


def svd(A):
    def left(AV, s):
        U = np.zeros_like(AV)
        for i in range(len(s)):
            if s[i] > 1e-7 * s[0]:
                U[:, i] = AV[:, i] / s[i]
        return U

    return decompose(A, left=left)


# %% takes_roots_of_negative_numbers


def svd(A):
    return decompose(A, root=np.sqrt)
