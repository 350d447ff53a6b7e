import numpy as np

from grader.author import close, law, mistake, solution


def checked(pred, target):
    if np.shape(pred) != np.shape(target):
        raise ValueError(f"the shapes {np.shape(pred)} and {np.shape(target)} differ")
    return np.asarray(pred, dtype=float), np.asarray(target, dtype=float)


def mse(pred, target):
    pred, target = checked(pred, target)
    error = pred - target
    return np.mean(error**2), 2 * error / error.size


@law("pixels are subtracted as numbers", over="pixels")
def _(pred, target, loss, dpred):
    """In uint8 the difference 3 - 5 wraps around to 254, and squares overflow even sooner; make
    both arrays floats before you subtract."""
    error = pred.astype(int) - target.astype(int)
    assert close(loss, np.mean(error**2))
    assert close(dpred, 2 * error / error.size)


@solution
def one_entry_at_a_time(pred, target):
    """A loop over the entries, with Python's own numbers."""
    if np.shape(pred) != np.shape(target):
        raise ValueError("shapes")
    total, slopes = 0.0, np.empty(np.shape(pred))
    for i in np.ndindex(slopes.shape):
        error = float(pred[i]) - float(target[i])
        total += error * error / slopes.size
        slopes[i] = 2 * error / slopes.size
    return total, slopes


@solution
def by_norm(pred, target):
    """The squared length of the error over how many entries it has."""
    pred, target = checked(pred, target)
    half = (pred - target) / pred.size
    return np.linalg.norm(pred - target) ** 2 / pred.size, half + half


@mistake(caught_by="different shapes raise ValueError")
def lets_numpy_stretch(pred, target):
    """You subtracted without comparing the shapes: (n, 1) against (n,) becomes an (n, n) table of
    every prediction against every target. Raise ValueError where the shapes differ."""
    error = np.asarray(pred, dtype=float) - np.asarray(target, dtype=float)
    return np.mean(error**2), 2 * error / error.size


@mistake(caught_by="different shapes raise ValueError", accepts=True)
def compares_the_lengths_only(pred, target):
    """You compared the numbers of rows, len(pred) and len(target); (n, 1) and (n,) have the same.
    Compare the whole shapes."""
    if len(pred) != len(target):
        raise ValueError("rows")
    error = np.asarray(pred, dtype=float) - np.asarray(target, dtype=float)
    return np.mean(error**2), 2 * error / error.size


@mistake(caught_by="missing everything by c costs c squared")
def divides_by_the_rows(pred, target):
    """You divided the sum and the gradient by the number of rows, len(pred); the mean runs over
    all entries, so divide by pred.size."""
    pred, target = checked(pred, target)
    error = pred - target
    return np.sum(error**2) / len(error), 2 * error / len(error)


@mistake(caught_by="missing everything by c costs c squared")
def adds_up(pred, target):
    """You added the squares up, and the gradient belongs to the sum; divide both by the number of
    entries, so that a large batch does not pull harder than a small one."""
    pred, target = checked(pred, target)
    error = pred - target
    return np.sum(error**2), 2 * error


@mistake(caught_by="missing everything by c costs c squared")
def halves_the_loss(pred, target):
    """You put a half before the mean, which cancels the 2 of the gradient: a common convention,
    but another one. Here the loss has no half, and the gradient keeps its 2."""
    loss, dpred = mse(pred, target)
    return loss / 2, dpred / 2


@mistake(caught_by="dpred is the slope of the loss")
def halves_the_gradient_alone(pred, target):
    """Your gradient is error / N, that of half the loss you return; the square brings down a 2."""
    loss, dpred = mse(pred, target)
    return loss, dpred / 2


@mistake(caught_by="dpred is the slope of the loss")
def does_not_average_the_gradient(pred, target):
    """Your gradient is 2 * error; since the loss is a mean, every slope must be divided by N too."""
    loss, dpred = mse(pred, target)
    return loss, dpred * dpred.size


@mistake(caught_by="dpred is the slope of the loss")
def pulls_the_wrong_way(pred, target):
    """You subtracted pred from target in the gradient: by pred, the slope is 2 (pred - target) / N."""
    loss, dpred = mse(pred, target)
    return loss, -dpred


@mistake(caught_by="missing everything by c costs c squared")
def takes_the_root(pred, target):
    """You returned the root of the mean (RMSE); the loss asked for is the mean square itself."""
    loss, dpred = mse(pred, target)
    return np.sqrt(loss), dpred


@mistake(caught_by="pixels are subtracted as numbers")
def subtracts_in_the_given_type(pred, target):
    """You calculated in the type in which the arrays came, and uint8 wraps around: 3 - 5 is 254, its
    square 4 and its double 252. Make both of them floats first."""
    if np.shape(pred) != np.shape(target):
        raise ValueError("shapes")
    error = pred - target
    return np.mean(error**2), 2 * error / error.size


@mistake(caught_by="leaves its inputs alone")
def subtracts_in_place(pred, target):
    """`pred -= target` overwrites the caller's predictions; put the difference into a new array."""
    if np.shape(pred) != np.shape(target):
        raise ValueError("shapes")
    if pred.dtype.kind != "f":
        return mse(pred, target)
    pred -= target
    return np.mean(pred**2), 2 * pred / pred.size
