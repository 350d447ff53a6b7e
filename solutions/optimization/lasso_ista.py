import numpy as np

from grader.author import at_most, given, law, mistake, solution


def shrunk(x, t):
    return np.sign(x) * np.maximum(np.abs(x) - t, 0)


def objective(X, y, lam, w):
    return np.sum((y - X @ w) ** 2) / (2 * len(X)) + lam * np.sum(np.abs(w))


def lasso_ista(X, y, lam, n_iter):
    n, d = X.shape
    L = np.linalg.norm(X, 2) ** 2 / n
    w = np.zeros(d)
    losses = [objective(X, y, lam, w)]
    for _ in range(n_iter):
        w = shrunk(w + X.T @ (y - X @ w) / n / L, lam / L)
        losses.append(objective(X, y, lam, w))
    return w, np.array(losses)



given("more steps", like="a few steps", n_iter={"integer": [1, 60]}, examples=30)


@law("k steps come as close as the theorem promises", over="more steps")
def _(X, y, lam, n_iter, n, u, losses):
    """For every vector u, F after k steps of length 1/L is at most F(u) + L |u|² / (2k), since w
    started at 0: so the gap shrinks like 1/k at least."""
    L = np.linalg.norm(X, 2) ** 2 / n
    best = np.linalg.lstsq(X, y, rcond=None)[0]
    for v in (u, 0.1 * u, best, shrunk(best, lam)):
        bound = objective(X, y, lam, v) + L * np.sum(v**2) / (2 * n_iter)
        assert at_most(losses[-1], bound)


@solution
def with_moments(X, y, lam, n_iter):
    """Works with XᵀX and Xᵀy alone, and with eigenvalues; entries one by one."""
    n, d = X.shape
    A, b = X.T @ X / n, X.T @ y / n
    step = 1 / np.linalg.eigvalsh(A)[-1]
    w, losses = np.zeros(d), np.empty(n_iter + 1)
    losses[0] = np.mean(y**2) / 2
    for k in range(n_iter):
        moved = w - step * (A @ w - b)
        w = moved - np.clip(moved, -step * lam, step * lam)
        losses[k + 1] = np.mean((X @ w - y) ** 2) / 2 + lam * abs(w).sum()
    return w, losses


@solution
def keeps_the_residual(X, y, lam, n_iter):
    """Carries the residual along and loops over the weights inside every step."""
    n, d = X.shape
    curvature = max(np.linalg.svd(X, compute_uv=False)) ** 2 / n
    w, r = [0.0] * d, np.array(y, dtype=float)
    losses = [r @ r / (2 * n)]
    for _ in range(n_iter):
        new = []
        for j in range(d):
            z = w[j] + X[:, j] @ r / n / curvature
            t = lam / curvature
            new.append(z - t if z > t else z + t if z < -t else 0.0)
        w = new
        r = y - sum(w[j] * X[:, j] for j in range(d))
        losses.append(r @ r / (2 * n) + lam * sum(map(abs, w)))
    return np.array(w), losses


def run(X, y, lam, n_iter, update, F=objective):
    """Rounds of w = update(w, pull of the data, L), and the losses F."""
    n, d = X.shape
    L = np.linalg.norm(X, 2) ** 2 / n
    w = np.zeros(d)
    losses = [F(X, y, lam, w)]
    for _ in range(n_iter):
        w = update(w, X.T @ (y - X @ w) / n, L)
        losses.append(F(X, y, lam, w))
    return w, np.array(losses)


@mistake(caught_by="on perpendicular columns one step is enough")
def follows_subgradients(X, y, lam, n_iter):
    """You moved by (pull - lam * sign(w)) / L, along a subgradient: weights then jump around zero
    and are never exactly zero. Move along the pull of the data, then soft-threshold by lam / L."""
    return run(X, y, lam, n_iter, lambda w, pull, L: w + (pull - lam * np.sign(w)) / L)


@mistake(caught_by="on perpendicular columns one step is enough")
def thresholds_by_lam(X, y, lam, n_iter):
    """Your threshold is lam in every step; a step of length 1/L has the threshold lam / L."""
    return run(X, y, lam, n_iter, lambda w, pull, L: shrunk(w + pull / L, lam))


@mistake(caught_by="on perpendicular columns one step is enough")
def forgets_the_mean_in_the_gradient(X, y, lam, n_iter):
    """You left out 1/n in gradient and curvature alike, so the steps are right, but the threshold
    lam / L is n times too small; the smooth part is a mean over the samples."""
    return run(X, y, lam, n_iter, lambda w, pull, L: shrunk(w + pull / L, lam / L / len(X)))


@mistake(caught_by="the losses are F, from zero to the answer, and never rise", free="times")
def steps_too_far(X, y, lam, n_iter, *, times=2.5):
    """You took steps of length {times} / L; take 1/L, in the threshold as well. (Shorter ones take
    longer, and beyond 2 / L a step overshoots by more than it gains.)"""
    with np.errstate(all="ignore"):
        return run(X, y, lam, n_iter, lambda w, pull, L: shrunk(w + times * pull / L, times * lam / L))


@mistake(caught_by="agrees with the reference")
def steps_too_short(X, y, lam, n_iter):
    """You divided by the sum of all squares of X over n, the sum of the eigenvalues, not the
    largest: that is safe but slow. L is the squared largest singular value of X, over n."""

    def update(w, pull, _):
        L = np.sum(X**2) / len(X)
        return shrunk(w + pull / L, lam / L)

    return run(X, y, lam, n_iter, update)


@mistake(caught_by="on perpendicular columns one step is enough")
def takes_the_singular_value(X, y, lam, n_iter):
    """You divided by the largest singular value of X itself; curvature goes with its square, over
    n."""

    def update(w, pull, _):
        step = 1 / np.linalg.norm(X, 2)
        return shrunk(w + step * pull, step * lam)

    with np.errstate(all="ignore"):
        return run(X, y, lam, n_iter, update)


@mistake(caught_by="on perpendicular columns one step is enough")
def thresholds_first(X, y, lam, n_iter):
    """In every step you soft-thresholded w first and then moved from there, along the pull at the
    thresholded w, so the answer is never sparse; move first, then threshold."""

    def update(w, _pull, L):
        w = shrunk(w, lam / L)
        return w + X.T @ (y - X @ w) / len(X) / L

    return run(X, y, lam, n_iter, update)


@mistake(caught_by="on perpendicular columns one step is enough")
def keeps_survivors_where_they_are(X, y, lam, n_iter):
    """You set weights up to lam / L to zero and left the others alone (a hard threshold); the
    others move towards zero by lam / L as well."""

    def update(w, pull, L):
        moved = w + pull / L
        return np.where(np.abs(moved) > lam / L, moved, 0.0)

    return run(X, y, lam, n_iter, update)


@mistake(caught_by="on perpendicular columns one step is enough")
def shrinks_as_ridge_does(X, y, lam, n_iter):
    """You divided by 1 + lam / L, the step for lam w² / 2. That shrinks all weights and zeroes
    none; L1 subtracts lam / L from their size."""
    return run(X, y, lam, n_iter, lambda w, pull, L: (w + pull / L) / (1 + lam / L))


@mistake(caught_by="the losses are F, from zero to the answer, and never rise")
def reports_the_smooth_half(X, y, lam, n_iter):
    """Your losses lack the penalty; F has both halves, and only F is sure never to rise."""

    def update(w, pull, L):
        return shrunk(w + pull / L, lam / L)

    return run(X, y, lam, n_iter, update, lambda X, y, lam, w: objective(X, y, 0.0, w))


@mistake(caught_by="the losses are F, from zero to the answer, and never rise")
def reports_sums(X, y, lam, n_iter):
    """Your losses have the sum of squared errors, not halved and not divided by n."""

    def update(w, pull, L):
        return shrunk(w + pull / L, lam / L)

    def F(X, y, lam, w):
        return np.sum((y - X @ w) ** 2) + lam * np.sum(np.abs(w))

    return run(X, y, lam, n_iter, update, F)


@mistake(caught_by="returns what it promises")
def leaves_out_the_first_loss(X, y, lam, n_iter):
    """The losses start with the one at w = 0, before any step, so there is one more than steps."""
    w, losses = lasso_ista(X, y, lam, n_iter)
    return w, losses[1:]


@mistake(caught_by="agrees with the reference")
def goes_weight_by_weight(X, y, lam, n_iter):
    """You went through the weights one by one, each seeing those before it changed, each with its
    own curvature. This coordinate descent finds the same minimum, but by other steps: here all
    weights move at once, with 1/L for all."""
    n, d = X.shape

    def update(w, _pull, _L):
        w = w.copy()
        for j in range(d):
            L = np.sum(X[:, j] ** 2) / n
            w[j] = shrunk(w[j] + X[:, j] @ (y - X @ w) / n / L, lam / L)
        return w

    return run(X, y, lam, n_iter, update)
