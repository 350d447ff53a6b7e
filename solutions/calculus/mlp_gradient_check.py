import numpy as np

from grader.author import close, given, law, mistake, solution


def loss_and_grads(Ws, bs, X, y):
    A = [X]
    for layer, W in enumerate(Ws[:-1]):
        A.append(np.maximum(A[-1] @ W + bs[layer], 0))
    return backward(Ws, A, A[-1] @ Ws[-1] + bs[-1], y)


def backward(Ws, A, Z, y):
    E, rows = np.exp(Z - Z.max(axis=1, keepdims=True)), np.arange(len(y))
    log_sums = np.logaddexp.reduce(Z, axis=1)
    dZ = E / E.sum(axis=1, keepdims=True) / len(y)
    dZ[rows, y] -= 1 / len(y)
    dWs, dbs = [], []
    for layer in reversed(range(len(Ws))):
        dWs.insert(0, A[layer].T @ dZ)
        dbs.insert(0, dZ.sum(axis=0))
        dZ = dZ @ Ws[layer].T * (A[layer] > 0)
    return np.mean(log_sums - Z[rows, y]), dWs, dbs


given(
    "huge logits",
    widths={"is": "[d, k]"},
    theta={"reals": ["(d + 1) * k"], "between": [-1000, 1000]},
    X={"reals": ["n", "d"], "between": [-3, 3]},
    y={"labels": "n", "classes": "k"},
    examples=30,
)
given(
    "deep networks",
    widths={"is": "[d, h, g, h, g, k]"},
    rough={
        "reals": ["(d + 1) * h + (h + 1) * g + (g + 1) * h + (h + 1) * g + (g + 1) * k"],
        "between": [-1, 2],
    },
    theta={"is": "rough + 0.01 * np.sin(1 + np.arange(len(rough)))"},  # as in "any numbers"
    X={"reals": ["n", "d"], "between": [-3, 3]},
    y={"labels": "n", "classes": "k"},
    examples=12,
)


@law("right for huge logits and deep networks", over=["huge logits", "deep networks"])
def _(loss, gradient, right):
    """Here the logits are in the thousands (of a single layer), or there are five layers. exp
    overflows above 709 and a probability of exp(-800) is stored as 0, so shift each row of logits
    by its maximum and use the log of the sum of exp; and let nothing in the backward pass count on
    two or three layers."""
    assert close(loss, right.loss)
    assert close(gradient, right.gradient)


@solution
def sample_by_sample(Ws, bs, X, y):
    """One sample at a time, recursively: each layer gets its input and returns the gradient by
    it."""
    dWs = [np.zeros(W.shape) for W in Ws]
    dbs = [np.zeros(b.shape) for b in bs]

    def through(layer, a, right):
        z = a @ Ws[layer] + bs[layer]
        if layer == len(Ws) - 1:
            lse = np.logaddexp.reduce(z)
            loss, dz = lse - z[right], np.exp(z - lse)
            dz[right] -= 1
        else:
            loss, da = through(layer + 1, np.where(z > 0, z, 0.0), right)
            dz = np.where(z > 0, da, 0.0)
        dWs[layer] += np.outer(a, dz)
        dbs[layer] += dz
        return loss, Ws[layer] @ dz

    total = sum(through(0, np.asarray(x, dtype=float), c)[0] for x, c in zip(X, y, strict=True))
    n = len(X)
    return total / n, [dW / n for dW in dWs], [db / n for db in dbs]


@solution
def with_biases_in_the_weights(Ws, bs, X, y):
    """Every layer gets a column of ones, so that its bias is one more row of the weights."""
    joined = [np.vstack([W, b]) for W, b in zip(Ws, bs, strict=True)]
    inputs, masks, out = [], [], np.asarray(X, dtype=float)
    for V in joined:
        inputs.append(np.hstack([out, np.ones((len(out), 1))]))
        Z = inputs[-1] @ V
        masks.append(np.heaviside(Z, 0.0))
        out = Z * masks[-1]
    shifted = Z - Z.max(axis=1)[:, None]
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1))[:, None]
    target = np.eye(Z.shape[1])[y]
    delta, gradients = (np.exp(log_p) - target) / len(y), []
    for i in range(len(joined) - 1, -1, -1):
        gradients.append(np.einsum("na,nb->ab", inputs[i], delta))
        if i:
            delta = (delta @ joined[i].T)[:, :-1] * masks[i - 1]
    gradients.reverse()
    loss = -np.sum(target * log_p) / len(y)
    return loss, [G[:-1] for G in gradients], [G[-1].copy() for G in gradients]


def forward(Ws, bs, X):
    A, Z = [X], X
    for i, (W, b) in enumerate(zip(Ws, bs, strict=True)):
        Z = A[-1] @ W + b
        if i < len(Ws) - 1:
            A.append(np.maximum(Z, 0))
    return A, Z


def softmax(Z):
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    return E / E.sum(axis=1, keepdims=True)


def by_logits(Z, y):
    return (softmax(Z) - np.eye(Z.shape[1])[y]) / len(y)


def mean_loss(Z, y):
    return np.mean(np.logaddexp.reduce(Z, axis=1) - Z[np.arange(len(y)), y])


@mistake(caught_by="every parameter passes the gradient check")
def forgets_the_masks(Ws, bs, X, y):
    """Your backward pass has no relu masks at all: dZ of a layer is what comes from the layer after
    it. Where a unit's Z is not positive, relu passes nothing on, so multiply by [Z > 0] there."""
    A, Z = forward(Ws, bs, X)
    dZ, dWs, dbs = by_logits(Z, y), [], []
    for layer in reversed(range(len(Ws))):
        dWs.insert(0, A[layer].T @ dZ)
        dbs.insert(0, dZ.sum(axis=0))
        dZ = dZ @ Ws[layer].T
    return mean_loss(Z, y), dWs, dbs


@mistake(caught_by="every parameter passes the gradient check")
def masks_only_the_last_hidden_layer(Ws, bs, X, y):
    """You applied the relu mask once, to the last hidden layer, and not in the layers before. Every
    hidden layer has a relu, so the mask belongs into the loop."""
    A, Z = forward(Ws, bs, X)
    dZ, dWs, dbs = by_logits(Z, y), [], []
    for layer in reversed(range(len(Ws))):
        dWs.insert(0, A[layer].T @ dZ)
        dbs.insert(0, dZ.sum(axis=0))
        dZ = dZ @ Ws[layer].T
        if layer == len(Ws) - 1:
            dZ = dZ * (A[layer] > 0)
    return mean_loss(Z, y), dWs, dbs


@mistake(caught_by="every parameter passes the gradient check")
def masks_by_the_gradient(Ws, bs, X, y):
    """You set to zero what is negative in the gradient handed back, as if relu itself were applied
    to it. The mask asks where the layer's own Z was positive in the forward pass."""
    A, Z = forward(Ws, bs, X)
    dZ, dWs, dbs = by_logits(Z, y), [], []
    for layer in reversed(range(len(Ws))):
        dWs.insert(0, A[layer].T @ dZ)
        dbs.insert(0, dZ.sum(axis=0))
        dZ = np.maximum(dZ @ Ws[layer].T, 0)
    return mean_loss(Z, y), dWs, dbs


@mistake(caught_by="every parameter passes the gradient check")
def multiplies_by_the_activation(Ws, bs, X, y):
    """Instead of the mask you multiplied by the activation A = max(Z, 0). The derivative of relu is
    1 where Z is positive, not Z."""
    A, Z = forward(Ws, bs, X)
    dZ, dWs, dbs = by_logits(Z, y), [], []
    for layer in reversed(range(len(Ws))):
        dWs.insert(0, A[layer].T @ dZ)
        dbs.insert(0, dZ.sum(axis=0))
        dZ = dZ @ Ws[layer].T * A[layer]
    return mean_loss(Z, y), dWs, dbs


@mistake(caught_by="every parameter passes the gradient check")
def uses_the_layers_before_the_relu(Ws, bs, X, y):
    """For dW you multiplied by the Z of the layer before (the first layer's input is X). What the
    weights see is that layer's output behind the relu, A: keep both lists and use A there, Z for
    the mask."""
    _, Z = forward(Ws, bs, X)
    before = [X]
    for W, b in zip(Ws[:-1], bs[:-1], strict=True):
        before.append((before[-1] if len(before) == 1 else np.maximum(before[-1], 0)) @ W + b)
    dZ, dWs, dbs = by_logits(Z, y), [], []
    for layer in reversed(range(len(Ws))):
        dWs.insert(0, before[layer].T @ dZ)
        dbs.insert(0, dZ.sum(axis=0))
        dZ = dZ @ Ws[layer].T * (before[layer] > 0)
    return mean_loss(Z, y), dWs, dbs


@mistake(caught_by="every parameter passes the gradient check")
def forgets_to_divide_the_gradient(Ws, bs, X, y):
    """The loss is a mean, but the gradients are those of the sum: all are n times too large. Divide
    the gradient by the logits, P minus one-hot, by n; all others follow."""
    loss, dWs, dbs = loss_and_grads(Ws, bs, X, y)
    return loss, [dW * len(y) for dW in dWs], [db * len(y) for db in dbs]


@mistake(caught_by="every parameter passes the gradient check")
def divides_by_n_in_every_layer(Ws, bs, X, y):
    """You divided every dW and db by n, and the gradient by the logits as well, so all gradients
    are n times too small. The mean comes in once, at the logits."""
    loss, dWs, dbs = loss_and_grads(Ws, bs, X, y)
    return loss, [dW / len(y) for dW in dWs], [db / len(y) for db in dbs]


@mistake(caught_by="every parameter passes the gradient check")
def averages_the_bias_gradients(Ws, bs, X, y):
    """The weights are right, but you took the mean over the batch for the biases, while dZ has its
    1/n already. Sum dZ over the samples."""
    loss, dWs, dbs = loss_and_grads(Ws, bs, X, y)
    return loss, dWs, [db / len(y) for db in dbs]


@mistake(caught_by="with all parameters zero the loss is log k")
def sums_loss_and_gradient(Ws, bs, X, y):
    """Loss and gradients are summed over the batch, n times too large. They fit each other, but
    both should be means, so that the step length does not depend on the size of the batch."""
    loss, dWs, dbs = loss_and_grads(Ws, bs, X, y)
    return len(y) * loss, [dW * len(y) for dW in dWs], [db * len(y) for db in dbs]


@mistake(caught_by="every parameter passes the gradient check")
def has_the_wrong_sign(Ws, bs, X, y):
    """All your gradients have the opposite sign: you started from one-hot minus P. The gradient
    points uphill; for a wrong class the logit's derivative is its probability, which is
    positive."""
    loss, dWs, dbs = loss_and_grads(Ws, bs, X, y)
    return loss, [-dW for dW in dWs], [-db for db in dbs]


@mistake(caught_by="every parameter passes the gradient check")
def forgets_the_target(Ws, bs, X, y):
    """You went backwards with P / n and never subtracted 1 at the right classes, so the gradient
    would be the same for all y. The gradient by the logits is (P - onehot) / n."""
    A, Z = forward(Ws, bs, X)
    dZ, dWs, dbs = softmax(Z) / len(y), [], []
    for layer in reversed(range(len(Ws))):
        dWs.insert(0, A[layer].T @ dZ)
        dbs.insert(0, dZ.sum(axis=0))
        dZ = dZ @ Ws[layer].T * (A[layer] > 0)
    return mean_loss(Z, y), dWs, dbs


@mistake(caught_by="agrees with the reference")
def puts_a_relu_on_the_logits(Ws, bs, X, y):
    """Your loop puts a relu behind every layer, the last one too, and masks the gradient by the
    logits accordingly. The logits may be negative: leave the last layer without an activation."""
    A = [X]
    for W, b in zip(Ws, bs, strict=True):
        A.append(np.maximum(A[-1] @ W + b, 0))
    dZ, dWs, dbs = by_logits(A[-1], y) * (A[-1] > 0), [], []
    for layer in reversed(range(len(Ws))):
        dWs.insert(0, A[layer].T @ dZ)
        dbs.insert(0, dZ.sum(axis=0))
        dZ = dZ @ Ws[layer].T * (A[layer] > 0)
    return mean_loss(A[-1], y), dWs, dbs


@mistake(caught_by="agrees with the reference")
def has_no_relu_at_all(Ws, bs, X, y):
    """You left out the relus, forwards and backwards, so however many layers there are, the network
    is one affine map. Apply max(Z, 0) after every layer but the last, and its mask on the way
    back."""
    A = [X]
    for W, b in zip(Ws, bs, strict=True):
        A.append(A[-1] @ W + b)
    dZ, dWs, dbs = by_logits(A[-1], y), [], []
    for layer in reversed(range(len(Ws))):
        dWs.insert(0, A[layer].T @ dZ)
        dbs.insert(0, dZ.sum(axis=0))
        dZ = dZ @ Ws[layer].T
    return mean_loss(A[-1], y), dWs, dbs


@mistake(caught_by="every parameter passes the gradient check")
def goes_back_through_updated_weights(Ws, bs, X, y):
    """In your backward loop you subtract dW (with step length 1) from a layer's weights first and
    then use the new ones to hand the gradient on. It belongs to the weights of the forward pass;
    update after the whole backward pass, elsewhere."""
    A, Z = forward(Ws, bs, X)
    dZ, dWs, dbs = by_logits(Z, y), [], []
    for layer in reversed(range(len(Ws))):
        dWs.insert(0, A[layer].T @ dZ)
        dbs.insert(0, dZ.sum(axis=0))
        dZ = dZ @ (Ws[layer] - dWs[0]).T * (A[layer] > 0)
    return mean_loss(Z, y), dWs, dbs


@mistake(caught_by="right for huge logits and deep networks")
def takes_the_log_of_the_probabilities(Ws, bs, X, y):
    """The gradients are right, but the loss is the mean of -log P with P from softmax. A
    probability of exp(-800) is stored as 0, and its log is -inf. Take the log of the sum of exp
    minus the right logit."""
    P = softmax(forward(Ws, bs, X)[1])
    _, dWs, dbs = loss_and_grads(Ws, bs, X, y)
    return -np.mean(np.log(P[np.arange(len(y)), y])), dWs, dbs


@mistake(caught_by="right for huge logits and deep networks", free="least")
def clips_the_probabilities(Ws, bs, X, y, *, least=1e-12):
    """The gradients are right, but you clipped P from below at {least} before the log, or added as
    much, so there is a cost that no sample can exceed. Take the log of the sum of exp minus the
    right logit, which needs neither."""
    P = softmax(forward(Ws, bs, X)[1])
    _, dWs, dbs = loss_and_grads(Ws, bs, X, y)
    return -np.mean(np.log(np.maximum(P[np.arange(len(y)), y], least))), dWs, dbs


@mistake(caught_by="right for huge logits and deep networks")
def overflows_for_large_logits(Ws, bs, X, y):
    """You divided exp of the logits as they are by its sum; exp overflows above 709, so P is nan, and
    so are its log in the loss and the gradients. Subtract each row's maximum first."""
    A, Z = forward(Ws, bs, X)
    P = np.exp(Z) / np.exp(Z).sum(axis=1, keepdims=True)
    dZ, dWs, dbs = (P - np.eye(Z.shape[1])[y]) / len(y), [], []
    for layer in reversed(range(len(Ws))):
        dWs.insert(0, A[layer].T @ dZ)
        dbs.insert(0, dZ.sum(axis=0))
        dZ = dZ @ Ws[layer].T * (A[layer] > 0)
    return -np.mean(np.log(P[np.arange(len(y)), y])), dWs, dbs


@mistake(caught_by="returns what it promises")
def returns_the_gradients_backwards(Ws, bs, X, y):
    """Your lists start with the last layer, in the order in which the backward pass meets them.
    Reverse them: entry l belongs to layer l."""
    loss, dWs, dbs = loss_and_grads(Ws, bs, X, y)
    return loss, dWs[::-1], dbs[::-1]


@mistake(caught_by="leaves its inputs alone")
def trains_the_callers_weights(Ws, bs, X, y):
    """You took a step (of 0.1) in the caller's own arrays, after computing loss and gradients. Only
    return the gradients; updates are the optimizer's business."""
    loss, dWs, dbs = loss_and_grads(Ws, bs, X, y)
    for W, b, dW, db in zip(Ws, bs, dWs, dbs, strict=True):
        W -= 0.1 * dW
        b -= 0.1 * db
    return loss, dWs, dbs
