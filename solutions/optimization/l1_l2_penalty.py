import numpy as np

from grader.author import close, equivalent, given, law, mistake, solution


def weight_penalty(W, b, l1, l2):
    W = np.asarray(W, dtype=float)
    value = l1 * np.sum(np.abs(W)) + l2 * np.sum(np.square(W)) / 2
    return value, l1 * np.sign(W) + l2 * W, np.zeros(b.shape)


equivalent("bbe9ec21", because="zeros with the other sign are zeros")

given("kernels", like="layers", sizes={"m": "2..3"}, W={"reals": ["n", "d", "m"]}, b={"reals": ["m", "d"]}, examples=20)
given("no weights", like="layers", W={"reals": [0, "d"]}, b={"reals": [0]}, examples=3)


@law("works for arrays of any shape", over=("kernels", "no weights"))
def _(W, b, l1, l2, value, dW, db):
    """Weights may have three axes, as in a convolution, or none at all, and biases more than one:
    sum over all entries, and give each gradient the shape of what it belongs to."""
    entries = W.ravel().tolist()
    assert close(value, sum(l1 * abs(w) + l2 * w * w / 2 for w in entries))
    assert close(dW.ravel(), np.array([l1 * np.sign(w) + l2 * w for w in entries]))
    assert not db.any()


@solution
def entry_by_entry(W, b, l1, l2):
    """A loop over the entries, with a case for each sign."""
    value, dW = 0.0, np.zeros(W.shape)
    for index, w in np.ndenumerate(W.astype(float)):
        size = w if w > 0 else -w
        value += l1 * size + 0.5 * l2 * size**2
        if w != 0:
            dW[index] = w * (l1 / size + l2)
    return value, dW, 0.0 * b


@solution
def by_norms(W, b, l1, l2):
    """Norms of the flattened array, and the sign as a difference of two comparisons."""
    flat = np.ravel(W).astype(float)
    value = l1 * np.linalg.norm(flat, 1) + 0.5 * l2 * (flat @ flat)
    signs = (flat > 0).astype(float) - (flat < 0)
    return float(value), (l1 * signs + l2 * flat).reshape(W.shape), np.zeros_like(b, dtype=float)




@mistake(caught_by="every weight pays for itself alone")
def uses_the_length(W, b, l1, l2):
    """You took the Euclidean length for the L1 part (and W divided by it for its gradient), so the
    weights share one cost; sum the absolute values."""
    norm = np.sqrt(np.sum(np.square(W)))
    return l1 * norm + l2 * norm**2 / 2, l1 * W / max(norm, 1e-300) + l2 * W, np.zeros(b.shape)


@mistake(caught_by="the gradient is the slope of the cost")
def takes_the_root(W, b, l1, l2):
    """You took the square root of the L2 part, half of l2 times the sum of squares; it stays
    squared, and so its gradient l2 * W is right."""
    value, dW, db = weight_penalty(W, b, l1, l2)
    square = l2 * np.sum(np.square(W)) / 2
    return value - square + np.sqrt(square), dW, db


@mistake(caught_by="the gradient is the slope of the cost")
def forgets_the_half_in_the_value(W, b, l1, l2):
    """Your value has the full sum of squares while the gradient is that of its half; put l2 / 2 in
    front of the sum of squares."""
    value, dW, db = weight_penalty(W, b, l1, 2 * l2)
    return value, dW - l2 * W, db


@mistake(caught_by="the gradient is the slope of the cost")
def doubles_the_gradient(W, b, l1, l2):
    """Your gradient of the L2 part is 2 * l2 * W, but the value has a half: the gradient of l2 *
    w**2 / 2 is l2 * w."""
    value, dW, db = weight_penalty(W, b, l1, l2)
    return value, dW + l2 * W, db


@mistake(caught_by="agrees with the reference")
def has_no_half(W, b, l1, l2):
    """Value and gradient belong together, but the L2 part of both is twice too large: the value has
    a half in front of l2."""
    return weight_penalty(W, b, l1, 2 * l2)


@mistake(caught_by="biases are free")
def charges_the_biases(W, b, l1, l2):
    """You charge the biases like weights; they cost nothing, and their gradient is zero."""
    of_b, db, _ = weight_penalty(b, b, l1, l2)
    of_w, dW, _ = weight_penalty(W, b, l1, l2)
    return of_w + of_b, dW, db


@mistake(caught_by="every weight pays for itself alone")
def averages(W, b, l1, l2):
    """You took means over the entries (of value and gradient); the penalty is a sum."""
    value, dW, db = weight_penalty(W, b, l1, l2)
    return value / max(W.size, 1), dW / max(W.size, 1), db


@mistake(caught_by="a weight of zero is not pulled")
def pushes_zeros(W, b, l1, l2):
    """You count 0 as positive, so a weight that is 0 gets the gradient l1; the sign of 0 is 0."""
    value, _, db = weight_penalty(W, b, l1, l2)
    return value, l1 * np.where(W >= 0, 1.0, -1.0) + l2 * W, db


@mistake(caught_by="L1 grows like the weights, L2 like their square")
def forgets_the_absolute_value(W, b, l1, l2):
    """You summed the weights as they are, so that negative ones pay for positive ones, and every
    weight is pushed downwards by l1; take absolute values, and signs in the gradient."""
    return l1 * np.sum(W) + l2 * np.sum(np.square(W)) / 2, l1 + l2 * W, np.zeros(b.shape)


@mistake(caught_by="L1 grows like the weights, L2 like their square")
def swaps_the_factors(W, b, l1, l2):
    """You multiplied the absolute values by l2 and the squares by l1; it is the other way round."""
    return weight_penalty(W, b, l2, l1)


@mistake(caught_by="the gradient is the slope of the cost")
def pushes_away_from_zero(W, b, l1, l2):
    """Your gradient has the wrong sign; return the slope of the cost, and leave it to the optimiser
    to go against it."""
    value, dW, db = weight_penalty(W, b, l1, l2)
    return value, -dW, db


@mistake(caught_by="leaves its inputs alone")
def adds_in_place(W, b, l1, l2):
    """`W *= l2` writes into the caller's weights; compute the gradient in a new array."""
    value, dW, db = weight_penalty(W, b, l1, l2)
    W[...] = dW
    return value, dW, db
