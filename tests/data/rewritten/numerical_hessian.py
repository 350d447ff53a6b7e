import numpy as np


def corner(f, x, i, j, a, b):
    moved = [float(entry) for entry in x]
    moved[i] += a
    moved[j] += b
    return float(f(np.array(moved)))


def bend(f, x, i, j, h):
    plus = corner(f, x, i, j, h, h) + corner(f, x, i, j, -h, -h)
    minus = corner(f, x, i, j, h, -h) + corner(f, x, i, j, -h, h)
    return plus - minus


def mirrored(d, entry):
    H = np.zeros((d, d))
    for i in range(d):
        for j in range(i, d):
            H[i, j] = H[j, i] = entry(i, j)
    return H

# %% right


def numerical_hessian(f, x, h=1e-4):
    return mirrored(len(x), lambda i, j: bend(f, x, i, j, h) / (4 * h * h))


# %% fills_the_diagonal_only


def numerical_hessian(f, x, h=1e-4):
    return np.diag([bend(f, x, i, i, h) / (4 * h * h) for i in range(len(x))])


# %% fills_one_triangle_only


def numerical_hessian(f, x, h=1e-4):
    d = len(x)
    H = np.zeros((d, d))
    for j in range(d):
        for i in range(j, d):
            H[i, j] = bend(f, x, i, j, h) / (4 * h * h)
    return H


# %% computes_both_halves


def numerical_hessian(f, x, h=1e-4):
    d = len(x)

    def slope(i, j, shift):
        return (corner(f, x, i, j, h, shift) - corner(f, x, i, j, -h, shift)) / (2 * h)

    return np.array([[(slope(i, j, h) - slope(i, j, -h)) / (2 * h) for j in range(d)]
                     for i in range(d)])


# %% takes_a_tiny_step


def numerical_hessian(f, x, h=1e-8):
    return mirrored(len(x), lambda i, j: bend(f, x, i, j, h) / (2 * h) ** 2)


# %% divides_by_h_squared


def numerical_hessian(f, x, h=1e-4):
    return mirrored(len(x), lambda i, j: bend(f, x, i, j, h) / h / h)


# %% divides_by_two_h_squared


def numerical_hessian(f, x, h=1e-4):
    return mirrored(len(x), lambda i, j: bend(f, x, i, j, h) / (2 * h**2))


# %% multiplies_slopes


def numerical_hessian(f, x, h=1e-4):
    slopes = []
    for i in range(len(x)):
        slopes.append((corner(f, x, i, i, h, 0.0) - corner(f, x, i, i, -h, 0.0)) / (2 * h))
    return mirrored(len(x), lambda i, j: slopes[i] * slopes[j])


# %% looks_ahead_only


def numerical_hessian(f, x, h=1e-4):
    def entry(i, j):
        far, near = corner(f, x, i, j, h, h), corner(f, x, i, j, 0.0, 0.0)
        return (far + near - corner(f, x, i, j, h, 0.0) - corner(f, x, i, j, 0.0, h)) / h**2

    return mirrored(len(x), entry)


# %% has_one_wrong_sign


def numerical_hessian(f, x, h=1e-4):
    def entry(i, j):
        total = corner(f, x, i, j, h, h)
        for a, b in ((h, -h), (-h, h), (-h, -h)):
            total -= corner(f, x, i, j, a, b)
        return total / (4 * h * h)

    return mirrored(len(x), entry)


# %% moves_integers


def numerical_hessian(f, x, h=1e-4):
    def at(i, j, a, b):
        y = np.array(x)
        y[i] += a
        y[j] += b
        return f(y)

    def entry(i, j):
        top = at(i, j, h, h) - at(i, j, h, -h)
        return (top - at(i, j, -h, h) + at(i, j, -h, -h)) / (4 * h * h)

    return mirrored(len(x), entry)


# %%
import numpy as np

SIGNS = [(1, 1), (1, -1), (-1, 1), (-1, -1)]


def hessian(f, base, h):
    d = base.size
    H = np.empty((d, d))
    for j in range(d):
        for i in range(j + 1):
            total = 0.0
            for a, b in SIGNS:
                corner = base.copy()
                corner[i] += a * h
                corner[j] += b * h
                total += a * b * f(corner)
            H[i, j] = H[j, i] = total / (4 * h * h)
    return H

# %% ignores_h


def numerical_hessian(f, x, h=1e-4):
    return hessian(f, np.array(x, dtype=float), 0.01)


# %% moves_the_callers_x


def numerical_hessian(f, x, h=1e-4):
    x = np.asarray(x, dtype=float)
    middle = x.copy()
    steps = h * np.eye(x.size)
    H = np.zeros((x.size, x.size))
    for i, up in enumerate(steps):
        for j, along in enumerate(steps[: i + 1]):
            for a, b in SIGNS:
                x[:] = middle + a * up + b * along
                H[i, j] += a * b * f(x)
            H[i, j] /= 4 * h**2
            H[j, i] = H[i, j]
    return H
