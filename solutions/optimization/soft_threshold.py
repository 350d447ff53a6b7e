import numpy as np

from grader.author import close, law, mistake, solution


def soft_threshold(x, t):
    if np.any(np.less(t, 0)):
        raise ValueError(f"a threshold is negative: {t}")
    x = np.asarray(x, dtype=float)
    return np.sign(x) * np.maximum(np.abs(x) - t, 0.0)


@law("one threshold after another is their sum", over="weights")
def _(x, t, s, z, soft_threshold):
    """Moving towards zero by t and then by s, without going beyond it, is moving by s + t; and a
    threshold of 0 moves nothing."""
    assert close(soft_threshold(z, s), soft_threshold(x, s + t))
    assert close(soft_threshold(z, 0.0), z)
    assert close(soft_threshold(z + (s + 1) * np.sign(x), s), z + np.sign(x))


@solution
def subtracts_the_clipped_part(x, t):
    """What is lost is x itself, limited to the band from -t to t."""
    x, t = np.asarray(x, dtype=float), np.asarray(t, dtype=float)
    if t.min() < 0:
        raise ValueError("t < 0")
    return x - np.clip(x, -t, t)


@solution
def one_case_after_another(x, t):
    """Three cases for each entry."""
    z = np.zeros(np.shape(x))
    for index, value in np.ndenumerate(x):
        threshold = t[index] if np.ndim(t) else t
        if threshold < 0:
            raise ValueError("t < 0")
        if value > threshold:
            z[index] = value - threshold
        elif value < -threshold:
            z[index] = value + threshold
    return z


def checked(t):
    if np.any(np.less(t, 0)):
        raise ValueError("t < 0")
    return t


@mistake(caught_by="what survives has moved towards zero by t")
def keeps_survivors_where_they_are(x, t):
    """This is hard thresholding: what lies within t becomes 0, the rest stays as it is. Soft
    thresholding moves the rest by t as well."""
    return np.where(np.abs(x) > checked(t), x, 0.0)


@mistake(caught_by="what survives has moved towards zero by t")
def subtracts_from_negatives_too(x, t):
    """You subtracted t from all that lies beyond the threshold, whatever its sign, so negative
    numbers move away from 0; those move up by t."""
    return np.where(np.abs(x) <= checked(t), 0.0, x - t)


@mistake(caught_by="exactly zero within the threshold, and nowhere else")
def clips(x, t):
    """You clipped x to the band from -t to t. That is the part that soft thresholding takes
    away."""
    return np.clip(x, -checked(t), t).astype(float)


@mistake(caught_by="exactly zero within the threshold, and nowhere else")
def moves_beyond_zero(x, t):
    """You moved every entry by t against its sign, so small ones end up beyond zero; stop at 0."""
    return x - checked(t) * np.sign(x)


@mistake(caught_by="exactly zero within the threshold, and nowhere else")
def keeps_only_positive_ones(x, t):
    """max(x - t, 0) is 0 for all negative numbers; those below -t survive too, as x + t."""
    return np.maximum(x - checked(t), 0.0)


@mistake(caught_by="exactly zero within the threshold, and nowhere else")
def shrinks_as_l2_does(x, t):
    """x / (1 + t) is the answer for the penalty t z²/2: it shrinks by a share and never gets to 0.
    The penalty here is t |z|."""
    return x / (1 + checked(t))


@mistake(caught_by="what survives has moved towards zero by t")
def loses_the_signs(x, t):
    """You returned how large the survivors are, max(|x| - t, 0); give them the sign of x back."""
    return np.maximum(np.abs(x) - checked(t), 0.0)


@mistake(caught_by="exactly zero within the threshold, and nowhere else")
def takes_half_of_the_threshold(x, t):
    """Your threshold is t / 2, which belongs to (z - x)² without the half in front; with the half
    it is t."""
    return soft_threshold(x, checked(t) / 2)


@mistake(caught_by="a negative threshold raises ValueError", accepts=True)
def accepts_negative_thresholds(x, t):
    """A negative threshold would push entries away from zero; raise ValueError, also if only one of
    many is negative."""
    return np.sign(x) * np.maximum(np.abs(x) - t, 0.0)


@mistake(caught_by="a negative threshold raises ValueError", accepts=True)
def looks_at_the_largest_threshold(x, t):
    """Where only some of the thresholds are negative you do not raise; one is enough."""
    if np.all(np.less(t, 0)):
        raise ValueError("t < 0")
    return np.sign(x) * np.maximum(np.abs(x) - t, 0.0)


@mistake(caught_by="agrees with the reference")
def takes_one_threshold_for_all(x, t):
    """With an array of thresholds you used their largest for all entries; each has its own."""
    return soft_threshold(x, np.max(checked(t)))


@mistake(caught_by="leaves its inputs alone")
def zeroes_in_place(x, t):
    """`x[abs(x) <= t] = 0` writes into the caller's array; write into a new one."""
    z = soft_threshold(x, t)
    x[np.abs(x) <= t] = 0
    return z
