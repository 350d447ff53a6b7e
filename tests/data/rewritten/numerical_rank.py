import numpy as np


def stretches(A):
    return np.linalg.svd(np.asarray(A, dtype=float))[1]


def default(A, side=max):
    return side(np.shape(A)) * np.finfo(float).eps


def count(s, share):
    return int(sum(1 for value in s if value > share * s[0]))

# %% right
def numerical_rank(A, rtol=None):
    return count(stretches(A), default(A) if rtol is None else rtol)

# %% compares_with_a_constant
def numerical_rank(A, rtol=None):
    bound = 1e-10 if rtol is None else rtol
    return int(np.count_nonzero(stretches(A) > bound))

# %% ignores_rtol
def numerical_rank(A, rtol=None):
    return count(stretches(A), default(A))

# %% counts_all_that_is_not_zero
def numerical_rank(A, rtol=None):
    return int(np.count_nonzero(stretches(A)))

# %% asks_the_determinant
def numerical_rank(A, rtol=None):
    A = np.asarray(A, dtype=float)
    m, n = A.shape
    if m == n and np.linalg.det(A) == 0:
        return n - 1
    return min(m, n)

# %% counts_rows_that_are_not_zero
def numerical_rank(A, rtol=None):
    return sum(1 for row in np.asarray(A) if np.any(row))

# %% counts_rows_left_by_elimination
def numerical_rank(A, rtol=None):
    M = np.array(A, dtype=float)
    r = 0
    for c in range(M.shape[1]):
        if r == len(M):
            break
        p = r + int(np.argmax(np.abs(M[r:, c])))
        if M[p, c] == 0:
            continue
        M[[r, p]] = M[[p, r]]
        for i in range(r + 1, len(M)):
            M[i, c + 1:] -= M[i, c] / M[r, c] * M[r, c + 1:]
            M[i, c] = 0.0
        r += 1
    return sum(1 for row in M if np.any(row != 0))

# %% counts_what_equals_the_bound
def numerical_rank(A, rtol=None):
    s = stretches(A)
    bound = (default(A) if rtol is None else rtol) * s[0]
    return len([value for value in s if value >= bound])

# %% takes_the_shorter_side
def numerical_rank(A, rtol=None):
    return count(stretches(A), default(A, side=min) if rtol is None else rtol)

# %% squares_first
def numerical_rank(A, rtol=None):
    A = np.asarray(A, dtype=float)
    squares = np.linalg.eigvalsh(A.T @ A)
    top = squares[-1]
    share = max((default(A) if rtol is None else rtol) ** 2, default(A))
    return int(np.sum(squares > share * top))

# %% is_too_careful
def numerical_rank(A, rtol=None):
    return count(stretches(A), 1e-10 if rtol is None else rtol)
