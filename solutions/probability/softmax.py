import numpy as np

from grader.author import close, law, mistake, solution


def softmax(z, axis=-1, temperature=1.0):
    scaled = np.asarray(z, dtype=float) / temperature
    e = np.exp(scaled - scaled.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


@law("works along any axis", over="stacks")
def _(z, axis, p, softmax):
    """The maximum and the sum belong to the axis that was asked for, whatever it is."""
    assert close(p.sum(axis=axis), 1)
    assert close(np.moveaxis(p, axis, -1), softmax(np.moveaxis(z, axis, -1)))


@solution
def one_slice_at_a_time(z, axis=-1, temperature=1.0):
    """Normalises by the logarithm of the sum, along the last axis of a moved view."""
    moved = np.moveaxis(np.asarray(z, dtype=float), axis, -1) / temperature
    out = np.empty_like(moved)
    for index in np.ndindex(moved.shape[:-1]):
        row = moved[index]
        out[index] = np.exp(row - np.logaddexp.reduce(row))
    return np.moveaxis(out, -1, axis)


@mistake(caught_by="stays finite for large logits")
def does_not_subtract_the_maximum(z, axis=-1, temperature=1.0):
    """exp overflows for logits above 709 and the division gives nan; subtract the maximum first."""
    e = np.exp(np.asarray(z, dtype=float) / temperature)
    return e / e.sum(axis=axis, keepdims=True)


@mistake(caught_by="every row sums to one")
def normalises_the_whole_array(z, axis=-1, temperature=1.0):
    """You divided by the sum of the whole array; every row is a distribution of its own."""
    scaled = np.asarray(z, dtype=float) / temperature
    e = np.exp(scaled - scaled.max())
    return e / e.sum()


@mistake(caught_by="permuting the classes permutes the probabilities")
def subtracts_the_maximum_so_far(z, axis=-1, temperature=1.0):
    """You subtracted a running maximum, another number for every class; take one for the slice."""
    scaled = np.asarray(z, dtype=float) / temperature
    e = np.exp(scaled - np.maximum.accumulate(scaled, axis=axis))
    return e / e.sum(axis=axis, keepdims=True)


@mistake(caught_by="dividing by the temperature is all it does")
def multiplies_by_the_temperature(z, axis=-1, temperature=1.0):
    """You multiplied by the temperature; a higher temperature must flatten, so divide."""
    return softmax(np.asarray(z, dtype=float) * temperature, axis)


@mistake(caught_by="leaves its inputs alone")
def subtracts_in_the_callers_array(z, axis=-1, temperature=1.0):
    """`z -= …` changes the caller's array; subtract into a new one."""
    z = np.asarray(z, dtype=float)
    z -= z.max(axis=axis, keepdims=True)
    e = np.exp(z / temperature)
    return e / e.sum(axis=axis, keepdims=True)


@mistake(caught_by="works along any axis")
def ignores_the_axis(z, axis=-1, temperature=1.0):
    """You always use the last axis; take the maximum and the sum along `axis`."""
    return softmax(z, -1, temperature)
