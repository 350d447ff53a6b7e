import numpy as np


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
