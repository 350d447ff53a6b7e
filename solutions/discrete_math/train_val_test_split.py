import numpy as np

from grader.author import each, given, law, mistake, solution


def checked(fractions):
    fractions = np.asarray(fractions, dtype=float)
    if np.any(fractions < 0) or abs(fractions.sum() - 1) > 1e-9:
        raise ValueError(f"the fractions {fractions} are not shares of one whole")
    return fractions


def cut(indices, fractions):
    cuts = np.round(np.cumsum(fractions)[:2] * len(indices)).astype(int)
    return np.split(indices, cuts)


def split_indices(n, fractions, rng, labels=None):
    fractions = checked(fractions)
    rng = np.random.default_rng(rng)
    if labels is None:
        return tuple(cut(rng.permutation(n), fractions))
    dealt = [
        cut(rng.permutation(np.flatnonzero(labels == kind)), fractions)
        for kind in np.unique(labels)
    ]
    return tuple(np.concatenate(parts) for parts in zip(*dealt))


given("many seeds", like="seeds", n=40, seeds={"is": "list(range(400))"}, examples=1)
given("many seeds for classes", like="many seeds", labels={"is": "np.arange(n) // 20"}, examples=1)


@law("chance alone decides who goes where", over=("many seeds", "many seeds for classes"))
def _(n, fractions, labels, seeds, split_indices):
    """Over many seeds every sample should be drawn for training equally often, whether its
    neighbour is drawn or not: shuffle, don't rotate or take turns."""
    splits = each(lambda seed: split_indices(n, fractions, seed, labels), seeds)
    drawn = np.array([np.isin(np.arange(n), split.train) for split in splits])
    # A sample is in train with odds 1/2: over 400 seeds the mean has a standard deviation of 0.025.
    # Two neighbours both are with odds 0.237 (in one class of 20) to 0.25: a deviation of 0.022.
    # The bounds are six of them wide; rotating gives the neighbours odds of at least 0.45.
    often = drawn.mean(axis=0)
    assert np.all(abs(often - 0.5) < 0.16)
    together = (drawn[:, 1:] & drawn[:, :-1]).mean(axis=0)
    assert np.all(abs(together - 0.243) < 0.135)


@solution
def gives_the_largest_remainders(n, fractions, rng, labels=None):
    """Rounds down, and hands what is left to the parts that lost most; returns sorted parts."""
    fractions = checked(fractions)
    generator = rng if isinstance(rng, np.random.Generator) else np.random.default_rng(rng)
    labels = np.zeros(n, dtype=int) if labels is None else labels
    parts = [[], [], []]
    for kind in sorted(set(labels.tolist())):
        members = [i for i in range(n) if labels[i] == kind]
        generator.shuffle(members)
        shares = fractions * len(members)
        sizes = np.floor(shares).astype(int)
        for i in np.argsort(sizes - shares)[: len(members) - sizes.sum()]:
            sizes[i] += 1
        for part, size in zip(parts, sizes, strict=True):
            part += [members.pop() for _ in range(size)]
    return tuple(np.array(sorted(part), dtype=int) for part in parts)


@mistake(caught_by="every sample is in exactly one part")
def rounds_every_part_down(n, fractions, rng, labels=None):
    """Rounding every part down leaves samples over that belong to nobody, at least
    where there are no classes; round where to cut."""
    if labels is not None:
        return split_indices(n, fractions, rng, labels)
    order = np.random.default_rng(rng).permutation(n)
    a, b, c = (int(f * n + 1e-12) for f in checked(fractions))
    return order[:a].copy(), order[a : a + b].copy(), order[a + b : a + b + c].copy()


@mistake(caught_by="every sample is in exactly one part")
def draws_every_part_afresh(n, fractions, rng, labels=None):
    """You drew each part by an `rng.choice` of its own, without replacement, but from all samples
    (with labels from all of the class), so some are in two parts; shuffle once, then cut."""
    fractions, rng = checked(fractions), np.random.default_rng(rng)
    labels = np.zeros(n) if labels is None else labels
    members = [np.flatnonzero(labels == kind) for kind in np.unique(labels)]
    dealt = [
        [rng.choice(m, len(part), replace=False) for part in cut(m, fractions)] for m in members
    ]
    return tuple(np.concatenate(parts) for parts in zip(*dealt))


@mistake(caught_by="sizes are within one of their share")
def leaves_the_rest_to_the_last_part(n, fractions, rng, labels=None):
    """You rounded two parts down and left all the rest to the last, which can be almost two too
    many, at least where there are no classes; round the places to cut instead: n * f1 and
    n * (f1 + f2)."""
    if labels is not None:
        return split_indices(n, fractions, rng, labels)
    order = np.random.default_rng(rng).permutation(n)
    a, b, _ = (int(f * n + 1e-12) for f in checked(fractions))
    return tuple(np.split(order, [a, a + b]))


@mistake(caught_by="the seed decides, and nothing else")
def takes_seed_0_for_no_seed(n, fractions, rng, labels=None):
    """`rng or None` is None for the seed 0, and the split differs from run to run; ask
    `rng is None` where you mean that."""
    return split_indices(n, fractions, np.random.default_rng(rng or None), labels)


@mistake(caught_by="the seed decides, and nothing else")
def fixes_the_seed(n, fractions, rng, labels=None):
    """You made a generator of your own and never used the one that was given."""
    return split_indices(n, fractions, 42, labels)


@mistake(caught_by="every class is split by the same rule")
def cuts_the_data_as_stored(n, fractions, rng, labels=None):
    """You cut without looking at the labels: where data are stored class by class, whole classes
    are missing from a part."""
    return tuple(cut(np.arange(n), checked(fractions)))


@mistake(caught_by="every class is split by the same rule")
def ignores_the_labels(n, fractions, rng, labels=None):
    """You shuffled all samples together, and left the classes to luck; split each one by itself."""
    return split_indices(n, fractions, rng)


@mistake(caught_by="leaves its inputs alone")
def uses_the_global_random_state(n, fractions, rng, labels=None):
    """`np.random.shuffle` draws from a state that all code shares, whatever seed the caller gave; use
    the generator given."""
    split_indices(n, fractions, rng, labels)
    return split_indices(n, fractions, np.random.randint(1 << 30), labels)


@mistake(caught_by="chance alone decides who goes where")
def rotates_the_data(n, fractions, rng, labels=None):
    """You only chose where to start, so neighbours stay together; shuffle."""
    fractions = checked(fractions)
    rng = np.random.default_rng(rng)
    if labels is None:
        return tuple(cut(np.roll(np.arange(n), rng.integers(n)), fractions))
    members = [np.flatnonzero(labels == kind) for kind in np.unique(labels)]
    dealt = [cut(np.roll(m, rng.integers(len(m))), fractions) for m in members]
    return tuple(np.concatenate(parts) for parts in zip(*dealt))


@mistake(caught_by="fractions that are no shares raise ValueError")
def rescales_the_fractions(n, fractions, rng, labels=None):
    """You divided by the sum of the fractions and so hid the caller's slip: also a sum
    that is not one asks for ValueError, as a negative share does."""
    fractions = np.asarray(fractions, dtype=float)
    if np.any(fractions < 0):
        raise ValueError("a negative share")
    return split_indices(n, fractions / fractions.sum(), rng, labels)
