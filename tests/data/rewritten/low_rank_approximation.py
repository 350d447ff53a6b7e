import numpy as np


def checked(A, k, low=0, side=min):
    A = np.asarray(A, dtype=float)
    if k < low or k > side(A.shape):
        raise ValueError("k is out of range")
    return A


def layers(A, picked):
    U, s, Vt = np.linalg.svd(A, full_matrices=False)
    B = np.zeros(A.shape)
    for i in range(len(s))[picked]:
        B += s[i] * np.outer(U[:, i], Vt[i])
    return B

# %% right
def truncate_svd(A, k):
    return layers(checked(A, k), slice(0, k))

# %% keeps_the_smallest
def truncate_svd(A, k):
    A = checked(A, k)
    return layers(A, slice(min(A.shape) - k, None))

# %% multiplies_by_s_twice
def truncate_svd(A, k):
    U, s, Vt = np.linalg.svd(checked(A, k), full_matrices=False)
    left = U[:, :k] * s[:k]
    right = (Vt[:k].T * s[:k]).T
    return left @ right

# %% forgets_the_singular_values
def truncate_svd(A, k):
    A = checked(A, k)
    U, s, Vt = np.linalg.svd(A, full_matrices=False)
    B = np.zeros(A.shape)
    for u, v in zip(U.T[:k], Vt[:k]):
        B += np.outer(u, v)
    return B

# %% cuts_rows_of_U
def truncate_svd(A, k):
    U, s, Vt = np.linalg.svd(checked(A, k), full_matrices=False)
    U[k:] = 0.0
    return U @ np.diag(s) @ Vt

# %% takes_rows_of_V
def truncate_svd(A, k):
    A = checked(A, k)
    U, s, Vt = np.linalg.svd(A, full_matrices=True)
    B = np.zeros(A.shape)
    for i in range(k):
        B += s[i] * np.outer(U[:, i], Vt[:, i])
    return B

# %% keeps_the_longest_columns
def truncate_svd(A, k):
    A = checked(A, k)
    lengths = np.sqrt(np.sum(A * A, axis=0))
    longest = np.argsort(-lengths)[:k]
    B = np.zeros_like(A)
    B[:, longest] = A[:, longest]
    return B

# %% counts_layers_from_zero
def truncate_svd(A, k):
    return layers(checked(A, k), slice(0, max(k - 1, 0)))

# %% keeps_one_too_many
def truncate_svd(A, k):
    return layers(checked(A, k), slice(0, k + 1))

# %% centres_the_columns
def truncate_svd(A, k):
    A = checked(A, k)
    m = A.mean(axis=0)
    return m + layers(A - m, slice(0, k))

# %% slices_in_silence
def truncate_svd(A, k):
    return layers(np.asarray(A, dtype=float), slice(0, k))

# %% allows_k_up_to_the_longer_side
def truncate_svd(A, k):
    return layers(checked(A, k, side=max), slice(0, k))

# %% refuses_to_keep_nothing
def truncate_svd(A, k):
    return layers(checked(A, k, low=1), slice(0, k))
