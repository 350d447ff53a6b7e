import numpy as np

from grader.author import close, given, law, mistake, solution, unpromised


def gradient_check(f, g, x, h=1e-5):
    x = np.asarray(x, dtype=float)
    slopes = np.empty(x.shape)
    for place in np.ndindex(x.shape):
        step = np.zeros(x.shape)
        step[place] = h
        slopes[place] = (f(x + step) - f(x - step)) / (2 * h)
    both = np.stack([np.asarray(g, dtype=float), slopes])  # a ValueError where shapes differ
    largest = np.max(np.abs(both))
    return np.max(np.ptp(both, axis=0)) / largest if largest else 0.0


unpromised("integers as int8", says="up to 100 in size")
unpromised("integers as int16", says="up to 100 in size")

given(
    "stacks",
    f={"waves": ["m", "n", "m + 1"]},
    x={"reals": ["m", "n", "m + 1"], "between": [-3, 3]},
    off={"reals": ["m", "n", "m + 1"], "between": [-5, 5]},
    g={"is": "f.grad(x) + off"},
    examples=10,
)
given(
    "single numbers",
    f={"quadratic": []},
    x={"reals": [], "between": [-3, 3]},
    off={"reals": [], "between": [-5, 5]},
    g={"is": "f.grad(x) + off"},
    examples=10,
)
given(
    "whole numbers",
    f={"quadratic": "n"},
    x={"integers": ["n"], "between": [-3, 3]},
    g={"integers": ["n"], "between": [-9, 9]},
    off={"is": "g - f.grad(x * 1.0)"},
    examples=20,
)


@law("any shape, also of integers", over=("stacks", "single numbers", "whole numbers"))
def _(f, g, x, off, error):
    """x and g may have any number of axes, also none, and may hold integers, which cannot hold x + h:
    move entries of a float array, one at a time, in all axes."""
    largest = max(np.abs(g).max(), np.abs(f.grad(x * 1.0)).max())
    assert close(error * largest, np.abs(off).max(), rtol=1e-6)


@solution
def on_a_flat_copy(f, g, x, h=1e-5):
    """Flattens everything, and divides by each of the largest entries before it compares."""
    g, x = np.array(g, dtype=float), np.array(x, dtype=float)
    if g.shape != x.shape:
        raise ValueError((g.shape, x.shape))
    differences, scale = [], 0.0
    for i, claimed in enumerate(g.ravel().tolist()):
        points = np.array([x.ravel(), x.ravel()])
        points[:, i] += h, -h
        ahead, behind = (f(point.reshape(x.shape)) for point in points)
        slope = (ahead - behind) / (2 * h)
        differences.append(abs(claimed - slope))
        scale = max(scale, abs(claimed), abs(slope))
    return 0.0 if scale == 0 else max(differences) / scale


def slopes_of(f, x, h):
    x = np.asarray(x, dtype=float)
    steps = [step.reshape(x.shape) for step in h * np.eye(x.size)]
    return np.array([(f(x + step) - f(x - step)) / (2 * h) for step in steps]).reshape(x.shape)


@solution
def both_at_once(f, g, x, h=1e-5):
    """Divides both gradients by the largest entry first, and compares then."""
    if np.shape(g) != np.shape(x):
        raise ValueError("shapes")
    both = np.stack([np.asarray(g, dtype=float), slopes_of(f, x, h)])
    size = np.linalg.norm(both.ravel(), ord=np.inf)
    return float(np.ptp(both / size, axis=0).max()) if size > 0 else 0.0


@mistake(caught_by="the error is the largest difference over the largest entry")
def uses_an_absolute_error(f, g, x, h=1e-5):
    """You returned the largest difference itself, which depends on the unit of the loss; divide by the
    largest entry of both gradients."""
    gradient_check(f, g, x, h)
    return np.max(np.abs(g - slopes_of(f, x, h)))


@mistake(caught_by="the error is the largest difference over the largest entry")
def takes_the_mean(f, g, x, h=1e-5):
    """You averaged the differences, so that one wrong entry disappears among many; take the largest."""
    error = gradient_check(f, g, x, h)
    difference = np.abs(g - slopes_of(f, x, h))
    return error * np.mean(difference) / np.max(difference) if error else 0.0


@mistake(caught_by="the error is the largest difference over the largest entry")
def compares_lengths(f, g, x, h=1e-5):
    """You divided the difference of the two gradients' lengths by the larger length; the lengths may be
    equal while the directions are not. Subtract the gradients first."""
    gradient_check(f, g, x, h)
    a, b = np.linalg.norm(g), np.linalg.norm(slopes_of(f, x, h))
    return abs(a - b) / max(a, b) if max(a, b) else 0.0


@mistake(caught_by="the error is the largest difference over the largest entry")
def divides_lengths(f, g, x, h=1e-5):
    """You divided the length of the difference by the larger length of the two gradients. Lengths grow
    with the number of entries, so one wrong entry among many looks small; take largest entries."""
    gradient_check(f, g, x, h)
    slopes = slopes_of(f, x, h)
    size = max(np.linalg.norm(g), np.linalg.norm(slopes))
    return np.linalg.norm(g - slopes) / size if size else 0.0


@mistake(caught_by="the error is the largest difference over the largest entry")
def is_relative_entry_by_entry(f, g, x, h=1e-5):
    """You divided every difference by the larger of its own two entries, so where the gradient is 0 the
    rounding error counts as 100 %; divide the largest difference by the largest entry of all."""
    gradient_check(f, g, x, h)
    slopes = slopes_of(f, x, h)
    sizes = np.maximum(np.abs(g), np.abs(slopes))
    return np.max(np.abs(g - slopes) / np.where(sizes > 0, sizes, 1))


@mistake(caught_by="the error is the largest difference over the largest entry")
def divides_by_the_numerical_gradient(f, g, x, h=1e-5):
    """You divided by the largest entry of the numerical gradient alone; it is the largest of both
    gradients, and the numerical one may be 0."""
    gradient_check(f, g, x, h)
    slopes = slopes_of(f, x, h)
    difference, size = np.max(np.abs(g - slopes)), np.max(np.abs(slopes))
    return difference / size if difference else 0.0


@mistake(caught_by="the error is the largest difference over the largest entry")
def divides_by_the_sum(f, g, x, h=1e-5):
    """You divided by the sum of the largest entries of both gradients; here it is the larger one of
    the two."""
    gradient_check(f, g, x, h)
    slopes = slopes_of(f, x, h)
    size = np.max(np.abs(g)) + np.max(np.abs(slopes))
    return np.max(np.abs(g - slopes)) / size if size else 0.0


@mistake(caught_by="the error is the largest difference over the largest entry")
def forgets_the_signs(f, g, x, h=1e-5):
    """You took the largest of the differences, not of their sizes, so those below 0 are missed; take
    absolute values first."""
    error = gradient_check(f, g, x, h)
    difference = g - slopes_of(f, x, h)
    return error * np.max(difference) / np.max(np.abs(difference)) if error else 0.0


@mistake(caught_by="the error is the largest difference over the largest entry")
def divides_zero_by_zero(f, g, x, h=1e-5):
    """Where both gradients are 0 you divide 0 by 0, which is nan; return 0."""
    gradient_check(f, g, x, h)
    slopes = slopes_of(f, x, h)
    return np.max(np.abs(g - slopes)) / max(np.max(np.abs(g)), np.max(np.abs(slopes)))


@mistake(caught_by="the scale of the loss does not matter", free="eps")
def adds_a_small_number_below(f, g, x, h=1e-5, *, eps=1e-10):
    """You added {eps} to the divisor against division by 0, or took it for no less, which counts for
    gradients that are small themselves; test for 0 instead."""
    gradient_check(f, g, x, h)
    slopes = slopes_of(f, x, h)
    return np.max(np.abs(g - slopes)) / (max(np.max(np.abs(g)), np.max(np.abs(slopes))) + eps)


@mistake(caught_by="agrees with the reference")
def looks_ahead_only(f, g, x, h=1e-5):
    """Your numerical gradient looks ahead only, and its error of order h passes for one of g; take
    central differences."""
    gradient_check(f, g, x, h)
    x = np.asarray(x, dtype=float)
    steps = [step.reshape(x.shape) for step in h * np.eye(x.size)]
    slopes = np.array([(f(x + step) - f(x)) / h for step in steps]).reshape(x.shape)
    size = max(np.max(np.abs(g)), np.max(np.abs(slopes)))
    return np.max(np.abs(g - slopes)) / size if size else 0.0


@mistake(caught_by="a gradient of another shape is refused")
def lets_shapes_broadcast(f, g, x, h=1e-5):
    """A gradient of shape (1,) or (n, 1) broadcasts against x, and the comparison means nothing;
    compare the shapes first and raise ValueError."""
    slopes = slopes_of(f, x, h)
    size = max(np.max(np.abs(g)), np.max(np.abs(slopes)))
    return np.max(np.abs(g - slopes)) / size if size else 0.0
