import numpy as np


def checked(A, B):
    A, B = np.asarray(A, dtype=float), np.asarray(B, dtype=float)
    if A.shape[1] != B.shape[0]:
        raise ValueError("inner sizes differ")
    return A, B


def product(A, B):
    C = np.zeros((A.shape[0], B.shape[1]))
    for l in range(A.shape[1]):
        C += A[:, [l]] * B[[l], :]
    return C

# %% right


def matmul(A, B):
    A, B = checked(A, B)
    return product(A, B)


# %% multiplies_entry_by_entry


def matmul(A, B):
    A, B = checked(A, B)
    return A * B if A.shape == B.shape else product(A, B)


# %% takes_rows_of_B_where_it_is_square


def matmul(A, B):
    A, B = checked(A, B)
    columns = B if B.shape[0] == B.shape[1] else B.T
    return np.array([[np.sum(row * c) for c in columns] for row in A]).reshape(len(A), B.shape[1])


# %% takes_columns_of_A_where_it_is_square


def matmul(A, B):
    A, B = checked(A, B)
    m, k = A.shape
    C = np.zeros((m, B.shape[1]))
    for i in range(m):
        for j in range(B.shape[1]):
            for l in range(k):
                C[i, j] += (A[l, i] if m == k else A[i, l]) * B[l, j]
    return C


# %% multiplies_in_the_other_order


def matmul(A, B):
    A, B = checked(A, B)
    if A.shape == B.shape:
        A, B = B, A
    return product(A, B)


# %% never_resets_the_total


def matmul(A, B):
    A, B = checked(A, B)
    C = np.zeros((A.shape[0], B.shape[1]))
    total = 0.0
    for i in range(C.shape[0]):
        for j in range(C.shape[1]):
            for l in range(A.shape[1]):
                total += A[i, l] * B[l, j]
            C[i, j] = total
    return C


# %% overwrites_instead_of_adding


def matmul(A, B):
    A, B = checked(A, B)
    C = np.zeros((A.shape[0], B.shape[1]))
    for i in range(C.shape[0]):
        for j in range(C.shape[1]):
            for l in range(A.shape[1]):
                C[i, j] = A[i, l] * B[l, j]
    return C


# %% calculates_in_bytes


def matmul(A, B):
    A, B = np.asarray(A), np.asarray(B)
    if A.shape[1] != B.shape[0]:
        raise ValueError("inner sizes differ")
    return product(A, B)


# %% starts_with_the_first_product


def matmul(A, B):
    A, B = checked(A, B)
    C = np.outer(A[:, 0], B[0])
    for l in range(1, len(B)):
        C = C + np.outer(A[:, l], B[l])
    return C


# %% stops_at_the_shorter_one


def matmul(A, B):
    A, B = np.asarray(A, dtype=float), np.asarray(B, dtype=float)
    C = np.zeros((len(A), B.shape[1]))
    for i, row in enumerate(A):
        for j, column in enumerate(B.T):
            for a, b in zip(row, column):
                C[i, j] += a * b
    return C


# %% leaves_the_sizes_to_numpy


def matmul(A, B):
    A, B = np.asarray(A, dtype=float), np.asarray(B, dtype=float)
    return np.sum(A[:, :, np.newaxis] * B[np.newaxis, :, :], axis=1)


# %% returns_the_transpose


def matmul(A, B):
    A, B = checked(A, B)
    C = np.zeros((B.shape[1], A.shape[0]))
    for i, row in enumerate(A):
        for j, column in enumerate(B.T):
            C[j, i] = np.sum(row * column)
    return C


# %%
import numpy as np


def fill(A, B, dtype):
    m, k = A.shape
    if B.shape[0] != k:
        raise ValueError("inner sizes differ")
    C = np.zeros((m, B.shape[1]), dtype=dtype)
    for i in range(m):
        for j in range(B.shape[1]):
            total = 0.0
            for t in range(k):
                total += float(A[i, t]) * float(B[t, j])
            C[i, j] = total
    return C

# %% keeps_the_type_of_A


def matmul(A, B):
    A = np.asarray(A)
    return fill(A, np.asarray(B), A.dtype)
