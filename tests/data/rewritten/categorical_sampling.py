import numpy as np


def checked(weights):
    w = np.array(weights, dtype=float)
    if (w < 0).any() or not w.sum() > 0:
        raise ValueError("these weights are no distribution")
    return w


def spin(w, points):
    return np.searchsorted(np.cumsum(w), points, side="right")


def draw(w, n, rng):
    ends = np.cumsum(w)
    return np.searchsorted(ends, rng.random(n) * ends[-1], side="right")


# %% right
def sample_categorical(weights, n, rng):
    ends = np.add.accumulate(checked(weights))
    points = ends[-1] * rng.random(n)
    return (points[:, None] >= ends[None, :]).sum(axis=1)

# %% takes_the_most_probable
def sample_categorical(weights, n, rng):
    w = checked(weights)
    return np.array([int(np.argmax(w))] * n, dtype=int)

# %% draws_all_classes_alike
def sample_categorical(weights, n, rng):
    possible = np.flatnonzero(checked(weights))
    return possible[rng.integers(0, len(possible), size=n)]

# %% forgets_the_total
def sample_categorical(weights, n, rng):
    w = checked(weights)
    return spin(w, rng.random(n))

# %% takes_whole_points_on_the_wrong_side
def sample_categorical(weights, n, rng):
    w = checked(weights)
    if np.issubdtype(np.asarray(weights).dtype, np.integer):
        points = rng.integers(0, int(w.sum()), size=n)
        return np.searchsorted(np.cumsum(w), points)
    return draw(w, n, rng)

# %% adds_a_little_to_each_weight
def sample_categorical(weights, n, rng):
    w = checked(weights)
    share = w / w.sum() + 0.01
    return rng.choice(len(share), size=n, p=share / share.sum())

# %% takes_softmax_of_the_weights
def sample_categorical(weights, n, rng):
    w = checked(weights)
    e = np.exp(w - w.max())
    e[w == 0] = 0
    return rng.choice(len(w), size=n, p=e / e.sum())

# %% throws_one_point_and_steps_on
def sample_categorical(weights, n, rng):
    w = checked(weights)
    start = rng.random()
    line = np.array([(start + i / n) % 1.0 for i in range(n)])
    ends = np.cumsum(w)
    return np.searchsorted(ends, line * ends[-1], side="right")

# %% repeats_one_draw
def sample_categorical(weights, n, rng):
    w = checked(weights)
    return np.repeat(draw(w, 1, rng), n)

# %% seeds_a_generator_of_its_own
def sample_categorical(weights, n, rng):
    w = checked(weights)
    own = np.random.default_rng(1234)
    return own.choice(len(w), size=n, p=w / w.sum())

# %% draws_from_the_global_state
def sample_categorical(weights, n, rng):
    w = checked(weights)
    return np.random.choice(np.arange(len(w)), size=n, p=w / w.sum())

# %% lets_negative_weights_pass
def sample_categorical(weights, n, rng):
    w = np.asarray(weights, dtype=float)
    if w.sum() <= 0:
        raise ValueError("no weight")
    return draw(w, n, rng)

# %% draws_the_first_class_if_there_is_no_weight
def sample_categorical(weights, n, rng):
    w = np.asarray(weights, dtype=float)
    if np.any(w < 0):
        raise ValueError("negative weight")
    if not w.any():
        return np.zeros(n, dtype=int)
    return draw(w, n, rng)

# %% counts_the_classes
def sample_categorical(weights, n, rng):
    w = checked(weights)
    came = draw(w, n, rng)
    return np.array([np.count_nonzero(came == i) for i in range(len(w))])
