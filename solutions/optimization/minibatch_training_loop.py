import numpy as np

from grader.author import at_most, given, law, mistake, same, solution


def train(X, y, X_val, y_val, w0, gradient, loss, schedule, mu, batch_size, epochs, rng):
    w, v, t = w0, np.zeros_like(w0), 0
    best_w, lowest, val_losses = w0, np.inf, []
    for _ in range(epochs):
        order = rng.permutation(len(y))
        for start in range(0, len(y), batch_size):
            batch = order[start : start + batch_size]
            v = mu * v - schedule(t) * gradient(w, X[batch], y[batch])
            w = w + v
            t += 1
        val_losses.append(loss(w, X_val, y_val))
        if val_losses[-1] < lowest:
            best_w, lowest = w, val_losses[-1]
    return w, best_w, np.array(val_losses)


given(
    "planted lines",
    like="runs",
    sizes={"n": "20..30"},
    truth={"reals": ["d"], "between": [-3, 3]},
    size={"reals": ["n", "d"], "between": [0.3, 1]},
    up={"booleans": ["n", "d"]},
    X={"is": "np.where(up, size, -size)"},
    y={"is": "X @ truth"},
    batch_size={"integer": [2, 8]},
    epochs=12,
    peak={"real": [0.15, 0.3]},
    warmup={"integer": [1, 4]},
    schedule={"function": "up_and_down", "with": {"peak": "peak", "warmup": "warmup", "total": "warmup + 100"}},
    mu={"real": [0.3, 0.6]},
    examples=20,
)


@law("it learns, and never from validation data", over="planted lines")
def _(X, y, X_val, X_val2, y_val, w0, gradient, loss, schedule, mu, batch_size, epochs, rng, w, train):
    """On data from a straight line without noise, a dozen epochs should bring the training loss far
    down. And whatever the validation data are, they choose among weights and never change them."""
    assert at_most(loss(w, X, y), 0.1 * loss(w0, X, y))
    other = train(X, y, X_val2, y_val, w0, gradient, loss, schedule, mu, batch_size, epochs, rng)
    assert same(other.w, w)


@solution
def in_place_with_copies(X, y, X_val, y_val, w0, gradient, loss, schedule, mu, batch_size, epochs, rng):
    """Updates arrays in place, copies what must last, and walks through batches by array_split
    points."""
    w, v = w0.copy(), 0 * w0
    best_w, lowest, val_losses, t = None, np.inf, np.empty(epochs), 0
    for epoch in range(epochs):
        order = np.arange(len(X))
        rng.shuffle(order)
        for batch in np.split(order, range(batch_size, len(order), batch_size)):
            v *= mu
            v -= schedule(t) * gradient(w, X[batch], y[batch])
            w += v
            t += 1
        val_losses[epoch] = loss(w, X_val, y_val)
        if best_w is None or val_losses[epoch] < lowest:
            best_w, lowest = w.copy(), val_losses[epoch]
    return w, best_w, val_losses


@solution
def planned_beforehand(X, y, X_val, y_val, w0, gradient, loss, schedule, mu, batch_size, epochs, rng):
    """Draws all orders and rates first, by sorting random keys; keeps all weights and chooses at
    the end."""
    n = len(X)
    orders = np.argsort(rng.random((epochs, n)), axis=1).tolist()
    plan = [o[i : i + batch_size] for o in orders for i in range(0, n, batch_size)]
    rates = [schedule(t) for t in range(len(plan))]
    places = [w0, w0]
    for batch, rate in zip(plan, rates, strict=True):
        push = rate * gradient(places[-1], X[batch, :], y[batch])
        places.append(places[-1] + mu * (places[-1] - places[-2]) - push)
    per_epoch = len(plan) // epochs
    ends = places[1 + per_epoch :: per_epoch]
    losses = [loss(end, X_val, y_val) for end in ends]
    return ends[-1].copy(), ends[losses.index(min(losses))].copy(), losses


def cut(order, size):
    return [order[i : i + size] for i in range(0, len(order), size)]


def loop(X, y, X_val, y_val, w0, gradient, loss, schedule, mu, epochs, deal, rate=None, fresh=False):
    """The loop with other batches, deal(epoch), another rate(t, epoch), or a velocity that starts
    anew."""
    w, v, t = w0, np.zeros_like(w0), 0
    best_w, val_losses = w0, []
    for epoch in range(epochs):
        if fresh:
            v = np.zeros_like(w0)
        for rows, targets in deal(epoch):
            lr = schedule(t) if rate is None else rate(t, epoch)
            v = mu * v - lr * gradient(w, rows, targets)
            w = w + v
            t += 1
        val_losses.append(loss(w, X_val, y_val))
        if val_losses[-1] < min(val_losses[:-1], default=np.inf):
            best_w = w
    return w, best_w, np.array(val_losses)


def dealing(X, y, batch_size, rng):
    return lambda epoch: [(X[b], y[b]) for b in cut(rng.permutation(len(y)), batch_size)]


@mistake(caught_by="every update is a step of momentum at the rate of its number")
def steps_the_schedule_per_epoch(X, y, X_val, y_val, w0, gradient, loss, schedule, mu, batch_size, epochs, rng):
    """You asked the schedule for the number of the epoch; it wants the number of the update,
    counted from 0 through all epochs."""
    deal = dealing(X, y, batch_size, rng)
    return loop(X, y, X_val, y_val, w0, gradient, loss, schedule, mu, epochs, deal, lambda t, epoch: schedule(epoch))


@mistake(caught_by="every update is a step of momentum at the rate of its number")
def counts_from_one(X, y, X_val, y_val, w0, gradient, loss, schedule, mu, batch_size, epochs, rng):
    """You asked for schedule(1) at the first update; the count starts at 0, and grows after the
    update."""
    deal = dealing(X, y, batch_size, rng)
    return loop(X, y, X_val, y_val, w0, gradient, loss, schedule, mu, epochs, deal, lambda t, _: schedule(t + 1))


@mistake(caught_by="every update is a step of momentum at the rate of its number")
def counts_anew_in_every_epoch(X, y, X_val, y_val, w0, gradient, loss, schedule, mu, batch_size, epochs, rng):
    """Your count t starts again at 0 in every epoch, and the schedule with it; it runs through the
    whole training."""
    deal, steps = dealing(X, y, batch_size, rng), -(-len(y) // batch_size)

    def rate(t, _):
        return schedule(t % steps)

    return loop(X, y, X_val, y_val, w0, gradient, loss, schedule, mu, epochs, deal, rate)


@mistake(caught_by="every update is a step of momentum at the rate of its number")
def stops_between_epochs(X, y, X_val, y_val, w0, gradient, loss, schedule, mu, batch_size, epochs, rng):
    """You set the velocity to zero at the start of every epoch; the ball rolls on, so create v
    before all epochs."""
    deal = dealing(X, y, batch_size, rng)
    return loop(X, y, X_val, y_val, w0, gradient, loss, schedule, mu, epochs, deal, fresh=True)


@mistake(caught_by="every update is a step of momentum at the rate of its number")
def has_no_memory(X, y, X_val, y_val, w0, gradient, loss, schedule, mu, batch_size, epochs, rng):
    """You create the velocity anew for every batch (or leave it out), so mu does nothing; create it
    once, and carry it along."""
    deal = dealing(X, y, batch_size, rng)
    return loop(X, y, X_val, y_val, w0, gradient, loss, schedule, 0.0, epochs, deal)


@mistake(caught_by="the best weights are those of the lowest validation loss")
def keeps_no_copy(X, y, X_val, y_val, w0, gradient, loss, schedule, mu, batch_size, epochs, rng):
    """Your best weights are the same array as w, which later updates change in place, so in the end
    they are the last ones; keep a copy."""
    w, best_w, val_losses = train(X, y, X_val, y_val, w0, gradient, loss, schedule, mu, batch_size, epochs, rng)
    return w, w.copy(), val_losses


@mistake(caught_by="the best weights are those of the lowest validation loss")
def judges_on_training_data(X, y, X_val, y_val, w0, gradient, loss, schedule, mu, batch_size, epochs, rng):
    """You noted the loss on the training data and chose by it; that one also falls when the model
    memorises. Judge on X_val and y_val."""
    return train(X, y, X, y, w0, gradient, loss, schedule, mu, batch_size, epochs, rng)


@mistake(caught_by="the best weights are those of the lowest validation loss")
def keeps_the_last_improvement(X, y, X_val, y_val, w0, gradient, loss, schedule, mu, batch_size, epochs, rng):
    """You keep the weights whenever the loss is lower than in the epoch before, so the last
    improvement wins; compare with the lowest loss of all."""
    deal = dealing(X, y, batch_size, rng)
    best = {"last": np.inf, "w": w0}

    def watched(w, Xs, ys):
        value = loss(w, Xs, ys)
        if value < best["last"]:
            best["w"] = w
        best["last"] = value
        return value

    w, _, val_losses = loop(X, y, X_val, y_val, w0, gradient, watched, schedule, mu, epochs, deal)
    return w, best["w"], val_losses


@mistake(caught_by="every epoch has an order of its own, and rng decides which")
def shuffles_once(X, y, X_val, y_val, w0, gradient, loss, schedule, mu, batch_size, epochs, rng):
    """You shuffled once, before all epochs, so every epoch repeats the same batches; draw a new
    permutation in each."""
    order = rng.permutation(len(y))

    def deal(_):
        return [(X[b], y[b]) for b in cut(order, batch_size)]

    return loop(X, y, X_val, y_val, w0, gradient, loss, schedule, mu, epochs, deal)


@mistake(caught_by="every epoch has an order of its own, and rng decides which")
def keeps_the_stored_order(X, y, X_val, y_val, w0, gradient, loss, schedule, mu, batch_size, epochs, rng):
    """You took the samples in the order in which they are stored; shuffle them in every epoch, with
    a permutation drawn from rng."""

    def deal(_):
        return [(X[b], y[b]) for b in cut(np.arange(len(y)), batch_size)]

    return loop(X, y, X_val, y_val, w0, gradient, loss, schedule, mu, epochs, deal)


@mistake(caught_by="every epoch has an order of its own, and rng decides which")
def brings_its_own_chance(X, y, X_val, y_val, w0, gradient, loss, schedule, mu, batch_size, epochs, rng):
    """You made a generator of your own with a fixed seed (0); all chance comes from the rng that is
    handed to you."""
    rng = np.random.default_rng(0)
    return train(X, y, X_val, y_val, w0, gradient, loss, schedule, mu, batch_size, epochs, rng)


@mistake(caught_by="every epoch hands out every sample once, in full batches but for the last")
def drops_the_short_batch(X, y, X_val, y_val, w0, gradient, loss, schedule, mu, batch_size, epochs, rng):
    """You left out what does not fill a batch; the last batch of an epoch is as long as what is
    left."""

    def deal(_):
        batches = cut(rng.permutation(len(y)), batch_size)
        return [(X[b], y[b]) for b in batches if len(b) == batch_size]

    return loop(X, y, X_val, y_val, w0, gradient, loss, schedule, mu, epochs, deal)


@mistake(caught_by="every epoch hands out every sample once, in full batches but for the last")
def draws_with_replacement(X, y, X_val, y_val, w0, gradient, loss, schedule, mu, batch_size, epochs, rng):
    """You drew every sample afresh, so in an epoch some come twice and some never; cut one
    permutation."""

    def deal(_):
        return [(X[b], y[b]) for b in cut(rng.integers(len(y), size=len(y)), batch_size)]

    return loop(X, y, X_val, y_val, w0, gradient, loss, schedule, mu, epochs, deal)


@mistake(caught_by="every epoch hands out every sample once, in full batches but for the last")
def tears_samples_and_targets_apart(X, y, X_val, y_val, w0, gradient, loss, schedule, mu, batch_size, epochs, rng):
    """You shuffled X and y each by itself, first X, and the samples lost their targets; use one
    permutation for both."""

    def deal(_):
        rows, targets = rng.permutation(X), rng.permutation(y)
        return [(rows[b], targets[b]) for b in cut(np.arange(len(y)), batch_size)]

    return loop(X, y, X_val, y_val, w0, gradient, loss, schedule, mu, epochs, deal)


@mistake(caught_by="every update is a step of momentum at the rate of its number")
def divides_by_the_full_batch(X, y, X_val, y_val, w0, gradient, loss, schedule, mu, batch_size, epochs, rng):
    """You weighed each gradient by the batch's length over batch_size; it is a mean over the batch
    already, however short the batch is."""

    def weighed(w, rows, targets):
        return gradient(w, rows, targets) * len(targets) / batch_size

    return train(X, y, X_val, y_val, w0, weighed, loss, schedule, mu, batch_size, epochs, rng)


@mistake(caught_by="leaves its inputs alone")
def trains_the_first_weights_in_place(X, y, X_val, y_val, w0, gradient, loss, schedule, mu, batch_size, epochs, rng):
    """`w = w0` is no copy, and `w += v` then changes the caller's first weights; start with
    w0.copy()."""
    answer = train(X, y, X_val, y_val, w0, gradient, loss, schedule, mu, batch_size, epochs, rng)
    w0[...] = answer[0]
    return answer


@mistake(caught_by="it learns, and never from validation data")
def freezes_when_validation_gets_worse(X, y, X_val, y_val, w0, gradient, loss, schedule, mu, batch_size, epochs, rng):
    """You hand back the best weights as the last ones too, so validation data decide where training
    ends; asked for are both."""
    _, best_w, val_losses = train(X, y, X_val, y_val, w0, gradient, loss, schedule, mu, batch_size, epochs, rng)
    return best_w, best_w.copy(), val_losses
