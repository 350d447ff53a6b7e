import numpy as np


def overall(X, y, w):
    miss = y - X.dot(w)
    return miss.dot(miss) / len(y)


def mean_slope(rows, goals, w):
    total = np.zeros(len(w))
    for row, goal in zip(rows, goals):
        total += 2.0 * (row.dot(w) - goal) * row
    return total / len(goals)

# %% right


def sgd_linear(X, y, lr, epochs, batch_size, rng):
    w, history = np.zeros(X.shape[1]), []
    for _ in range(epochs):
        todo = rng.permutation(len(y))
        while todo.size:
            now, todo = todo[:batch_size], todo[batch_size:]
            w = w - lr * mean_slope(X[now], y[now], w)
        history.append(overall(X, y, w))
    return w, np.array(history)


# %% divides_by_the_nominal_size


def sgd_linear(X, y, lr, epochs, batch_size, rng):
    n, d = X.shape
    size = min(batch_size, n)
    w, history = np.zeros(d), []
    for _ in range(epochs):
        order = rng.permutation(n)
        for a in range(0, n, size):
            now = order[a:a + size]
            errors = X[now] @ w - y[now]
            w = w - lr * (2 / size) * (errors @ X[now])
        history.append(overall(X, y, w))
    return w, np.array(history)


# %% drops_the_short_batch


def sgd_linear(X, y, lr, epochs, batch_size, rng):
    n, d = X.shape
    size = min(batch_size, n)
    w, history = np.zeros(d), []
    for _ in range(epochs):
        order = rng.permutation(n)
        for b in range(n // size):
            now = order[b * size:(b + 1) * size]
            w = w - lr * mean_slope(X[now], y[now], w)
        history.append(overall(X, y, w))
    return w, np.array(history)


# %% adds_up


def sgd_linear(X, y, lr, epochs, batch_size, rng):
    w, history = np.zeros(X.shape[1]), []
    for _ in range(epochs):
        todo = rng.permutation(len(y))
        while todo.size:
            now, todo = todo[:batch_size], todo[batch_size:]
            step = np.zeros_like(w)
            for i in now:
                step += 2 * (X[i] @ w - y[i]) * X[i]
            w = w - lr * step
        history.append(overall(X, y, w))
    return w, np.array(history)


# %% forgets_the_two


def sgd_linear(X, y, lr, epochs, batch_size, rng):
    w, history = np.zeros(X.shape[1]), []
    for _ in range(epochs):
        todo = rng.permutation(len(y))
        while todo.size:
            now, todo = todo[:batch_size], todo[batch_size:]
            error = y[now] - X[now] @ w
            w = w + lr * np.mean(error[:, None] * X[now], axis=0)
        history.append(overall(X, y, w))
    return w, np.array(history)


# %% steps_for_every_sample


def sgd_linear(X, y, lr, epochs, batch_size, rng):
    w, history = np.zeros(X.shape[1]), []
    for _ in range(epochs):
        todo = rng.permutation(len(y))
        while todo.size:
            now, todo = todo[:batch_size], todo[batch_size:]
            for i in now:
                w = w - lr * 2 * (X[i] @ w - y[i]) * X[i]
        history.append(overall(X, y, w))
    return w, np.array(history)


# %% shuffles_apart


def sgd_linear(X, y, lr, epochs, batch_size, rng):
    w, history = np.zeros(X.shape[1]), []
    for _ in range(epochs):
        rows, goals = rng.permutation(X), rng.permutation(y)
        for a in range(0, len(y), batch_size):
            b = a + batch_size
            w = w - lr * mean_slope(rows[a:b], goals[a:b], w)
        history.append(overall(X, y, w))
    return w, np.array(history)


# %% shuffles_once


def sgd_linear(X, y, lr, epochs, batch_size, rng):
    order = np.arange(len(y))
    rng.shuffle(order)
    rows, goals = X[order], y[order]
    w, losses = np.zeros(X.shape[1]), np.empty(epochs)
    for e in range(epochs):
        for a in range(0, len(y), batch_size):
            b = a + batch_size
            w = w - lr * mean_slope(rows[a:b], goals[a:b], w)
        losses[e] = overall(X, y, w)
    return w, losses


# %% shuffles_the_batches_only


def sgd_linear(X, y, lr, epochs, batch_size, rng):
    starts = np.arange(0, len(y), batch_size)
    w, losses = np.zeros(X.shape[1]), np.empty(epochs)
    for e in range(epochs):
        for a in rng.permutation(starts):
            b = a + batch_size
            w = w - lr * mean_slope(X[a:b], y[a:b], w)
        losses[e] = overall(X, y, w)
    return w, losses


# %% never_shuffles


def sgd_linear(X, y, lr, epochs, batch_size, rng):
    w, losses = np.zeros(X.shape[1]), np.empty(epochs)
    for e in range(epochs):
        for a in range(0, len(y), batch_size):
            b = a + batch_size
            w = w - lr * mean_slope(X[a:b], y[a:b], w)
        losses[e] = overall(X, y, w)
    return w, losses


# %% notes_the_loss_before_the_epoch


def sgd_linear(X, y, lr, epochs, batch_size, rng):
    w, history = np.zeros(X.shape[1]), []
    while len(history) < epochs:
        history.append(overall(X, y, w))
        todo = rng.permutation(len(y))
        while todo.size:
            now, todo = todo[:batch_size], todo[batch_size:]
            w = w - lr * mean_slope(X[now], y[now], w)
    return w, np.array(history)


# %% averages_the_losses_of_the_batches


def sgd_linear(X, y, lr, epochs, batch_size, rng):
    w, history = np.zeros(X.shape[1]), []
    for _ in range(epochs):
        todo, seen = rng.permutation(len(y)), []
        while todo.size:
            now, todo = todo[:batch_size], todo[batch_size:]
            seen.append(overall(X[now], y[now], w))
            w = w - lr * mean_slope(X[now], y[now], w)
        history.append(sum(seen) / len(seen))
    return w, np.array(history)


# %% starts_anywhere


def sgd_linear(X, y, lr, epochs, batch_size, rng):
    w, history = rng.normal(size=X.shape[1]), []
    for _ in range(epochs):
        todo = rng.permutation(len(y))
        while todo.size:
            now, todo = todo[:batch_size], todo[batch_size:]
            w = w - lr * mean_slope(X[now], y[now], w)
        history.append(overall(X, y, w))
    return w, np.array(history)


# %% shuffles_the_callers_data


def sgd_linear(X, y, lr, epochs, batch_size, rng):
    w, history = np.zeros(X.shape[1]), []
    for _ in range(epochs):
        order = rng.permutation(len(y))
        X[:] = X[order]
        y[:] = y[order]
        for a in range(0, len(y), batch_size):
            b = a + batch_size
            w = w - lr * mean_slope(X[a:b], y[a:b], w)
        history.append(overall(X, y, w))
    return w, np.array(history)


# %%
import numpy as np


def fit(X, y, lr, epochs, batch_size, deal):
    n = len(y)
    w = np.zeros(X.shape[1])
    losses = np.empty(epochs)
    for e in range(epochs):
        for batch in deal(n, batch_size):
            rows = X[batch]
            w = w - lr * 2 / len(batch) * ((rows @ w - y[batch]) @ rows)
        losses[e] = np.mean((X @ w - y) ** 2)
    return w, losses

# %% draws_with_replacement


def sgd_linear(X, y, lr, epochs, batch_size, rng):
    def deal(n, size):
        left = n
        while left > 0:
            count = min(size, left)
            yield rng.choice(n, size=count)
            left -= count

    return fit(X, y, lr, epochs, batch_size, deal)


# %% deals_out_equal_shares


def sgd_linear(X, y, lr, epochs, batch_size, rng):
    w, noted = np.zeros(X.shape[1]), []
    for _ in range(epochs):
        order, parts = rng.permutation(len(X)), int(np.ceil(len(X) / batch_size))
        for part in range(parts):
            rows = order[part * len(X) // parts : (part + 1) * len(X) // parts]
            missed = X[rows] @ w - y[rows]
            w = w - lr * 2 * (missed @ X[rows]) / len(rows)
        noted.append(np.square(X @ w - y).mean())
    return w, np.array(noted)
