import numpy as np

from grader.author import given, law, mistake, solution


def minibatches(n, batch_size, rng=None, drop_last=False):
    if batch_size < 1:
        raise ValueError(f"a batch cannot hold {batch_size} samples")
    order = np.arange(n) if rng is None else rng.permutation(n)
    end = n - n % batch_size if drop_last else n
    for start in range(0, end, batch_size):
        yield order[start : start + batch_size]


given(
    "many epochs",
    n=8,
    batch_size=2,
    rng={"rng": [0, 999]},
    seed={"integer": [0, 999]},
    times=800,
    examples=3,
)


given("a short batch in many epochs", like="many epochs", n={"choice": [6, 7, 10]}, batch_size=4)
given("many samples in epochs", like="many epochs", n=200, batch_size=40, times=400, examples=1)


def near(shares, odds, times):
    """Whether all shares of so many are within seven standard deviations of the odds."""
    return np.all(abs(shares - odds) <= 7 * np.sqrt(odds * (1 - odds) / times))


@law(
    "any two samples meet equally often",
    over=("many epochs", "a short batch in many epochs", "many samples in epochs"),
)
def _(n, batch_size, seed, times, epochs):
    """Over many epochs every sample should be in every batch equally often, also in the last, even
    if that is short, and share its batch with every other one equally often: shuffle all samples, not
    the batches, not portions of them, and don't rotate. If you swap places yourself, each takes its
    sample from the places that are not yet settled, or some orders come more often than others. If
    the short batch is dropped, all samples are left out equally often."""
    batch = np.argsort(epochs(n, batch_size, seed, times), axis=1) // batch_size
    sizes = np.bincount(batch[0])
    shares = np.stack([np.mean(batch == i, axis=0) for i in range(len(sizes))])
    odds = sizes[:, None] / n
    assert near(shares[[0, -1]], odds[[0, -1]], times)
    # Pearson's statistic of samples and batches, in units of its mean: with these degrees of freedom it has a
    # deviation of sqrt(2 / freedom). Twelve leave 1e-7 where there are five of them, and far less where more.
    freedom = (n - 1) * (len(sizes) - 1)
    scatter = np.mean(times * (shares - odds) ** 2 / (odds * (1 - odds)))
    assert scatter < 1 + 12 * np.sqrt(2 / freedom)
    meet = np.mean(batch[:, 1:] == batch[:, :-1], axis=0)
    assert near(meet, np.sum(sizes * (sizes - 1)) / (n * (n - 1)), times)
    kept = np.array(epochs(n, batch_size, seed, times, True))
    seen = np.bincount(kept.ravel(), minlength=n) / times
    assert near(seen, kept.shape[1] / n, times)


@solution
def returns_a_list(n, batch_size, rng=None, drop_last=False):
    """Cuts the whole order at every multiple of the batch size, and returns lists of numbers."""
    if batch_size <= 0:
        raise ValueError("batch_size")
    order = list(range(n))
    if rng is not None:
        rng.shuffle(order)
    batches = []
    for index in order:
        if not batches or len(batches[-1]) == batch_size:
            batches.append([])
        batches[-1].append(index)
    if drop_last and batches and len(batches[-1]) < batch_size:
        batches.pop()
    return batches


@solution
def sorts_random_numbers(n, batch_size, rng=None, drop_last=False):
    """Orders the samples by random keys; splits at the multiples."""
    if batch_size < 1:
        raise ValueError("batch_size")
    order = np.argsort(np.arange(n) if rng is None else rng.random(n))
    parts = np.split(order, np.arange(batch_size, n, batch_size))
    return [part for part in parts if len(part) == batch_size or (len(part) and not drop_last)]


@solution
def sorts_every_batch(n, batch_size, rng=None, drop_last=False):
    """Who is in a batch matters, not in which order."""
    return [np.sort(batch) for batch in minibatches(n, batch_size, rng, drop_last)]


@mistake(caught_by="every sample is in exactly one batch")
def draws_every_batch_afresh(n, batch_size, rng=None, drop_last=False):
    """With rng you drew every batch from all samples, by rng.choice without replacement, so two
    batches may share samples while others are never seen; shuffle once per epoch, then deal."""
    for batch in minibatches(n, batch_size, None, drop_last):
        yield batch if rng is None else rng.choice(n, len(batch), replace=False)


@mistake(caught_by="every sample is in exactly one batch")
def loses_the_short_batch(n, batch_size, rng=None, drop_last=False):
    """You made n // batch_size batches and lost the samples left over; unless drop_last is set they
    make one more, shorter batch."""
    yield from minibatches(n, batch_size, rng, drop_last=True)


@mistake(caught_by="every batch is full, only the last may be shorter")
def gives_the_rest_to_the_last(n, batch_size, rng=None, drop_last=False):
    """You added the samples left over to the last full batch; they make a batch of their own."""
    batches = list(minibatches(n, batch_size, rng, drop_last))
    if len(batches) > 1 and len(batches[-1]) < batch_size:
        batches[-2:] = [np.concatenate(batches[-2:])]
    return batches


@mistake(caught_by="every sample is in exactly one batch")
def fills_the_last_batch_up(n, batch_size, rng=None, drop_last=False):
    """You filled the short batch up with samples from the start of the order, which are then seen
    twice; leave it short."""
    batches = list(minibatches(n, batch_size, rng, drop_last))
    if batches and len(batches[-1]) < batch_size:
        order = np.concatenate(batches)
        batches[-1] = np.resize(np.concatenate([batches[-1], order]), batch_size)
    return batches


@mistake(caught_by="every batch is full, only the last may be shorter")
def makes_equal_parts(n, batch_size, rng=None, drop_last=False):
    """np.array_split evens the sizes out: 7 by 3 becomes 3, 2, 2. Every batch but the last must be
    full."""
    batches = list(minibatches(n, batch_size, rng, drop_last))
    return np.array_split(np.concatenate(batches), len(batches)) if batches else []


@mistake(caught_by="every batch is full, only the last may be shorter")
def adds_an_empty_batch(n, batch_size, rng=None, drop_last=False):
    """You made n // batch_size + 1 batches; where n is a multiple of the batch size the last one is
    empty, and its mean nan."""
    yield from minibatches(n, batch_size, rng, drop_last)
    if not drop_last and n % batch_size == 0:
        yield np.zeros(0, dtype=int)


@mistake(caught_by="drop_last leaves out the short batch and nothing else")
def always_drops_the_last(n, batch_size, rng=None, drop_last=False):
    """With drop_last you dropped the last batch even where it was full; drop it only if it is
    shorter than batch_size."""
    batches = list(minibatches(n, batch_size, rng))
    return batches[:-1] if drop_last else batches


@mistake(caught_by="drop_last leaves out the short batch and nothing else")
def ignores_drop_last(n, batch_size, rng=None, drop_last=False):
    """You kept the short batch in spite of drop_last=True."""
    yield from minibatches(n, batch_size, rng)


@mistake(caught_by="the generator decides, and every epoch is new")
def seeds_every_epoch(n, batch_size, rng=None, drop_last=False):
    """You made a generator of your own, np.random.default_rng(0), in every call: all epochs have the
    same order, whatever generator was given. Use rng."""
    rng = None if rng is None else np.random.default_rng(0)
    yield from minibatches(n, batch_size, rng, drop_last)


@mistake(caught_by="the generator decides, and every epoch is new")
def never_shuffles(n, batch_size, rng=None, drop_last=False):
    """You kept the order of the data although rng was given; shuffle with it."""
    yield from minibatches(n, batch_size, None, drop_last)


@mistake(caught_by="without rng the samples come in their order")
def always_shuffles(n, batch_size, rng=None, drop_last=False):
    """With rng=None you shuffled by a generator of your own, np.random.default_rng(0); keep the order
    then."""
    yield from minibatches(n, batch_size, rng or np.random.default_rng(0), drop_last)


@mistake(caught_by="any two samples meet equally often")
def shuffles_what_fills_batches(n, batch_size, rng=None, drop_last=False):
    """You shuffled only as many of the first samples as fill whole batches, so the last ones are always
    the short batch; shuffle all n samples, then deal."""
    batches = list(minibatches(n, batch_size, None, drop_last))
    if rng is None:
        return batches
    full = n - n % batch_size
    order = np.append(rng.permutation(full), np.arange(full, n))
    return [order[batch] for batch in batches]


@mistake(caught_by="any two samples meet equally often")
def drops_before_it_shuffles(n, batch_size, rng=None, drop_last=False):
    """With drop_last you left out the last samples first and shuffled the rest, so those are never
    seen in any epoch; shuffle all n samples, then leave out the short batch."""
    if batch_size > 0 and drop_last:
        n -= n % batch_size
    yield from minibatches(n, batch_size, rng, drop_last)


@mistake(caught_by="any two samples meet equally often")
def shuffles_the_batches_only(n, batch_size, rng=None, drop_last=False):
    """You cut the samples in their order into batches and shuffled only which batch comes first, so
    the same samples always meet; shuffle the samples."""
    batches = list(minibatches(n, batch_size, None, drop_last))
    if rng is None:
        return batches
    short = [batch for batch in batches if len(batch) < batch_size]
    full = [batch for batch in batches if len(batch) == batch_size]
    return [full[i] for i in rng.permutation(len(full))] + short


@mistake(caught_by="any two samples meet equally often")
def rotates_the_data(n, batch_size, rng=None, drop_last=False):
    """You only chose by chance where to begin, and neighbours stay together; shuffle."""
    start = 0 if rng is None or not n else rng.integers(n)
    for batch in minibatches(n, batch_size, None, drop_last):
        yield (batch + start) % n


@mistake(caught_by="a batch size below 1 raises ValueError")
def yields_nothing_for_no_size(n, batch_size, rng=None, drop_last=False):
    """For a batch size below 1 you yield no batch at all, and training does nothing without a word;
    raise ValueError."""
    if batch_size >= 1:
        yield from minibatches(n, batch_size, rng, drop_last)


@mistake(caught_by="leaves its inputs alone")
def uses_the_global_random_state(n, batch_size, rng=None, drop_last=False):
    """`np.random.shuffle` uses, and `np.random.seed` sets, a state that all code shares; use rng
    alone."""
    if rng is not None:
        np.random.seed(int(rng.integers(1 << 30)))
        order = np.arange(n)
        np.random.shuffle(order)
        return [order[batch] for batch in minibatches(n, batch_size, None, drop_last)]
    return list(minibatches(n, batch_size, None, drop_last))
