import numpy as np


def without_spread(X):
    return np.array([all(entry == column[0] for entry in column) for column in np.asarray(X).T])


def sums_of_products(X):
    X = np.array(X, dtype=float)
    centred = X - X.sum(axis=0) / len(X)
    return centred.T @ centred


def by_convention(R, flat):
    for j in np.flatnonzero(flat):
        R[j, :] = 0.0
        R[:, j] = 0.0
        R[j, j] = 1.0
    return R


# %% right
def correlation_matrix(X):
    S = sums_of_products(X)
    flat = without_spread(X)
    size = np.where(flat, 1.0, np.sqrt(np.diag(S)))
    R = by_convention(S / size / size[:, None], flat)
    R[np.diag_indices(len(R))] = 1.0
    return R


# %% mixes_the_divisors
def correlation_matrix(X):
    S = sums_of_products(X)
    flat = without_spread(X)
    sd = np.where(flat, 1.0, np.std(X, axis=0))
    C = S / max(len(X) - 1, 1)
    return by_convention(C / sd / sd[:, None], flat)


# %% divides_by_the_variances
def correlation_matrix(X):
    C = sums_of_products(X) / len(X)
    flat = without_spread(X)
    var = np.where(flat, 1.0, np.diag(C))
    R = by_convention(C / var / var[:, None], flat)
    np.fill_diagonal(R, 1.0)
    return R


# %% divides_by_one_deviation_only
def correlation_matrix(X):
    C = sums_of_products(X)
    flat = without_spread(X)
    R = np.zeros(C.shape)
    for j in range(len(C)):
        for k in range(len(C)):
            R[j, k] = C[j, k] / (1.0 if flat[j] else C[j, j])
    return by_convention(R, flat)


# %% does_not_centre
def correlation_matrix(X):
    flat = without_spread(X)
    raw = np.array(X, dtype=float)
    size = np.where(flat, 1.0, np.sqrt((raw**2).sum(axis=0)))
    directions = raw / size
    R = by_convention(directions.T @ directions, flat)
    np.fill_diagonal(R, 1.0)
    return R


# %% drops_the_sign
def correlation_matrix(X):
    S = sums_of_products(X)
    flat = without_spread(X)
    size = np.where(flat, 1.0, np.sqrt(np.diag(S)))
    R = by_convention(np.abs(S / size / size[:, None]), flat)
    np.fill_diagonal(R, 1.0)
    return R


# %% divides_zero_by_zero
def correlation_matrix(X):
    S = sums_of_products(X)
    d = len(S)
    with np.errstate(all="ignore"):
        return np.array([[S[j, k] / np.sqrt(S[j, j] * S[k, k]) for k in range(d)]
                         for j in range(d)])


# %% leaves_a_zero_on_the_diagonal
def correlation_matrix(X):
    S = sums_of_products(X)
    flat = without_spread(X)
    size = np.where(flat, np.nan, np.sqrt(np.diag(S)))
    R = S / size / size[:, None]
    R[R != R] = 0.0
    return R


# %% adds_an_eps_to_the_deviations
def correlation_matrix(X):
    C = sums_of_products(X) / len(X)
    sd = np.sqrt(np.diag(C)) + 1e-8
    return C / (sd[:, None] * sd[None, :])


# %% asks_whether_the_variance_is_zero
def correlation_matrix(X):
    S = sums_of_products(X)
    flat = np.sqrt(np.diag(S)) == 0
    size = np.where(flat, 1.0, np.sqrt(np.diag(S)))
    R = by_convention(S / size / size[:, None], flat)
    np.fill_diagonal(R, 1.0)
    return R


# %% takes_rows_for_features
def correlation_matrix(X):
    X = np.array(X, dtype=float).T
    S = sums_of_products(X)
    flat = without_spread(X)
    size = np.where(flat, 1.0, np.sqrt(np.diag(S)))
    R = by_convention(S / size / size[:, None], flat)
    np.fill_diagonal(R, 1.0)
    return R


# %% centres_the_callers_array
def correlation_matrix(X):
    X = np.asarray(X, dtype=float)
    flat = without_spread(X)
    X -= np.mean(X, axis=0)
    size = np.sqrt(np.sum(X * X, axis=0))
    size[flat] = 1.0
    R = by_convention(X.T @ X / np.outer(size, size), flat)
    np.fill_diagonal(R, 1.0)
    return R
