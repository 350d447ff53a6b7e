import math

import numpy as np

# %% divides_by_h


def numerical_gradient(f, x, h=1e-5):
    x = np.array(x, dtype=float)
    steps = np.eye(x.size).reshape((x.size,) + x.shape) * h
    return np.array([(f(x + s) - f(x - s)) / h for s in steps]).reshape(x.shape)


# %% ignores_h


def numerical_gradient(f, x, h=1e-5):
    x = np.array(x, dtype=float)
    steps = np.eye(x.size).reshape((x.size,) + x.shape) * 1e-5
    return np.array([(f(x + s) - f(x - s)) / 2e-5 for s in steps]).reshape(x.shape)


# %% leaves_x_perturbed


def numerical_gradient(f, x, h=1e-5):
    x = np.asarray(x, dtype=float)
    g = np.zeros(x.shape)
    for place in np.ndindex(*x.shape):
        old = float(x[place])
        x[place] = old + h
        up = f(x)
        x[place] = old - h
        g[place] = (up - f(x)) / (2 * h)
    return g


# %% looks_ahead_only


def numerical_gradient(f, x, h=1e-5):
    x = np.array(x, dtype=float)
    here = f(x.copy())
    steps = np.eye(x.size).reshape((x.size,) + x.shape) * h
    return np.array([(f(x + s) - here) / h for s in steps]).reshape(x.shape)


# %% loops_over_the_first_axis


def numerical_gradient(f, x, h=1e-5):
    x = np.array(x, dtype=float)
    g = np.zeros(x.shape)
    for i in range(len(x)):
        up, down = x.copy(), x.copy()
        up[i] += h
        down[i] -= h
        g[i] = (f(up) - f(down)) / (2 * h)
    return g


# %% moves_all_entries_at_once


def numerical_gradient(f, x, h=1e-5):
    x = np.array(x, dtype=float)
    slope = (f(x + h) - f(x - h)) / (2 * h)
    return np.full(x.shape, slope)


# %% restores_x_by_adding


def numerical_gradient(f, x, h=1e-5):
    x = np.asarray(x, dtype=float)
    g = np.zeros(x.shape)
    for place in np.ndindex(*x.shape):
        x[place] += h
        up = f(x)
        x[place] -= 2 * h
        down = f(x)
        x[place] += h
        g[place] = (up - down) / (2 * h)
    return g


# %% returns_a_flat_vector


def numerical_gradient(f, x, h=1e-5):
    x = np.array(x, dtype=float)
    out = []
    for k in range(x.size):
        e = np.zeros(x.size)
        e[k] = h
        e = e.reshape(x.shape)
        out.append((f(x + e) - f(x - e)) / (2 * h))
    return np.array(out)


# %% steps_in_a_flat_copy


def numerical_gradient(f, x, h=1e-5):
    p = np.array(x, dtype=float)
    flat = p.reshape(-1)
    slopes = []
    for k in range(flat.size):
        keep = flat[k]
        flat[k] = keep + h
        up = f(p)
        flat[k] = keep - h
        down = f(p)
        flat[k] = keep
        slopes.append((up - down) / (2 * h))
    return np.array(slopes).reshape(p.shape)


# %% steps_in_single_precision


def numerical_gradient(f, x, h=1e-5):
    x = np.asarray(x)
    kind = x.dtype if x.dtype.kind == "f" else float
    g = np.zeros(x.shape)
    for place in np.ndindex(*x.shape):
        up, down = x.astype(kind), x.astype(kind)
        up[place] += h
        down[place] -= h
        g[place] = (f(up) - f(down)) / (2 * h)
    return g


# %% stores_the_gradient_in_xs_type


def numerical_gradient(f, x, h=1e-5):
    g = np.zeros_like(x)
    for place in np.ndindex(*np.shape(x)):
        e = np.zeros(np.shape(x))
        e[place] = 1.0
        g[place] = (f(x + h * e) - f(x - h * e)) / (2 * h)
    return g


# %% truncates_integers


def numerical_gradient(f, x, h=1e-5):
    x = np.asarray(x)
    g = np.zeros(x.shape)
    for place in np.ndindex(*x.shape):
        ahead, behind = np.copy(x), np.copy(x)
        ahead[place] = x[place] + h
        behind[place] = x[place] - h
        g[place] = (f(ahead) - f(behind)) / (2 * h)
    return g
