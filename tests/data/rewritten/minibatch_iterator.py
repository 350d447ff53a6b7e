import numpy as np


def check(batch_size):
    if batch_size < 1:
        raise ValueError("batch_size must be at least 1")


def order_of(n, rng):
    return np.arange(n) if rng is None else rng.permutation(n)


def cut(order, batch_size, drop_last):
    pieces = []
    rest = order
    while len(rest) >= batch_size:
        pieces.append(rest[:batch_size])
        rest = rest[batch_size:]
    if len(rest) and not drop_last:
        pieces.append(rest)
    return pieces

# %% right


def minibatches(n, batch_size, rng=None, drop_last=False):
    check(batch_size)
    return cut(order_of(n, rng), batch_size, drop_last)


# %% loses_the_short_batch


def minibatches(n, batch_size, rng=None, drop_last=False):
    check(batch_size)
    order = order_of(n, rng)
    full = n // batch_size
    return list(order[:full * batch_size].reshape(full, batch_size))


# %% gives_the_rest_to_the_last


def minibatches(n, batch_size, rng=None, drop_last=False):
    check(batch_size)
    pieces = cut(order_of(n, rng), batch_size, drop_last)
    if len(pieces) > 1 and len(pieces[-1]) < batch_size:
        rest = pieces.pop()
        pieces[-1] = np.append(pieces[-1], rest)
    return pieces


# %% fills_the_last_batch_up


def minibatches(n, batch_size, rng=None, drop_last=False):
    check(batch_size)
    order = order_of(n, rng)
    pieces = cut(order, batch_size, drop_last)
    if pieces and len(pieces[-1]) < batch_size:
        start = batch_size * (len(pieces) - 1)
        pieces[-1] = order[np.arange(start, start + batch_size) % n]
    return pieces


# %% makes_equal_parts


def minibatches(n, batch_size, rng=None, drop_last=False):
    check(batch_size)
    order = order_of(n, rng)
    if drop_last:
        order = order[:n - n % batch_size]
    parts = (len(order) + batch_size - 1) // batch_size
    return np.array_split(order, parts) if parts else []


# %% adds_an_empty_batch


def minibatches(n, batch_size, rng=None, drop_last=False):
    check(batch_size)
    order = order_of(n, rng)
    for k in range(n // batch_size + 1):
        batch = order[k * batch_size:(k + 1) * batch_size]
        if drop_last and len(batch) < batch_size:
            continue
        yield batch


# %% always_drops_the_last


def minibatches(n, batch_size, rng=None, drop_last=False):
    check(batch_size)
    pieces = cut(order_of(n, rng), batch_size, False)
    if drop_last and pieces:
        pieces.pop()
    return pieces


# %% ignores_drop_last


def minibatches(n, batch_size, rng=None, drop_last=False):
    check(batch_size)
    order = order_of(n, rng)
    start = 0
    while start < n:
        yield order[start:start + batch_size]
        start += batch_size


# %% seeds_every_epoch


def minibatches(n, batch_size, rng=None, drop_last=False):
    check(batch_size)
    if rng is not None:
        rng = np.random.default_rng(0)
    return cut(order_of(n, rng), batch_size, drop_last)


# %% never_shuffles


def minibatches(n, batch_size, rng=None, drop_last=False):
    check(batch_size)
    for start in range(0, n, batch_size):
        stop = start + batch_size
        if stop > n and drop_last:
            return
        yield np.arange(start, min(stop, n))


# %% shuffles_what_fills_batches


def minibatches(n, batch_size, rng=None, drop_last=False):
    check(batch_size)
    order = np.arange(n)
    if rng is not None:
        rest = n % batch_size
        rng.shuffle(order[:n - rest])
    return cut(order, batch_size, drop_last)


# %% drops_before_it_shuffles


def minibatches(n, batch_size, rng=None, drop_last=False):
    check(batch_size)
    used = n // batch_size * batch_size if drop_last else n
    return cut(order_of(used, rng), batch_size, drop_last)


# %% shuffles_the_batches_only


def minibatches(n, batch_size, rng=None, drop_last=False):
    check(batch_size)
    pieces = cut(np.arange(n), batch_size, drop_last)
    turn = order_of(n // batch_size, rng).tolist()
    turn += range(len(turn), len(pieces))
    return [pieces[k] for k in turn]


# %% rotates_the_data


def minibatches(n, batch_size, rng=None, drop_last=False):
    check(batch_size)
    order = np.arange(n)
    if rng is not None and n > 0:
        order = (order + rng.integers(n)) % n
    return cut(order, batch_size, drop_last)


# %% yields_nothing_for_no_size


def minibatches(n, batch_size, rng=None, drop_last=False):
    if batch_size < 1:
        return []
    return cut(order_of(n, rng), batch_size, drop_last)


# %% uses_the_global_random_state


def minibatches(n, batch_size, rng=None, drop_last=False):
    check(batch_size)
    order = np.arange(n)
    if rng is not None:
        np.random.seed(int(rng.integers(2 ** 31)))
        np.random.shuffle(order)
    return cut(order, batch_size, drop_last)


# %%
import numpy as np


def portions(n, batch_size, drop_last):
    if batch_size < 1:
        raise ValueError("batch_size must be at least 1")
    full, rest = divmod(n, batch_size)
    lengths = [batch_size] * full
    if rest and not drop_last:
        lengths.append(rest)
    return lengths


def deal(cards, lengths):
    at = 0
    for length in lengths:
        yield cards[at:at + length]
        at += length

# %% draws_every_batch_afresh


def minibatches(n, batch_size, rng=None, drop_last=False):
    lengths = portions(n, batch_size, drop_last)
    if rng is None:
        return list(deal(np.arange(n), lengths))
    return [rng.choice(n, length, replace=False) for length in lengths]


# %% always_shuffles


def minibatches(n, batch_size, rng=None, drop_last=False):
    lengths = portions(n, batch_size, drop_last)
    if rng is None:
        rng = np.random.default_rng(0)
    cards = np.arange(n)
    rng.shuffle(cards)
    return list(deal(cards, lengths))
