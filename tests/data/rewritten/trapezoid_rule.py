import numpy as np


def check(y, x, wrong=lambda width: width <= 0):
    if len(y) != len(x):
        raise ValueError("lengths differ")
    for p, q in zip(x, x[1:]):
        if wrong(float(q) - float(p)):
            raise ValueError("x must increase")


def strips(x, height):
    total = 0.0
    for i in range(1, len(x)):
        total += float(x[i] - x[i - 1]) * height(i - 1, i)
    return total

# %% right


def trapezoid(y, x):
    check(y, x)
    return strips(x, lambda i, j: y[i] / 2 + y[j] / 2)


# %% gives_the_ends_full_weight


def trapezoid(y, x):
    check(y, x)
    area = 0.0
    for i in range(len(x)):
        if len(x) == 1:
            break
        if i == 0:
            area += y[i] * (x[1] - x[0])
        elif i == len(x) - 1:
            area += y[i] * (x[i] - x[i - 1])
        else:
            area += y[i] * (x[i + 1] - x[i - 1]) / 2
    return float(area)


# %% assumes_even_spacing


def trapezoid(y, x):
    check(y, x)
    if len(x) < 2:
        return 0.0
    return float((x[1] - x[0]) * (np.sum(y) - (y[0] + y[-1]) / 2))


# %% takes_the_mean_width


def trapezoid(y, x):
    check(y, x)
    if len(x) < 2:
        return 0.0
    width = (x[-1] - x[0]) / (len(x) - 1)
    return float(width * (np.sum(y) - (y[0] + y[-1]) / 2))


# %% takes_left_heights


def trapezoid(y, x):
    check(y, x)
    return strips(x, lambda i, j: y[i])


# %% takes_right_heights


def trapezoid(y, x):
    check(y, x)
    return strips(x, lambda i, j: y[j])


# %% does_not_halve


def trapezoid(y, x):
    check(y, x)
    return strips(x, lambda i, j: y[i] + y[j])


# %% exchanges_x_and_y


def trapezoid(y, x):
    check(y, x)
    return strips(y, lambda i, j: (x[i] + x[j]) / 2)


# %% counts_area_below_as_positive


def trapezoid(y, x):
    check(y, x)
    return strips(x, lambda i, j: (abs(y[i]) + abs(y[j])) / 2)


# %% sorts_the_points


def trapezoid(y, x):
    if len(y) != len(x):
        raise ValueError("lengths differ")
    points = sorted(zip(x.tolist(), y.tolist()))
    area = 0.0
    for (p, low), (q, high) in zip(points, points[1:]):
        area += (q - p) * (low + high) / 2
    return area


# %% allows_equal_xs


def trapezoid(y, x):
    check(y, x, lambda width: width < 0)
    return strips(x, lambda i, j: (y[i] + y[j]) / 2)


# %% cuts_to_the_shorter


def trapezoid(y, x):
    n = min(len(x), len(y))
    y, x = y[:n], x[:n]
    check(y, x)
    return strips(x, lambda i, j: (y[i] + y[j]) / 2)


# %%
import numpy as np


def checked(y, x):
    y, x = np.asarray(y), np.asarray(x)
    if len(y) != len(x):
        raise ValueError("lengths differ")
    if not np.all(x[1:] > x[:-1]):
        raise ValueError("x must increase")
    return y, x

# %% halves_to_whole_numbers


def trapezoid(y, x):
    y, x = checked(y, x)
    area = 0.0
    for i in range(1, len(x)):
        height = y[i] + y[i - 1]
        height = height // 2 if np.issubdtype(y.dtype, np.integer) else height / 2
        area += (x[i] - x[i - 1]) * height
    return float(area)
