import numpy as np

from grader.author import given, law, mistake, solution


def sample_categorical(weights, n, rng):
    ends = np.cumsum(weights)
    if np.min(weights) < 0 or ends[-1] == 0:
        raise ValueError("weights are not negative, and not all zero")
    return np.searchsorted(ends, rng.random(n) * ends[-1], side="right")


given("fair wheels", like="wheels", weights={"is": "np.full(k, unit)"}, n=3000, examples=4)


@law("no draw depends on the one before", over="fair wheels")
def _(draws, n, k):
    """Of k equally probable classes, two draws in a row are the same with chance 1/k, and so are two
    draws that stand half the sequence apart. Draw a new random number for each, and don't sort."""
    # n - 1 pairs, each with chance 1/k and deviation sqrt(n / k): six of them.
    bound = 6 * np.sqrt(n / k)
    assert abs(np.sum(draws[1:] == draws[:-1]) - n / k) < bound
    assert abs(np.sum(draws == np.roll(draws, n // 2)) - n / k) < 2 * bound


given(
    "many equal classes",
    like="wheels",
    sizes={"k": 5000},
    weights={"is": "np.full(k, unit)"},
    n=800,
    factor=1024.0,
    examples=2,
)


@law("counts scatter as chance has it", over="many equal classes")
def _(draws, n, k):
    """Of many equally probable classes some come up more often than expected, some less, and some
    never, so that the squares of the differences from n/k add up to about n. Draws that are dealt
    out evenly differ less, draws that come in bunches more, as do those that follow too few different
    random numbers, and a class whose share is small must still come."""
    # Pearson's statistic: k - 1 in the mean, with deviation sqrt(2 k) = 100; seven of them. It counts pairs of
    # equal draws, n² / 2k = 64 of them; of 2000 points, all equally probable, there would be 160.
    scatter = np.sum((np.bincount(draws, minlength=k) - n / k) ** 2) / (n / k)
    assert abs(scatter - k) < 7 * np.sqrt(2 * k)


def checked(weights):
    weights = np.asarray(weights, dtype=float)
    if np.any(weights < 0) or not np.any(weights > 0):
        raise ValueError("no distribution")
    return weights


@solution
def by_choice(weights, n, rng):
    """NumPy's own method, with probabilities."""
    weights = checked(weights)
    return rng.choice(len(weights), size=n, p=weights / weights.sum())


@solution
def by_the_gumbel_trick(weights, n, rng):
    """The largest of the log-weights with Gumbel noise, computed as the earliest exponential time."""
    weights = checked(weights)
    with np.errstate(divide="ignore"):
        times = rng.exponential(size=(n, len(weights))) / weights
    return times.argmin(axis=1)


@solution
def walking_along_the_line(weights, n, rng):
    """For each draw, subtracts widths from a random point until it lies in a sector."""
    weights = checked(weights).tolist()
    total, last = sum(weights), max(i for i, weight in enumerate(weights) if weight)
    draws = []
    for _ in range(n):
        point, i = rng.random() * total, 0
        while point >= weights[i] and i < last:
            point -= weights[i]
            i += 1
        draws.append(i)
    return np.array(draws, dtype=int)


@mistake(caught_by="classes are drawn as often as their weights say")
def takes_the_most_probable(weights, n, rng):
    """You returned the class with the largest weight every time; draw, so that the others come up
    as well."""
    return np.full(n, np.argmax(checked(weights)))


@mistake(caught_by="classes are drawn as often as their weights say")
def draws_all_classes_alike(weights, n, rng):
    """You drew from the classes with positive weight, all with the same chance; the weights say how
    often."""
    return rng.choice(np.flatnonzero(checked(weights) > 0), n)


@mistake(caught_by="only classes with positive weight are drawn")
def forgets_the_total(weights, n, rng):
    """Your random points lie between 0 and 1, whatever the total weight is: multiply them by it, or
    divide the weights by it first."""
    return np.searchsorted(np.cumsum(checked(weights)), rng.random(n), side="right")


@mistake(caught_by="only classes with positive weight are drawn")
def takes_whole_points_on_the_wrong_side(weights, n, rng):
    """For whole weights you draw whole points from 0 on, and look for the first sector end that is
    not less than the point: point 0 then belongs to the first class even if its weight is 0, and
    all others shift. The sector is the first whose end is greater: side="right"."""
    weights = checked(weights)
    ends = np.cumsum(weights)
    if np.all(weights == np.rint(weights)):
        return np.searchsorted(ends, rng.integers(int(ends[-1]), size=n), side="left")
    return np.searchsorted(ends, rng.random(n) * ends[-1], side="right")


@mistake(caught_by="only classes with positive weight are drawn", free="little")
def adds_a_little_to_each_weight(weights, n, rng, *, little=0.01):
    """You added {little} to each share, so that classes with weight 0 come up now and then; 0 means
    never."""
    weights = checked(weights)
    p = weights / weights.sum() + little
    return rng.choice(len(p), size=n, p=p / p.sum())


@mistake(caught_by="classes are drawn as often as their weights say")
def takes_softmax_of_the_weights(weights, n, rng):
    """You took the weights for logits, with a softmax over those that are not 0. They are weights
    already: divide by their sum."""
    weights = checked(weights)
    e = np.where(weights > 0, np.exp(weights - weights.max()), 0.0)
    return rng.choice(len(e), size=n, p=e / e.sum())


@mistake(caught_by="no draw depends on the one before")
def throws_one_point_and_steps_on(weights, n, rng):
    """You drew one random point and went on from it in equal steps around the line, so the classes
    come in order; draw n random points."""
    ends = np.cumsum(checked(weights))
    points = (rng.random() + np.arange(n) / max(n, 1)) % 1
    return np.searchsorted(ends, points * ends[-1], side="right")


@mistake(caught_by="classes are drawn as often as their weights say")
def repeats_one_draw(weights, n, rng):
    """You drew one class and repeated it n times; draw n random numbers."""
    return np.repeat(sample_categorical(weights, 1, rng), n)


@mistake(caught_by="the generator decides, and the unit of the weights does not matter")
def seeds_a_generator_of_its_own(weights, n, rng):
    """You made a generator with a fixed seed and never used the one that was given."""
    return sample_categorical(weights, n, np.random.default_rng(0))


@mistake(caught_by="leaves its inputs alone")
def draws_from_the_global_state(weights, n, rng):
    """`np.random.choice` draws from a state that all code shares; use the generator given."""
    weights = checked(weights)
    np.random.seed(int(rng.integers(1 << 30)))
    return np.random.choice(len(weights), size=n, p=weights / weights.sum())


@mistake(caught_by="negative weights, or none, raise ValueError", accepts=True)
def lets_negative_weights_pass(weights, n, rng):
    """You only looked at the total; a single negative weight makes sectors that run backwards.
    Raise ValueError."""
    ends = np.cumsum(weights)
    if ends[-1] <= 0:
        raise ValueError("no weight")
    return np.minimum(np.searchsorted(ends, rng.random(n) * ends[-1], side="right"), len(ends) - 1)


@mistake(caught_by="negative weights, or none, raise ValueError")
def draws_the_first_class_if_there_is_no_weight(weights, n, rng):
    """With all weights 0 there is nothing to draw from, but you returned a class; raise ValueError."""
    if np.any(np.asarray(weights) < 0):
        raise ValueError("negative")
    if not np.any(weights):
        return np.zeros(n, dtype=int)
    return sample_categorical(weights, n, rng)


@mistake(caught_by="returns what it promises")
def counts_the_classes(weights, n, rng):
    """You returned how often each class came up; asked for are the draws themselves, n numbers."""
    draws = sample_categorical(weights, n, rng)
    return np.bincount(draws, minlength=len(weights))
