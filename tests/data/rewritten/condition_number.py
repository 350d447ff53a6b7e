import numpy as np


def axes(A):
    return np.linalg.svd(np.array(A, dtype=float), compute_uv=False)


def ratio(large, small):
    return float(large / small) if small > 0 else float("inf")


def small_square(A):
    M = np.array(A, dtype=float)
    return M @ M.T if M.shape[0] < M.shape[1] else M.T @ M

# %% right


def condition_number(A):
    s = axes(A)
    with np.errstate(over="ignore"):
        return ratio(max(s), min(s))


# %% uses_eigenvalues


def condition_number(A):
    M = np.array(A, dtype=float)
    if M.shape[0] == M.shape[1]:
        s = np.sort(np.abs(np.linalg.eigvals(M)))[::-1]
    else:
        s = axes(M)
    return ratio(s[0], s[-1])


# %% takes_a_small_determinant_for_singular


def condition_number(A):
    if abs(np.linalg.det(small_square(A))) < 1e-12:
        return float("inf")
    s = axes(A)
    return ratio(s[0], s[-1])


# %% divides_zero_by_zero


def condition_number(A):
    s = axes(A)
    with np.errstate(divide="ignore", invalid="ignore"):
        return float(np.divide(s.max(), s.min()))


# %% leaves_the_zeros_out


def condition_number(A):
    s = axes(A)
    kept = [v for v in s if v > 1e-12 * s[0]]
    if not kept:
        return float("inf")
    return float(kept[0] / kept[-1])


# %% forgets_the_root


def condition_number(A):
    w = np.linalg.eigvalsh(small_square(A))
    return ratio(w[-1], w[0])


# %% goes_through_the_square


def condition_number(A):
    w = np.linalg.eigvalsh(small_square(A))
    if w[0] <= 0:
        return float("inf")
    return float(np.sqrt(w[-1]) / np.sqrt(w[0]))


# %% compares_columns


def condition_number(A):
    lengths = [np.sqrt(column @ column) for column in np.array(A, dtype=float).T]
    return ratio(max(lengths), min(lengths))


# %% turns_the_ratio_around


def condition_number(A):
    s = axes(A)
    return float(s[-1] / s[0]) if s[0] > 0 else 0.0


# %% calls_thin_flat


def condition_number(A):
    s = axes(A)
    if s[-1] <= 1e-6 * s[0]:
        return float("inf")
    return float(s[0] / s[-1])


# %%
import numpy as np

# %% takes_all_entries_for_the_norm


def condition_number(A):
    A = np.array(A, dtype=float)
    back = np.linalg.pinv(A)
    return float(np.sqrt(np.sum(A * A)) * np.sqrt(np.sum(back * back)))


# %% multiplies_from_one_side_only


def condition_number(A):
    A = np.array(A, dtype=float)
    squares = np.linalg.eigvalsh(A.T @ A)
    low, high = squares[0], squares[-1]
    if low <= 1e-12 * high:
        return float("inf")
    return float(np.sqrt(high / low))
