import numpy as np


def at(f, x, i, t):
    z = [float(v) for v in x]
    z[i] += t
    return f(np.array(z))


def step(x, i, h):
    return float(h * max(1.0, abs(float(x[i]))))

# %% right


def partial_derivative(f, x, i, h=1e-6):
    s = step(x, i, h)
    return float((at(f, x, i, s) - at(f, x, i, -s)) / (s + s))


# %% moves_all_entries


def partial_derivative(f, x, i, h=1e-6):
    s = step(x, i, h)
    return float((f(x + s) - f(x - s)) / (2 * s))


# %% looks_ahead_only


def partial_derivative(f, x, i, h=1e-6):
    s = step(x, i, h)
    return float((at(f, x, i, s) - at(f, x, i, 0.0)) / s)


# %% divides_by_one_step


def partial_derivative(f, x, i, h=1e-6):
    s = step(x, i, h)
    return float((at(f, x, i, s) - at(f, x, i, -s)) / s)


# %% divides_by_two_h


def partial_derivative(f, x, i, h=1e-6):
    s = step(x, i, h)
    return float((at(f, x, i, s) - at(f, x, i, -s)) / (2 * h))


# %% counts_from_one


def partial_derivative(f, x, i, h=1e-6):
    j = i - 1
    s = step(x, j, h)
    return float((at(f, x, j, s) - at(f, x, j, -s)) / (2 * s))


# %% takes_h_for_the_step


def partial_derivative(f, x, i, h=1e-6):
    return float((at(f, x, i, h) - at(f, x, i, -h)) / (2 * h))


# %% multiplies_without_a_floor


def partial_derivative(f, x, i, h=1e-6):
    s = h * np.abs(float(x[i]))
    return float((at(f, x, i, s) - at(f, x, i, -s)) / (2 * s))


# %% scales_by_the_largest_entry


def partial_derivative(f, x, i, h=1e-6):
    s = h * max(1.0, *(abs(float(v)) for v in x))
    return float((at(f, x, i, s) - at(f, x, i, -s)) / (2 * s))


# %% ignores_h


def partial_derivative(f, x, i, h=1e-6):
    s = step(x, i, 1e-6)
    return float((at(f, x, i, s) - at(f, x, i, -s)) / (2 * s))


# %% moves_the_callers_x


def partial_derivative(f, x, i, h=1e-6):
    x = np.asarray(x, dtype=float)
    s = step(x, i, h)
    old = x[i]
    x[i] = old + s
    up = f(x)
    x[i] = old - s
    down = f(x)
    return float((up - down) / (2 * s))


# %% copies_integers


def partial_derivative(f, x, i, h=1e-6):
    s = step(x, i, h)
    right, left = np.array(x), np.array(x)
    right[i] = x[i] + s
    left[i] = x[i] - s
    return float((f(right) - f(left)) / (2 * s))


# %% returns_the_gradient


def partial_derivative(f, x, i, h=1e-6):
    out = []
    for j in range(len(x)):
        s = step(x, j, h)
        out.append((at(f, x, j, s) - at(f, x, j, -s)) / (2 * s))
    return np.array(out)


# %%
import numpy as np

# %% restores_by_adding


def partial_derivative(f, x, i, h=1e-6):
    if x.dtype.kind != "f":
        x = x.astype(float)
    s = h * max(1.0, abs(float(x[i])))
    x[i] += s
    ahead = f(x)
    x[i] -= 2 * s
    behind = f(x)
    x[i] += s
    return float((ahead - behind) / (2 * s))
