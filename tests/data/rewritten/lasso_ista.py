import numpy as np


def soft(v, t):
    return np.maximum(v - t, 0) - np.maximum(-v - t, 0)


def objective(X, y, w, lam):
    r = X.dot(w) - y
    return r.dot(r) / len(y) / 2 + lam * np.linalg.norm(w, 1)


def steepest(X):
    return np.linalg.norm(X, 2) ** 2 / len(X)


def pull(X, y, w):
    return (y - X.dot(w)).dot(X) / len(y)


def repeat(X, y, lam, n_iter, update):
    w = np.zeros(X.shape[1])
    losses = [objective(X, y, w, lam)]
    for _ in range(n_iter):
        w = update(w)
        losses.append(objective(X, y, w, lam))
    return w, np.array(losses)

# %% right


def lasso_ista(X, y, lam, n_iter):
    h = 1 / steepest(X)
    return repeat(X, y, lam, n_iter, lambda w: soft(w + h * pull(X, y, w), h * lam))


# %% follows_subgradients


def lasso_ista(X, y, lam, n_iter):
    h = 1 / steepest(X)

    def update(w):
        slope = -pull(X, y, w) + lam * np.sign(w)
        return w - h * slope
    return repeat(X, y, lam, n_iter, update)


# %% thresholds_by_lam


def lasso_ista(X, y, lam, n_iter):
    h = 1 / steepest(X)
    return repeat(X, y, lam, n_iter, lambda w: soft(w + h * pull(X, y, w), lam))


# %% forgets_the_mean_in_the_gradient


def lasso_ista(X, y, lam, n_iter):
    L = np.linalg.eigvalsh(X.T @ X)[-1]

    def update(w):
        return soft(w - X.T @ (X @ w - y) / L, lam / L)
    return repeat(X, y, lam, n_iter, update)


# %% steps_too_far


def lasso_ista(X, y, lam, n_iter):
    h = 2.5 / steepest(X)
    return repeat(X, y, lam, n_iter, lambda w: soft(w + h * pull(X, y, w), h * lam))


# %% steps_too_short


def lasso_ista(X, y, lam, n_iter):
    h = len(y) / np.trace(X.T @ X)
    return repeat(X, y, lam, n_iter, lambda w: soft(w + h * pull(X, y, w), h * lam))


# %% takes_the_singular_value


def lasso_ista(X, y, lam, n_iter):
    L = np.linalg.svd(X, compute_uv=False).max()
    return repeat(X, y, lam, n_iter, lambda w: soft(w + pull(X, y, w) / L, lam / L))


# %% keeps_survivors_where_they_are


def lasso_ista(X, y, lam, n_iter):
    L = steepest(X)

    def update(w):
        moved = w + pull(X, y, w) / L
        return moved * (np.abs(moved) > lam / L)
    return repeat(X, y, lam, n_iter, update)


# %% shrinks_as_ridge_does


def lasso_ista(X, y, lam, n_iter):
    L = steepest(X)
    return repeat(X, y, lam, n_iter, lambda w: (L * w + pull(X, y, w)) / (L + lam))


# %% reports_the_smooth_half


def lasso_ista(X, y, lam, n_iter):
    L = steepest(X)
    w = np.zeros(X.shape[1])
    losses = np.empty(n_iter + 1)
    losses[0] = objective(X, y, w, 0.0)
    for k in range(1, n_iter + 1):
        w = soft(w + pull(X, y, w) / L, lam / L)
        losses[k] = objective(X, y, w, 0.0)
    return w, losses


# %% reports_sums


def lasso_ista(X, y, lam, n_iter):
    L = steepest(X)
    w, losses = np.zeros(X.shape[1]), []
    for k in range(n_iter + 1):
        if k > 0:
            w = soft(w + pull(X, y, w) / L, lam / L)
        losses.append(np.linalg.norm(y - X @ w) ** 2 + lam * np.abs(w).sum())
    return w, np.array(losses)


# %% leaves_out_the_first_loss


def lasso_ista(X, y, lam, n_iter):
    L = steepest(X)
    w, losses = np.zeros(X.shape[1]), np.empty(n_iter)
    for k in range(n_iter):
        w = soft(w + pull(X, y, w) / L, lam / L)
        losses[k] = objective(X, y, w, lam)
    return w, losses


# %% goes_weight_by_weight


def lasso_ista(X, y, lam, n_iter):
    n, d = X.shape

    def update(w):
        w = w.copy()
        for j in range(d):
            c = X[:, j] @ X[:, j] / n
            if c > 0:
                w[j] = soft(w[j] + X[:, j] @ (y - X @ w) / n / c, lam / c)
        return w
    return repeat(X, y, lam, n_iter, update)


# %%
import numpy as np


def shrink(x, t):
    return np.where(x > t, x - t, np.where(x < -t, x + t, 0.0))


def objective(X, y, w, lam):
    r = X @ w - y
    return r @ r / (2 * len(y)) + lam * np.abs(w).sum()


def run(X, y, lam, n_iter, one_step):
    n, d = X.shape
    L = np.linalg.eigvalsh(X.T @ X / n)[-1]
    w = np.zeros(d)
    losses = np.empty(n_iter + 1)
    losses[0] = objective(X, y, w, lam)
    for i in range(n_iter):
        w = one_step(w, lambda v: v - X.T @ (X @ v - y) / (n * L), lam / L)
        losses[i + 1] = objective(X, y, w, lam)
    return w, losses

# %% thresholds_first


def lasso_ista(X, y, lam, n_iter):
    return run(X, y, lam, n_iter, lambda w, move, t: move(shrink(w, t)))
