import numpy as np


def cut(order, size):
    order = list(order)
    while order:
        yield order[:size]
        order = order[size:]


class Best:
    def __init__(self):
        self.low, self.w, self.seen = np.inf, None, []

    def judge(self, w, value):
        self.seen.append(value)
        if value < self.low:
            self.low, self.w = value, np.array(w)

    def result(self, w):
        return w, self.w, np.array(self.seen, dtype=float)


# %% right
def train(X, y, X_val, y_val, w0, gradient, loss, schedule, mu, batch_size, epochs, rng):
    w, v, t, best = np.array(w0), 0 * w0, 0, Best()
    for _ in range(epochs):
        for part in cut(rng.permutation(len(y)), batch_size):
            v = mu * v - schedule(t) * gradient(w, X[part], y[part])
            w = w + v
            t += 1
        best.judge(w, loss(w, X_val, y_val))
    return best.result(w)


# %% steps_the_schedule_per_epoch
def train(X, y, X_val, y_val, w0, gradient, loss, schedule, mu, batch_size, epochs, rng):
    w, v, best = np.array(w0), 0 * w0, Best()
    for epoch in range(epochs):
        rate = schedule(epoch)
        for part in cut(rng.permutation(len(y)), batch_size):
            v = mu * v - rate * gradient(w, X[part], y[part])
            w = w + v
        best.judge(w, loss(w, X_val, y_val))
    return best.result(w)


# %% counts_from_one
def train(X, y, X_val, y_val, w0, gradient, loss, schedule, mu, batch_size, epochs, rng):
    w, v, t, best = np.array(w0), 0 * w0, 0, Best()
    for _ in range(epochs):
        for part in cut(rng.permutation(len(y)), batch_size):
            t += 1
            v = mu * v - schedule(t) * gradient(w, X[part], y[part])
            w = w + v
        best.judge(w, loss(w, X_val, y_val))
    return best.result(w)


# %% counts_anew_in_every_epoch
def train(X, y, X_val, y_val, w0, gradient, loss, schedule, mu, batch_size, epochs, rng):
    w, v, best = np.array(w0), 0 * w0, Best()
    for _ in range(epochs):
        for t, part in enumerate(cut(rng.permutation(len(y)), batch_size)):
            v = mu * v - schedule(t) * gradient(w, X[part], y[part])
            w = w + v
        best.judge(w, loss(w, X_val, y_val))
    return best.result(w)


# %% stops_between_epochs
def train(X, y, X_val, y_val, w0, gradient, loss, schedule, mu, batch_size, epochs, rng):
    w, t, best = np.array(w0), 0, Best()
    for _ in range(epochs):
        v = np.zeros(len(w0))
        for part in cut(rng.permutation(len(y)), batch_size):
            v = mu * v - schedule(t) * gradient(w, X[part], y[part])
            w = w + v
            t += 1
        best.judge(w, loss(w, X_val, y_val))
    return best.result(w)


# %% has_no_memory
def train(X, y, X_val, y_val, w0, gradient, loss, schedule, mu, batch_size, epochs, rng):
    w, t, best = np.array(w0), 0, Best()
    for _ in range(epochs):
        for part in cut(rng.permutation(len(y)), batch_size):
            w = w - schedule(t) * gradient(w, X[part], y[part])
            t += 1
        best.judge(w, loss(w, X_val, y_val))
    return best.result(w)


# %% keeps_no_copy
def train(X, y, X_val, y_val, w0, gradient, loss, schedule, mu, batch_size, epochs, rng):
    w, v, t = np.array(w0), np.zeros(len(w0)), 0
    best, record, history = w, float("inf"), []
    for _ in range(epochs):
        for part in cut(rng.permutation(len(y)), batch_size):
            v = mu * v - schedule(t) * gradient(w, X[part], y[part])
            w += v
            t += 1
        history.append(loss(w, X_val, y_val))
        if history[-1] < record:
            record, best = history[-1], w
    return w, best, np.array(history)


# %% judges_on_training_data
def train(X, y, X_val, y_val, w0, gradient, loss, schedule, mu, batch_size, epochs, rng):
    w, v, t, best = np.array(w0), 0 * w0, 0, Best()
    for _ in range(epochs):
        for part in cut(rng.permutation(len(y)), batch_size):
            v = mu * v - schedule(t) * gradient(w, X[part], y[part])
            w = w + v
            t += 1
        best.judge(w, loss(w, X, y))
    return best.result(w)


# %% keeps_the_last_improvement
def train(X, y, X_val, y_val, w0, gradient, loss, schedule, mu, batch_size, epochs, rng):
    w, v, t = np.array(w0), 0 * w0, 0
    history, best = [], None
    for _ in range(epochs):
        for part in cut(rng.permutation(len(y)), batch_size):
            v = mu * v - schedule(t) * gradient(w, X[part], y[part])
            w = w + v
            t += 1
        history.append(loss(w, X_val, y_val))
        if len(history) == 1 or history[-1] < history[-2]:
            best = w.copy()
    return w, best, np.array(history)


# %% shuffles_once
def train(X, y, X_val, y_val, w0, gradient, loss, schedule, mu, batch_size, epochs, rng):
    w, v, t, best = np.array(w0), 0 * w0, 0, Best()
    parts = list(cut(rng.permutation(len(y)), batch_size))
    for _ in range(epochs):
        for part in parts:
            v = mu * v - schedule(t) * gradient(w, X[part], y[part])
            w = w + v
            t += 1
        best.judge(w, loss(w, X_val, y_val))
    return best.result(w)


# %% keeps_the_stored_order
def train(X, y, X_val, y_val, w0, gradient, loss, schedule, mu, batch_size, epochs, rng):
    w, v, t, best = np.array(w0), 0 * w0, 0, Best()
    for _ in range(epochs):
        for at in range(0, len(y), batch_size):
            g = gradient(w, X[at : at + batch_size], y[at : at + batch_size])
            v = mu * v - schedule(t) * g
            w = w + v
            t += 1
        best.judge(w, loss(w, X_val, y_val))
    return best.result(w)


# %% brings_its_own_chance
def train(X, y, X_val, y_val, w0, gradient, loss, schedule, mu, batch_size, epochs, rng):
    w, v, t, best = np.array(w0), 0 * w0, 0, Best()
    chance = np.random.default_rng(0)
    for _ in range(epochs):
        for part in cut(chance.permutation(len(y)), batch_size):
            v = mu * v - schedule(t) * gradient(w, X[part], y[part])
            w = w + v
            t += 1
        best.judge(w, loss(w, X_val, y_val))
    return best.result(w)


# %% drops_the_short_batch
def train(X, y, X_val, y_val, w0, gradient, loss, schedule, mu, batch_size, epochs, rng):
    w, v, t, best = np.array(w0), 0 * w0, 0, Best()
    full = len(y) // batch_size
    for _ in range(epochs):
        order = rng.permutation(len(y))
        for part in order[: full * batch_size].reshape(full, batch_size):
            v = mu * v - schedule(t) * gradient(w, X[part], y[part])
            w = w + v
            t += 1
        best.judge(w, loss(w, X_val, y_val))
    return best.result(w)


# %% draws_with_replacement
def train(X, y, X_val, y_val, w0, gradient, loss, schedule, mu, batch_size, epochs, rng):
    w, v, t, best = np.array(w0), 0 * w0, 0, Best()
    n = len(y)
    for _ in range(epochs):
        for part in cut(rng.integers(n, size=n), batch_size):
            v = mu * v - schedule(t) * gradient(w, X[part], y[part])
            w = w + v
            t += 1
        best.judge(w, loss(w, X_val, y_val))
    return best.result(w)


# %% tears_samples_and_targets_apart
def train(X, y, X_val, y_val, w0, gradient, loss, schedule, mu, batch_size, epochs, rng):
    w, v, t, best = np.array(w0), 0 * w0, 0, Best()
    for _ in range(epochs):
        Xs = rng.permutation(X)
        ys = rng.permutation(y)
        for part in cut(range(len(y)), batch_size):
            v = mu * v - schedule(t) * gradient(w, Xs[part], ys[part])
            w = w + v
            t += 1
        best.judge(w, loss(w, X_val, y_val))
    return best.result(w)


# %% divides_by_the_full_batch
def train(X, y, X_val, y_val, w0, gradient, loss, schedule, mu, batch_size, epochs, rng):
    w, v, t, best = np.array(w0), 0 * w0, 0, Best()
    for _ in range(epochs):
        for part in cut(rng.permutation(len(y)), batch_size):
            total = gradient(w, X[part], y[part]) * len(part)
            v = mu * v - schedule(t) * (total / batch_size)
            w = w + v
            t += 1
        best.judge(w, loss(w, X_val, y_val))
    return best.result(w)


# %% trains_the_first_weights_in_place
def train(X, y, X_val, y_val, w0, gradient, loss, schedule, mu, batch_size, epochs, rng):
    v, t, best = np.zeros_like(w0), 0, Best()
    w = w0
    for _ in range(epochs):
        for part in cut(rng.permutation(len(y)), batch_size):
            v = mu * v - schedule(t) * gradient(w, X[part], y[part])
            w += v
            t += 1
        best.judge(w, loss(w, X_val, y_val))
    return best.result(w)


# %% freezes_when_validation_gets_worse
def train(X, y, X_val, y_val, w0, gradient, loss, schedule, mu, batch_size, epochs, rng):
    w, v, t, best = np.array(w0), 0 * w0, 0, Best()
    for _ in range(epochs):
        for part in cut(rng.permutation(len(y)), batch_size):
            v = mu * v - schedule(t) * gradient(w, X[part], y[part])
            w = w + v
            t += 1
        best.judge(w, loss(w, X_val, y_val))
    return best.result(best.w.copy())
