import math

import numpy as np

from grader.author import close, equivalent, given, law, mistake, solution


def clip_by_global_norm(grads, max_norm):
    norm = math.hypot(*np.concatenate([np.ravel(grad) for grad in grads]))
    factor = max_norm / norm if norm > max_norm else 1.0
    return [grad * factor for grad in grads], norm


equivalent("bb1a6d1e", because="exactly at the limit the factor is 1 either way")

given(
    "huge and tiny",
    like="gradients",
    power={"choice": [1e200, 1e-200, 1e98, 1e-98]},
    raw={"is": "[weights, bias, scale, kernel]"},
    grads={"is": "[power * array for array in raw]"},
    share={"real": [0.1, 3]},
    limit={"is": "share * np.sqrt(sum(np.sum(array**2) for array in raw))"},
    max_norm={"is": "float(np.clip(power * limit, 1e-100, 1e100))"},
    examples=40,
)
# What is above zero is nothing beside what is below.
given(
    "huge below zero",
    like="huge and tiny",
    scale={"reals": [1], "between": [-3, -0.5]},
    parts={"is": "[weights, bias, scale, kernel]"},
    raw={"is": "[np.where(array < 0, array, 1e-200 * array) for array in parts]"},
    power=1e200,
    examples=12,
)


@law("huge and tiny gradients have a norm too", over=("huge and tiny", "huge below zero"))
def _(raw, power, max_norm, clipped, norm, flat):
    """The square of 1e200 overflows, and that of 1e-200 vanishes. Divide by the largest absolute
    entry before squaring, and multiply the root by it."""
    length = np.sqrt(np.sum(flat(raw) ** 2))
    assert close(norm / power, length)
    factor = min(1.0, max_norm / power / length)
    assert close(flat(clipped) / (factor * power), flat(raw))


@solution
def divides_by_the_largest(grads, max_norm):
    """Divides by the largest absolute entry, and squares one array after the other."""
    largest = max(float(np.max(np.abs(grad))) for grad in grads)
    if largest == 0:
        return [np.array(grad) for grad in grads], 0.0
    norm = largest * sum(float(np.sum((grad / largest) ** 2)) for grad in grads) ** 0.5
    if norm <= max_norm:
        return [np.array(grad) for grad in grads], norm
    return [grad / norm * max_norm for grad in grads], norm


@solution
def as_one_vector(grads, max_norm):
    """Makes one long vector, shortens it, and cuts it up again."""
    vector = np.concatenate([np.ravel(grad) for grad in grads])
    norm = 0.0
    for entry in vector.tolist():
        norm = math.hypot(norm, entry)
    short = vector * min(1.0, max_norm / norm) if norm else vector
    parts = np.split(short, np.cumsum([np.size(grad) for grad in grads])[:-1])
    return [part.reshape(np.shape(g)).copy() for part, g in zip(parts, grads, strict=True)], norm


def scaled(grads, factor):
    return [grad * factor for grad in grads]


@mistake(caught_by="what is too long ends exactly at the limit")
def clips_every_entry(grads, max_norm):
    """You cut every entry off at ±max_norm: that bounds no length and bends the direction. Multiply
    all by one factor."""
    _, norm = clip_by_global_norm(grads, max_norm)
    return [np.clip(grad, -max_norm, max_norm) for grad in grads], norm


@mistake(caught_by="what is too long ends exactly at the limit")
def clips_every_array(grads, max_norm):
    """You shortened every array by its own norm; together they are still too long, and point
    elsewhere. Use the global norm."""
    _, norm = clip_by_global_norm(grads, max_norm)
    return [clip_by_global_norm([grad], max_norm)[0][0] for grad in grads], norm


@mistake(caught_by="what is short enough comes back as it is")
def always_scales(grads, max_norm):
    """You multiplied by max_norm / norm even where the gradients were short enough (and divided by
    zero where all were zero); clipping never makes longer."""
    _, norm = clip_by_global_norm(grads, max_norm)
    return scaled(grads, np.divide(max_norm, norm)), norm


@mistake(caught_by="the norm is that of all entries together")
def returns_the_norm_afterwards(grads, max_norm):
    """You returned the norm after clipping; return the one from before, which tells of trouble."""
    clipped, norm = clip_by_global_norm(grads, max_norm)
    return clipped, min(norm, max_norm)


@mistake(caught_by="the norm is that of all entries together")
def adds_the_norms_up(grads, max_norm):
    """You added up the norms of the arrays; the squares add up, so take the root at the very end."""
    norm = sum(math.hypot(*np.ravel(grad)) for grad in grads)
    return scaled(grads, max_norm / norm if norm > max_norm else 1.0), norm


@mistake(caught_by="the norm is that of all entries together")
def forgets_the_root(grads, max_norm):
    """You compared the sum of the squares with the limit, and divided by it; take the root."""
    _, norm = clip_by_global_norm(grads, max_norm)
    norm = norm * norm
    return scaled(grads, max_norm / norm if norm > max_norm else 1.0), norm


@mistake(caught_by="the norm is that of all entries together")
def takes_the_largest_norm(grads, max_norm):
    """You took the largest of the arrays' norms; the norm of all together is the root of the sum of
    their squares."""
    norm = max(math.hypot(*np.ravel(grad)) for grad in grads)
    return scaled(grads, max_norm / norm if norm > max_norm else 1.0), norm


@mistake(caught_by="huge and tiny gradients have a norm too")
def squares_without_scaling(grads, max_norm):
    """You squared the entries as they are: 1e200 overflows, and 1e-200 vanishes. Divide by the largest
    absolute entry first."""
    norm = float(np.sqrt(sum(np.sum(grad**2) for grad in grads)))
    return scaled(grads, max_norm / norm if norm > max_norm else 1.0), norm


@mistake(caught_by="what is too long ends exactly at the limit", free="eps")
def adds_a_small_number(grads, max_norm, *, eps=1e-6):
    """You divided by norm + {eps}, as some libraries do, and ended below the limit. Nothing has to be
    added: a norm above a positive limit is not zero."""
    _, norm = clip_by_global_norm(grads, max_norm)
    return scaled(grads, max_norm / (norm + eps) if norm > max_norm else 1.0), norm


@mistake(caught_by="what is too long ends exactly at the limit")
def returns_unit_vectors(grads, max_norm):
    """You divided by the norm and forgot to multiply by the limit."""
    _, norm = clip_by_global_norm(grads, max_norm)
    return scaled(grads, 1 / norm if norm > max_norm else 1.0), norm


@mistake(caught_by="what is too long ends exactly at the limit")
def returns_one_long_vector(grads, max_norm):
    """You returned every array flattened; each must keep its shape."""
    clipped, norm = clip_by_global_norm(grads, max_norm)
    return [np.ravel(grad).copy() for grad in clipped], norm


@mistake(caught_by="leaves its inputs alone")
def scales_the_callers_arrays(grads, max_norm):
    """`grad *= factor` writes into the caller's arrays; make new ones."""
    clipped, norm = clip_by_global_norm(grads, max_norm)
    for grad, short in zip(grads, clipped, strict=True):
        grad[...] = short
    return clipped, norm


@mistake(caught_by="what is short enough comes back as it is")
def hands_the_same_arrays_back(grads, max_norm):
    """Where nothing was to be clipped you returned the caller's own arrays; return copies, lest one
    list changes with the other."""
    clipped, norm = clip_by_global_norm(grads, max_norm)
    return (clipped if norm > max_norm else list(grads)), norm
