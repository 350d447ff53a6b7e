import numpy as np

from grader.author import close, given, law, mistake, same, solution, unpromised


def numerical_hessian(f, x, h=1e-4):
    steps = h * np.eye(len(x))
    H = np.empty(steps.shape)
    for i in range(len(x)):
        for j in range(i + 1):
            s, t = steps[i], steps[j]
            H[i, j] = f(x + s + t) - f(x + s - t) - f(x - s + t) + f(x - s - t)
            H[j, i] = H[i, j]
    return H / (4 * h**2)


unpromised("integers as int16", says="of at most 1000 in size")
unpromised("arguments clipped to 1000", says="of at most 1000 in size")
unpromised("wrong if longer than 20", says="d at most 8")
unpromised("wrong if longer than 100", says="d at most 8")

given(
    "whole numbers",
    f={"quadratic": "n"},
    x={"integers": ["n"], "between": [-3, 3]},
    h={"real": [0.03, 0.5]},
    examples=20,
)


@law("whole numbers have a Hessian too", over="whole numbers")
def _(n, f, x, H):
    """x may hold integers, which cannot hold x + h: make points of floats. The Hessian is of floats
    as well."""
    point = x * 1.0
    assert close(H, np.array([f.grad(point + step) - f.grad(point) for step in np.eye(n)]))
    assert same(H, H.T)


@solution
def differences_of_gradients(f, x, h=1e-4):
    """Central differences of central differences, made symmetric by taking the mean."""
    x = np.array(x, dtype=float)
    steps = h * np.eye(x.size)

    def gradient(point):
        return np.array([(f(point + step) - f(point - step)) / (2 * h) for step in steps])

    H = np.array([(gradient(x + step) - gradient(x - step)) / (2 * h) for step in steps])
    return (H + H.T) / 2


@solution
def tight_on_the_diagonal(f, x, h=1e-4):
    """The usual three points on the diagonal, and slopes of slopes beside it."""
    x = np.asarray(x, dtype=float)
    steps = h * np.eye(x.size)
    here = f(x)
    ahead, behind = (np.array([f(x + sign * step) for step in steps]) for sign in (1, -1))
    H = np.diag((ahead - 2 * here + behind) / h**2)
    for i, j in zip(*np.triu_indices(x.size, 1), strict=True):
        up, down = (
            f(x + sign * steps[i] + steps[j]) - f(x + sign * steps[i] - steps[j])
            for sign in (1, -1)
        )
        H[i, j] = H[j, i] = (up - down) / (2 * h) ** 2
    return H


@solution
def moves_entries_in_place(f, x, h=1e-4):
    """A float copy whose entries are moved to each corner and back."""
    p = np.array(x, dtype=np.float64)
    d, x = len(p), p.copy()
    H = np.zeros((d, d))
    for i in range(d):
        for j in range(i, d):
            total = 0.0
            for a in (1, -1):
                for b in (1, -1):
                    p[i] += a * h
                    p[j] += b * h
                    total += a * b * f(p)
                    p[:] = x
            H[i, j] = H[j, i] = total / (2 * h) ** 2
    return H


def by_corners(f, x, h, divisor):
    x = np.asarray(x, dtype=float)
    steps = h * np.eye(x.size)
    rows = [
        [f(x + s + t) - f(x + s - t) - f(x - s + t) + f(x - s - t) for t in steps] for s in steps
    ]
    H = np.array(rows) / divisor
    return (H + H.T) / 2


@mistake(caught_by="exact for quadratics, whatever the step")
def fills_the_diagonal_only(f, x, h=1e-4):
    """You left the entries beside the diagonal 0; the slope by one variable may change along another."""
    return np.diag(np.diag(numerical_hessian(f, x, h)))


@mistake(caught_by="exact for quadratics, whatever the step")
def fills_one_triangle_only(f, x, h=1e-4):
    """You computed the entries with j ≤ i and left the others 0; copy each to its mirror place."""
    return np.tril(numerical_hessian(f, x, h))


@mistake(caught_by="exactly symmetric")
def computes_both_halves(f, x, h=1e-4):
    """You computed entry (i, j) and entry (j, i) apart, in another order of operations, so that they
    differ in their last digits; compute one and copy it, or take the mean of H and its transpose."""
    x = np.asarray(x, dtype=float)
    steps = h * np.eye(x.size)

    def gradient(point):
        return np.array([(f(point + step) - f(point - step)) / (2 * h) for step in steps])

    return np.array([(gradient(x + step) - gradient(x - step)) / (2 * h) for step in steps])


@mistake(caught_by="it is the change of the gradient", free="step")
def takes_a_tiny_step(f, x, h=1e-4, *, step=1e-8):
    """Where h is left to its default you took steps of {step}; it is 1e-4. (Rounding is divided by h², so
    that of tiny steps no digits are left; long ones miss what bends between.)"""
    h = step if h == 1e-4 else h
    return by_corners(f, x, h, 4 * h**2)


@mistake(caught_by="exact for quadratics, whatever the step")
def divides_by_h_squared(f, x, h=1e-4):
    """The sides of the square are 2h long, so divide by (2h)², which is 4h²; you divided by h²."""
    return by_corners(f, x, h, h**2)


@mistake(caught_by="exact for quadratics, whatever the step")
def divides_by_two_h_squared(f, x, h=1e-4):
    """You divided by 2h², squaring h alone; it is (2h)², which is 4h²."""
    return by_corners(f, x, h, 2 * h**2)


@mistake(caught_by="exact for quadratics, whatever the step")
def multiplies_slopes(f, x, h=1e-4):
    """You multiplied the slopes by x_i and by x_j. A second derivative is the slope of a slope, not a
    product of two."""
    x = np.asarray(x, dtype=float)
    slopes = np.array([(f(x + step) - f(x - step)) / (2 * h) for step in h * np.eye(x.size)])
    return np.outer(slopes, slopes)


@mistake(caught_by="it is the change of the gradient")
def looks_ahead_only(f, x, h=1e-4):
    """Your four corners are x, x + h e_i, x + h e_j and x + h e_i + h e_j, all ahead, and the error is of
    order h; put x in the middle of the square."""
    x = np.asarray(x, dtype=float)
    steps = h * np.eye(x.size)
    rows = [[f(x + s + t) - f(x + s) - f(x + t) + f(x) for t in steps] for s in steps]
    H = np.array(rows) / h**2
    return (H + H.T) / 2


@mistake(caught_by="half the step leaves a quarter of the error", free="step")
def ignores_h(f, x, h=1e-4, *, step=0.01):
    """You always went to the four corners by steps of {step}, whatever h is; the caller chose it."""
    return by_corners(f, x, step, 4 * step**2)


@mistake(caught_by="exact for quadratics, whatever the step")
def has_one_wrong_sign(f, x, h=1e-4):
    """Of the four corners you subtracted three. Those where both steps have the same sign count plus,
    the two others minus."""
    x = np.asarray(x, dtype=float)
    steps = h * np.eye(x.size)
    rows = [
        [f(x + s + t) - f(x + s - t) - f(x - s + t) - f(x - s - t) for t in steps] for s in steps
    ]
    return np.array(rows) / (4 * h**2)


@mistake(caught_by="whole numbers have a Hessian too")
def moves_integers(f, x, h=1e-4):
    """In an array of integers an entry moved by h is cut down to what it was; work on a float copy."""
    p, H = x.copy(), np.zeros((len(x), len(x)))
    for i in range(len(x)):
        for j in range(i, len(x)):
            for a in (1, -1):
                for b in (1, -1):
                    p[i] = p[i] + a * h
                    p[j] = p[j] + b * h
                    H[i, j] += a * b * f(p) / (4 * h**2)
                    p[:] = x
            H[j, i] = H[i, j]
    return H


@mistake(caught_by="leaves its inputs alone")
def moves_the_callers_x(f, x, h=1e-4):
    """You moved the caller's x itself from corner to corner and left it at the last one (only of
    integers you had made a copy, of floats); always work on a copy."""
    x = np.asarray(x, dtype=float)
    middle, H = x.copy(), np.zeros((len(x), len(x)))
    for i in range(len(x)):
        for j in range(i, len(x)):
            for a in (1, -1):
                for b in (1, -1):
                    x[:] = middle
                    x[i] += a * h
                    x[j] += b * h
                    H[i, j] += a * b * f(x)
            H[i, j] /= 4 * h**2
            H[j, i] = H[i, j]
    return H
