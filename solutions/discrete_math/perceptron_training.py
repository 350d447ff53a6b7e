import numpy as np

from grader.author import equivalent, law, mistake, same, solution, unpromised


def train_perceptron(X, y, max_epochs):
    w, b, updates = np.zeros(X.shape[1]), 0, 0
    for _ in range(max_epochs):
        before = updates
        for x, label in zip(X, y.tolist()):
            if label * (w @ x + b) <= 0:
                w = w + label * x
                b += label
                updates += 1
        if updates == before:
            break
    return w, b, updates


equivalent("ce2256d2", because="after an epoch without a mistake nothing changes any more")
equivalent("805daf1d", because="after an epoch without a mistake nothing changes any more")


unpromised("answers below 1e-8 are 0", says="whose entries are 0, or at least 1e-7 in size")


@law("the opposite labels give the opposite weights", over=("any data", "xor"))
def _(X, y, max_epochs, w, b, updates, train_perceptron):
    """Nothing tells the two classes apart: with all labels negated, the same samples are mistakes,
    at the start, where all margins are 0, too; and each adds the opposite. And once all samples are
    right, more epochs change nothing."""
    other = train_perceptron(X, -y, max_epochs)
    assert same(other.w, -w)
    assert float(other.b) == -float(b)
    assert int(other.updates) == int(updates)
    if np.all(y * (X @ w + b) > 0):
        again = train_perceptron(X, y, max_epochs + 5)
        assert same(again.w, w)


@solution
def with_one_more_input(X, y, max_epochs):
    """The bias as the weight of an input that is always 1; a queue of samples instead of two
    loops."""
    rows = np.column_stack([X, np.ones(len(X))]) * np.asarray(y)[:, None]
    w, updates, right, i = np.zeros(rows.shape[1]), 0, 0, 0
    while i < max_epochs * len(rows):
        if i % len(rows) == 0:
            right = 0
        row = rows[i % len(rows)]
        if row @ w > 0:
            right += 1
        else:
            w += row
            updates += 1
        i += 1
        if right == len(rows):
            break
    return w[:-1].copy(), float(w[-1]), updates


@solution
def by_counting_mistakes(X, y, max_epochs):
    """Never forms w until the end: counts how often each sample was a mistake, with a table of
    inner products."""
    K = (X @ X.T + 1) * np.outer(y, y)
    counts = np.zeros(len(X), dtype=int)
    for _ in range(max_epochs):
        total = counts.sum()
        for i in range(len(X)):
            counts[i] += K[i] @ counts <= 0
        if counts.sum() == total:
            break
    return (counts * y) @ X, int(counts @ y), int(counts.sum())


def variant(X, y, max_epochs, wrong=lambda margin: margin <= 0, push=lambda x, label: (label * x, label)):
    """The rule with another idea of what is a mistake, or of what to add."""
    w, b, updates = np.zeros(X.shape[1]), 0.0, 0
    for _ in range(max_epochs):
        before = updates
        for x, label in zip(X, y, strict=True):
            if wrong(label * (w @ x + b)):
                dw, db = push(x, label)
                w, b, updates = w + dw, b + db, updates + 1
        if updates == before:
            break
    return w, b, updates


@mistake(caught_by="separable data end with every sample on its side")
def takes_zero_for_right(X, y, max_epochs):
    """You update only where the margin is negative. At the start all margins are 0, so nothing ever
    happens; 0 is a mistake too."""
    return variant(X, y, max_epochs, wrong=lambda margin: margin < 0)


@mistake(caught_by="separable data end with every sample on its side")
def forgets_the_bias(X, y, max_epochs):
    """You never change b, so the boundary is tied to the origin; add the label to b at every
    mistake."""
    return variant(X, y, max_epochs, push=lambda x, label: (label * x, 0.0))


@mistake(caught_by="separable data end with every sample on its side")
def learns_from_every_sample(X, y, max_epochs):
    """You added every sample, right or wrong, through all the epochs (counting each). Samples far
    out then shout down those near the boundary; add only mistakes."""
    n = len(X)
    return max_epochs * (y @ X), float(max_epochs * np.sum(y)), max_epochs * n


@mistake(caught_by="separable data end with every sample on its side")
def expects_labels_of_zero_and_one(X, y, max_epochs):
    """You added (y - output) times the sample, with an output of 0 or 1 (1 where w·x + b > 0): made
    for labels 0 and 1. With -1 and 1 a negative sample is never right, and is added in every epoch;
    compare signs."""
    w, b, updates = np.zeros(X.shape[1]), 0.0, 0
    for _ in range(min(max_epochs, 400)):
        before = updates
        for x, label in zip(X, y, strict=True):
            error = int(label) - int(w @ x + b > 0)
            if error:
                w, b, updates = w + error * x, b + error, updates + 1
        if updates == before:
            break
    return w, b, updates


@mistake(caught_by="separable data end with every sample on its side")
def goes_through_once(X, y, max_epochs):
    """You went through the samples once; an update can make an earlier sample wrong again, so go on
    until an epoch has no mistake."""
    return train_perceptron(X, y, 1)


@mistake(caught_by="separable data end with every sample on its side")
def stops_at_the_first_success(X, y, max_epochs):
    """You stopped training at the first sample that was right already; only a whole epoch without a
    mistake ends it."""
    w, b, updates = np.zeros(X.shape[1]), 0.0, 0
    for _ in range(max_epochs):
        for x, label in zip(X, y, strict=True):
            if label * (w @ x + b) > 0:
                return w, b, updates
            w, b, updates = w + label * x, b + label, updates + 1
    return w, b, updates


@mistake(caught_by="agrees with the reference")
def updates_after_the_epoch(X, y, max_epochs):
    """You found all mistakes of an epoch with the same weights, and added them together at its end;
    each mistake changes the weights before the next sample is looked at."""
    w, b, updates = np.zeros(X.shape[1]), 0.0, 0
    for _ in range(max_epochs):
        wrong = y * (X @ w + b) <= 0
        if not wrong.any():
            break
        w, b = w + y[wrong] @ X[wrong], b + float(y[wrong].sum())
        updates += int(wrong.sum())
    return w, b, updates


@mistake(caught_by="xor has a mistake in every epoch")
def counts_epochs(X, y, max_epochs):
    """You counted something else: the epochs that had a mistake, less one. Asked for is the number
    of updates."""
    w, b, updates = np.zeros(X.shape[1]), 0.0, 0
    for epoch in range(max_epochs):
        w_new, b_new, more = train_from(w, b, X, y)
        if not more:
            return w, b, updates
        w, b, updates = w_new, b_new, epoch
    return w, b, updates


def train_from(w, b, X, y):
    """One epoch from these weights."""
    updates = 0
    for x, label in zip(X, y, strict=True):
        if label * (w @ x + b) <= 0:
            w, b, updates = w + label * x, b + label, updates + 1
    return w, b, updates


@mistake(caught_by="agrees with the reference")
def demands_a_margin_of_one(X, y, max_epochs):
    """You also updated where the margin was positive but at most 1, as a hinge loss would; the
    perceptron is content with any positive margin."""
    return variant(X, y, max_epochs, wrong=lambda margin: margin <= 1)


@mistake(caught_by="every mistake brings the weights closer to a separator: by the margin at least", free="rate")
def learns_slowly(X, y, max_epochs, *, rate=0.1):
    """You multiplied the updates by a learning rate of {rate}. From zero that only rescales w and b;
    the rule adds the sample itself."""
    return variant(X, y, max_epochs, push=lambda x, label: (rate * label * x, rate * label))


@mistake(caught_by="separable data end with every sample on its side")
def moves_the_wrong_way(X, y, max_epochs):
    """You subtracted y x from w, and y from b, which makes the mistake worse; add them."""
    return variant(X, y, max_epochs, push=lambda x, label: (-label * x, -label))


@mistake(caught_by="xor has a mistake in every epoch")
def never_gives_up(X, y, max_epochs):
    """You go on until all is right (a hundred epochs at least), whatever max_epochs says; on xor
    that would be for ever."""
    return train_perceptron(X, y, max(max_epochs, 100))


@mistake(caught_by="agrees with the reference")
def has_one_epoch_too_many(X, y, max_epochs):
    """You allow max_epochs + 1 epochs; max_epochs is how many there are at most."""
    return train_perceptron(X, y, max_epochs + 1)
