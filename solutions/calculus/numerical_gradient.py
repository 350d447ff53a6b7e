import numpy as np

from grader.author import close, given, law, mistake, solution


def numerical_gradient(f, x, h=1e-5):
    x = np.asarray(x, dtype=float)
    point = x.copy()
    g = np.empty(x.shape)
    for place in np.ndindex(x.shape):
        point[place] = x[place] + h
        ahead = f(point)
        point[place] = x[place] - h
        g[place] = (ahead - f(point)) / (2 * h)
        point[place] = x[place]
    return g


given(
    "columns first",
    f={"waves": ["m", "n"]},
    x={"reals": ["m", "n"], "between": [-3, 3], "order": "F"},
    examples=25,
)
given(
    "single precision",
    f={"waves": ["m", "n"]},
    x={"reals": ["m", "n"], "between": [-3, 3], "dtype": "float32"},
    examples=25,
)
given("an integer", f={"quadratic": []}, x={"integers": [], "between": [-3, 3]}, examples=15)


@law(
    "neither the type nor the memory layout of x matters",
    over=("columns first", "single precision", "an integer"),
)
def _(f, x, g, seen):
    """x may be of single precision, which cannot hold a step of 1e-5, a single integer, or stored
    column by column, so that reshape(-1) copies it. f must always get an array of x's shape."""
    assert g.dtype == np.float64
    assert all(np.shape(point) == x.shape for point in seen.arguments("f"))
    assert close(g, f.grad(x), rtol=1e-6)


@solution
def on_a_flat_copy(f, x, h=1e-5):
    """Steps along the rows of an identity matrix, and takes the shape back at the end."""
    x = np.asarray(x, dtype=np.float64)
    g = []
    for step in h * np.eye(x.size):
        step = step.reshape(x.shape)
        g.append((f(x + step) - f(x - step)) / (2 * h))
    return np.array(g, dtype=float).reshape(x.shape)


@solution
def moves_x_and_restores_it(f, x, h=1e-5):
    """Changes a float x in place, and puts back what it found, bit for bit."""
    if x.dtype != np.float64:
        x = x.astype(np.float64)
    g = np.zeros(x.shape)
    walk = np.nditer(x, flags=["multi_index"])
    while not walk.finished:
        place = walk.multi_index
        kept = x[place].copy()
        x[place] = kept + h
        ahead = f(x)
        x[place] = kept - h
        behind = f(x)
        x[place] = kept
        g[place] = ahead / (2 * h) - behind / (2 * h)
        walk.iternext()
    return g


@mistake(caught_by="returns what it promises")
def returns_a_flat_vector(f, x, h=1e-5):
    """You returned a flat vector; the gradient has x's shape, so that x - lr * g makes sense."""
    return numerical_gradient(f, x, h).ravel()


@mistake(caught_by="leaves its inputs alone")
def leaves_x_perturbed(f, x, h=1e-5):
    """You moved the entries of x itself, which is the caller's wherever it needed no copy to hold
    floats, and did not put back what was there."""
    x = np.asarray(x, dtype=float)
    g = np.zeros(x.shape)
    for place in np.ndindex(x.shape):
        x[place] += h
        ahead = f(x)
        x[place] -= 2 * h
        g[place] = (ahead - f(x)) / (2 * h)
    return g


@mistake(caught_by="leaves its inputs alone")
def restores_x_by_adding(f, x, h=1e-5):
    """x + h - 2h + h is not x, because of rounding, and x is the caller's wherever it needed no copy
    to hold floats; keep the old entry and put that back."""
    x = np.asarray(x, dtype=float)
    g = np.zeros(x.shape)
    for place in np.ndindex(x.shape):
        x[place] += h
        ahead = f(x)
        x[place] -= 2 * h
        g[place] = (ahead - f(x)) / (2 * h)
        x[place] += h
    return g


@mistake(caught_by="whole numbers get fractional gradients")
def truncates_integers(f, x, h=1e-5):
    """A copy of an integer x cuts x + h down to an integer again; copy it as float."""
    point, g = x.copy(), np.zeros(x.shape)
    for place in np.ndindex(x.shape):
        point[place] = x[place] + h
        ahead = f(point)
        point[place] = x[place] - h
        g[place] = (ahead - f(point)) / (2 * h)
        point[place] = x[place]
    return g


@mistake(caught_by="whole numbers get fractional gradients")
def stores_the_gradient_in_xs_type(f, x, h=1e-5):
    """zeros_like(x) is of integers if x is, and cuts the gradient's fractions off; ask for floats."""
    g = np.zeros_like(x)
    g[...] = numerical_gradient(f, x, h)
    return g


@mistake(caught_by="every entry of x has its own partial derivative")
def loops_over_the_first_axis(f, x, h=1e-5):
    """You moved a whole row at a time, which adds up its derivatives; visit every entry, in all axes."""
    g = np.zeros(x.shape)
    x = np.array(x, dtype=float)
    for i in range(len(x)):
        step = np.zeros(x.shape)
        step[i] = h
        g[i] = (f(x + step) - f(x - step)) / (2 * h)
    return g


@mistake(caught_by="exact for quadratics, whatever the step")
def looks_ahead_only(f, x, h=1e-5):
    """A one-sided difference is off by h/2 times the second derivative; look both ways."""
    x = np.array(x, dtype=float)
    steps = [step.reshape(x.shape) for step in h * np.eye(x.size)]
    return np.array([(f(x + step) - f(x)) / h for step in steps]).reshape(x.shape)


@mistake(caught_by="exact for quadratics, whatever the step")
def divides_by_h(f, x, h=1e-5):
    """From x - h to x + h it is 2h, not h."""
    return 2 * numerical_gradient(f, x, h)


@mistake(caught_by="agrees with the reference", free="step")
def ignores_h(f, x, h=1e-5, *, step=1e-5):
    """You always step by {step}; the caller chose h."""
    return numerical_gradient(f, x, step)


@mistake(caught_by="every entry of x has its own partial derivative")
def moves_all_entries_at_once(f, x, h=1e-5):
    """x + h moves every entry, so each place gets the sum of all partial derivatives."""
    x = np.asarray(x, dtype=float)
    return np.full(x.shape, (f(x + h) - f(x - h)) / (2 * h))


@mistake(caught_by="neither the type nor the memory layout of x matters")
def steps_in_a_flat_copy(f, x, h=1e-5):
    """reshape(-1) of an array stored column by column is a copy: moving it does not move x."""
    x = x.astype(float)
    flat, g = x.reshape(-1), np.zeros(x.size)
    for i in range(x.size):
        kept = flat[i]
        flat[i] = kept + h
        ahead = f(x)
        flat[i] = kept - h
        g[i] = (ahead - f(x)) / (2 * h)
        flat[i] = kept
    return g.reshape(x.shape)


@mistake(caught_by="neither the type nor the memory layout of x matters")
def steps_in_single_precision(f, x, h=1e-5):
    """In single precision x + 1e-5 keeps two digits of the step at best; compute in double."""
    point = x.copy() if x.dtype.kind == "f" else x.astype(float)
    x, g = point.copy(), np.zeros(x.shape)
    for place in np.ndindex(x.shape):
        point[place] = x[place] + h
        ahead = f(point)
        point[place] = x[place] - h
        g[place] = (ahead - f(point)) / (2 * h)
        point[place] = x[place]
    return g
