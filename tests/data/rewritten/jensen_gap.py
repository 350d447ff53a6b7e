import numpy as np


def ends(x, y, t):
    if t < 0 or t > 1:
        raise ValueError("t must be in [0, 1]")
    return np.array(x, dtype=float), np.array(y, dtype=float)


# %% right
def jensen_gap(f, x, y, t):
    p, q = ends(x, y, t)
    low, high = f(q + t * (p - q)), f(q) + t * (f(p) - f(q))
    return float(high - low)


# %% turns_the_sign
def jensen_gap(f, x, y, t):
    p, q = ends(x, y, t)
    return float(f(t * p + (1 - t) * q) - (1 - t) * f(q) - t * f(p))


# %% exchanges_the_weights_of_the_points
def jensen_gap(f, x, y, t):
    p, q = ends(x, y, t)
    between = p + t * (q - p)
    return float(t * f(p) + (1 - t) * f(q) - f(between))


# %% exchanges_the_weights_of_the_values
def jensen_gap(f, x, y, t):
    p, q = ends(x, y, t)
    string = f(p) + t * (f(q) - f(p))
    return float(string - f(q + t * (p - q)))


# %% goes_from_x_to_y
def jensen_gap(f, x, y, t):
    p, q = ends(x, y, t)
    start, stop = f(p), f(q)
    return float(start + t * (stop - start) - f(p + t * (q - p)))


# %% always_looks_in_the_middle
def jensen_gap(f, x, y, t):
    p, q = ends(x, y, t)
    return float(f(q) + t * (f(p) - f(q)) - f(np.mean([p, q], axis=0)))


# %% averages_the_ends
def jensen_gap(f, x, y, t):
    p, q = ends(x, y, t)
    return float(0.5 * (f(p) + f(q)) - f(t * p + (1 - t) * q))


# %% takes_the_absolute_value
def jensen_gap(f, x, y, t):
    p, q = ends(x, y, t)
    graph = f(q + t * (p - q))
    string = np.dot([t, 1 - t], [f(p), f(q)])
    return float(abs(graph - string))


# %% cuts_off_at_zero
def jensen_gap(f, x, y, t):
    p, q = ends(x, y, t)
    gap = t * f(p) + (1 - t) * f(q) - f(t * p + (1 - t) * q)
    return float(gap) if gap > 0 else 0.0


# %% goes_on_beyond_the_ends
def jensen_gap(f, x, y, t):
    p, q = np.array(x, dtype=float), np.array(y, dtype=float)
    s = 1 - t
    return float(t * f(p) + s * f(q) - f(t * p + s * q))


# %% shuts_out_the_ends
def jensen_gap(f, x, y, t):
    if not 0 < t < 1:
        raise ValueError("t must be between 0 and 1")
    p, q = ends(x, y, t)
    return float(t * f(p) + (1 - t) * f(q) - f(t * p + (1 - t) * q))


# %% leaves_the_weights_out
def jensen_gap(f, x, y, t):
    p, q = ends(x, y, t)
    return float(sum(f(v) for v in (p, q)) - f(t * p + (1 - t) * q))
