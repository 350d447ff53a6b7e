import numpy as np


def sizes_of(x, p):
    if p < 1:
        raise ValueError("p must be at least 1")
    return np.abs(np.asarray(x, dtype=float))


def scaled_norm(sizes, p):
    M = float(sizes.max())
    if M == 0 or p == np.inf:
        return M
    return M * float(sum((s / M) ** p for s in sizes)) ** (1 / p)

# %% right


def lp_norm(x, p=2.0):
    return scaled_norm(sizes_of(x, p), p)


# %% forgets_the_absolute_value


def lp_norm(x, p=2.0):
    sizes = sizes_of(x, p)
    x = np.asarray(x, dtype=float)
    if p == np.inf:
        return float(np.max(x))
    M = sizes.max()
    if M == 0:
        return 0.0
    with np.errstate(all="ignore"):
        return float(M * np.power(np.sum(np.power(x / M, p)), 1 / p))


# %% takes_no_root


def lp_norm(x, p=2.0):
    sizes = sizes_of(x, p)
    if p == np.inf:
        return float(sizes.max())
    with np.errstate(all="ignore"):
        return float(np.sum(sizes ** p))


# %% takes_the_mean


def lp_norm(x, p=2.0):
    sizes = sizes_of(x, p)
    M = sizes.max()
    if M == 0 or p == np.inf:
        return float(M)
    return float(M * np.mean((sizes / M) ** p) ** (1 / p))


# %% ignores_p


def lp_norm(x, p=2.0):
    return scaled_norm(sizes_of(x, p), 2)


# %% takes_a_large_p_for_infinity


def lp_norm(x, p=2.0):
    sizes = sizes_of(x, p)
    if p > 20:
        return float(max(sizes))
    return scaled_norm(sizes, p)


# %% takes_the_largest_as_it_is


def lp_norm(x, p=2.0):
    sizes = sizes_of(x, p)
    if p == np.inf:
        return float(max(np.asarray(x, dtype=float)))
    return scaled_norm(sizes, p)


# %% takes_every_p


def lp_norm(x, p=2.0):
    sizes = np.abs(np.asarray(x, dtype=float))
    M = sizes.max()
    if M == 0 or p == np.inf:
        return float(M)
    with np.errstate(all="ignore"):
        return float(M * np.sum((sizes / M) ** p) ** (1.0 / p))


# %% refuses_one


def lp_norm(x, p=2.0):
    if not p > 1:
        raise ValueError("p must be larger than 1")
    return scaled_norm(sizes_of(x, p), p)


# %% does_not_rescale


def lp_norm(x, p=2.0):
    sizes = sizes_of(x, p)
    if p == np.inf:
        return float(sizes.max())
    with np.errstate(all="ignore"):
        return float(np.sum(sizes ** p) ** (1.0 / p))


# %% divides_by_a_largest_entry_of_zero


def lp_norm(x, p=2.0):
    sizes = sizes_of(x, p)
    top = sizes.max()
    if p == np.inf:
        return float(top)
    with np.errstate(all="ignore"):
        shares = sizes / top
    return float(top * np.sum(shares ** p) ** (1.0 / p))


# %% takes_absolute_values_of_bytes


def lp_norm(x, p=2.0):
    if p < 1:
        raise ValueError("p must be at least 1")
    sizes = np.abs(np.asarray(x)).astype(float)
    top = sizes.max()
    if top == 0 or p == np.inf:
        return float(top)
    with np.errstate(all="ignore"):
        return float(top * np.sum((sizes / top) ** p) ** (1.0 / p))


# %% divides_the_callers_array


def lp_norm(x, p=2.0):
    top = sizes_of(x, p).max()
    if top == 0 or p == np.inf:
        return float(top)
    x = np.asarray(x, dtype=float)
    x /= top
    return float(top * np.sum(np.abs(x) ** p) ** (1.0 / p))


# %%
import numpy as np


def sizes(x, p):
    if p < 1:
        raise ValueError("p must be at least 1")
    return np.abs(np.array(x, dtype=float))

# %% takes_the_square_root


def lp_norm(x, p=2.0):
    a = sizes(x, p)
    top = a.max()
    if top == 0 or np.isinf(p):
        return float(top)
    return float(top * np.sqrt(np.sum((a / top) ** p)))


# %% sums_infinite_powers


def lp_norm(x, p=2.0):
    total = np.sum(sizes(x, p) ** p)
    return float(total ** (1 / p))
