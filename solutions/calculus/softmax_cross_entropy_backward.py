import numpy as np

from grader.author import close, given, law, mistake, solution


def softmax_cross_entropy(logits, y):
    n = len(logits)
    logits = np.asarray(logits, dtype=float)
    shifted = logits - logits.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    rows = np.arange(n)
    dlogits = np.exp(log_p)
    dlogits[rows, y] -= 1
    return float(-log_p[rows, y].mean()), dlogits / n


given(
    "whole numbers",
    logits={"integers": ["n", "k"], "between": [-9, 9], "order": "F"},
    y={"labels": "n", "classes": "k", "dtype": "int32"},
    i={"integer": [0, "n - 1"]},
    order={"permutation": "n"},
)


@law("each sample counts by itself", over="whole numbers")
def _(logits, y, n, i, order, loss, dlogits, softmax_cross_entropy):
    """Row i of the gradient depends on row i of the logits and on y[i] alone, the loss is the mean
    over the samples, in any order, and logits may be integers."""
    alone = softmax_cross_entropy(logits[[i]], y[[i]])
    assert close(n * dlogits[[i]], alone.dlogits)
    shuffled = softmax_cross_entropy(logits[order], y[order])
    assert close(shuffled.loss, loss)
    assert close(shuffled.dlogits, dlogits[order])
    p = np.exp(logits[i]) / np.exp(logits[i]).sum()
    assert close(alone.loss, -np.log(p[y[i]]))
    p[y[i]] -= 1
    assert close(alone.dlogits[0], p)


@solution
def sample_by_sample(logits, y):
    """Loops over rows, with logaddexp for the log of the sum."""
    n, k = logits.shape
    total, gradient = 0.0, np.zeros((n, k))
    for i in range(n):
        lse = np.logaddexp.reduce(logits[i].astype(float))
        total += lse - logits[i, y[i]]
        for j in range(k):
            gradient[i, j] = (np.exp(logits[i, j] - lse) - (j == y[i])) / n
    return total / n, gradient


@solution
def through_the_jacobian(logits, y):
    """The chain rule with a one-hot matrix and the Jacobian of the log-softmax, I - 1p'."""
    k = logits.shape[1]
    Y = np.eye(k)[y]
    z = np.asarray(logits, dtype=float)
    z = z - z.max(axis=1)[:, None]
    lse = np.log(np.sum(np.exp(z), axis=1))
    p = np.exp(z - lse[:, None])
    jacobians = np.eye(k) - np.ones((k, 1)) * p[:, None, :]
    return np.mean(lse - np.sum(Y * z, axis=1)), -np.einsum("ij,ijk->ik", Y, jacobians) / len(Y)


@mistake(caught_by="a batch given twice has the same loss and half the gradient")
def forgets_to_divide_the_gradient(logits, y):
    """Your loss is a mean but your gradient is that of the sum: divide it by n as well."""
    loss, dlogits = softmax_cross_entropy(logits, y)
    return loss, dlogits * len(y)


@mistake(caught_by="equal logits cost log k")
def adds_up_the_losses(logits, y):
    """You added up the losses of the batch; take their mean, in the value and in the gradient."""
    loss, dlogits = softmax_cross_entropy(logits, y)
    return loss * len(y), dlogits * len(y)


@mistake(caught_by="huge logits give finite values")
def takes_the_log_of_an_underflowed_softmax(logits, y):
    """exp(-800) is 0 and its log is -inf; subtract the log of the sum from the shifted logit."""
    n = len(y)
    p = np.exp(logits - logits.max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)
    loss = -np.log(p[np.arange(n), y]).mean()
    p[np.arange(n), y] -= 1
    return float(loss), p / n


@mistake(caught_by="huge logits give finite values", free="least")
def clips_the_probability(logits, y, *, least=1e-300):
    """Clipping p at {least} makes the loss finite, but wrong: there is a number that it never exceeds."""
    n = len(y)
    p = np.exp(logits - logits.max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)
    loss = -np.log(np.maximum(p[np.arange(n), y], least)).mean()
    p[np.arange(n), y] -= 1
    return float(loss), p / n


@mistake(caught_by="huge logits give finite values")
def does_not_subtract_the_maximum(logits, y):
    """exp overflows above 709; subtract each row's maximum first."""
    n = len(y)
    e = np.exp(logits)
    p = e / e.sum(axis=1, keepdims=True)
    loss = np.mean(np.log(e.sum(axis=1)) - logits[np.arange(n), y])
    p[np.arange(n), y] -= 1
    return float(loss), p / n


@mistake(caught_by="shifting a row changes nothing, so its gradient sums to zero")
def indexes_whole_columns(logits, y):
    """p[:, y] takes whole columns, for every label in the batch; p[np.arange(n), y] takes one entry
    per row."""
    n = len(y)
    z = logits - logits.max(axis=1, keepdims=True)
    log_p = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    p, loss = np.exp(log_p), -log_p[:, y].mean()
    p[:, y] -= 1
    return float(loss), p / n


@mistake(caught_by="leaves its inputs alone")
def subtracts_from_the_callers_logits(logits, y):
    """`-=` on the caller's array changes the logits themselves; subtract in an array of your own."""
    loss, dlogits = softmax_cross_entropy(logits, y)
    logits[np.arange(len(y)), y] -= 1
    return loss, dlogits


@mistake(caught_by="the gradient passes a gradient check")
def turns_the_gradient_around(logits, y):
    """You returned one-hot minus p; that is the direction to go, the gradient points up the loss."""
    loss, dlogits = softmax_cross_entropy(logits, y)
    return loss, -dlogits


@mistake(caught_by="the gradient passes a gradient check")
def forgets_the_log_in_the_derivative(logits, y):
    """You passed p - onehot through the softmax Jacobian once more; it is in there already."""
    n = len(y)
    loss, dlogits = softmax_cross_entropy(logits, y)
    p = np.exp(logits - logits.max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)
    return loss, p * (dlogits - (p * dlogits).sum(axis=1, keepdims=True))


@mistake(caught_by="equal logits cost log k")
def uses_the_logarithm_to_base_two(logits, y):
    """You took the logarithm to base 2; the loss and its gradient use the natural one."""
    loss, dlogits = softmax_cross_entropy(logits, y)
    return loss / float(np.log(2)), dlogits / np.log(2)


@mistake(caught_by="each sample counts by itself")
def keeps_the_type_of_the_logits(logits, y):
    """You stored the gradient in an array like `logits`; if that holds integers, all fractions are
    cut off."""
    loss, dlogits = softmax_cross_entropy(logits, y)
    out = np.zeros_like(logits)
    out[...] = dlogits
    return loss, out
