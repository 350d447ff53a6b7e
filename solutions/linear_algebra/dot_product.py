import functools
import math
import operator

import numpy as np

from grader.author import close, given, law, mistake, solution


def dot(x, y):
    x, y = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
    if x.shape != y.shape:
        raise ValueError(f"x has the shape {x.shape}, y {y.shape}")
    return np.sum(x * y)


given(
    "signed bytes",
    x={"integers": ["n"], "between": [-128, 127], "dtype": "int8"},
    y={"integers": ["n"], "between": [-128, 127], "dtype": "int8"},
    examples=40,
)
given(
    "image bytes",
    x={"integers": ["n"], "between": [0, 255], "dtype": "uint8"},
    y={"reals": ["n"]},
    examples=20,
)
given(
    "two images",
    like="image bytes",
    y={"integers": ["n"], "between": [0, 255], "dtype": "uint8"},
    examples=20,
)
# Two such products fit into 32 bits, three do not.
given(
    "large shorts",
    sizes={"n": "3..7"},
    x={"integers": ["n"], "between": [28000, 32767], "dtype": "int16"},
    y={"integers": ["n"], "between": [28000, 32767], "dtype": "int16"},
    examples=6,
)
small = ("signed bytes", "image bytes", "two images", "large shorts")


@law("small integers do not wrap around", over=small)
def _(x, y, s):
    """Arrays of int8 and uint8 hold 256 different numbers only, and so do their products and, in
    some hands, the total; those of int16 end at 32767. Make x and y float before you multiply."""
    assert close(float(s), math.fsum(float(a) * float(b) for a, b in zip(x, y)))


def checked(x, y):
    if np.shape(x) != np.shape(y):
        raise ValueError("shapes differ")
    return np.asarray(x, dtype=float), np.asarray(y, dtype=float)


@solution
def one_after_another(x, y):
    """A total that starts at zero."""
    checked(x, y)
    total = 0.0
    for a, b in zip(x, y):
        total += float(a) * float(b)
    return total


@solution
def from_three_squared_lengths(x, y):
    """What the squared length of the sum has more than those of the parts is twice the product."""
    x, y = checked(x, y)
    return np.array((np.sum((x + y) ** 2) - np.sum(x**2) - np.sum(y**2)) / 2)


@mistake(caught_by="returns what it promises")
def does_not_add_up(x, y):
    """You returned the products x[i] y[i]; the dot product is their sum, a single number."""
    x, y = checked(x, y)
    return x * y


@mistake(caught_by="shapes that differ raise ValueError")
def stops_at_the_shorter_one(x, y):
    """zip stops at the end of the shorter vector and hides that they do not fit; compare the
    shapes first."""
    return sum(float(a) * float(np.sum(b)) for a, b in zip(x, y))


@mistake(caught_by="shapes that differ raise ValueError")
def stretches_a_single_number(x, y):
    """You let NumPy stretch a vector of length one, or make a table of a row and a column; compare
    the shapes yourself."""
    return np.sum(x.astype(float) * y)


@mistake(caught_by="shapes that differ raise ValueError", accepts=True)
def compares_the_lengths_only(x, y):
    """You compared len(x) with len(y), and a column of shape (n, 1) has length n too. Compare the
    shapes."""
    if len(x) != len(y):
        raise ValueError("lengths differ")
    return np.sum(x.astype(float) * y)


@mistake(caught_by="small integers do not wrap around")
def multiplies_in_the_type_of_the_bytes(x, y):
    """The product of two int8 arrays is an int8 array, in which 100 * 2 is -56; make them float
    first."""
    checked(x, y)
    return np.sum(x * y)


@mistake(caught_by="a single 1 picks out an entry")
def adds_absolute_values(x, y):
    """You added up |x[i] y[i]|; products keep their signs and may cancel."""
    x, y = checked(x, y)
    return np.sum(np.abs(x * y))


@mistake(caught_by="linear in x")
def takes_the_largest_product(x, y):
    """You took the product that is largest in size; all of them are added up."""
    x, y = checked(x, y)
    return max(x * y, key=abs, default=0.0)


@mistake(caught_by="a single 1 picks out an entry")
def takes_the_mean(x, y):
    """You divided by n; the dot product is the sum of the products, not their mean."""
    x, y = checked(x, y)
    return np.sum(x * y) / max(len(x), 1)


@mistake(caught_by="a single 1 picks out an entry")
def divides_by_the_lengths(x, y):
    """You divided by the lengths of x and y, which gives the cosine of the angle between them; the
    dot product grows with both lengths."""
    x, y = checked(x, y)
    return np.sum(x * y) / (math.sqrt(np.sum(x * x) * np.sum(y * y)) or 1.0)


@mistake(caught_by="a single 1 picks out an entry")
def multiplies_the_sums(x, y):
    """You multiplied the sum of x with the sum of y; multiply entry by entry first, then add up."""
    x, y = checked(x, y)
    return np.sum(x) * np.sum(y)


@mistake(caught_by="a single 1 picks out an entry")
def adds_instead_of_multiplying(x, y):
    """You added x[i] + y[i]; the entries of a pair are multiplied, and only then summed."""
    x, y = checked(x, y)
    return np.sum(x + y)


@mistake(caught_by="a single 1 picks out an entry")
def returns_in_the_first_round(x, y):
    """Your return stands inside the loop, so that only the first product counts; move it below."""
    x, y = checked(x, y)
    for a, b in zip(x, y):
        return a * b
    return 0.0


@mistake(caught_by="a single 1 picks out an entry")
def leaves_out_the_last(x, y):
    """Your loop ends one place too early and leaves out the last product; range(n) ends at n - 1
    already."""
    x, y = checked(x, y)
    return sum((x[i] * y[i] for i in range(len(x) - 1)), 0.0)


@mistake(caught_by="returns what it promises")
def starts_with_the_first_product(x, y):
    """You start with the first product, and there is none if n = 0; start the total at zero."""
    x, y = checked(x, y)
    return functools.reduce(operator.add, (a * b for a, b in zip(x, y)))
