import math

import numpy as np

from grader.author import close, law, mistake, solution


def entropy(p, axis=-1, base=None):
    p = np.asarray(p, dtype=float)
    if np.any(p < 0) or not np.allclose(p.sum(axis=axis), 1, rtol=0, atol=1e-6):
        raise ValueError("not a distribution")
    h = -np.sum(p * np.log(p + (p == 0)), axis=axis)
    return h if base is None else h / np.log(base)


@law("works along any axis", over="stacks")
def _(rows, h, right, entropy):
    """Every slice along `axis` is a distribution of its own; what is left keeps its order."""
    assert close(h, right.h)
    assert close(h, entropy(rows))


@solution
def one_slice_at_a_time(p, axis=-1, base=None):
    """A loop over slices, and over the outcomes that are possible at all."""

    def one(row):
        if min(row) < 0 or abs(sum(row) - 1) > 1e-6:
            raise ValueError("not a distribution")
        h = sum(x * math.log(1 / x) for x in row.tolist() if x > 1e-300)
        return h if base is None else h / math.log(base)

    p = np.asarray(p, dtype=float)
    return np.apply_along_axis(one, axis, p) if p.ndim > 1 else one(p)


@solution
def with_a_table_of_logarithms(p, axis=-1, base=None):
    """Takes logarithms only where it may, in any base; returns 0-d arrays."""
    p = np.array(p, dtype=float)
    if p.min() < 0 or np.abs(p.sum(axis=axis) - 1).max() > 1e-6:
        raise ValueError("not a distribution")
    logs = np.zeros(p.shape)
    np.log2(p, out=logs, where=p > 0)
    bits = np.einsum("...i,...i->...", np.moveaxis(p, axis, -1), -np.moveaxis(logs, axis, -1))
    return np.asarray(bits / (np.log2(np.e) if base is None else np.log2(base)))


@mistake(caught_by="a sure thing has entropy 0, k equal chances have ln k")
def gets_nan_for_a_zero(p, axis=-1, base=None):
    """For p = 0 you computed 0 · log(0) = 0 · (-inf), which is nan; such a term counts 0."""
    p = np.asarray(p, dtype=float)
    if np.any(p < 0) or np.any(np.abs(p.sum(axis=axis) - 1) > 1e-6):
        raise ValueError("not a distribution")
    h = -np.sum(p * np.log(p), axis=axis)
    return h if base is None else h / np.log(base)


@mistake(caught_by="a sure thing has entropy 0, k equal chances have ln k", free="eps")
def adds_epsilon_in_the_logarithm(p, axis=-1, base=None, *, eps=1e-8):
    """You took log(p + {eps}) to be safe at 0. That shifts every other term too, and a sure thing
    gets an entropy below 0; treat p = 0 by itself."""
    entropy(p, axis)
    p = np.asarray(p, dtype=float)
    h = -np.sum(p * np.log(p + eps), axis=axis)
    return h if base is None else h / np.log(base)


@mistake(caught_by="a sure thing has entropy 0, k equal chances have ln k")
def forgets_the_sign(p, axis=-1, base=None):
    """Logarithms of probabilities are negative; without the minus in front so is your entropy."""
    return -entropy(p, axis, base)


@mistake(caught_by="a sure thing has entropy 0, k equal chances have ln k")
def uses_base_2_throughout(p, axis=-1, base=None):
    """Without a `base` you used base 2 and answered in bits; natural logarithms are asked for."""
    return entropy(p, axis, 2 if base is None else base)


@mistake(caught_by="a sure thing has entropy 0, k equal chances have ln k")
def averages_over_the_outcomes(p, axis=-1, base=None):
    """You took the plain mean of -p log p over the k outcomes. The weights p make it an average
    already: sum."""
    return entropy(p, axis, base) / np.shape(p)[axis]


@mistake(caught_by="a sure thing has entropy 0, k equal chances have ln k")
def leaves_out_the_weights(p, axis=-1, base=None):
    """You added up the surprises -log p of all possible outcomes; weigh each by its probability p."""
    entropy(p, axis)
    p = np.asarray(p, dtype=float)
    h = -np.sum(np.log(p + (p == 0)), axis=axis)
    return h if base is None else h / np.log(base)


@mistake(caught_by="the base only changes the unit")
def multiplies_by_the_logarithm_of_the_base(p, axis=-1, base=None):
    """You multiplied by ln b; the logarithm to base b is ln divided by ln b."""
    return entropy(p, axis) * (1 if base is None else np.log(base))


@mistake(caught_by="the base only changes the unit")
def ignores_the_base(p, axis=-1, base=None):
    """You ignored `base`; divide by its natural logarithm."""
    return entropy(p, axis)


@mistake(caught_by="returns what it promises")
def sums_over_everything(p, axis=-1, base=None):
    """You added up the whole array; each slice along `axis` has an entropy of its own."""
    return np.sum(entropy(p, axis, base))


@mistake(caught_by="works along any axis")
def always_takes_the_last_axis(p, axis=-1, base=None):
    """You ignored `axis` and always summed along the last one."""
    return entropy(p, -1, base)


@mistake(caught_by="what is no distribution raises ValueError", accepts=True)
def takes_anything(p, axis=-1, base=None):
    """You computed a number without asking whether there is a distribution: negative entries, or a
    sum other than 1, must raise ValueError."""
    p = np.asarray(p, dtype=float)
    with np.errstate(all="ignore"):
        h = -np.sum(p * np.log(p + (p == 0)), axis=axis)
    return h if base is None else h / np.log(base)


@mistake(caught_by="what is no distribution raises ValueError")
def rescales_to_one(p, axis=-1, base=None):
    """You divided by the sum to make it 1 and so hid the caller's slip (logits, mostly); raise
    ValueError."""
    p = np.asarray(p, dtype=float)
    return entropy(p / p.sum(axis=axis, keepdims=True), axis, base)
