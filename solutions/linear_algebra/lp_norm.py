import math

import numpy as np

from grader.author import close, given, law, mistake, solution


def lp_norm(x, p=2.0):
    if p < 1:
        raise ValueError(f"p must be at least 1, not {p}")
    x = np.abs(np.asarray(x, dtype=float))
    largest = np.max(x)
    if largest == 0:
        return 0.0
    return largest * np.sum((x / largest) ** p) ** (1 / p)


given(
    "huge and tiny",
    x0={"reals": ["n"]},
    factor={"choice": [1e300, 1e-300, 1e160, 1e-160]},
    p={"choice": [2.0, 1.0, 3.5, 17.0, float("inf")]},
    x={"is": "factor * x0"},
    examples=60,
)
given(
    "large p",
    x={"integers": ["n"], "between": [-100, 100]},
    p={"integer": [10, 1000]},
    x0={"is": "x"},
    factor=1.0,
    examples=40,
)
given(
    "bytes",
    rest={"integers": ["n"], "between": [-128, 127]},
    place={"integer": [0, "n - 1"]},
    x={"is": "np.where(np.arange(n) == place, -128, rest)", "dtype": "int8"},
    p={"choice": [2, 1, 3, 2.5, float("inf")]},
    x0={"is": "x"},
    factor=1.0,
    examples=40,
)


@law("neither overflows nor vanishes", over=("huge and tiny", "large p", "bytes"))
def _(x0, p, factor, r):
    """Powers of 1e300, of 1e-300, or of whole numbers with a large p do not fit into their type;
    nor does the absolute value of -128 fit into int8. Make x float, divide by its largest entry
    (unless that is 0), and multiply the norm by it in the end."""
    sizes = [abs(float(entry)) for entry in x0]
    largest = max(sizes)
    shares = [size / largest if largest else 0.0 for size in sizes]
    expected = largest * (1.0 if p == math.inf else math.fsum(s**p for s in shares) ** (1 / p))
    assert close(r / factor, expected)


@solution
def entry_by_entry(x, p=2.0):
    """Keeps a largest entry and a sum of powers relative to it; both may grow with every entry."""
    if p < 1:
        raise ValueError("p < 1")
    largest, powers = 0.0, 0.0
    for entry in x:
        size = abs(float(entry))
        if size > largest:
            powers = 1.0 + (powers * (largest / size) ** p if largest else 0.0)
            largest = size
        elif size:
            powers += (size / largest) ** p
    return largest if math.isinf(p) or not largest else largest * powers ** (1 / p)


@solution
def by_logarithms(x, p=2.0):
    """The logarithm of the norm is a log-sum-exp; with the infinite p kept apart."""
    if p < 1:
        raise ValueError("p < 1")
    sizes = np.abs(np.array(x, dtype=float))
    if p == np.inf or not sizes.any():
        return np.sort(sizes)[-1]
    return np.exp(np.logaddexp.reduce(p * np.log(sizes[sizes > 0])) / p)


def checked(x, p):
    if p < 1:
        raise ValueError("p < 1")
    return np.asarray(x, dtype=float)


@mistake(caught_by="c times x is |c| times as long")
def forgets_the_absolute_value(x, p=2.0):
    """You raised the entries to the power p as they are, and took the largest as it is for p = inf:
    a negative one then counts against the others, or its power is nan. Take absolute values
    first."""
    x = checked(x, p)
    return np.max(x) if p == np.inf else np.sum(x**p) ** (1 / p)


@mistake(caught_by="n ones have the length n^(1/p)")
def takes_the_square_root(x, p=2.0):
    """You divided by the largest entry, but of the sum of the powers you took the square root for
    every finite p; to the power p belongs the p-th root."""
    x = np.abs(checked(x, p))
    largest = np.max(x)
    if p == np.inf or largest == 0:
        return largest
    return largest * np.sqrt(np.sum((x / largest) ** p))


@mistake(caught_by="n ones have the length n^(1/p)")
def takes_no_root(x, p=2.0):
    """You returned the sum of the powers; the norm is its p-th root."""
    x = checked(x, p)
    if p == np.inf:
        return np.max(np.abs(x))
    return np.sum(np.abs(x) ** p)


@mistake(caught_by="n ones have the length n^(1/p)")
def takes_the_mean(x, p=2.0):
    """You divided the sum of the powers by n; every further entry makes a vector longer, so only
    add up."""
    x = checked(x, p)
    if p == np.inf:
        return np.max(np.abs(x))
    return np.mean(np.abs(x) ** p) ** (1 / p)


@mistake(caught_by="n ones have the length n^(1/p)")
def ignores_p(x, p=2.0):
    """You computed the Euclidean length for every p; the power and the root are p, not 2."""
    return lp_norm(checked(x, p), 2.0)


@mistake(caught_by="n ones have the length n^(1/p)", free="most")
def takes_a_large_p_for_infinity(x, p=2.0, *, most=20.0):
    """You took the largest entry for every p above {most}. At p = 20, for one, three equal entries
    still make 5 percent more; only np.inf is infinite."""
    checked(x, p)
    return lp_norm(x, np.inf if p > most else p)


@mistake(caught_by="for p = inf the largest entry counts alone")
def sums_infinite_powers(x, p=2.0):
    """You put every p into the plain formula, without dividing by the largest entry. For p = inf the
    powers are 0, 1 or infinite, and a root with 1/p = 0 makes 1 of any sum; take the largest |entry|
    there."""
    x = checked(x, p)
    return np.sum(np.abs(x) ** p) ** (1 / p)


@mistake(caught_by="for p = inf the largest entry counts alone")
def takes_the_largest_as_it_is(x, p=2.0):
    """For p = inf you took the largest entry; taken is the largest absolute value, and -9 counts
    more than 4."""
    return np.max(checked(x, p)) if p == np.inf else lp_norm(x, p)


@mistake(caught_by="p below 1 raises ValueError", accepts=True)
def takes_every_p(x, p=2.0):
    """For p < 1 the formula still gives a number, but no length; raise ValueError."""
    x = np.abs(np.asarray(x, dtype=float))
    largest = np.max(x)
    if largest == 0:
        return 0.0
    return largest * np.sum((x / largest) ** p) ** (1 / p)


@mistake(caught_by="returns what it promises")
def refuses_one(x, p=2.0):
    """p = 1 is allowed, it is the taxi's length; raise only below it."""
    if p <= 1:
        raise ValueError("p <= 1")
    return lp_norm(x, p)


@mistake(caught_by="neither overflows nor vanishes")
def does_not_rescale(x, p=2.0):
    """Powers of large entries are infinite and those of small ones 0; divide by the largest entry
    first."""
    x = np.abs(checked(x, p))
    return np.max(x) if p == np.inf else np.sum(x**p) ** (1 / p)


@mistake(caught_by="c times x is |c| times as long")
def divides_by_a_largest_entry_of_zero(x, p=2.0):
    """If all entries are 0, so is the largest, and dividing by it gives nan; that length is 0."""
    x = np.abs(checked(x, p))
    largest = np.max(x)
    return largest * np.sum((x / largest) ** p) ** (1 / p)


@mistake(caught_by="neither overflows nor vanishes")
def takes_absolute_values_of_bytes(x, p=2.0):
    """Abs of the int8 number -128 is -128 again, for 128 does not fit; make x float first."""
    checked(x, p)
    x = np.abs(x).astype(float)
    largest = np.max(x)
    if p == np.inf or largest == 0:
        return largest
    return largest * np.sum((x / largest) ** p) ** (1 / p)


@mistake(caught_by="leaves its inputs alone")
def divides_the_callers_array(x, p=2.0):
    """`x /= …` writes into the caller's array; divide into a new one."""
    x = checked(x, p)
    largest = np.max(np.abs(x))
    if largest == 0:
        return 0.0
    x /= largest
    return largest * lp_norm(x, p)
