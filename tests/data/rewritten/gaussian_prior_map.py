import numpy as np


def check(sigma, tau):
    if min(sigma, tau) <= 0:
        raise ValueError("widths must be positive")


def misfit(w, X, y):
    r = X.dot(w) - y
    return r.dot(r), r.dot(X)


def belief(w, tau, prior):
    if prior == "laplace":
        return np.linalg.norm(w, 1) / tau, np.sign(w) / tau
    return w.dot(w) / tau ** 2 / 2, w / tau ** 2


# %% right
def neg_log_posterior(w, X, y, sigma, tau, prior="gaussian"):
    check(sigma, tau)
    q, g = misfit(w, X, y)
    p, dp = belief(w, tau, prior)
    return q / sigma ** 2 / 2 + p, g / sigma ** 2 + dp

# %% turns_the_widths_over
def neg_log_posterior(w, X, y, sigma, tau, prior="gaussian"):
    check(sigma, tau)
    q, g = misfit(w, X, y)
    if prior == "gaussian":
        lam = (tau / sigma) ** 2
        return q / 2 + lam / 2 * w.dot(w), g + lam * w
    lam = tau / sigma ** 2
    return q / 2 + lam * np.abs(w).sum(), g + lam * np.sign(w)

# %% takes_the_deviation_for_the_variance
def neg_log_posterior(w, X, y, sigma, tau, prior="gaussian"):
    check(sigma, tau)
    q, g = misfit(w, X, y)
    if prior == "gaussian":
        p, dp = w.dot(w) / (2 * tau), w / tau
    else:
        p, dp = belief(w, tau, prior)
    return q / (2 * sigma) + p, g / sigma + dp

# %% averages_the_samples
def neg_log_posterior(w, X, y, sigma, tau, prior="gaussian"):
    check(sigma, tau)
    value, grad = belief(w, tau, prior)
    n = len(y)
    for x, goal in zip(X, y):
        e = x.dot(w) - goal
        value = value + e * e / (2 * n * sigma ** 2)
        grad = grad + e * x / (n * sigma ** 2)
    return value, grad

# %% forgets_the_halves
def neg_log_posterior(w, X, y, sigma, tau, prior="gaussian"):
    check(sigma, tau)
    q, g = misfit(w, X, y)
    value, grad = q / sigma ** 2, 2 * g / sigma ** 2
    if prior == "gaussian":
        return value + np.sum((w / tau) ** 2), grad + 2 * w / tau ** 2
    return value + np.sum(np.abs(w)) / tau, grad + np.sign(w) / tau

# %% halves_only_the_value
def neg_log_posterior(w, X, y, sigma, tau, prior="gaussian"):
    check(sigma, tau)
    value, grad = belief(w, tau, prior)
    for x, goal in zip(X, y):
        e = goal - x.dot(w)
        value = value + 0.5 * (e / sigma) ** 2
        grad = grad - 2 * e / sigma ** 2 * x
    return value, grad

# %% squares_the_laplace_width
def neg_log_posterior(w, X, y, sigma, tau, prior="gaussian"):
    check(sigma, tau)
    q, g = misfit(w, X, y)
    if prior == "gaussian":
        p, dp = w @ w, 2 * w
    else:
        p, dp = np.abs(w).sum(), np.sign(w)
    return q / (2 * sigma ** 2) + p / (2 * tau ** 2), g / sigma ** 2 + dp / (2 * tau ** 2)

# %% returns_the_log_posterior
def neg_log_posterior(w, X, y, sigma, tau, prior="gaussian"):
    check(sigma, tau)
    q, g = misfit(w, X, y)
    p, dp = belief(w, tau, prior)
    return -q / sigma ** 2 / 2 - p, -g / sigma ** 2 - dp

# %% forgets_the_prior
def neg_log_posterior(w, X, y, sigma, tau, prior="gaussian"):
    check(sigma, tau)
    q, g = misfit(w, X, y)
    return 0.5 * q / sigma ** 2, g / sigma ** 2

# %% believes_the_same_of_all
def neg_log_posterior(w, X, y, sigma, tau, prior="gaussian"):
    check(sigma, tau)
    z = (X @ w - y) / sigma
    u = w / tau
    return (z @ z + u @ u) / 2, z @ X / sigma + u / tau

# %% keeps_the_constants
def neg_log_posterior(w, X, y, sigma, tau, prior="gaussian"):
    check(sigma, tau)
    q, g = misfit(w, X, y)
    p, dp = belief(w, tau, prior)
    rest = len(y) * np.log(np.sqrt(2 * np.pi) * sigma)
    each = np.sqrt(2 * np.pi) * tau if prior == "gaussian" else 2 * tau
    rest += len(w) * np.log(each)
    return q / sigma ** 2 / 2 + p + rest, g / sigma ** 2 + dp

# %% pushes_zeros
def neg_log_posterior(w, X, y, sigma, tau, prior="gaussian"):
    check(sigma, tau)
    q, g = misfit(w, X, y)
    p, dp = belief(w, tau, prior)
    if prior == "laplace":
        dp = np.array([-1 / tau if v < 0 else 1 / tau for v in w])
    return q / sigma ** 2 / 2 + p, g / sigma ** 2 + dp

# %% accepts_any_width
def neg_log_posterior(w, X, y, sigma, tau, prior="gaussian"):
    q, g = misfit(w, X, y)
    p, dp = belief(w, tau, prior)
    return q / sigma ** 2 / 2 + p, g / sigma ** 2 + dp
