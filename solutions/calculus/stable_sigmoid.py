import math

import numpy as np

from grader.author import close, given, law, mistake, solution


def sigmoid(x):
    x = np.asarray(x, dtype=float)
    return np.exp(np.minimum(x, 0)) / (1 + np.exp(-np.abs(x)))


given("single numbers", x={"real": [-9, 9]}, examples=15)
given("without axes", x={"reals": [], "between": [-9, 9]}, examples=15)
given("empty", sizes={"k": 0}, x={"reals": ["k", "m"]}, examples=2)
given("stacks", x={"reals": ["m", "n", "m + 1"], "between": [-9, 9]}, examples=20)
given("whole numbers", x={"integers": ["n", "m"], "between": [-9, 9]}, examples=20)


@law(
    "any shape will do, and integers",
    over=("single numbers", "without axes", "empty", "stacks", "whole numbers"),
)
def _(x, s):
    """x may be a plain number, an array without axes, an empty one or one with several axes, and it
    may hold integers; the result is of floats all the same."""
    assert close(np.log(s / (1 - s)), np.asarray(x, dtype=float))


@solution
def with_masks(x):
    """Each formula only sees the entries for which it is safe."""
    x = np.asarray(x, dtype=float)
    s = np.empty(x.shape)
    right = x >= 0
    s[right] = 1 / (1 + np.exp(-x[right]))
    e = np.exp(x[~right])
    s[~right] = e / (1 + e)
    return s


@solution
def through_the_logarithm(x):
    """exp of minus softplus(-x), which logaddexp computes without overflow."""
    return np.exp(-np.logaddexp(0, -np.asarray(x, dtype=float)))


@solution
def number_by_number(x):
    """math.exp on one number at a time."""
    x = np.asarray(x, dtype=float)
    s = []
    for value in x.ravel().tolist():
        e = math.exp(-abs(value))
        s.append((1.0 if value >= 0 else e) / (1 + e))
    return np.array(s, dtype=float).reshape(x.shape)


@mistake(caught_by="nothing overflows")
def divides_infinity_by_infinity(x):
    """e^x / (1 + e^x) is inf / inf, which is nan, for x above 709; for positive x use
    1 / (1 + e^-x)."""
    e = np.exp(np.asarray(x, dtype=float))
    return e / (1 + e)


@mistake(caught_by="nothing overflows")
def overflows_to_the_right_value(x):
    """1 / (1 + e^-x) overflows for x below -709. That 1/inf is 0 saves the value, but not the
    overflow; use e^x / (1 + e^x) there."""
    return 1 / (1 + np.exp(-np.asarray(x, dtype=float)))


@mistake(caught_by="nothing overflows")
def chooses_too_late(x):
    """np.where takes its pick after both formulas have been computed for every entry, so exp has
    overflowed by then; take the exponential of -|x|."""
    x = np.asarray(x, dtype=float)
    e = np.exp(x)
    return np.where(x >= 0, 1 / (1 + np.exp(-x)), e / (1 + e))


@mistake(caught_by="small probabilities keep their digits")
def subtracts_from_one(x):
    """For negative x you computed 1 - σ(-x). That is 1 minus nearly 1, and its digits are lost; use
    e^x / (1 + e^x)."""
    x = np.asarray(x, dtype=float)
    right = 1 / (1 + np.exp(-np.abs(x)))
    return np.where(x >= 0, right, 1 - right)


@mistake(caught_by="small probabilities keep their digits")
def goes_through_tanh(x):
    """(1 + tanh(x/2)) / 2 is the sigmoid, and never overflows, but for negative x it adds 1 to
    nearly -1, and the digits are lost."""
    return (1 + np.tanh(np.asarray(x, dtype=float) / 2)) / 2


@mistake(caught_by="small probabilities keep their digits", free="most")
def clips_the_input(x, *, most=30.0):
    """You clipped x to ±{most}, so all that lies beyond has the same probability, and no gradient; with
    the exponential of -|x| nothing needs to be clipped."""
    return sigmoid(np.clip(np.asarray(x, dtype=float), -most, most))


@mistake(caught_by="the logarithm of the odds is x")
def forgets_the_sign(x):
    """1 / (1 + e^x) falls with x; the exponent is -x."""
    return sigmoid(-np.asarray(x, dtype=float))


@mistake(caught_by="the logarithm of the odds is x")
def folds_both_sides(x):
    """You took 1 / (1 + e) with e the exponential of -|x| for every x, so σ(-x) equals σ(x). For
    negative x the numerator is e."""
    return 1 / (1 + np.exp(-np.abs(np.asarray(x, dtype=float))))


@mistake(caught_by="the logarithm of the odds is x")
def uses_base_two(x):
    """You used powers of 2; the sigmoid uses those of e, so np.exp."""
    return sigmoid(np.asarray(x, dtype=float) * math.log(2))


@mistake(caught_by="returns what it promises")
def handles_single_numbers_only(x):
    """`if x >= 0` asks an array of several numbers for one answer; choose entry by entry, with a mask
    or with np.where."""
    if x >= 0:
        return 1 / (1 + np.exp(-x))
    return np.exp(x) / (1 + np.exp(x))


@mistake(caught_by="any shape will do, and integers")
def answers_in_the_inputs_type(x):
    """zeros_like(x) of integers holds integers, which cut every probability down to 0; make the
    result of floats."""
    x = np.asarray(x)
    s = np.zeros_like(x)
    s[...] = sigmoid(x)
    return s
