import numpy as np


def beside_identity(A):
    A = np.array(A, dtype=float)
    return np.concatenate([A, np.eye(len(A))], axis=1)


def bound(A):
    return 1e-12 * np.max(np.abs(np.asarray(A, dtype=float)))


def largest_below(M, k, small):
    p = max(range(k, len(M)), key=lambda i: abs(M[i, k]))
    if abs(M[p, k]) <= small:
        raise ValueError("A is singular")
    return p


def clear(M, k, rows):
    for i in rows:
        if i != k:
            M[i] = M[i] - M[i, k] * M[k]


def eliminated(A, small):
    M = beside_identity(A)
    n = len(M)
    for k in range(n):
        p = largest_below(M, k, small)
        M[[k, p]] = M[[p, k]]
        M[k] = M[k] / M[k, k]
        clear(M, k, range(n))
    return M[:, n:].copy()


def minors(A):
    A = np.asarray(A, dtype=float)
    eliminated(A, bound(A))
    scale = np.max(np.abs(A))
    A = A / scale
    n = len(A)
    D = np.array([[np.linalg.det(np.delete(np.delete(A, i, 0), j, 1)) for j in range(n)]
                  for i in range(n)])
    return D / np.linalg.det(A) / scale

# %% right


def inverse(A):
    return eliminated(A, bound(A))


# %% swaps_zeros_only


def inverse(A):
    M, small = beside_identity(A), bound(A)
    n = len(M)
    for k in range(n):
        largest_below(M, k, small)
        p = k
        while M[p, k] == 0:
            p += 1
        M[[k, p]] = M[[p, k]]
        M[k] = M[k] / M[k, k]
        clear(M, k, range(n))
    return M[:, n:].copy()


# %% swaps_the_left_half_only


def inverse(A):
    M, small = beside_identity(A), bound(A)
    n = len(M)
    for k in range(n):
        p = largest_below(M, k, small)
        M[[k, p], :n] = M[[p, k], :n]
        M[k] = M[k] / M[k, k]
        clear(M, k, range(n))
    return M[:, n:].copy()


# %% eliminates_below_only


def inverse(A):
    M, small = beside_identity(A), bound(A)
    n = len(M)
    for k in range(n):
        p = largest_below(M, k, small)
        M[[k, p]] = M[[p, k]]
        M[k] = M[k] / M[k, k]
        clear(M, k, range(k + 1, n))
    return M[:, n:].copy()


# %% changes_the_pivot_while_dividing


def inverse(A):
    M, small = beside_identity(A), bound(A)
    n = len(M)
    for k in range(n):
        p = largest_below(M, k, small)
        M[[k, p]] = M[[p, k]]
        for j in range(2 * n):
            M[k, j] /= M[k, k]
        clear(M, k, range(n))
    return M[:, n:].copy()


# %% divides_one_by_each_entry


def inverse(A):
    eliminated(A, bound(A))
    with np.errstate(all="ignore"):
        return np.asarray(A, dtype=float) ** -1.0


# %% takes_the_transpose


def inverse(A):
    eliminated(A, bound(A))
    return np.array(A, dtype=float).T


# %% forgets_to_transpose_the_cofactors


def inverse(A):
    C = minors(A)
    for i in range(len(C)):
        for j in range(len(C)):
            C[i, j] *= (-1) ** (i + j)
    return C


# %% forgets_the_signs_of_the_cofactors


def inverse(A):
    return minors(A).T


# %% waits_for_an_exact_zero


def inverse(A):
    return eliminated(A, 0.0)


# %% returns_none


def inverse(A):
    try:
        return eliminated(A, bound(A))
    except ValueError:
        return None


# %% compares_pivots_with_a_constant


def inverse(A):
    return eliminated(A, 1e-10)


# %% asks_the_determinant


def inverse(A):
    if abs(np.linalg.det(np.asarray(A, dtype=float))) < 1e-10:
        raise ValueError("A is singular")
    return eliminated(A, 0.0)


# %% eliminates_in_the_callers_matrix


def inverse(A):
    small = bound(A)
    A = np.asarray(A, dtype=float)
    n = len(A)
    B = np.eye(n)
    for k in range(n):
        p = largest_below(A, k, small)
        A[[k, p]] = A[[p, k]]
        B[[k, p]] = B[[p, k]]
        pivot = A[k, k]
        A[k] /= pivot
        B[k] /= pivot
        for i in range(n):
            if i != k:
                factor = A[i, k]
                A[i] -= factor * A[k]
                B[i] -= factor * B[k]
    return B


# %%
import numpy as np


def eliminate(left, right, floor, swap):
    n = len(left)
    for k in range(n):
        if swap:
            p = max(range(k, n), key=lambda r: abs(left[r, k]))
            if p != k:
                for half in (left, right):
                    keep = half[k].copy()
                    half[k] = half[p]
                    half[p] = keep
        pivot = left[k, k]
        if abs(pivot) <= floor:
            raise ValueError("no inverse")
        left[k] = left[k] / pivot
        right[k] = right[k] / pivot
        for r in range(n):
            if r == k:
                continue
            times = left[r, k]
            left[r] = left[r] - times * left[k]
            right[r] = right[r] - times * right[k]
    return right

# %% never_swaps_rows


def inverse(A):
    work = np.array(A, dtype=float)
    floor = 1e-12 * np.abs(work).max()
    return eliminate(work, np.eye(len(work)), floor, False)


# %% works_in_integers


def inverse(A):
    work = np.array(A)
    floor = 1e-12 * np.abs(work).max()
    return eliminate(work, np.eye(len(work), dtype=work.dtype), floor, True)
