import copy

import numpy as np

from grader.author import law, mistake, same, solution, unpromised

X = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
y = np.array([0.0, 1.0, 1.0, 0.0])


def train_xor(hidden, lr, steps, rng, bend=True):
    W1, w2 = rng.normal(size=(2, hidden)), rng.normal(size=hidden)
    b1, b2, losses = np.zeros(hidden), 0.0, []
    for step in range(steps + 1):
        Z = X @ W1 + b1
        H = np.tanh(Z) if bend else Z
        s = H @ w2 + b2
        losses.append(np.mean(np.logaddexp(0, s) - y * s))
        if step < steps:
            ds = (0.5 * (1 + np.tanh(s / 2)) - y) / 4
            dZ = np.outer(ds, w2) * (1 - H**2 if bend else 1)
            W1, b1 = W1 - lr * X.T @ dZ, b1 - lr * dZ.sum(axis=0)
            w2, b2 = w2 - lr * ds @ H, b2 - lr * ds.sum()
    return W1, b1, w2, b2, np.array(losses)


unpromised("arguments in single precision", says="right to $10^{-6}$ only")
unpromised("arguments clipped to 1000", says="between 0 and 10")


@law("all weights are drawn apart", over="wide layers")
def _(W1, w2, hidden, lr, steps, rng, other, train_xor):
    """The weights into a unit say nothing about those out of it, or about its other input: draw
    each by itself. Another seed starts elsewhere, and the same one starts at the same place,
    whether the units bend or not."""
    # Correlations of 400 pairs have a standard error of 0.05; the bound is six of them.
    for a, b in ((W1[0], W1[1]), (W1[0], w2), (W1[1], w2), (W1[0], W1[0][::-1]), (w2, w2[::-1])):
        correlation = np.mean(a * b)
        assert abs(correlation) < 0.3
    assert same(train_xor(hidden, lr, steps, rng, False).W1, W1)
    assert not same(train_xor(hidden, lr, steps, other).W1, W1)


@solution
def unit_by_unit(hidden, lr, steps, rng, bend=True):
    """One parameter vector, one corner at a time, and the output's weights drawn first."""
    w2, W1 = rng.standard_normal(hidden), rng.standard_normal((hidden, 2)).T.copy()
    b1, b2 = np.zeros(hidden), 0.0

    def forward(x):
        z = x @ W1 + b1
        h = np.tanh(z) if bend else z
        return h, float(h @ w2 + b2)

    def F():
        return sum(np.log1p(np.exp(-abs(s))) + max(s, 0) - t * s for t, s in ((t, forward(x)[1]) for x, t in zip(X, y))) / 4

    losses = [F()]
    for _ in range(steps):
        gW, gb, gw, gc = np.zeros_like(W1), np.zeros(hidden), np.zeros(hidden), 0.0
        for x, t in zip(X, y, strict=True):
            h, s = forward(x)
            pull = 0.25 * (0.5 * (1 + np.tanh(s / 2)) - t)
            back = pull * w2
            if bend:
                back = back - back * h * h
            gW, gb, gw, gc = gW + np.outer(x, back), gb + back, gw + pull * h, gc + pull
        W1, b1, w2, b2 = W1 - lr * gW, b1 - lr * gb, w2 - lr * gw, b2 - lr * gc
        losses.append(F())
    return W1, b1, w2, b2, losses


def variant(hidden, lr, steps, rng, bend=True, start=None, act=None, slope=None, ds_of=None, late=False, biases=(1, 1)):
    """The reference with another start, activation, slope, or gradient."""
    W1, w2 = rng.normal(size=(2, hidden)), rng.normal(size=hidden)
    b1, b2, losses = np.zeros(hidden), 0.0, []
    if start is not None:
        W1, b1, w2, b2 = start(W1, b1, w2, b2)
    act = act or (np.tanh if bend else lambda Z: Z)
    slope = slope or ((lambda Z, H: 1 - H**2) if bend else lambda Z, H: 1.0)
    ds_of = ds_of or (lambda p: (p - y) / 4)
    for step in range(steps + 1):
        Z = X @ W1 + b1
        H = act(Z)
        s = H @ w2 + b2
        losses.append(np.mean(np.logaddexp(0, s) - y * s))
        if step < steps:
            ds = ds_of(1 / (1 + np.exp(-s)))
            new_w2 = w2 - lr * ds @ H
            dZ = np.outer(ds, new_w2 if late else w2) * slope(Z, H)
            W1, b1 = W1 - lr * X.T @ dZ, b1 - biases[0] * lr * dZ.sum(axis=0)
            w2, b2 = new_w2, b2 - biases[1] * lr * ds.sum()
    return W1, b1, w2, b2, np.array(losses)


@mistake(caught_by="one more step moves every parameter against its gradient")
def never_bends(hidden, lr, steps, rng, bend=True):
    """You left the tanh out although bend is true, so the two layers are one line, and no line
    separates xor."""
    return train_xor(hidden, lr, steps, rng, False)


@mistake(caught_by="one more step moves every parameter against its gradient")
def always_bends(hidden, lr, steps, rng, bend=True):
    """You apply tanh (and its slope) even where bend is false."""
    return train_xor(hidden, lr, steps, rng)


@mistake(caught_by="the start is drawn by chance, unit by unit, without biases")
def starts_all_units_equal(hidden, lr, steps, rng, bend=True):
    """All your weights start at 0.5. Equal units get equal gradients and stay equal for ever, so
    the layer is worth one unit; draw each weight by itself."""
    start = lambda W1, b1, w2, b2: (0 * W1 + 0.5, b1, 0 * w2 + 0.5, b2)
    return variant(hidden, lr, steps, rng, bend, start=start)


@mistake(caught_by="one more step moves every parameter against its gradient")
def starts_at_zero(hidden, lr, steps, rng, bend=True):
    """All your weights start at 0, where every gradient of this problem is 0: nothing ever moves.
    Draw them from the standard normal distribution."""
    start = lambda W1, b1, w2, b2: (0 * W1, b1, 0 * w2, b2)
    return variant(hidden, lr, steps, rng, bend, start=start)


@mistake(caught_by="the start is drawn by chance, unit by unit, without biases")
def draws_from_a_box(hidden, lr, steps, rng, bend=True):
    """You drew the weights evenly from 0 to 1; a standard normal distribution has mean 0 and mean
    square 1."""
    start = lambda W1, b1, w2, b2: (rng.random(W1.shape), b1, rng.random(w2.shape), b2)
    return variant(hidden, lr, steps, rng, bend, start=start)


@mistake(caught_by="the start is drawn by chance, unit by unit, without biases")
def draws_the_biases_too(hidden, lr, steps, rng, bend=True):
    """You drew the biases like weights; they start at 0."""
    start = lambda W1, b1, w2, b2: (W1, rng.normal(size=b1.shape), w2, rng.normal())
    return variant(hidden, lr, steps, rng, bend, start=start)


@mistake(caught_by="the start is drawn by chance, unit by unit, without biases")
def brings_its_own_seed(hidden, lr, steps, rng, bend=True):
    """You made a generator of your own with a fixed seed (0); the weights must be drawn from the
    rng that is handed to you."""
    return train_xor(hidden, lr, steps, np.random.default_rng(0), bend)


@mistake(caught_by="all weights are drawn apart")
def uses_one_draw_twice(hidden, lr, steps, rng, bend=True):
    """You drew one row of weights, then w2, and used that row for both rows of W1, so every unit sees
    only the sum of its inputs at the start; draw all weights apart."""
    row, w2 = rng.normal(size=hidden), rng.normal(size=hidden)
    start = lambda W1, b1, _, b2: (np.vstack([row, row]), b1, w2, b2)
    return variant(hidden, lr, steps, rng, bend, start=start)


@mistake(caught_by="one more step moves every parameter against its gradient")
def forgets_the_slope_of_tanh(hidden, lr, steps, rng, bend=True):
    """Your gradient passes the tanh unchanged; multiply by its slope, 1 - H**2."""
    return variant(hidden, lr, steps, rng, bend, slope=lambda Z, H: 1.0)


@mistake(caught_by="one more step moves every parameter against its gradient")
def takes_the_slope_before_the_tanh(hidden, lr, steps, rng, bend=True):
    """You multiplied by 1 - Z**2 with what goes into the tanh; the slope is 1 - H**2 with what
    comes out."""
    return variant(hidden, lr, steps, rng, bend, slope=(lambda Z, H: 1 - Z**2) if bend else None)


@mistake(caught_by="one more step moves every parameter against its gradient")
def moves_the_output_layer_first(hidden, lr, steps, rng, bend=True):
    """You moved w2 before you used it to pass the gradient back; compute all gradients from the old
    parameters, then move."""
    return variant(hidden, lr, steps, rng, bend, late=True)


@mistake(caught_by="one more step moves every parameter against its gradient")
def sums_over_the_corners(hidden, lr, steps, rng, bend=True):
    """Your gradients are four times too large: F is the mean over the corners, so (p - y) is
    divided by 4."""
    return variant(hidden, lr, steps, rng, bend, ds_of=lambda p: p - y)


@mistake(caught_by="one more step moves every parameter against its gradient")
def multiplies_by_the_slope_of_the_sigmoid(hidden, lr, steps, rng, bend=True):
    """You multiplied (p - y) / 4 by p (1 - p), as for squared errors; with the cross-entropy that
    slope cancels."""
    return variant(hidden, lr, steps, rng, bend, ds_of=lambda p: (p - y) / 4 * p * (1 - p))


@mistake(caught_by="one more step moves every parameter against its gradient")
def leaves_the_biases_at_zero(hidden, lr, steps, rng, bend=True):
    """You never move the biases; each collects the gradients of all four corners."""
    return variant(hidden, lr, steps, rng, bend, biases=(0, 0))


@mistake(caught_by="one more step moves every parameter against its gradient")
def climbs(hidden, lr, steps, rng, bend=True):
    """You added the gradients, and the loss rises; subtract them."""
    return variant(hidden, lr, steps, rng, bend, ds_of=lambda p: (y - p) / 4)


@mistake(caught_by="every step is taken, however small the loss")
def stops_once_the_loss_is_small(hidden, lr, steps, rng, bend=True):
    """You stopped once the loss was below 0.01, and repeated it; take all steps that are asked for."""
    losses = train_xor(hidden, lr, steps, copy.deepcopy(rng), bend)[-1]
    taken = min([steps, *np.flatnonzero(losses < 0.01)])
    *parameters, losses = train_xor(hidden, lr, taken, rng, bend)
    return *parameters, np.append(losses, np.full(steps - taken, losses[-1]))


@mistake(caught_by="the losses are F along the way")
def notes_the_losses_late(hidden, lr, steps, rng, bend=True):
    """Your list begins after the first step, and its last entry stands there twice; the first loss
    is that of the start."""
    *parameters, losses = train_xor(hidden, lr, steps, rng, bend)
    return *parameters, np.append(losses[1:], losses[-1])


@mistake(caught_by="the losses are F along the way")
def notes_sums(hidden, lr, steps, rng, bend=True):
    """Your losses are sums over the four corners; F is their mean."""
    *parameters, losses = train_xor(hidden, lr, steps, rng, bend)
    return *parameters, 4 * losses
