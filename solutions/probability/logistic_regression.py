import math

import numpy as np

from grader.author import close, law, mistake, solution


def fit_logistic(X, y, lr, n_steps, l2=0.0):
    X, y = np.asarray(X, dtype=float), np.asarray(y, dtype=float)
    w, b, losses = np.zeros(X.shape[1]), 0.0, []
    for step in range(n_steps + 1):
        z = X @ w + b
        losses.append(np.mean(np.logaddexp(0, z) - y * z) + 0.5 * l2 * (w @ w))
        if step < n_steps:
            p = np.exp(np.minimum(z, 0)) / (1 + np.exp(-np.abs(z)))
            miss = (p - y) / len(y)
            w, b = w - lr * (X.T @ miss + l2 * w), b - lr * miss.sum()
    return w, b, np.array(losses)


@law("separable data keep finite weights", over="separable")
def _(X, y, lr, n_steps, l2, w, b, losses, fit_logistic):
    """Here a plane separates the classes, so without a penalty longer weights are always better.
    The penalty sets them a bound, l2 / 2 |w|² ≤ ln 2, a smaller one the larger it is; and flipping
    the labels only turns w and b around."""
    assert 0.5 * l2 * (w @ w) <= np.log(2)
    assert np.all((X @ w + b > 0) == (y == 1))
    flipped = fit_logistic(X, 1 - y, lr, n_steps, l2)
    assert close(flipped.w, -w, rtol=1e-7)
    assert close(flipped.b, -b, rtol=1e-7)
    stiffer = fit_logistic(X, y, lr / 3, n_steps, 2 * l2)
    assert stiffer.w @ stiffer.w < w @ w


@solution
def with_a_column_of_ones(X, y, lr, n_steps, l2=0.0):
    """The bias is the weight of a feature that is always 1, with a penalty of 0."""
    A = np.hstack([np.asarray(X, dtype=float), np.ones((len(X), 1))])
    penalty = np.full(A.shape[1], float(l2))
    penalty[-1] = 0.0
    theta = np.zeros(A.shape[1])
    signs = np.where(np.asarray(y) > 0.5, 1.0, -1.0)
    losses = np.empty(n_steps + 1)
    for step in range(n_steps + 1):
        margin = signs * (A @ theta)
        # The loss of a sample is ln(1 + exp(-margin)).
        e = np.exp(-np.abs(margin))
        losses[step] = np.mean(np.maximum(-margin, 0) + np.log1p(e)) + penalty @ theta**2 / 2
        if step < n_steps:
            wrong = np.where(margin >= 0, e, 1.0) / (1.0 + e)
            gradient = np.mean(-(signs * wrong)[:, None] * A, axis=0) + penalty * theta
            theta = theta - lr * gradient
    return theta[:-1].copy(), theta[-1], losses


@solution
def sample_by_sample(X, y, lr, n_steps, l2=0.0):
    """Loops in plain Python; returns lists."""
    n, d = len(X), len(X[0])
    rows, labels = [list(map(float, row)) for row in X], [float(t) for t in y]
    w, b, losses = [0.0] * d, 0.0, []
    for step in range(n_steps + 1):
        loss, slope_b = sum(a * a for a in w) * l2 / 2, 0.0
        slope = [l2 * a for a in w]
        for x, t in zip(rows, labels, strict=True):
            z = sum(a * f for a, f in zip(w, x, strict=True)) + b
            e = math.exp(-abs(z))
            loss += (max(z, 0) - t * z + math.log1p(e)) / n
            miss = ((1 / (1 + e) if z >= 0 else e / (1 + e)) - t) / n
            slope_b += miss
            slope = [s + miss * f for s, f in zip(slope, x, strict=True)]
        losses.append(loss)
        if step < n_steps:
            w = [a - lr * s for a, s in zip(w, slope, strict=True)]
            b -= lr * slope_b
    return np.array(w), b, np.array(losses)


def walk(X, y, lr, n_steps, l2, gradient, loss=None):
    """The walk of all the mistakes: gradient(X, y, p, w, l2) gives both slopes."""
    X, y = np.asarray(X, dtype=float), np.asarray(y, dtype=float)
    w, b, losses = np.zeros(X.shape[1]), 0.0, []
    for step in range(n_steps + 1):
        z = X @ w + b
        right = np.mean(np.logaddexp(0, z) - y * z) + 0.5 * l2 * (w @ w)
        losses.append(right if loss is None else loss(z, y, w, b, l2))
        if step < n_steps:
            slope, slope_b = gradient(X, y, np.exp(-np.logaddexp(0, -z)), w, b, l2)
            w, b = w - lr * slope, b - lr * slope_b
    return w, b, np.array(losses)


def plain(X, y, p, w, b, l2):
    return X.T @ (p - y) / len(y) + l2 * w, np.mean(p - y)


@mistake(caught_by="the losses start at ln 2 and tell where w and b are")
def takes_the_log_of_the_sigmoid(X, y, lr, n_steps, l2=0.0):
    """You took log(p) and log(1 - p) of probabilities that are rounded to 0 or 1 for large logits:
    the loss is inf or nan. Compute it from the logits, ln(1 + exp(z)) - y z."""

    def loss(z, y, w, b, l2):
        with np.errstate(all="ignore"):
            p = 1 / (1 + np.exp(-z))
            terms = y * np.log(p) + (1 - y) * np.log(1 - p)
        return 0.5 * l2 * (w @ w) - np.mean(terms)

    return walk(X, y, lr, n_steps, l2, plain, loss)


@mistake(caught_by="the losses start at ln 2 and tell where w and b are")
def leaves_the_penalty_out_of_the_loss(X, y, lr, n_steps, l2=0.0):
    """You stepped with the penalty's gradient but recorded the cross-entropy alone; the loss that is
    made small contains l2 / 2 |w|²."""

    def loss(z, y, w, b, l2):
        return np.mean(np.logaddexp(0, z) - y * z)

    return walk(X, y, lr, n_steps, l2, plain, loss)


@mistake(caught_by="the losses start at ln 2 and tell where w and b are")
def penalises_without_the_half(X, y, lr, n_steps, l2=0.0):
    """You recorded l2 |w|² with the gradient l2 w; the penalty has the factor one half."""

    def loss(z, y, w, b, l2):
        return np.mean(np.logaddexp(0, z) - y * z) + l2 * (w @ w)

    return walk(X, y, lr, n_steps, l2, plain, loss)


@mistake(caught_by="a walk goes on where a shorter one ended")
def forgets_the_penalty_in_the_step(X, y, lr, n_steps, l2=0.0):
    """The penalty is in your loss but not in your gradient; add l2 w to the slope of w."""
    return walk(X, y, lr, n_steps, l2, lambda X, y, p, w, b, l2: plain(X, y, p, 0 * w, b, l2))


@mistake(caught_by="a walk goes on where a shorter one ended")
def penalises_the_bias(X, y, lr, n_steps, l2=0.0):
    """You added l2 b to the slope of the bias. The bias only says how frequent the classes are; it
    has no penalty."""

    def gradient(X, y, p, w, b, l2):
        return X.T @ (p - y) / len(y) + l2 * w, np.mean(p - y) + l2 * b

    return walk(X, y, lr, n_steps, l2, gradient)


@mistake(caught_by="the first step follows the gradient")
def sums_the_gradient(X, y, lr, n_steps, l2=0.0):
    """You summed the gradient of the cross-entropy over the samples, while the loss is their mean:
    the step is n times too long. Divide by n."""

    def gradient(X, y, p, w, b, l2):
        return X.T @ (p - y) + l2 * w, np.sum(p - y)

    return walk(X, y, lr, n_steps, l2, gradient)


@mistake(caught_by="the first step follows the gradient")
def walks_uphill(X, y, lr, n_steps, l2=0.0):
    """You added the gradient; it points uphill, so subtract it."""
    return walk(X, y, -lr, n_steps, l2, plain)


@mistake(caught_by="the first step follows the gradient")
def has_no_bias(X, y, lr, n_steps, l2=0.0):
    """Your bias stays 0, so that the plane between the classes goes through the origin; it has a
    gradient too, the mean of p - y."""

    def gradient(X, y, p, w, b, l2):
        return X.T @ (p - y) / len(y) + l2 * w, 0.0

    return walk(X, y, lr, n_steps, l2, gradient)


@mistake(caught_by="the first step follows the gradient")
def moves_the_bias_after_the_weights(X, y, lr, n_steps, l2=0.0):
    """You computed the slope of the bias with the new w already; both slopes belong to the old w and
    b, so compute both before you move."""
    X, y = np.asarray(X, dtype=float), np.asarray(y, dtype=float)
    w, b, losses = np.zeros(X.shape[1]), 0.0, []
    for step in range(n_steps + 1):
        z = X @ w + b
        losses.append(np.mean(np.logaddexp(0, z) - y * z) + 0.5 * l2 * (w @ w))
        if step < n_steps:
            w = w - lr * (X.T @ (np.exp(-np.logaddexp(0, -z)) - y) / len(y) + l2 * w)
            b = b - lr * np.mean(np.exp(-np.logaddexp(0, -(X @ w + b))) - y)
    return w, b, np.array(losses)


@mistake(caught_by="the first step follows the gradient")
def broadcasts_labels_of_the_wrong_shape(X, y, lr, n_steps, l2=0.0):
    """You made a column of y, so that p - y became a matrix of shape (n, n), every prediction
    against every label; keep p and y both of shape (n,)."""

    def gradient(X, y, p, w, b, l2):
        miss = p - y[:, None]
        return np.mean(miss @ X, axis=0) / len(y) + l2 * w, np.mean(miss)

    return walk(X, y, lr, n_steps, l2, gradient)


@mistake(caught_by="returns what it promises")
def records_only_after_the_steps(X, y, lr, n_steps, l2=0.0):
    """You have one loss for each step; the loss before the first step belongs to the list too,
    which makes n_steps + 1."""
    w, b, losses = fit_logistic(X, y, lr, n_steps, l2)
    return w, b, losses[1:].copy()


@mistake(caught_by="the losses start at ln 2 and tell where w and b are")
def starts_from_random_weights(X, y, lr, n_steps, l2=0.0):
    """You started from small random weights, 0.01 times normal numbers of np.random.default_rng(0).
    One neuron has no symmetry that needs breaking, and the walk is to start from zero."""
    X, y = np.asarray(X, dtype=float), np.asarray(y, dtype=float)
    w, b, losses = 0.01 * np.random.default_rng(0).normal(size=X.shape[1]), 0.0, []
    for step in range(n_steps + 1):
        z = X @ w + b
        losses.append(np.mean(np.logaddexp(0, z) - y * z) + 0.5 * l2 * (w @ w))
        if step < n_steps:
            slope, slope_b = plain(X, y, np.exp(-np.logaddexp(0, -z)), w, b, l2)
            w, b = w - lr * slope, b - lr * slope_b
    return w, b, np.array(losses)
