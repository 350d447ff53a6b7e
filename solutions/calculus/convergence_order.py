import math

import numpy as np

from grader.author import close, given, law, mistake, solution


def convergence_order(errors, floor=1e-13):
    errors = np.asarray(errors, dtype=float)
    usable = errors[np.cumsum(errors <= floor) == 0]
    a, b, c = np.log(usable[-3:])  # a ValueError where there are fewer
    order = (c - b) / (b - a)
    return order, np.exp(c - order * b)


given(
    "late",
    like="powers of the error before",
    start={"reals": ["n"], "between": [0.4, 900]},
    errors={"is": "np.concatenate([np.sort(start)[::-1], np.exp(p ** np.arange(3) * (np.log(first) + k) - k)])"},
    examples=30,
)


@law("the beginning does not matter", over="late")
def _(C, p, order, rate):
    """The first errors here follow no law yet; only the last three usable ones count."""
    assert close(order, p)
    assert close(rate, C)


@solution
def one_error_after_the_other(errors, floor=1e-13):
    """A loop that remembers the last three, and powers instead of logarithms for the rate."""
    last = []
    for error in errors:
        if error <= floor:
            break
        last = [*last[-2:], float(error)]
    if len(last) < 3:
        raise ValueError("three errors above the floor are needed")
    a, b, c = last
    order = math.log(c / b) / math.log(b / a)
    return order, c / b**order


@solution
def solves_two_equations(errors, floor=1e-13):
    """ln C and p as the unknowns of a linear system."""
    errors = np.asarray(errors, dtype=float)
    small = np.flatnonzero(errors <= floor)
    x = np.log(errors[: small[0]] if small.size else errors)
    if x.size < 3:
        raise ValueError("too few")
    log_rate, order = np.linalg.solve([[1, x[-3]], [1, x[-2]]], x[-2:])
    return float(order), float(np.exp(log_rate))


@mistake(caught_by="order and rate are those that the errors were made with")
def divides_ratios(errors, floor=1e-13):
    """You divided the ratios of errors by each other, (c/b) / (b/a); the order is the quotient of
    their logarithms."""
    order, rate = convergence_order(errors, floor)
    usable = errors[np.cumsum(errors <= floor) == 0]
    a, b, c = usable[-3:]
    order = (c / b) / (b / a)
    return order, c / b**order


@mistake(caught_by="the beginning does not matter")
def uses_the_first_three(errors, floor=1e-13):
    """You used the first three errors; the law only holds near the end, so take the last three that
    are usable."""
    return convergence_order(
        np.concatenate([errors[:3], [0.0]]) if len(errors) > 2 else errors, floor
    )


@mistake(caught_by="errors at rounding level do not count")
def drops_single_errors(errors, floor=1e-13):
    """You dropped every error that is at most floor, but kept larger ones after them. They are noise
    as well: cut the list at the first error that is at most floor."""
    return convergence_order(errors[errors > floor], floor)


@mistake(caught_by="errors at rounding level do not count")
def drops_zeros_only(errors, floor=1e-13):
    """You cut the list at the first error that is exactly 0; those at most `floor` are noise too."""
    usable = errors[np.cumsum(errors <= 0) == 0]
    return convergence_order(usable, 0.0)


@mistake(caught_by="errors at rounding level do not count")
def keeps_the_floor_itself(errors, floor=1e-13):
    """You cut the list at the first error below floor; one that equals floor is dropped too."""
    usable = errors[np.cumsum(errors < floor) == 0]
    return convergence_order(usable, 0.0)


@mistake(caught_by="errors at rounding level do not count", free="own")
def has_a_floor_of_its_own(errors, floor=1e-13, *, own=1e-13):
    """You always cut at {own}; the caller chooses `floor`."""
    return convergence_order(errors, own)


@mistake(caught_by="order and rate are those that the errors were made with")
def takes_the_last_ratio_for_the_rate(errors, floor=1e-13):
    """c / b is the rate only where the order is 1; in general it is c divided by b to the power of
    the order."""
    order, _ = convergence_order(errors, floor)
    b, c = errors[np.cumsum(errors <= floor) == 0][-2:]
    return order, c / b


@mistake(caught_by="order and rate are those that the errors were made with")
def turns_the_quotient_over(errors, floor=1e-13):
    """You divided the earlier step by the later one, ln(b/a) / ln(c/b); turn the quotient over."""
    order, _ = convergence_order(errors, floor)
    b, c = errors[np.cumsum(errors <= floor) == 0][-2:]
    return 1 / order, c / b ** (1 / order)


@mistake(caught_by="order and rate are those that the errors were made with")
def returns_the_logarithm_of_the_rate(errors, floor=1e-13):
    """Your rate is ln c - p ln b, its logarithm; take exp of it."""
    order, rate = convergence_order(errors, floor)
    return order, np.log(rate)


@mistake(caught_by="a geometric sequence has order 1 and its own ratio as rate")
def compares_logarithms_not_their_differences(errors, floor=1e-13):
    """ln c / ln b depends on the units of the error; the order is (ln c - ln b) / (ln b - ln a)."""
    convergence_order(errors, floor)
    b, c = errors[np.cumsum(errors <= floor) == 0][-2:]
    order = np.log(c) / np.log(b)
    return order, c / b**order


@mistake(caught_by="needs three usable errors")
def answers_nan_for_too_few(errors, floor=1e-13):
    """With fewer than three usable errors you return nan, which is easily overlooked; raise
    ValueError."""
    try:
        return convergence_order(errors, floor)
    except ValueError:
        return math.nan, math.nan
