import numpy as np

from grader.author import given, law, mistake, solution


def sgd_linear(X, y, lr, epochs, batch_size, rng):
    w, losses = np.zeros(X.shape[1]), []
    for _ in range(epochs):
        order = rng.permutation(len(y))
        for start in range(0, len(y), batch_size):
            batch = order[start : start + batch_size]
            error = X[batch] @ w - y[batch]
            w = w - lr * 2 * error @ X[batch] / len(batch)
        losses.append(np.mean((X @ w - y) ** 2))
    return w, np.array(losses)



given(
    "who meets whom",
    X={"array": [[1.0], [1.0], [1.0], [1.0]]},
    y={"array": [0.0, 1.0, 3.0, 8.0]},
    lr=0.5,
    epochs=300,
    batch_size=2,
    rng={"rng": [0, 999]},
    examples=2,
)


@law("the order is new in every epoch", over="who meets whom")
def _(losses):
    """Where one step is enough to fit a batch, the loss after an epoch tells who was in the last one.
    Over many epochs any two samples should meet equally often: shuffle the samples anew in every
    epoch, not only the batches, and don't rotate."""
    # The weight is the mean of the last batch; a pair and the other two have the same loss. Shares of
    # 1/3 over 300 epochs have a deviation of 0.03.
    shares = [np.mean(abs(losses - loss) < 1e-6) for loss in (15.75, 11.75, 10.5)]
    assert all(abs(share - 1 / 3) < 0.17 for share in shares)


@solution
def sample_by_sample(X, y, lr, epochs, batch_size, rng):
    """Deals out a shuffled list, and adds the slopes of a batch up sample by sample."""
    (n, d), losses = np.shape(X), []
    w = [0.0] * d
    samples = list(zip(np.asarray(X).tolist(), np.asarray(y).tolist(), strict=True))
    for _ in range(epochs):
        order = list(range(n))
        rng.shuffle(order)
        while order:
            batch = [samples[order.pop()] for _ in range(min(batch_size, len(order)))]
            slope = [0.0] * d
            for x, goal in batch:
                error = sum(a * b for a, b in zip(x, w, strict=True)) - goal
                slope = [s + 2 * error * a / len(batch) for s, a in zip(slope, x, strict=True)]
            w = [a - lr * s for a, s in zip(w, slope, strict=True)]
        losses.append(np.mean([(np.dot(x, w) - goal) ** 2 for x, goal in samples]))
    return np.array(w), losses


@solution
def shuffles_copies(X, y, lr, epochs, batch_size, rng):
    """Shuffles a table of X and y together, and splits it."""
    table = np.column_stack([X, y]).astype(float)
    w, losses = np.zeros(table.shape[1] - 1), np.zeros(epochs)
    for epoch in range(epochs):
        rng.shuffle(table)
        for part in np.split(table, range(batch_size, len(table), batch_size)):
            slopes = part[:, :-1] * (part[:, :-1] @ w - part[:, -1])[:, None]
            w -= 2 * lr * slopes.mean(axis=0)
        losses[epoch] = np.mean((table[:, :-1] @ w - table[:, -1]) ** 2)
    return w, losses


def run(X, y, lr, epochs, deal, slope):
    """SGD with another way to deal the samples out, or with another slope of a batch."""
    w, losses = np.zeros(X.shape[1]), []
    for _ in range(epochs):
        for batch in deal(len(y)):
            w = w - lr * slope(X[batch], y[batch], w)
        losses.append(np.mean((X @ w - y) ** 2))
    return w, np.array(losses)


def mean_slope(X, y, w):
    return 2 * X.T @ (X @ w - y) / len(y)


def shuffled(batch_size, rng):
    def deal(n):
        order = rng.permutation(n)
        return [order[i : i + batch_size] for i in range(0, n, batch_size)]

    return deal


@mistake(caught_by="among equal rows every batch gives the same slope")
def divides_by_the_nominal_size(X, y, lr, epochs, batch_size, rng):
    """You divided every batch by batch_size (by n, if that is less), the short last one too, which so
    pulls too weakly; divide by the number of samples that are in it."""
    size = min(batch_size, len(y))

    def slope(Xb, yb, w):
        return 2 * Xb.T @ (Xb @ w - yb) / size

    return run(X, y, lr, epochs, shuffled(batch_size, rng), slope)


@mistake(caught_by="among equal rows every batch gives the same slope")
def drops_the_short_batch(X, y, lr, epochs, batch_size, rng):
    """You left the short last batch out; it makes a step too."""

    def deal(n):
        batches = shuffled(batch_size, rng)(n)
        return [b for b in batches if len(b) == min(batch_size, n)]

    return run(X, y, lr, epochs, deal, mean_slope)


@mistake(caught_by="the last batch is what is left over")
def deals_out_equal_shares(X, y, lr, epochs, batch_size, rng):
    """You made all batches about equally large, as np.array_split does; each is to have batch_size
    samples, and only the last one may be shorter."""

    def deal(n):
        return np.array_split(rng.permutation(n), -(-n // batch_size))

    return run(X, y, lr, epochs, deal, mean_slope)


@mistake(caught_by="a batch of everything is plain gradient descent")
def adds_up(X, y, lr, epochs, batch_size, rng):
    """You added the slopes of a batch up; take their mean, or a batch of 32 steps 32 times as far."""

    def slope(Xb, yb, w):
        return 2 * Xb.T @ (Xb @ w - yb)

    return run(X, y, lr, epochs, shuffled(batch_size, rng), slope)


@mistake(caught_by="a batch of everything is plain gradient descent")
def forgets_the_two(X, y, lr, epochs, batch_size, rng):
    """Your slope is the mean of error times x, without the 2 that the square brings down: that
    belongs to half the mean squared error."""
    return run(
        X, y, lr, epochs, shuffled(batch_size, rng), lambda Xb, yb, w: mean_slope(Xb, yb, w) / 2
    )


@mistake(caught_by="a batch of everything is plain gradient descent")
def steps_for_every_sample(X, y, lr, epochs, batch_size, rng):
    """You took a step for every single sample, whatever the batch size; a batch makes one step, by the
    mean of its slopes."""
    return run(X, y, lr, epochs, shuffled(1, rng), mean_slope)


@mistake(caught_by="each sample pulls once in every epoch")
def draws_with_replacement(X, y, lr, epochs, batch_size, rng):
    """You drew each batch by rng.choice from all samples, with replacement, as many as it should
    hold: in an epoch some are seen twice and others never. Shuffle all, then deal them out."""

    def deal(n):
        return [rng.choice(n, min(batch_size, n - start)) for start in range(0, n, batch_size)]

    return run(X, y, lr, epochs, deal, mean_slope)


@mistake(caught_by="each sample pulls once in every epoch")
def shuffles_apart(X, y, lr, epochs, batch_size, rng):
    """You shuffled X and y one after the other, and each sample got the answer of another; shuffle
    the indices once and pick from both."""
    w, losses = np.zeros(X.shape[1]), []
    for _ in range(epochs):
        Xs, ys = rng.permutation(X), rng.permutation(y)
        for i in range(0, len(y), batch_size):
            w = w - lr * mean_slope(Xs[i : i + batch_size], ys[i : i + batch_size], w)
        losses.append(np.mean((X @ w - y) ** 2))
    return w, np.array(losses)


@mistake(caught_by="the order is new in every epoch")
def shuffles_once(X, y, lr, epochs, batch_size, rng):
    """You shuffled once, before the first epoch; the order must be new in each."""
    batches = shuffled(batch_size, rng)(len(y))
    return run(X, y, lr, epochs, lambda n: batches, mean_slope)


@mistake(caught_by="the order is new in every epoch")
def shuffles_the_batches_only(X, y, lr, epochs, batch_size, rng):
    """You cut the samples as they are stored into batches, and shuffled only the order of the batches:
    the same samples always meet. Shuffle the samples, then cut."""

    def deal(n):
        batches = [np.arange(n)[i : i + batch_size] for i in range(0, n, batch_size)]
        return [batches[i] for i in rng.permutation(len(batches))]

    return run(X, y, lr, epochs, deal, mean_slope)


@mistake(caught_by="another generator visits the samples in another order")
def never_shuffles(X, y, lr, epochs, batch_size, rng):
    """You went through the samples as they are stored; shuffle them in every epoch, with rng."""

    def deal(n):
        return [np.arange(n)[i : i + batch_size] for i in range(0, n, batch_size)]

    return run(X, y, lr, epochs, deal, mean_slope)


@mistake(caught_by="the losses are those of all samples after each epoch")
def notes_the_loss_before_the_epoch(X, y, lr, epochs, batch_size, rng):
    """You noted the loss before the epoch's steps: yours begins with that of w = 0. Note it after
    them."""
    w, losses = sgd_linear(X, y, lr, epochs, batch_size, rng)
    return w, np.append(np.mean(np.square(y, dtype=float)), losses[:-1])


@mistake(caught_by="the losses are those of all samples after each epoch")
def averages_the_losses_of_the_batches(X, y, lr, epochs, batch_size, rng):
    """You averaged the losses that the batches had, each before its step. The weights moved meanwhile;
    take the loss over all samples when the epoch is over."""
    w, losses = np.zeros(X.shape[1]), []
    for _ in range(epochs):
        seen = []
        for batch in shuffled(batch_size, rng)(len(y)):
            seen.append(np.mean((X[batch] @ w - y[batch]) ** 2))
            w = w - lr * mean_slope(X[batch], y[batch], w)
        losses.append(np.mean(seen))
    return w, np.array(losses)


@mistake(caught_by="a batch of everything is plain gradient descent")
def starts_anywhere(X, y, lr, epochs, batch_size, rng):
    """You started from random weights; start from zero."""
    w, losses = rng.standard_normal(X.shape[1]), []
    for _ in range(epochs):
        for batch in shuffled(batch_size, rng)(len(y)):
            w = w - lr * mean_slope(X[batch], y[batch], w)
        losses.append(np.mean((X @ w - y) ** 2))
    return w, np.array(losses)


@mistake(caught_by="leaves its inputs alone")
def shuffles_the_callers_data(X, y, lr, epochs, batch_size, rng):
    """`rng.shuffle(X)` reorders the caller's rows; shuffle indices, or a copy."""
    w, losses = sgd_linear(X, y, lr, epochs, batch_size, rng)
    order = np.roll(np.arange(len(y)), 1)
    X[:], y[:] = X[order], y[order]
    return w, losses
