import numpy as np

from grader.author import close, given, law, mistake, numhess, solution


def checked(t):
    if not 0 <= t <= 1:
        raise ValueError(f"t = {t} is outside of [0, 1]")


def jensen_gap(f, x, y, t):
    checked(t)
    x, y = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
    return t * f(x) + (1 - t) * f(y) - f(t * x + (1 - t) * y)


given(
    "short segments",
    f={"waves": "d"},
    middle={"reals": ["d"], "between": [-3, 3]},
    way={"reals": ["d"], "between": [-1, 1]},
    x={"is": "middle + 0.01 * way"},
    y={"is": "middle - 0.01 * way"},
    t=0.5,
    examples=40,
)


@law("short segments feel the curvature", over="short segments")
def _(f, middle, way, gap):
    """On a short segment every smooth function is nearly a parabola: halfway, the gap is half the
    curvature times the square of half the length, with its sign."""
    # The next term of the series is below 1e-4 * 3 * 2.5**4 / 24 in each direction.
    assert close(gap / 0.01**2, way @ numhess(f, middle) @ way / 2, rtol=3e-3)


@solution
def from_y_on(f, x, y, t):
    """Starts at y and goes the share t of the way to x, on the graph and on the string."""
    if t < 0 or t > 1:
        raise ValueError("t")
    x, y = np.array(x, dtype=float), np.array(y, dtype=float)
    start, end = f(y), f(x)
    return start + t * (end - start) - f(y + t * np.subtract(x, y))


@solution
def as_two_weighted_sums(f, x, y, t):
    """Both means by the same product of weights with what is weighed."""
    checked(t)
    weights, ends = np.array([t, 1 - t]), np.array([x, y], dtype=float)
    return float(weights @ [f(end) for end in ends]) - f(weights @ ends)


@mistake(caught_by="the gap of a parabola is its curvature along the segment")
def turns_the_sign(f, x, y, t):
    """You subtracted the string from the graph; a convex function hangs below, so the gap is the
    string minus the graph."""
    return -jensen_gap(f, x, y, t)


@mistake(caught_by="the gap of a parabola is its curvature along the segment")
def exchanges_the_weights_of_the_points(f, x, y, t):
    """Your point is (1 - t) x + t y, while your string gives t to f(x): give t to x in both."""
    checked(t)
    return t * f(x) + (1 - t) * f(y) - f((1 - t) * x + t * y)


@mistake(caught_by="the gap of a parabola is its curvature along the segment")
def exchanges_the_weights_of_the_values(f, x, y, t):
    """Your string is (1 - t) f(x) + t f(y), while your point gives t to x: give t to x in both."""
    checked(t)
    return (1 - t) * f(x) + t * f(y) - f(t * x + (1 - t) * y)


@mistake(caught_by="agrees with the reference")
def goes_from_x_to_y(f, x, y, t):
    """You gave the weight 1 - t to x and t to y, on the string and in the point alike: that is the
    gap at 1 - t. The weight t belongs to x."""
    return jensen_gap(f, y, x, t)


@mistake(caught_by="the gap of a parabola is its curvature along the segment")
def always_looks_in_the_middle(f, x, y, t):
    """You asked f at the midpoint (x + y) / 2 for every t; the point moves with t."""
    checked(t)
    return t * f(x) + (1 - t) * f(y) - f((x + y) / 2)


@mistake(caught_by="the gap of a parabola is its curvature along the segment")
def averages_the_ends(f, x, y, t):
    """Your string is at the mean of f(x) and f(y) for every t; weigh them by t and 1 - t."""
    checked(t)
    return (f(x) + f(y)) / 2 - f(t * x + (1 - t) * y)


@mistake(caught_by="a hill between two valleys gives a negative gap")
def takes_the_absolute_value(f, x, y, t):
    """You returned the absolute value of the gap; its sign is the verdict, so keep it."""
    return abs(jensen_gap(f, x, y, t))


@mistake(caught_by="a hill between two valleys gives a negative gap")
def cuts_off_at_zero(f, x, y, t):
    """You replaced negative gaps by 0, and with them the only proof that f is not convex."""
    return max(jensen_gap(f, x, y, t), 0.0)


@mistake(caught_by="a weight outside of 0 to 1 raises ValueError", accepts=True)
def goes_on_beyond_the_ends(f, x, y, t):
    """You did not check t. Beyond the ends even a convex function is above its string; raise
    ValueError for t < 0 and t > 1."""
    return t * f(x) + (1 - t) * f(y) - f(t * x + (1 - t) * y)


@mistake(caught_by="returns what it promises")
def shuts_out_the_ends(f, x, y, t):
    """You raised ValueError for t = 0 and t = 1 too; the ends belong to the segment."""
    if not 0 < t < 1:
        raise ValueError("t")
    return jensen_gap(f, x, y, t)


@mistake(caught_by="the gap of a parabola is its curvature along the segment")
def leaves_the_weights_out(f, x, y, t):
    """You added f(x) and f(y) without weights; the string is t f(x) + (1 - t) f(y)."""
    checked(t)
    return f(x) + f(y) - f(t * x + (1 - t) * y)
