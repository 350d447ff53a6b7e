import numpy as np


def check(t):
    if np.min(t) < 0:
        raise ValueError("negative threshold")


# %% right
def soft_threshold(x, t):
    check(t)
    x = np.asarray(x, dtype=float)
    return x - np.minimum(np.maximum(x, np.negative(t)), t)

# %% keeps_survivors_where_they_are
def soft_threshold(x, t):
    check(t)
    return np.asarray(x, dtype=float) * (np.abs(x) > t)

# %% subtracts_from_negatives_too
def soft_threshold(x, t):
    check(t)
    x = np.asarray(x, dtype=float)
    return (x - t) * (np.abs(x) > t)

# %% clips
def soft_threshold(x, t):
    check(t)
    x = np.asarray(x, dtype=float)
    return np.where(x > t, t, np.where(x < np.negative(t), np.negative(t), x))

# %% moves_beyond_zero
def soft_threshold(x, t):
    check(t)
    x = np.asarray(x, dtype=float)
    return np.where(x > 0, x - t, np.where(x < 0, x + t, 0.0))

# %% keeps_only_positive_ones
def soft_threshold(x, t):
    check(t)
    x = np.asarray(x, dtype=float)
    return np.where(x > t, x - t, 0.0)

# %% shrinks_as_l2_does
def soft_threshold(x, t):
    check(t)
    share = 1 / (1 + np.asarray(t, dtype=float))
    return x * share

# %% loses_the_signs
def soft_threshold(x, t):
    check(t)
    size = np.abs(np.asarray(x, dtype=float))
    return np.where(size > t, size - t, 0.0)

# %% takes_half_of_the_threshold
def soft_threshold(x, t):
    check(t)
    x = np.asarray(x, dtype=float)
    h = np.asarray(t) / 2
    return np.maximum(x - h, 0) + np.minimum(x + h, 0)

# %% accepts_negative_thresholds
def soft_threshold(x, t):
    x = np.asarray(x, dtype=float)
    size = np.abs(x) - t
    size = np.where(size > 0, size, 0.0)
    return np.copysign(size, x)

# %% looks_at_the_largest_threshold
def soft_threshold(x, t):
    if np.max(t) < 0:
        raise ValueError("negative threshold")
    x = np.asarray(x, dtype=float)
    return np.sign(x) * np.maximum(np.abs(x) - t, 0)

# %% takes_one_threshold_for_all
def soft_threshold(x, t):
    check(t)
    x = np.asarray(x, dtype=float)
    top = np.max(t)
    return x - np.clip(x, -top, top)

# %% zeroes_in_place
def soft_threshold(x, t):
    check(t)
    x = np.asarray(x, dtype=float)
    x[np.abs(x) <= t] = 0
    return x - np.sign(x) * t
