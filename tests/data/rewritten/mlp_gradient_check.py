import numpy as np


def relu(Z):
    return np.where(Z > 0, Z, 0.0)


def forwards(Ws, bs, X):
    inputs, sums = [np.array(X, dtype=float)], []
    for W, b in zip(Ws, bs):
        if sums:
            inputs.append(relu(sums[-1]))
        sums.append(inputs[-1] @ W + b)
    return inputs, sums


def chances(logits):
    E = np.exp(logits - logits.max(axis=1)[:, None])
    return E / E.sum(axis=1)[:, None]


def costs(logits, y):
    found = []
    for row, right in zip(logits, y):
        top = row.max()
        found.append(top + np.log(np.exp(row - top).sum()) - row[right])
    return np.array(found)


def blame(logits, y):
    P = chances(logits)
    for i, right in enumerate(y):
        P[i, right] -= 1
    return P


def backwards(Ws, inputs, sums, D):
    dWs, dbs = [], []
    for l in reversed(range(len(Ws))):
        dWs.insert(0, inputs[l].T @ D)
        dbs.insert(0, D.sum(axis=0))
        if l:
            D = np.where(sums[l - 1] > 0, D @ Ws[l].T, 0.0)
    return dWs, dbs

# %% right


def loss_and_grads(Ws, bs, X, y):
    inputs, sums = forwards(Ws, bs, X)
    dWs, dbs = backwards(Ws, inputs, sums, blame(sums[-1], y) / len(y))
    return float(costs(sums[-1], y).mean()), dWs, dbs


# %% forgets_the_masks


def loss_and_grads(Ws, bs, X, y):
    inputs, sums = forwards(Ws, bs, X)
    D = blame(sums[-1], y) / len(y)
    dWs, dbs = [], []
    for A, W in zip(inputs[::-1], Ws[::-1]):
        dWs = [A.T @ D] + dWs
        dbs = [D.sum(axis=0)] + dbs
        D = D @ W.T
    return float(costs(sums[-1], y).mean()), dWs, dbs


# %% masks_only_the_last_hidden_layer


def loss_and_grads(Ws, bs, X, y):
    inputs, sums = forwards(Ws, bs, X)
    D = blame(sums[-1], y) / len(y)
    dWs, dbs = [inputs[-1].T @ D], [D.sum(axis=0)]
    if len(Ws) > 1:
        D = (D @ Ws[-1].T) * (sums[-2] > 0)
        for l in range(len(Ws) - 2, -1, -1):
            dWs.insert(0, inputs[l].T @ D)
            dbs.insert(0, D.sum(axis=0))
            D = D @ Ws[l].T
    return float(costs(sums[-1], y).mean()), dWs, dbs


# %% masks_by_the_gradient


def loss_and_grads(Ws, bs, X, y):
    inputs, sums = forwards(Ws, bs, X)
    D = blame(sums[-1], y) / len(y)
    dWs, dbs = [], []
    for l in reversed(range(len(Ws))):
        dWs.insert(0, inputs[l].T @ D)
        dbs.insert(0, D.sum(axis=0))
        D = relu(D @ Ws[l].T)
    return float(costs(sums[-1], y).mean()), dWs, dbs


# %% multiplies_by_the_activation


def loss_and_grads(Ws, bs, X, y):
    inputs, sums = forwards(Ws, bs, X)
    D = blame(sums[-1], y) / len(y)
    dWs, dbs = [None] * len(Ws), [None] * len(Ws)
    l = len(Ws) - 1
    while True:
        dWs[l], dbs[l] = inputs[l].T @ D, D.sum(axis=0)
        if l == 0:
            break
        D = inputs[l] * (D @ Ws[l].T)
        l -= 1
    return float(costs(sums[-1], y).mean()), dWs, dbs


# %% uses_the_layers_before_the_relu


def loss_and_grads(Ws, bs, X, y):
    inputs, sums = forwards(Ws, bs, X)
    before = [inputs[0]] + sums[:-1]
    dWs, dbs = backwards(Ws, before, sums, blame(sums[-1], y) / len(y))
    return float(costs(sums[-1], y).mean()), dWs, dbs


# %% forgets_to_divide_the_gradient


def loss_and_grads(Ws, bs, X, y):
    inputs, sums = forwards(Ws, bs, X)
    dWs, dbs = backwards(Ws, inputs, sums, blame(sums[-1], y))
    return float(sum(costs(sums[-1], y)) / len(y)), dWs, dbs


# %% divides_by_n_in_every_layer


def loss_and_grads(Ws, bs, X, y):
    n = len(y)
    inputs, sums = forwards(Ws, bs, X)
    D = blame(sums[-1], y) / n
    dWs, dbs = [], []
    for l in reversed(range(len(Ws))):
        dWs.insert(0, inputs[l].T @ D / n)
        dbs.insert(0, D.sum(axis=0) / n)
        if l > 0:
            D = (D @ Ws[l].T) * (sums[l - 1] > 0)
    return float(costs(sums[-1], y).mean()), dWs, dbs


# %% averages_the_bias_gradients


def loss_and_grads(Ws, bs, X, y):
    inputs, sums = forwards(Ws, bs, X)
    dWs, dbs = backwards(Ws, inputs, sums, blame(sums[-1], y) / len(y))
    return float(costs(sums[-1], y).mean()), dWs, [db / len(y) for db in dbs]


# %% sums_loss_and_gradient


def loss_and_grads(Ws, bs, X, y):
    inputs, sums = forwards(Ws, bs, X)
    dWs, dbs = backwards(Ws, inputs, sums, blame(sums[-1], y))
    return float(costs(sums[-1], y).sum()), dWs, dbs


# %% has_the_wrong_sign


def loss_and_grads(Ws, bs, X, y):
    inputs, sums = forwards(Ws, bs, X)
    target = np.eye(sums[-1].shape[1])[y]
    dWs, dbs = backwards(Ws, inputs, sums, (target - chances(sums[-1])) / len(y))
    return float(costs(sums[-1], y).mean()), dWs, dbs


# %% forgets_the_target


def loss_and_grads(Ws, bs, X, y):
    inputs, sums = forwards(Ws, bs, X)
    dWs, dbs = backwards(Ws, inputs, sums, chances(sums[-1]) / len(y))
    return float(costs(sums[-1], y).mean()), dWs, dbs


# %% puts_a_relu_on_the_logits


def loss_and_grads(Ws, bs, X, y):
    outs, sums = [np.array(X, dtype=float)], []
    for W, b in zip(Ws, bs):
        sums.append(np.dot(outs[-1], W) + b)
        outs.append(relu(sums[-1]))
    logits = outs.pop()
    D = blame(logits, y) / len(y) * (sums[-1] > 0)
    dWs, dbs = backwards(Ws, outs, sums, D)
    return float(costs(logits, y).mean()), dWs, dbs


# %% has_no_relu_at_all


def loss_and_grads(Ws, bs, X, y):
    outs = [np.array(X, dtype=float)]
    for W, b in zip(Ws, bs):
        outs.append(np.dot(outs[-1], W) + b)
    D = blame(outs[-1], y) / len(y)
    dWs, dbs = [], []
    for l in reversed(range(len(Ws))):
        dWs.insert(0, outs[l].T @ D)
        dbs.insert(0, D.sum(axis=0))
        D = D @ Ws[l].T
    return float(costs(outs[-1], y).mean()), dWs, dbs


# %% goes_back_through_updated_weights


def loss_and_grads(Ws, bs, X, y):
    inputs, sums = forwards(Ws, bs, X)
    D = blame(sums[-1], y) / len(y)
    dWs, dbs = [], []
    for l in reversed(range(len(Ws))):
        dWs.insert(0, inputs[l].T @ D)
        dbs.insert(0, D.sum(axis=0))
        if l > 0:
            stepped = Ws[l] - dWs[0]
            D = (D @ stepped.T) * (sums[l - 1] > 0)
    return float(costs(sums[-1], y).mean()), dWs, dbs


# %% takes_the_log_of_the_probabilities


def loss_and_grads(Ws, bs, X, y):
    inputs, sums = forwards(Ws, bs, X)
    dWs, dbs = backwards(Ws, inputs, sums, blame(sums[-1], y) / len(y))
    P = chances(sums[-1])
    with np.errstate(divide="ignore"):
        loss = sum(-np.log(P[i, right]) for i, right in enumerate(y)) / len(y)
    return float(loss), dWs, dbs


# %% clips_the_probabilities


def loss_and_grads(Ws, bs, X, y):
    inputs, sums = forwards(Ws, bs, X)
    dWs, dbs = backwards(Ws, inputs, sums, blame(sums[-1], y) / len(y))
    P = chances(sums[-1])
    loss = sum(-np.log(max(P[i, right], 1e-12)) for i, right in enumerate(y)) / len(y)
    return float(loss), dWs, dbs


# %% returns_the_gradients_backwards


def loss_and_grads(Ws, bs, X, y):
    inputs, sums = forwards(Ws, bs, X)
    D = blame(sums[-1], y) / len(y)
    dWs, dbs = [], []
    for l in range(len(Ws) - 1, -1, -1):
        dWs.append(inputs[l].T @ D)
        dbs.append(D.sum(axis=0))
        if l:
            D = (D @ Ws[l].T) * (sums[l - 1] > 0)
    return float(costs(sums[-1], y).mean()), dWs, dbs


# %% trains_the_callers_weights


def loss_and_grads(Ws, bs, X, y):
    inputs, sums = forwards(Ws, bs, X)
    dWs, dbs = backwards(Ws, inputs, sums, blame(sums[-1], y) / len(y))
    for part, gradient in zip([*Ws, *bs], [*dWs, *dbs]):
        part -= 0.1 * gradient
    return float(costs(sums[-1], y).mean()), dWs, dbs


# %%
import numpy as np


def forward(Ws, bs, X):
    signals = [np.asarray(X, dtype=float)]
    for W, b in zip(Ws[:-1], bs[:-1]):
        signals.append((signals[-1] @ W + b).clip(min=0))
    return signals, signals[-1] @ Ws[-1] + bs[-1]


def backward(Ws, signals, delta):
    dWs, dbs = [], []
    for W, signal in zip(reversed(Ws), reversed(signals)):
        dWs.insert(0, np.einsum("ni,nj->ij", signal, delta))
        dbs.insert(0, delta.sum(axis=0))
        delta = np.where(signal > 0, delta @ W.T, 0.0)
    return dWs, dbs

# %% overflows_for_large_logits


def loss_and_grads(Ws, bs, X, y):
    signals, logits = forward(Ws, bs, X)
    n = len(logits)
    weights = np.exp(logits)
    P = weights / weights.sum(axis=1)[:, None]
    loss = -sum(np.log(P[i, y[i]]) for i in range(n)) / n
    onehot = np.eye(logits.shape[1])[y]
    dWs, dbs = backward(Ws, signals, (P - onehot) / n)
    return float(loss), dWs, dbs
