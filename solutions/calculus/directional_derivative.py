import numpy as np

from grader.author import close, given, law, mistake, solution


def directional_derivative(f, x, v, h=1e-6):
    length = np.linalg.norm(v)
    if length == 0:
        raise ValueError("zero has no direction")
    step = h * np.asarray(v, dtype=float) / length
    return (f(x + step) - f(x - step)) / (2 * h)


given(
    "matrices",
    f={"quadratic": ["m", "n"]},
    x={"reals": ["m", "n"], "between": [-3, 3]},
    v={"reals": ["m", "n"], "between": [0.1, 5]},
    h={"real": [0.02, 0.5]},
    examples=25,
)
given(
    "stacks",
    f={"waves": ["m", "n", 2]},
    x={"reals": ["m", "n", 2], "between": [-3, 3]},
    v={"reals": ["m", "n", 2], "between": [0.1, 5]},
    examples=15,
)
given(
    "single numbers",
    f={"quadratic": []},
    x={"reals": [], "between": [-3, 3]},
    v={"reals": [], "between": [-5, -0.1]},
    h={"real": [0.02, 0.5]},
    examples=15,
)
given(
    "whole numbers",
    f={"quadratic": "n"},
    x={"integers": ["n"], "between": [-3, 3]},
    v={"integers": ["n"], "between": [1, 4]},
    h={"real": [0.02, 0.5]},
    examples=25,
)


@law("any shape, also of integers", over=("matrices", "stacks", "single numbers", "whole numbers"))
def _(f, x, v, slope):
    """x and v may be matrices, stacks of them or single numbers; the length is always the root of the
    sum of all squared entries. Integers can hold neither a unit vector nor the points."""
    # Finite differences, with h = 1e-6 for the stacks.
    expected = np.sum(f.grad(x * 1.0) * v) / np.sqrt(np.sum(v * v))
    assert close(slope, expected, rtol=1e-6)


@solution
def walks_along_a_line(f, x, v, h=1e-6):
    """A function of the distance walked, and its central quotient."""
    x, v = np.array(x, dtype=float), np.array(v, dtype=float)
    if not v.any():
        raise ValueError("v is zero")
    u = v / np.sqrt((v**2).sum())

    def height(distance):
        return f(x + distance * u)

    return (height(h) - height(-h)) / h / 2


@solution
def scales_the_slope(f, x, v, h=1e-6):
    """Walks along v itself, in steps that make a distance of h, and divides by the length after."""
    length = float(np.sum(np.asarray(v, dtype=float) ** 2)) ** 0.5
    if length == 0:
        raise ValueError("v must not be zero")
    t = h / length
    return float(f(x + t * v) - f(x - t * v)) / (2 * t) / length


def along(f, x, u, h):
    return (f(x + h * u) - f(x - h * u)) / (2 * h)


def checked(v):
    if not np.any(v):
        raise ValueError("zero has no direction")
    return np.asarray(v, dtype=float)


@mistake(caught_by="it is the gradient's share in the direction of v")
def does_not_normalise(f, x, v, h=1e-6):
    """You walked along v itself, so a v twice as long gives twice the slope; divide v by its length."""
    return along(f, x, checked(v), h)


@mistake(caught_by="it is the gradient's share in the direction of v")
def divides_by_the_sum(f, x, v, h=1e-6):
    """You divided v by the sum of the sizes of its entries; the length is the root of the sum of their
    squares."""
    return along(f, x, checked(v) / np.sum(np.abs(v)), h)


@mistake(caught_by="it is the gradient's share in the direction of v")
def divides_by_the_largest_entry(f, x, v, h=1e-6):
    """You divided v by its largest entry; the length is the root of the sum of the squares."""
    return along(f, x, checked(v) / np.max(np.abs(v)), h)


@mistake(caught_by="it is the gradient's share in the direction of v")
def forgets_the_root(f, x, v, h=1e-6):
    """You divided v by the sum of its squared entries, which is the length squared; take the root."""
    v = checked(v)
    return along(f, x, v / np.sum(v * v), h)


@mistake(caught_by="it is the gradient's share in the direction of v")
def divides_twice(f, x, v, h=1e-6):
    """You walked along the unit vector and then divided by the length of v once more; once is enough."""
    return directional_derivative(f, x, v, h) / np.linalg.norm(v)


@mistake(caught_by="it is the gradient's share in the direction of v")
def looks_ahead_only(f, x, v, h=1e-6):
    """You compared f ahead with f at x, which is off by h/2 times the second derivative; take a point on
    either side."""
    u = checked(v) / np.linalg.norm(v)
    return (f(x + h * u) - f(x * 1.0)) / h


@mistake(caught_by="it is the gradient's share in the direction of v")
def divides_by_one_step(f, x, v, h=1e-6):
    """The two points are 2h apart; you divided by h."""
    return 2 * directional_derivative(f, x, v, h)


@mistake(caught_by="it is the gradient's share in the direction of v")
def takes_the_size(f, x, v, h=1e-6):
    """You returned the size of the slope; downhill it is negative."""
    return abs(directional_derivative(f, x, v, h))


@mistake(caught_by="it is the gradient's share in the direction of v")
def always_looks_uphill(f, x, v, h=1e-6):
    """You returned the length of the gradient, the largest slope of all; asked for is the one along
    v."""
    checked(v)
    x = np.asarray(x, dtype=float)
    steps = [step.reshape(x.shape) for step in h * np.eye(x.size)]
    return float(np.linalg.norm([(f(x + step) - f(x - step)) / (2 * h) for step in steps]))


@mistake(caught_by="agrees with the reference", free="step")
def ignores_h(f, x, v, h=1e-6, *, step=1e-6):
    """You always walk {step}; the caller chose h."""
    return directional_derivative(f, x, v, step)


@mistake(caught_by="v = 0 has no direction")
def says_zero_for_no_direction(f, x, v, h=1e-6):
    """For v = 0 you returned 0 or nan; there is no direction to measure in, so raise ValueError."""
    return directional_derivative(f, x, v, h) if np.any(v) else 0.0


@mistake(caught_by="leaves its inputs alone")
def normalises_in_place(f, x, v, h=1e-6):
    """`v /= …` shortens the caller's v; make a new array."""
    checked(v)
    v /= np.linalg.norm(v)
    return along(f, x, v, h)


@mistake(caught_by="any shape, also of integers")
def takes_the_length_of_every_row(f, x, v, h=1e-6):
    """For a matrix you divided every row by its own length; v is one direction, with one length."""
    v = checked(v)
    rows = v.reshape(-1, v.shape[-1]) if v.ndim > 1 else v.reshape(1, -1)
    u = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).reshape(v.shape)
    return along(f, x, u, h)
