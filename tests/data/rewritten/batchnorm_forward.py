import numpy as np


def moments(X):
    X = np.array(X, dtype=float)
    centre = X.sum(axis=0) / len(X)
    return centre, ((X - centre) ** 2).sum(axis=0) / len(X)


def unbiased(X):
    return moments(X)[1] * (len(X) / max(len(X) - 1, 1))


def blend(old, new, keep):
    return np.array(old, dtype=float) * keep + np.asarray(new) * (1 - keep)


def fresh(*arrays):
    return tuple(np.array(a, dtype=float) for a in arrays)


def scaled(X, centre, var, gamma, beta, eps):
    factor = np.asarray(gamma) / np.sqrt(np.asarray(var) + eps)
    return (np.asarray(X) - centre) * factor + beta


# %% right
def batchnorm_forward(
    X, gamma, beta, running_mean, running_var, training, momentum=0.9, eps=1e-5
):
    mean, var = fresh(running_mean, running_var)
    if not training:
        return scaled(X, mean, var, gamma, beta, eps), mean, var
    mu, v = moments(X)
    out = scaled(X, mu, v, gamma, beta, eps)
    return out, blend(mean, mu, momentum), blend(var, v, momentum)


# %% normalises_each_row
def batchnorm_forward(
    X, gamma, beta, running_mean, running_var, training, momentum=0.9, eps=1e-5
):
    mean, var = fresh(running_mean, running_var)
    if not training:
        return scaled(X, mean, var, gamma, beta, eps), mean, var
    mu, v = moments(X)
    out = np.empty(np.shape(X))
    for i, row in enumerate(X):
        out[i] = (row - row.mean()) / np.sqrt(row.var() + eps) * gamma + beta
    return out, blend(mean, mu, momentum), blend(var, v, momentum)


# %% exchanges_the_shares
def batchnorm_forward(
    X, gamma, beta, running_mean, running_var, training, momentum=0.9, eps=1e-5
):
    mean, var = fresh(running_mean, running_var)
    if not training:
        return scaled(X, mean, var, gamma, beta, eps), mean, var
    mu, v = moments(X)
    out = scaled(X, mu, v, gamma, beta, eps)
    return out, mean + momentum * (mu - mean), var + momentum * (v - var)


# %% always_uses_the_batch
def batchnorm_forward(
    X, gamma, beta, running_mean, running_var, training, momentum=0.9, eps=1e-5
):
    mean, var = fresh(running_mean, running_var)
    mu, v = moments(X)
    if training:
        mean, var = blend(mean, mu, momentum), blend(var, v, momentum)
    return scaled(X, mu, v, gamma, beta, eps), mean, var


# %% learns_in_evaluation
def batchnorm_forward(
    X, gamma, beta, running_mean, running_var, training, momentum=0.9, eps=1e-5
):
    mu, v = moments(X)
    used = (mu, v) if training else (running_mean, running_var)
    out = scaled(X, *used, gamma, beta, eps)
    return out, blend(running_mean, mu, momentum), blend(running_var, v, momentum)


# %% normalises_by_the_new_running_statistics
def batchnorm_forward(
    X, gamma, beta, running_mean, running_var, training, momentum=0.9, eps=1e-5
):
    mean, var = fresh(running_mean, running_var)
    if training:
        mu, v = moments(X)
        mean, var = blend(mean, mu, momentum), blend(var, v, momentum)
    return scaled(X, mean, var, gamma, beta, eps), mean, var


# %% leaves_out_gamma_and_beta
def batchnorm_forward(
    X, gamma, beta, running_mean, running_var, training, momentum=0.9, eps=1e-5
):
    mean, var = fresh(running_mean, running_var)
    if not training:
        return (X - mean) / np.sqrt(var + eps), mean, var
    mu, v = moments(X)
    out = (X - mu) / np.sqrt(v + eps)
    return out, blend(mean, mu, momentum), blend(var, v, momentum)


# %% adds_beta_before_scaling
def batchnorm_forward(
    X, gamma, beta, running_mean, running_var, training, momentum=0.9, eps=1e-5
):
    mean, var = fresh(running_mean, running_var)
    shift = np.multiply(gamma, beta)
    if not training:
        return scaled(X, mean, var, gamma, shift, eps), mean, var
    mu, v = moments(X)
    out = scaled(X, mu, v, gamma, shift, eps)
    return out, blend(mean, mu, momentum), blend(var, v, momentum)


# %% adds_eps_outside_the_root
def batchnorm_forward(
    X, gamma, beta, running_mean, running_var, training, momentum=0.9, eps=1e-5
):
    mean, var = fresh(running_mean, running_var)
    mu, v = moments(X) if training else (mean, var)
    out = gamma * (X - mu) / (np.sqrt(v) + eps) + beta
    if training:
        mean, var = blend(mean, mu, momentum), blend(var, v, momentum)
    return out, mean, var


# %% divides_by_the_variance
def batchnorm_forward(
    X, gamma, beta, running_mean, running_var, training, momentum=0.9, eps=1e-5
):
    mean, var = fresh(running_mean, running_var)
    mu, v = moments(X) if training else (mean, var)
    out = beta + gamma * (X - mu) / (eps + v)
    if training:
        mean, var = blend(mean, mu, momentum), blend(var, v, momentum)
    return out, mean, var


# %% remembers_the_unbiased_variance
def batchnorm_forward(
    X, gamma, beta, running_mean, running_var, training, momentum=0.9, eps=1e-5
):
    mean, var = fresh(running_mean, running_var)
    if not training:
        return scaled(X, mean, var, gamma, beta, eps), mean, var
    mu, v = moments(X)
    out = scaled(X, mu, v, gamma, beta, eps)
    return out, blend(mean, mu, momentum), blend(var, unbiased(X), momentum)


# %% normalises_by_the_unbiased_variance
def batchnorm_forward(
    X, gamma, beta, running_mean, running_var, training, momentum=0.9, eps=1e-5
):
    mean, var = fresh(running_mean, running_var)
    if not training:
        return scaled(X, mean, var, gamma, beta, eps), mean, var
    mu, v = moments(X)
    out = scaled(X, mu, unbiased(X), gamma, beta, eps)
    return out, blend(mean, mu, momentum), blend(var, v, momentum)


# %% remembers_the_deviation
def batchnorm_forward(
    X, gamma, beta, running_mean, running_var, training, momentum=0.9, eps=1e-5
):
    mean, var = fresh(running_mean, running_var)
    if not training:
        return scaled(X, mean, var, gamma, beta, eps), mean, var
    mu, v = moments(X)
    out = scaled(X, mu, v, gamma, beta, eps)
    return out, blend(mean, mu, momentum), blend(var, v**0.5, momentum)


# %% updates_the_statistics_in_place
def batchnorm_forward(
    X, gamma, beta, running_mean, running_var, training, momentum=0.9, eps=1e-5
):
    if not training:
        mean, var = fresh(running_mean, running_var)
        return scaled(X, mean, var, gamma, beta, eps), mean, var
    mu, v = moments(X)
    out = scaled(X, mu, v, gamma, beta, eps)
    running_mean = np.asarray(running_mean, dtype=float)
    running_var = np.asarray(running_var, dtype=float)
    for running, batch in ((running_mean, mu), (running_var, v)):
        running *= momentum
        running += (1 - momentum) * batch
    return out, running_mean, running_var


# %% hands_back_the_callers_statistics
def batchnorm_forward(
    X, gamma, beta, running_mean, running_var, training, momentum=0.9, eps=1e-5
):
    if not training:
        out = scaled(X, running_mean, running_var, gamma, beta, eps)
        return out, running_mean, running_var
    mu, v = moments(X)
    out = scaled(X, mu, v, gamma, beta, eps)
    return out, blend(running_mean, mu, momentum), blend(running_var, v, momentum)
