import numpy as np


def softplus(v):
    return np.maximum(v, 0) + np.log1p(np.exp(-np.abs(v)))


def squash(v):
    small = np.exp(-np.abs(v))
    return np.where(v < 0, small, 1.0) / (1.0 + small)


def cost(A, t, w, b, l2):
    v = A.dot(w) + b
    return float(np.sum(softplus(v) - t * v) / len(t) + 0.5 * l2 * np.sum(w ** 2))


def prepare(X, y):
    A = np.array(X, dtype=float)
    return A, np.array(y, dtype=float), A.shape[0], A.shape[1]

# %% right


def fit_logistic(X, y, lr, n_steps, l2=0.0):
    A, t, n, d = prepare(X, y)
    theta = np.zeros(d + 1)
    one = np.hstack([A, np.ones((n, 1))])
    keep = np.append(np.full(d, float(l2)), 0.0)
    history = [cost(A, t, theta[:d], theta[d], l2)]
    while len(history) <= n_steps:
        slope = one.T.dot(squash(one.dot(theta)) - t) / n + keep * theta
        theta = theta - lr * slope
        history.append(cost(A, t, theta[:d], theta[d], l2))
    return theta[:d], float(theta[d]), np.array(history)


# %% takes_the_log_of_the_sigmoid


def fit_logistic(X, y, lr, n_steps, l2=0.0):
    A, t, n, d = prepare(X, y)
    w, b = np.zeros(d), 0.0

    def probability():
        with np.errstate(over="ignore"):
            return 1 / (1 + np.exp(-(A @ w + b)))

    def current():
        p = probability()
        with np.errstate(divide="ignore", invalid="ignore"):
            fit = t * np.log(p) + (1 - t) * np.log(1 - p)
        return -fit.mean() + l2 * w.dot(w) / 2

    losses = [current()]
    for _ in range(n_steps):
        r = probability() - t
        gw, gb = r @ A / n + l2 * w, r.mean()
        w, b = w - lr * gw, b - lr * gb
        losses.append(current())
    return w, float(b), np.array(losses)


# %% leaves_the_penalty_out_of_the_loss


def fit_logistic(X, y, lr, n_steps, l2=0.0):
    A, t, n, d = prepare(X, y)
    w, b = np.zeros(d), 0.0
    losses = np.empty(n_steps + 1)
    for step in range(n_steps + 1):
        z = A @ w + b
        losses[step] = np.mean(softplus(z) - t * z)
        if step < n_steps:
            r = (squash(z) - t) / n
            w = w * (1 - lr * l2) - lr * (r @ A)
            b = b - lr * r.sum()
    return w, float(b), losses


# %% penalises_without_the_half


def fit_logistic(X, y, lr, n_steps, l2=0.0):
    A, t, n, d = prepare(X, y)
    w, b = np.zeros(d), 0.0
    losses = np.empty(n_steps + 1)
    for step in range(n_steps + 1):
        z = A @ w + b
        losses[step] = np.mean(softplus(z) - t * z) + l2 * sum(v * v for v in w)
        if step < n_steps:
            r = (squash(z) - t) / n
            w = w - lr * (r @ A + l2 * w)
            b = b - lr * r.sum()
    return w, float(b), losses


# %% forgets_the_penalty_in_the_step


def fit_logistic(X, y, lr, n_steps, l2=0.0):
    A, t, n, d = prepare(X, y)
    w, b = np.zeros(d), 0.0
    losses = [cost(A, t, w, b, l2)]
    for _ in range(n_steps):
        r = squash(A @ w + b) - t
        w = w - lr / n * sum(r[i] * A[i] for i in range(n))
        b -= lr / n * sum(r)
        losses.append(cost(A, t, w, b, l2))
    return w, float(b), np.array(losses)


# %% penalises_the_bias


def fit_logistic(X, y, lr, n_steps, l2=0.0):
    A, t, n, d = prepare(X, y)
    A1 = np.column_stack((A, np.ones(n)))
    theta = np.zeros(d + 1)
    losses = [cost(A, t, theta[:-1], theta[-1], l2)]
    for _ in range(n_steps):
        r = squash(A1 @ theta) - t
        theta = theta - lr * (A1.T @ r / n + l2 * theta)
        losses.append(cost(A, t, theta[:-1], theta[-1], l2))
    return theta[:-1], float(theta[-1]), np.array(losses)


# %% sums_the_gradient


def fit_logistic(X, y, lr, n_steps, l2=0.0):
    A, t, n, d = prepare(X, y)
    w, b = np.zeros(d), 0.0
    losses = [cost(A, t, w, b, l2)]
    for _ in range(n_steps):
        gw, gb = l2 * w, 0.0
        for row, label, p in zip(A, t, squash(A @ w + b)):
            gw = gw + (p - label) * row
            gb += p - label
        w, b = w - lr * gw, b - lr * gb
        losses.append(cost(A, t, w, b, l2))
    return w, float(b), np.array(losses)


# %% walks_uphill


def fit_logistic(X, y, lr, n_steps, l2=0.0):
    A, t, n, d = prepare(X, y)
    w, b = np.zeros(d), 0.0
    losses = [cost(A, t, w, b, l2)]
    for _ in range(n_steps):
        r = (squash(A @ w + b) - t) / n
        w, b = w + lr * (A.T @ r + l2 * w), b + lr * np.sum(r)
        losses.append(cost(A, t, w, b, l2))
    return w, float(b), np.array(losses)


# %% has_no_bias


def fit_logistic(X, y, lr, n_steps, l2=0.0):
    A, t, n, d = prepare(X, y)
    w = np.zeros(d)
    losses = [cost(A, t, w, 0.0, l2)]
    for _ in range(n_steps):
        w = w - lr * (A.T @ (squash(A @ w) - t) / n + l2 * w)
        losses.append(cost(A, t, w, 0.0, l2))
    return w, 0.0, np.array(losses)


# %% moves_the_bias_after_the_weights


def fit_logistic(X, y, lr, n_steps, l2=0.0):
    A, t, n, d = prepare(X, y)
    w, b = np.zeros(d), 0.0
    losses = [cost(A, t, w, b, l2)]
    for _ in range(n_steps):
        w = w - lr * ((squash(A @ w + b) - t) @ A / n + l2 * w)
        b = b - lr * np.mean(squash(A @ w + b) - t)
        losses.append(cost(A, t, w, b, l2))
    return w, float(b), np.array(losses)


# %% broadcasts_labels_of_the_wrong_shape


def fit_logistic(X, y, lr, n_steps, l2=0.0):
    A, t, n, d = prepare(X, y)
    column = t.reshape(-1, 1)
    w, b = np.zeros(d), 0.0
    losses = [cost(A, t, w, b, l2)]
    for _ in range(n_steps):
        p = squash(A @ w + b)
        miss = p - column
        gw = np.mean(miss @ A / n, axis=0) + l2 * w
        gb = np.mean(miss)
        w = w - lr * gw
        b = b - lr * gb
        losses.append(cost(A, t, w, b, l2))
    return w, float(b), np.array(losses)


# %% records_only_after_the_steps


def fit_logistic(X, y, lr, n_steps, l2=0.0):
    A, t, n, d = prepare(X, y)
    w, b = np.zeros(d), 0.0
    losses = np.zeros(n_steps)
    for k in range(n_steps):
        r = (squash(A @ w + b) - t) / n
        w = w - lr * (r @ A) - lr * l2 * w
        b = b - lr * r.sum()
        losses[k] = cost(A, t, w, b, l2)
    return w, float(b), losses


# %%
import numpy as np


def descend(X, y, lr, n_steps, l2, w):
    X, y = np.array(X, dtype=float), np.array(y, dtype=float)
    n = len(y)
    b = 0.0
    losses = []
    for t in range(n_steps + 1):
        z = X @ w + b
        losses.append(np.logaddexp(0, (1 - 2 * y) * z).sum() / n + 0.5 * l2 * np.sum(w * w))
        if t < n_steps:
            miss = (1 + np.tanh(z / 2)) / 2 - y
            w = w - lr * (miss @ X / n + l2 * w)
            b = b - lr * miss.sum() / n
    return w, float(b), np.array(losses)

# %% starts_from_random_weights


def fit_logistic(X, y, lr, n_steps, l2=0.0):
    start = 0.01 * np.random.default_rng(0).standard_normal(np.shape(X)[1])
    return descend(X, y, lr, n_steps, l2, start)
