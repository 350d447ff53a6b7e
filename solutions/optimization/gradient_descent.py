import math

import numpy as np

from grader.author import law, mistake, same, solution


def gradient_descent(grad, x0, lr, steps, tol=0.0):
    path = [np.array(x0, dtype=float)]
    for _ in range(steps):
        slope = grad(path[-1])
        if math.hypot(*np.ravel(slope)) <= tol:
            return np.array(path)
        path.append(path[-1] - lr * slope)
    return np.array(path)


@law("who starts on level ground stays there", over="level ground")
def _(grad, x0, start, lr, steps, path, gradient_descent):
    """At a minimum, but also on top of a hill and at a saddle, the slope is zero: the path is a
    single row. A thousandth beside it there is a slope, however small, and the path goes on."""
    assert same(path, np.array([x0]))
    assert len(gradient_descent(grad, start, lr, steps)) == steps + 1


@solution
def fills_an_array(grad, x0, lr, steps, tol=0.0):
    """Fills an array of all rows, and cuts off those that were not reached."""
    path = np.empty((steps + 1, *np.shape(x0)))
    path[0] = x0
    for k in range(steps):
        slope = grad(path[k].copy())
        if np.hypot.reduce(np.abs(np.ravel(slope)), initial=0.0) <= tol:
            return path[: k + 1].copy()
        path[k + 1] = path[k] - lr * slope
    return path


@solution
def calls_itself(grad, x0, lr, steps, tol=0.0):
    """The path is the start, and then the path from the next point."""
    x = np.asarray(x0, dtype=float)
    slope = np.asarray(grad(x) if steps else 0.0)
    largest = np.max(np.abs(slope), initial=0.0)
    if largest == 0 or largest * np.sqrt(np.sum(np.square(slope / largest))) <= tol:
        return x[None].copy()
    rest = calls_itself(grad, x - lr * slope, lr, steps - 1, tol)
    return np.concatenate([x[None], rest])


def walk(grad, x0, lr, steps, tol, length):
    path = [np.array(x0, dtype=float)]
    for _ in range(steps):
        slope = grad(path[-1])
        if length(slope) <= tol:
            break
        path.append(path[-1] - lr * slope)
    return np.array(path)


@mistake(caught_by="every step goes lr times the slope, downhill")
def climbs(grad, x0, lr, steps, tol=0.0):
    """You added the gradient: it points uphill, so subtract it."""
    return gradient_descent(grad, x0, -lr, steps, tol)


@mistake(caught_by="every step goes lr times the slope, downhill")
def keeps_the_same_array(grad, x0, lr, steps, tol=0.0):
    """`x -= …` changes the array that is already in your list, so all rows are the last point; make a
    new array in every step, or append a copy."""
    x = np.array(x0, dtype=float)
    path = [x]
    for _ in range(steps):
        slope = grad(x)
        if np.linalg.norm(slope) <= tol:
            break
        x -= lr * slope
        path.append(x)
    return np.array(path)


@mistake(caught_by="every step goes lr times the slope, downhill")
def feels_the_slope_once(grad, x0, lr, steps, tol=0.0):
    """You took the slope at x0 for every step; ask for it again at each point."""
    x0 = np.array(x0, dtype=float)
    slope = grad(x0)
    if np.linalg.norm(slope) <= tol:
        steps = 0
    return np.array([x0 - k * lr * slope for k in range(steps + 1)])


@mistake(caught_by="every step goes lr times the slope, downhill")
def leaves_the_start_out(grad, x0, lr, steps, tol=0.0):
    """Your path begins after the first step; its first row is x0."""
    path = gradient_descent(grad, x0, lr, steps, tol)
    return path[1:] if len(path) > 1 else path


@mistake(caught_by="stops where the slope is at most tol, no sooner and no later")
def takes_one_step_too_few(grad, x0, lr, steps, tol=0.0):
    """You return `steps` rows; with x0 there are steps + 1."""
    return gradient_descent(grad, x0, lr, max(steps - 1, 0), tol)


@mistake(caught_by="every step goes lr times the slope, downhill")
def steps_by_lr_alone(grad, x0, lr, steps, tol=0.0):
    """After the test with tol you divided the slope by its length, so that every step is lr long and
    the path never settles. Multiply the slope itself by lr."""
    path = [np.array(x0, dtype=float)]
    for _ in range(steps):
        slope = grad(path[-1])
        length = np.linalg.norm(slope)
        if length <= tol:
            break
        path.append(path[-1] - lr * slope / length)
    return np.array(path)


@mistake(caught_by="stops where the slope is at most tol, no sooner and no later")
def ignores_tol(grad, x0, lr, steps, tol=0.0):
    """You stop for a slope of zero only; stop as soon as its length is at most tol."""
    return gradient_descent(grad, x0, lr, steps)


@mistake(caught_by="stops where the slope is at most tol, no sooner and no later")
def tests_after_the_step(grad, x0, lr, steps, tol=0.0):
    """You tested the slope after you had used it, so you go one step beyond the point where it is
    short enough; test before the step."""
    path = gradient_descent(grad, x0, lr, steps, tol)
    if len(path) <= steps:
        path = np.concatenate([path, path[-1:] - lr * grad(path[-1])])
    return path


@mistake(caught_by="stops where the slope is at most tol, no sooner and no later")
def takes_the_largest_singular_value(grad, x0, lr, steps, tol=0.0):
    """`np.linalg.norm(slope, 2)` of a matrix is its largest singular value, which is less than the root of the
    sum of squares. Leave the 2 out."""

    def length(slope):
        return np.linalg.norm(slope, 2 if slope.ndim == 2 else None)

    return walk(grad, x0, lr, steps, tol, length)


@mistake(caught_by="stops where the slope is at most tol, no sooner and no later")
def waits_for_every_entry(grad, x0, lr, steps, tol=0.0):
    """You stop once every entry of the slope is at most tol in absolute value; many small entries
    make a long slope. Compare the root of the sum of squares."""
    return walk(grad, x0, lr, steps, tol, lambda slope: np.abs(slope).max())


@mistake(caught_by="stops where the slope is at most tol, no sooner and no later")
def forgets_the_root(grad, x0, lr, steps, tol=0.0):
    """You compared the sum of the squares with tol; take its root first."""
    return walk(grad, x0, lr, steps, tol, lambda slope: np.sum(slope**2))


@mistake(caught_by="stops where the slope is at most tol, no sooner and no later")
def measures_the_step(grad, x0, lr, steps, tol=0.0):
    """You compared the length of the step, lr times the slope, with tol; a small learning rate then
    stops far from the bottom. Compare the slope itself."""
    return walk(grad, x0, lr, steps, tol, lambda slope: lr * np.linalg.norm(slope))


@mistake(caught_by="every step goes lr times the slope, downhill")
def walks_on_whole_numbers(grad, x0, lr, steps, tol=0.0):
    """Your points keep the type of x0, and whole numbers cannot hold a step of 0.3: every new point
    is cut off towards zero. Make x0 a float array."""
    path = [np.array(x0)]
    for _ in range(steps):
        slope = grad(path[-1].astype(float))
        if np.linalg.norm(slope) <= tol:
            break
        path.append((path[-1] - lr * slope).astype(path[0].dtype))
    return np.array(path, dtype=float)


@mistake(caught_by="who starts on level ground stays there", free="least")
def takes_a_gentle_slope_for_none(grad, x0, lr, steps, tol=0.0, *, least=0.01):
    """You stopped at any point where the slope was shorter than {least}, though tol was smaller: beside
    a saddle the ground is nearly level, and the way down goes on. Stop at tol."""
    return gradient_descent(grad, x0, lr, steps, max(tol, least))


@mistake(caught_by="leaves its inputs alone")
def walks_in_the_callers_array(grad, x0, lr, steps, tol=0.0):
    """You subtracted in the caller's x0 itself; start from a copy."""
    path = gradient_descent(grad, x0, lr, steps, tol)
    if np.asarray(x0).dtype.kind == "f" and isinstance(x0, np.ndarray):
        x0[...] = path[-1]
    return path
