import numpy as np

# %% cuts_the_data_as_stored


def deal(items, fractions, rng):
    items = list(items)
    first = int(round(len(items) * fractions[0]))
    second = int(round(len(items) * (fractions[0] + fractions[1])))
    return items[:first], items[first:second], items[second:]


def split_indices(n, fractions, rng, labels=None):
    if min(fractions) < 0 or abs(sum(fractions) - 1) > 1e-9:
        raise ValueError("fractions")
    if not isinstance(rng, np.random.Generator):
        rng = np.random.default_rng(rng)
    parts = [[], [], []]
    groups = [range(n)]
    for group in groups:
        for part, new in zip(parts, deal(group, fractions, rng)):
            part.extend(new)
    return tuple(np.array(part, dtype=int) for part in parts)


# %% fixes_the_seed


def deal(items, fractions, rng):
    items = list(items)
    rng.shuffle(items)
    first = int(round(len(items) * fractions[0]))
    second = int(round(len(items) * (fractions[0] + fractions[1])))
    return items[:first], items[first:second], items[second:]


def split_indices(n, fractions, rng, labels=None):
    if min(fractions) < 0 or abs(sum(fractions) - 1) > 1e-9:
        raise ValueError("fractions")
    rng = np.random.default_rng(0)
    parts = [[], [], []]
    groups = [range(n)]
    if labels is not None:
        groups = [[i for i in range(n) if labels[i] == c] for c in sorted(set(np.asarray(labels).tolist()))]
    for group in groups:
        for part, new in zip(parts, deal(group, fractions, rng)):
            part.extend(new)
    return tuple(np.array(part, dtype=int) for part in parts)


# %% ignores_the_labels


def deal(items, fractions, rng):
    items = list(items)
    rng.shuffle(items)
    first = int(round(len(items) * fractions[0]))
    second = int(round(len(items) * (fractions[0] + fractions[1])))
    return items[:first], items[first:second], items[second:]


def split_indices(n, fractions, rng, labels=None):
    if min(fractions) < 0 or abs(sum(fractions) - 1) > 1e-9:
        raise ValueError("fractions")
    if not isinstance(rng, np.random.Generator):
        rng = np.random.default_rng(rng)
    parts = [[], [], []]
    groups = [range(n)]
    for group in groups:
        for part, new in zip(parts, deal(group, fractions, rng)):
            part.extend(new)
    return tuple(np.array(part, dtype=int) for part in parts)


# %% leaves_the_rest_to_the_last_part


def deal(items, fractions, rng):
    items = list(items)
    rng.shuffle(items)
    first = int(round(len(items) * fractions[0]))
    second = int(round(len(items) * (fractions[0] + fractions[1])))
    return items[:first], items[first:second], items[second:]


def deal_all(n, fractions, rng):
    items = list(range(n))
    rng.shuffle(items)
    first = int(n * fractions[0])
    second = first + int(n * fractions[1])
    return items[:first], items[first:second], items[second:]


def split_indices(n, fractions, rng, labels=None):
    if min(fractions) < 0 or abs(sum(fractions) - 1) > 1e-9:
        raise ValueError("fractions")
    if not isinstance(rng, np.random.Generator):
        rng = np.random.default_rng(rng)
    if labels is None:
        return tuple(np.array(part, dtype=int) for part in deal_all(n, fractions, rng))
    parts = [[], [], []]
    groups = [[i for i in range(n) if labels[i] == c] for c in sorted(set(np.asarray(labels).tolist()))]
    for group in groups:
        for part, new in zip(parts, deal(group, fractions, rng)):
            part.extend(new)
    return tuple(np.array(part, dtype=int) for part in parts)


# %% rescales_the_fractions


def deal(items, fractions, rng):
    items = list(items)
    rng.shuffle(items)
    first = int(round(len(items) * fractions[0]))
    second = int(round(len(items) * (fractions[0] + fractions[1])))
    return items[:first], items[first:second], items[second:]


def split_indices(n, fractions, rng, labels=None):
    if min(fractions) < 0:
        raise ValueError("fractions")
    fractions = [f / sum(fractions) for f in fractions]
    if not isinstance(rng, np.random.Generator):
        rng = np.random.default_rng(rng)
    parts = [[], [], []]
    groups = [range(n)]
    if labels is not None:
        groups = [[i for i in range(n) if labels[i] == c] for c in sorted(set(np.asarray(labels).tolist()))]
    for group in groups:
        for part, new in zip(parts, deal(group, fractions, rng)):
            part.extend(new)
    return tuple(np.array(part, dtype=int) for part in parts)


# %% rotates_the_data


def deal(items, fractions, rng):
    items = list(items)
    start = int(rng.integers(len(items)))
    items = items[start:] + items[:start]
    first = int(round(len(items) * fractions[0]))
    second = int(round(len(items) * (fractions[0] + fractions[1])))
    return items[:first], items[first:second], items[second:]


def split_indices(n, fractions, rng, labels=None):
    if min(fractions) < 0 or abs(sum(fractions) - 1) > 1e-9:
        raise ValueError("fractions")
    if not isinstance(rng, np.random.Generator):
        rng = np.random.default_rng(rng)
    parts = [[], [], []]
    groups = [range(n)]
    if labels is not None:
        groups = [[i for i in range(n) if labels[i] == c] for c in sorted(set(np.asarray(labels).tolist()))]
    for group in groups:
        for part, new in zip(parts, deal(group, fractions, rng)):
            part.extend(new)
    return tuple(np.array(part, dtype=int) for part in parts)


# %% rounds_every_part_down


def deal(items, fractions, rng):
    items = list(items)
    rng.shuffle(items)
    first = int(round(len(items) * fractions[0]))
    second = int(round(len(items) * (fractions[0] + fractions[1])))
    return items[:first], items[first:second], items[second:]


def deal_all(n, fractions, rng):
    items = list(range(n))
    rng.shuffle(items)
    a, b, c = (int(n * f) for f in fractions)
    return items[:a], items[a : a + b], items[a + b : a + b + c]


def split_indices(n, fractions, rng, labels=None):
    if min(fractions) < 0 or abs(sum(fractions) - 1) > 1e-9:
        raise ValueError("fractions")
    if not isinstance(rng, np.random.Generator):
        rng = np.random.default_rng(rng)
    if labels is None:
        return tuple(np.array(part, dtype=int) for part in deal_all(n, fractions, rng))
    parts = [[], [], []]
    groups = [[i for i in range(n) if labels[i] == c] for c in sorted(set(np.asarray(labels).tolist()))]
    for group in groups:
        for part, new in zip(parts, deal(group, fractions, rng)):
            part.extend(new)
    return tuple(np.array(part, dtype=int) for part in parts)


# %% takes_seed_0_for_no_seed


def deal(items, fractions, rng):
    items = list(items)
    rng.shuffle(items)
    first = int(round(len(items) * fractions[0]))
    second = int(round(len(items) * (fractions[0] + fractions[1])))
    return items[:first], items[first:second], items[second:]


def split_indices(n, fractions, rng, labels=None):
    if min(fractions) < 0 or abs(sum(fractions) - 1) > 1e-9:
        raise ValueError("fractions")
    if not isinstance(rng, np.random.Generator):
        rng = np.random.default_rng(rng or None)
    parts = [[], [], []]
    groups = [range(n)]
    if labels is not None:
        groups = [[i for i in range(n) if labels[i] == c] for c in sorted(set(np.asarray(labels).tolist()))]
    for group in groups:
        for part, new in zip(parts, deal(group, fractions, rng)):
            part.extend(new)
    return tuple(np.array(part, dtype=int) for part in parts)


# %% uses_the_global_random_state


def deal(items, fractions, rng):
    items = list(items)
    np.random.shuffle(items)
    first = int(round(len(items) * fractions[0]))
    second = int(round(len(items) * (fractions[0] + fractions[1])))
    return items[:first], items[first:second], items[second:]


def split_indices(n, fractions, rng, labels=None):
    if min(fractions) < 0 or abs(sum(fractions) - 1) > 1e-9:
        raise ValueError("fractions")
    if not isinstance(rng, np.random.Generator):
        rng = np.random.default_rng(rng)
    parts = [[], [], []]
    groups = [range(n)]
    if labels is not None:
        groups = [[i for i in range(n) if labels[i] == c] for c in sorted(set(np.asarray(labels).tolist()))]
    for group in groups:
        for part, new in zip(parts, deal(group, fractions, rng)):
            part.extend(new)
    return tuple(np.array(part, dtype=int) for part in parts)


# %%
import numpy as np


def sizes(n, fractions):
    first = int(round(n * fractions[0]))
    second = int(round(n * (fractions[0] + fractions[1])))
    return first, second - first, n - second


def split(n, fractions, rng, labels, deal):
    if min(fractions) < 0 or abs(sum(fractions) - 1) > 1e-9:
        raise ValueError("no shares")
    rng = np.random.default_rng(rng)
    if labels is None:
        groups = [np.arange(n)]
    else:
        labels = np.asarray(labels)
        groups = [np.flatnonzero(labels == kind) for kind in np.unique(labels)]
    dealt = [deal(group, sizes(len(group), fractions), rng) for group in groups]
    return tuple(np.concatenate(parts) for parts in zip(*dealt))

# %% draws_every_part_afresh


def split_indices(n, fractions, rng, labels=None):
    def deal(group, counts, rng):
        return [rng.choice(group, size=count, replace=False) for count in counts]

    return split(n, fractions, rng, labels, deal)
