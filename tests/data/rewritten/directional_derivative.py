import math

import numpy as np


def as_floats(a):
    return np.array(a, dtype=float)


def euclid(v):
    return math.sqrt(sum(float(entry) ** 2 for entry in np.ravel(v)))


def checked(v):
    v = as_floats(v)
    if not v.any():
        raise ValueError("a zero vector points nowhere")
    return v


def quotient(f, x, step, h):
    x = as_floats(x)
    return float((f(np.asarray(x + h * step)) - f(np.asarray(x - h * step))) / (h + h))


# %% right
def directional_derivative(f, x, v, h=1e-6):
    v = checked(v)
    return quotient(f, x, v / euclid(v), h)


# %% does_not_normalise
def directional_derivative(f, x, v, h=1e-6):
    return quotient(f, x, checked(v), h)


# %% divides_by_the_sum
def directional_derivative(f, x, v, h=1e-6):
    v = checked(v)
    total = 0.0
    for entry in v.flat:
        total += abs(entry)
    return quotient(f, x, v / total, h)


# %% divides_by_the_largest_entry
def directional_derivative(f, x, v, h=1e-6):
    v = checked(v)
    return quotient(f, x, v / max(v.max(), -v.min()), h)


# %% forgets_the_root
def directional_derivative(f, x, v, h=1e-6):
    v = checked(v)
    return quotient(f, x, v / np.vdot(v, v), h)


# %% divides_twice
def directional_derivative(f, x, v, h=1e-6):
    v = checked(v)
    far = euclid(v)
    return quotient(f, x, v / far, h) / far


# %% looks_ahead_only
def directional_derivative(f, x, v, h=1e-6):
    v = checked(v)
    x = as_floats(x)
    u = v / euclid(v)
    start = f(x.copy())
    return float((f(np.asarray(x + h * u)) - start) / h)


# %% divides_by_one_step
def directional_derivative(f, x, v, h=1e-6):
    v = checked(v)
    x = as_floats(x)
    walk = v * (h / euclid(v))
    return float((f(np.asarray(x + walk)) - f(np.asarray(x - walk))) / h)


# %% takes_the_size
def directional_derivative(f, x, v, h=1e-6):
    v = checked(v)
    return math.fabs(quotient(f, x, v / euclid(v), h))


# %% always_looks_uphill
def directional_derivative(f, x, v, h=1e-6):
    checked(v)
    squares = 0.0
    for place in np.ndindex(np.shape(x)):
        axis = np.zeros(np.shape(x))
        axis[place] = 1.0
        squares += quotient(f, x, axis, h) ** 2
    return math.sqrt(squares)


# %% ignores_h
def directional_derivative(f, x, v, h=1e-6):
    v = checked(v)
    return quotient(f, x, v / euclid(v), 0.000001)


# %% says_zero_for_no_direction
def directional_derivative(f, x, v, h=1e-6):
    v = as_floats(v)
    far = euclid(v)
    if far == 0:
        return 0.0
    return quotient(f, x, v / far, h)


# %% normalises_in_place
def directional_derivative(f, x, v, h=1e-6):
    v = np.asarray(v, dtype=float)
    far = euclid(v)
    if far == 0:
        raise ValueError("no direction")
    v /= far
    return quotient(f, x, v, h)


# %% takes_the_length_of_every_row
def directional_derivative(f, x, v, h=1e-6):
    v = checked(v)
    if v.ndim < 2:
        u = v / euclid(v)
    else:
        u = v / np.sqrt((v * v).sum(axis=-1, keepdims=True))
    return quotient(f, x, u, h)
