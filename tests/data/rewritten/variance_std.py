import numpy as np


def in_rows(x, axis):
    x = np.asarray(x)
    if axis is None:
        return x.reshape(1, -1), ()
    last = np.moveaxis(x, axis, -1)
    return last.reshape(-1, last.shape[-1]), last.shape[:-1]


def refuse(n, ddof):
    if n <= ddof:
        raise ValueError("too few numbers for this ddof")


def about_means(rows):
    rows = rows.astype(float)
    return rows - (rows.sum(axis=1) / rows.shape[1])[:, None]


def squares(rows):
    deviations = about_means(rows)
    return np.einsum("ij,ij->i", deviations, deviations)


def both(var, shape):
    var = np.asarray(var, dtype=float).reshape(shape)
    with np.errstate(invalid="ignore"):
        return var, np.sqrt(var)


# %% right
def variance_std(x, axis=None, ddof=0):
    rows, shape = in_rows(x, axis)
    refuse(rows.shape[1], ddof)
    return both(squares(rows) / (rows.shape[1] - ddof), shape)


# %% subtracts_the_squared_mean
def variance_std(x, axis=None, ddof=0):
    rows, shape = in_rows(x, axis)
    rows = rows.astype(float)
    n = rows.shape[1]
    refuse(n, ddof)
    spread = (rows**2).sum(axis=1) / n - (rows.sum(axis=1) / n) ** 2
    return both(spread * n / (n - ddof), shape)


# %% always_divides_by_n
def variance_std(x, axis=None, ddof=0):
    rows, shape = in_rows(x, axis)
    refuse(rows.shape[1], ddof)
    return both(squares(rows) / rows.shape[1], shape)


# %% subtracts_ddof_after_dividing
def variance_std(x, axis=None, ddof=0):
    rows, shape = in_rows(x, axis)
    refuse(rows.shape[1], ddof)
    return both(squares(rows) / rows.shape[1] - ddof, shape)


# %% always_divides_by_n_minus_one
def variance_std(x, axis=None, ddof=0):
    rows, shape = in_rows(x, axis)
    refuse(rows.shape[1], ddof)
    with np.errstate(all="ignore"):
        return both(squares(rows) / (rows.shape[1] - 1), shape)


# %% averages_the_distances
def variance_std(x, axis=None, ddof=0):
    rows, shape = in_rows(x, axis)
    refuse(rows.shape[1], ddof)
    distance = np.abs(about_means(rows)).sum(axis=1) / (rows.shape[1] - ddof)
    return both(distance * distance, shape)


# %% swaps_the_two_results
def variance_std(x, axis=None, ddof=0):
    rows, shape = in_rows(x, axis)
    refuse(rows.shape[1], ddof)
    return both(squares(rows) / (rows.shape[1] - ddof), shape)[::-1]


# %% subtracts_one_mean_for_all
def variance_std(x, axis=None, ddof=0):
    rows, shape = in_rows(x, axis)
    refuse(rows.shape[1], ddof)
    deviations = rows - np.mean(x, dtype=float)
    return both((deviations**2).sum(axis=1) / (rows.shape[1] - ddof), shape)


# %% counts_all_entries
def variance_std(x, axis=None, ddof=0):
    rows, shape = in_rows(x, axis)
    refuse(rows.shape[1], ddof)
    return both(squares(rows) / (rows.size - ddof), shape)


# %% reduces_along_the_other_axis
def variance_std(x, axis=None, ddof=0):
    if axis is not None and np.ndim(x) == 2:
        axis = {0: 1, -2: 1, 1: 0, -1: 0}[axis]
    rows, shape = in_rows(x, axis)
    refuse(rows.shape[1], ddof)
    return both(squares(rows) / (rows.shape[1] - ddof), shape)


# %% stays_with_integers
def variance_std(x, axis=None, ddof=0):
    rows, shape = in_rows(x, axis)
    n = rows.shape[1]
    refuse(n, ddof)
    means = np.empty((len(rows), 1), dtype=rows.dtype)
    for i in range(len(rows)):
        means[i, 0] = rows[i].sum() / n
    return both(((rows - means) ** 2).sum(axis=1) / (n - ddof), shape)


# %% subtracts_in_the_callers_array
def variance_std(x, axis=None, ddof=0):
    x = np.asarray(x, dtype=float)
    n = x.size if axis is None else x.shape[axis]
    refuse(n, ddof)
    x -= x.mean(axis=axis, keepdims=True)
    var = (x * x).sum(axis=axis) / (n - ddof)
    return both(var, np.shape(var))


# %% lets_the_divisor_vanish
def variance_std(x, axis=None, ddof=0):
    rows, shape = in_rows(x, axis)
    with np.errstate(all="ignore"):
        return both(squares(rows) / (rows.shape[1] - ddof), shape)
