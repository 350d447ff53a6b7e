import numpy as np

from grader.author import close, equivalent, given, law, mistake, solution


def logsumexp(a, axis=None, keepdims=False):
    a = np.asarray(a, dtype=float)
    top = a.max(axis=axis, keepdims=True)
    top = np.where(np.isneginf(top), 0.0, top)
    with np.errstate(divide="ignore"):
        s = np.log(np.exp(a - top).sum(axis=axis, keepdims=True)) + top
    return s if keepdims else s.squeeze(axis=axis)


equivalent("4cb80825", because="-inf less any finite number, and plus it, stays -inf")

given(
    "impossible events",
    a={"is": "np.where(holes | gone, -np.inf, numbers)"},
    numbers={"reals": ["n", "k"]},
    holes={"booleans": ["n", "k"]},
    gone={"booleans": ["n", 1]},
    axis={"choice": [0, 1, None]},
    keepdims={"boolean": True},
)


@law("a slice of -inf gives -inf", over="impossible events")
def _(s, right):
    """An impossible event adds nothing, and a slice of them has probability 0: its logarithm is
    -inf. The trap is the maximum of such a slice: -inf minus -inf is nan."""
    assert close(s, right.s)


@solution
def one_entry_after_another(a, axis=None, keepdims=False):
    """Keeps a running maximum and a running sum, as streaming attention does."""
    a = np.asarray(a, dtype=float)
    if axis is None:
        slices, shape = a.reshape(-1, 1), (1,) * a.ndim if keepdims else ()
    else:
        slices = np.moveaxis(a, axis, 0)
        kept = np.expand_dims(slices[0], axis) if keepdims else slices[0]
        shape = kept.shape
    top, total = np.full(slices.shape[1:], -np.inf), np.zeros(slices.shape[1:])
    for entry in slices:
        higher = np.maximum(top, entry)
        safe = np.where(np.isneginf(higher), 0.0, higher)
        total = total * np.exp(top - safe) + np.exp(entry - safe)
        top = higher
    return (np.where(np.isneginf(top), 0.0, top) + np.log(total)).reshape(shape)


@solution
def slice_by_slice(a, axis=None, keepdims=False):
    """A loop over slices; the largest entry itself contributes exactly 1."""

    def one(row):
        top = max(row)
        if top == -np.inf:
            return -np.inf
        others = sorted(row)[:-1]
        return top + np.log1p(sum(np.exp(x - top) for x in others))

    a = np.asarray(a, dtype=float)
    if axis is None:
        s = np.float64(one(a.ravel()))
        return s.reshape((1,) * a.ndim) if keepdims else s
    s = np.apply_along_axis(one, axis, a)
    return np.expand_dims(s, axis) if keepdims else s


@mistake(caught_by="a shift moves the result by as much")
def does_not_subtract_the_maximum(a, axis=None, keepdims=False):
    """exp overflows above 709 and underflows below -745; subtract the maximum, add it back last."""
    return np.log(np.exp(np.asarray(a, dtype=float)).sum(axis=axis, keepdims=keepdims))


@mistake(caught_by="a shift moves the result by as much")
def forgets_to_add_the_maximum(a, axis=None, keepdims=False):
    """You subtracted the maximum to stay in range; the logarithm is lower by it, so add it back."""
    a = np.asarray(a, dtype=float)
    return np.log(np.exp(a - a.max(axis=axis, keepdims=True)).sum(axis=axis, keepdims=keepdims))


@mistake(caught_by="every row has a maximum of its own")
def subtracts_one_maximum_for_all(a, axis=None, keepdims=False):
    """A slice far below the largest entry of the whole array underflows to log(0); take the
    maximum along the axis."""
    a = np.asarray(a, dtype=float)
    if np.isneginf(a.max()):
        return a.max(axis=axis, keepdims=keepdims)
    return np.log(np.exp(a - a.max()).sum(axis=axis, keepdims=keepdims)) + a.max()


@mistake(caught_by="a slice of -inf gives -inf")
def gets_nan_for_minus_infinity(a, axis=None, keepdims=False):
    """Where the maximum of a slice is -inf, subtracting it gives nan; subtract 0 there."""
    a = np.asarray(a, dtype=float)
    top = a.max(axis=axis, keepdims=True)
    s = np.log(np.exp(a - top).sum(axis=axis, keepdims=True)) + top
    return s if keepdims else s.sum(axis=axis)


@mistake(caught_by="lies between the maximum and the maximum plus the log of the count")
def takes_the_mean(a, axis=None, keepdims=False):
    """You averaged the exponentials; the definition adds them, so the result is at least the
    maximum."""
    a = np.asarray(a, dtype=float)
    count = a.size if axis is None else a.shape[axis]
    return logsumexp(a, axis, keepdims) - np.log(count)


@mistake(caught_by="exp(a - s) sums to one along the axis")
def returns_the_maximum(a, axis=None, keepdims=False):
    """The maximum is only a lower bound: the other terms count too."""
    return np.asarray(a, dtype=float).max(axis=axis, keepdims=keepdims)


@mistake(caught_by="returns what it promises")
def ignores_keepdims(a, axis=None, keepdims=False):
    """With keepdims=True the summed axes stay, with length one, so that the result lines up
    with a."""
    return logsumexp(a, axis)


@mistake(caught_by="leaves its inputs alone")
def subtracts_in_the_callers_array(a, axis=None, keepdims=False):
    """`a -= …` changes the caller's array; subtract into a new one."""
    a = np.asarray(a)
    top = a.max(axis=axis, keepdims=True)
    top = np.where(np.isneginf(top), 0, top)
    a -= top
    s = np.log(np.exp(a).sum(axis=axis, keepdims=True)) + top
    return s if keepdims else s.sum(axis=axis)
