import numpy as np


def nudge_all(f, x, h):
    base = np.array(x, dtype=float)
    found = np.zeros(base.shape)
    for place in np.ndindex(base.shape):
        there, back = base.copy(), base.copy()
        there[place] += h
        back[place] -= h
        found[place] = (f(there) - f(back)) / (2 * h)
    return found


def pair_of(f, g, x, h):
    if np.shape(g) != np.shape(x):
        raise ValueError("the gradient needs the shape of x")
    return np.array(g, dtype=float).ravel(), nudge_all(f, x, h).ravel()


def size(a):
    return max(abs(float(entry)) for entry in a)


def length(a):
    return float(np.sqrt(np.dot(a, a)))


# %% right
def gradient_check(f, g, x, h=1e-5):
    mine, theirs = pair_of(f, g, x, h)
    below = max(size(mine), size(theirs))
    if below == 0:
        return 0.0
    return size(mine - theirs) / below


# %% uses_an_absolute_error
def gradient_check(f, g, x, h=1e-5):
    mine, theirs = pair_of(f, g, x, h)
    worst = 0.0
    for a, b in zip(mine, theirs):
        worst = max(worst, abs(float(a) - float(b)))
    return worst


# %% takes_the_mean
def gradient_check(f, g, x, h=1e-5):
    mine, theirs = pair_of(f, g, x, h)
    below = max(size(mine), size(theirs))
    if below == 0:
        return 0.0
    total = 0.0
    for a, b in zip(mine, theirs):
        total += abs(a - b)
    return float(total / len(mine) / below)


# %% compares_lengths
def gradient_check(f, g, x, h=1e-5):
    mine, theirs = pair_of(f, g, x, h)
    one, two = length(mine), length(theirs)
    if one == two == 0:
        return 0.0
    return abs(one - two) / max(one, two)


# %% divides_lengths
def gradient_check(f, g, x, h=1e-5):
    mine, theirs = pair_of(f, g, x, h)
    longer = max(length(mine), length(theirs))
    return length(theirs - mine) / longer if longer > 0 else 0.0


# %% is_relative_entry_by_entry
def gradient_check(f, g, x, h=1e-5):
    worst = 0.0
    for a, b in zip(*pair_of(f, g, x, h)):
        larger = max(abs(a), abs(b))
        if larger > 0:
            worst = max(worst, abs(a - b) / larger)
    return float(worst)


# %% divides_by_the_numerical_gradient
def gradient_check(f, g, x, h=1e-5):
    mine, theirs = pair_of(f, g, x, h)
    if not mine.any() and not theirs.any():
        return 0.0
    with np.errstate(divide="ignore"):
        return float(np.max(np.abs(mine - theirs)) / np.max(np.abs(theirs)))


# %% divides_by_the_sum
def gradient_check(f, g, x, h=1e-5):
    mine, theirs = pair_of(f, g, x, h)
    below = size(mine) + size(theirs)
    return 0.0 if below == 0 else size(mine - theirs) / below


# %% forgets_the_signs
def gradient_check(f, g, x, h=1e-5):
    mine, theirs = pair_of(f, g, x, h)
    below = max(size(mine), size(theirs))
    if below == 0:
        return 0.0
    return max(float(a - b) for a, b in zip(mine, theirs)) / below


# %% divides_zero_by_zero
def gradient_check(f, g, x, h=1e-5):
    mine, theirs = pair_of(f, g, x, h)
    below = np.abs(np.concatenate([mine, theirs])).max()
    return float(np.abs(theirs - mine).max() / below)


# %% adds_a_small_number_below
def gradient_check(f, g, x, h=1e-5):
    mine, theirs = pair_of(f, g, x, h)
    return size(mine - theirs) / (max(size(mine), size(theirs)) + 1e-10)


# %% looks_ahead_only
def gradient_check(f, g, x, h=1e-5):
    x = np.array(x, dtype=float)
    if np.shape(g) != x.shape:
        raise ValueError("shape")
    mine = np.array(g, dtype=float).ravel()
    here = f(x.copy())
    theirs = np.empty(x.size)
    for i in range(x.size):
        moved = x.copy().ravel()
        moved[i] += h
        theirs[i] = (f(moved.reshape(x.shape)) - here) / h
    below = max(size(mine), size(theirs))
    return 0.0 if below == 0 else size(mine - theirs) / below


# %% lets_shapes_broadcast
def gradient_check(f, g, x, h=1e-5):
    hat = nudge_all(f, x, h)
    below = max(np.max(np.abs(g)), np.max(np.abs(hat)))
    if below == 0:
        return 0.0
    return float(np.max(np.abs(np.asarray(g) - hat)) / below)
