import math

import numpy as np


def usable(errors, stop):
    kept = []
    for e in errors:
        if stop(e):
            break
        kept.append(float(e))
    if len(kept) < 3:
        raise ValueError("fewer than three usable errors")
    return kept


def order_and_rate(a, b, c):
    p = math.log(c / b) / math.log(b / a)
    return p, math.exp(math.log(c) - p * math.log(b))


# %% right
def convergence_order(errors, floor=1e-13):
    return order_and_rate(*usable(errors, lambda e: e <= floor)[-3:])


# %% divides_ratios
def convergence_order(errors, floor=1e-13):
    a, b, c = usable(errors, lambda e: e <= floor)[-3:]
    p = (c / b) / (b / a)
    return p, c / b ** p


# %% uses_the_first_three
def convergence_order(errors, floor=1e-13):
    return order_and_rate(*usable(errors, lambda e: e <= floor)[:3])


# %% drops_single_errors
def convergence_order(errors, floor=1e-13):
    kept = [float(e) for e in errors if e > floor]
    if len(kept) < 3:
        raise ValueError("too few")
    return order_and_rate(*kept[-3:])


# %% drops_zeros_only
def convergence_order(errors, floor=1e-13):
    return order_and_rate(*usable(errors, lambda e: e == 0)[-3:])


# %% keeps_the_floor_itself
def convergence_order(errors, floor=1e-13):
    return order_and_rate(*usable(errors, lambda e: e < floor)[-3:])


# %% has_a_floor_of_its_own
def convergence_order(errors, floor=1e-13):
    return order_and_rate(*usable(errors, lambda e: e <= 1e-13)[-3:])


# %% takes_the_last_ratio_for_the_rate
def convergence_order(errors, floor=1e-13):
    a, b, c = usable(errors, lambda e: e <= floor)[-3:]
    return order_and_rate(a, b, c)[0], c / b


# %% turns_the_quotient_over
def convergence_order(errors, floor=1e-13):
    a, b, c = usable(errors, lambda e: e <= floor)[-3:]
    p = math.log(b / a) / math.log(c / b)
    return p, c / b ** p


# %% returns_the_logarithm_of_the_rate
def convergence_order(errors, floor=1e-13):
    x, y, z = np.log(usable(errors, lambda e: e <= floor)[-3:]).tolist()
    p = (z - y) / (y - x)
    return p, z - p * y


# %% compares_logarithms_not_their_differences
def convergence_order(errors, floor=1e-13):
    a, b, c = usable(errors, lambda e: e <= floor)[-3:]
    p = math.log(c) / math.log(b)
    return p, c / b ** p


# %% answers_nan_for_too_few
def convergence_order(errors, floor=1e-13):
    try:
        kept = usable(errors, lambda e: e <= floor)
    except ValueError:
        return math.nan, math.nan
    return order_and_rate(*kept[-3:])
