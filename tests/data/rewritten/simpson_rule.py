import numpy as np


def check(n):
    if n <= 0 or n % 2 == 1:
        raise ValueError("n must be even and positive")


def weighted(f, a, h, n, weight, third=3):
    total = 0.0
    for i in range(n + 1):
        total += weight(i) * f(a + i * h)
    return float(total * h / third)


def usual(n):
    return lambda i: 1 if i in (0, n) else 2 + 2 * (i % 2)

# %% right


def simpson(f, a, b, n):
    check(n)
    return weighted(f, a, (b - a) / n, n, usual(n))


# %% exchanges_four_and_two


def simpson(f, a, b, n):
    check(n)
    return weighted(f, a, (b - a) / n, n, lambda i: 1 if i in (0, n) else 4 - 2 * (i % 2))


# %% divides_by_six


def simpson(f, a, b, n):
    check(n)
    return weighted(f, a, (b - a) / n, n, usual(n), 6)


# %% gives_the_ends_weight_two


def simpson(f, a, b, n):
    check(n)
    return weighted(f, a, (b - a) / n, n, lambda i: 4 if i % 2 else 2)


# %% forgets_the_last_node


def simpson(f, a, b, n):
    check(n)
    h = (b - a) / n
    return float(sum(usual(n)(i) * f(a + i * h) for i in range(n)) * h / 3)


# %% uses_straight_lines


def simpson(f, a, b, n):
    check(n)
    h = (b - a) / n
    area = 0.0
    for i in range(n):
        area += h * (f(a + i * h) + f(a + (i + 1) * h)) / 2
    return float(area)


# %% steps_until_b_is_passed


def simpson(f, a, b, n):
    check(n)
    h = (b - a) / n
    total = f(a) + f(b)
    x, weight = a + h, 4
    while x < b if h > 0 else x > b:
        total += weight * f(x)
        weight = 6 - weight
        x += h
    return float(total * h / 3)


# %% takes_n_for_the_number_of_parabolas


def simpson(f, a, b, n):
    check(n)
    h = (b - a) / n
    area = 0.0
    for i in range(n):
        left = a + i * h
        area += h / 6 * (f(left) + 4 * f(left + h / 2) + f(a + (i + 1) * h))
    return float(area)


# %% accepts_odd_numbers


def simpson(f, a, b, n):
    if n <= 0:
        raise ValueError("n must be positive")
    return weighted(f, a, (b - a) / n, n, usual(n))


# %% makes_odd_numbers_even


def simpson(f, a, b, n):
    if n <= 0:
        raise ValueError("n must be positive")
    if n % 2:
        n += 1
    return weighted(f, a, (b - a) / n, n, usual(n))


# %% accepts_negative_numbers


def simpson(f, a, b, n):
    if n % 2:
        raise ValueError("n must be even")
    h = (b - a) / n
    total = f(a) + f(b)
    for i in range(1, n):
        total += (2, 4)[i % 2] * f(a + i * h)
    return float(h / 3 * total)


# %% sorts_the_limits


def simpson(f, a, b, n):
    check(n)
    a, b = sorted((a, b))
    return weighted(f, a, (b - a) / n, n, usual(n))


# %%
import numpy as np


def add_up(f, a, h, n):
    total = 0.0
    for i in range(n + 1):
        weight = 1 if i in (0, n) else 4 if i % 2 else 2
        total += weight * f(a + i * h)
    return float(total * h / 3)


def check(n):
    if n <= 0 or n % 2 == 1:
        raise ValueError("n must be even and positive")

# %% rounds_the_step


def simpson(f, a, b, n):
    check(n)
    if isinstance(a, int) and isinstance(b, int):
        h = (b - a) // n
    else:
        h = (b - a) / n
    return add_up(f, a, h, n)
