import numpy as np

# %% adds_up_the_losses


def softmax_cross_entropy(logits, y):
    n, k = logits.shape
    grad = np.zeros((n, k))
    cost = 0.0
    for i in range(n):
        row = np.array(logits[i], dtype=float)
        top = row.max()
        e = np.exp(row - top)
        s = e.sum()
        cost += np.log(s) + top - row[y[i]]
        grad[i] = e / s
        grad[i, y[i]] -= 1
    return cost, grad


# %% clips_the_probability


def softmax_cross_entropy(logits, y):
    n, k = logits.shape
    grad = np.zeros((n, k))
    cost = 0.0
    for i in range(n):
        row = np.array(logits[i], dtype=float)
        top = row.max()
        e = np.exp(row - top)
        s = e.sum()
        cost -= np.log(np.clip(e / s, 1e-300, 1.0)[y[i]])
        grad[i] = e / s
        grad[i, y[i]] -= 1
    return cost / n, grad / n


# %% does_not_subtract_the_maximum


def softmax_cross_entropy(logits, y):
    n, k = logits.shape
    grad = np.zeros((n, k))
    cost = 0.0
    for i in range(n):
        row = np.array(logits[i], dtype=float)
        top = 0.0
        e = np.exp(row - top)
        s = e.sum()
        cost += np.log(s) + top - row[y[i]]
        grad[i] = e / s
        grad[i, y[i]] -= 1
    return cost / n, grad / n


# %% forgets_the_log_in_the_derivative


def softmax_cross_entropy(logits, y):
    z = np.asarray(logits, dtype=float)
    n, k = z.shape
    z = z - z.max(axis=1, keepdims=True)
    e = np.exp(z)
    p = e / e.sum(axis=1, keepdims=True)
    loss = np.mean(np.log(e.sum(axis=1)) - z[np.arange(n), y])
    d = p - np.eye(k)[y]
    for i in range(n):
        d[i] = (np.diag(p[i]) - np.outer(p[i], p[i])) @ d[i]
    return loss, d / n


# %% forgets_to_divide_the_gradient


def softmax_cross_entropy(logits, y):
    n, k = logits.shape
    grad = np.zeros((n, k))
    cost = 0.0
    for i in range(n):
        row = np.array(logits[i], dtype=float)
        top = row.max()
        e = np.exp(row - top)
        s = e.sum()
        cost += np.log(s) + top - row[y[i]]
        grad[i] = e / s
        grad[i, y[i]] -= 1
    return cost / n, grad


# %% indexes_whole_columns


def softmax_cross_entropy(logits, y):
    z = np.asarray(logits, dtype=float)
    n = len(z)
    z = z - np.max(z, axis=1)[:, None]
    logp = z - np.log(np.sum(np.exp(z), axis=1))[:, None]
    loss = -np.mean(logp[:, y])
    d = np.exp(logp)
    d[:, y] -= 1
    return loss, d / n


# %% keeps_the_type_of_the_logits


def softmax_cross_entropy(logits, y):
    n, k = logits.shape
    grad = np.empty_like(logits)
    cost = 0.0
    for i in range(n):
        row = np.array(logits[i], dtype=float)
        top = row.max()
        e = np.exp(row - top)
        s = e.sum()
        cost += np.log(s) + top - row[y[i]]
        p = e / s
        p[y[i]] -= 1
        grad[i] = p / n
    return cost / n, grad


# %% subtracts_from_the_callers_logits


def softmax_cross_entropy(logits, y):
    logits -= np.max(logits, axis=1, keepdims=True)
    rows = np.arange(logits.shape[0])
    total = np.sum(np.exp(logits), axis=1)
    loss = np.sum(np.log(total) - logits[rows, y]) / len(rows)
    d = np.exp(logits) / total[:, None]
    d[rows, y] -= 1
    return loss, d / len(rows)


# %% takes_the_log_of_an_underflowed_softmax


def softmax_cross_entropy(logits, y):
    n, k = logits.shape
    grad = np.zeros((n, k))
    cost = 0.0
    for i in range(n):
        row = np.array(logits[i], dtype=float)
        top = row.max()
        e = np.exp(row - top)
        s = e.sum()
        cost -= np.log((e / s)[y[i]])
        grad[i] = e / s
        grad[i, y[i]] -= 1
    return cost / n, grad / n


# %% turns_the_gradient_around


def softmax_cross_entropy(logits, y):
    n, k = logits.shape
    grad = np.zeros((n, k))
    cost = 0.0
    for i in range(n):
        row = np.array(logits[i], dtype=float)
        top = row.max()
        e = np.exp(row - top)
        s = e.sum()
        cost += np.log(s) + top - row[y[i]]
        grad[i] = e / s
        grad[i, y[i]] -= 1
    return cost / n, -grad / n


# %% uses_the_logarithm_to_base_two


def softmax_cross_entropy(logits, y):
    n, k = logits.shape
    grad = np.zeros((n, k))
    cost = 0.0
    for i in range(n):
        row = np.array(logits[i], dtype=float)
        top = row.max()
        e = np.exp(row - top)
        s = e.sum()
        cost += np.log(s) + top - row[y[i]]
        grad[i] = e / s
        grad[i, y[i]] -= 1
    return cost / n / np.log(2), grad / n / np.log(2)
