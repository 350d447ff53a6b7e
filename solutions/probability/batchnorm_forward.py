import numpy as np

from grader.author import close, given, law, mistake, solution


def batchnorm_forward(X, gamma, beta, running_mean, running_var, training, momentum=0.9, eps=1e-5):
    mean, var = (X.mean(axis=0), X.var(axis=0)) if training else (running_mean, running_var)
    out = gamma * (X - mean) / np.sqrt(var + eps) + beta
    # In evaluation both sides of the mixture are the same, and so is what comes out.
    new_mean = momentum * running_mean + (1 - momentum) * mean
    new_var = momentum * running_var + (1 - momentum) * var
    return out, new_mean, new_var


given("many equal batches", like="training", momentum={"real": [0.2, 0.7]}, examples=15)


@law("after many equal batches evaluation does what training did", over="many equal batches")
def _(X, gamma, beta, running_mean, running_var, momentum, eps, out, statistics_after, batchnorm_forward):
    """Fed with one batch again and again, the running statistics become those of the batch. Then
    both modes must give the same: so the variance that is remembered has to be the one that
    normalises, and the statistics returned have to be passed on from step to step."""
    # What is left of the first statistics is 0.7 ** 100 < 1e-15.
    mean, var = statistics_after(100, X, gamma, beta, running_mean, running_var, momentum, eps)
    evaluated = batchnorm_forward(X, gamma, beta, mean, var, False, momentum, eps)
    assert close(evaluated.out, out, rtol=1e-8)


@solution
def feature_by_feature(X, gamma, beta, running_mean, running_var, training, momentum=0.9, eps=1e-5):
    """A loop over the columns, in plain arithmetic; the statistics are copied first."""
    n, d = X.shape
    out = np.empty((n, d))
    new_mean, new_var = np.array(running_mean, dtype=float), np.array(running_var, dtype=float)
    for j in range(d):
        mean, var = float(running_mean[j]), float(running_var[j])
        if training:
            mean = sum(X[:, j].tolist()) / n
            var = sum((x - mean) ** 2 for x in X[:, j].tolist()) / n
            new_mean[j] += (1 - momentum) * (mean - running_mean[j])
            new_var[j] += (1 - momentum) * (var - running_var[j])
        slope = gamma[j] / (var + eps) ** 0.5
        out[:, j] = [slope * x + (beta[j] - slope * mean) for x in X[:, j].tolist()]
    return out, new_mean, new_var


@solution
def by_a_centring_matrix(X, gamma, beta, running_mean, running_var, training, momentum=0.9, eps=1e-5):
    """Centres by the matrix I - 11'/n and scales by a diagonal one."""
    n = len(X)
    if not training:
        root = np.diag(gamma / np.sqrt(eps + running_var))
        return (X - running_mean) @ root + beta, running_mean + 0.0, running_var + 0.0
    Z = (np.eye(n) - np.full((n, n), 1 / n)) @ X
    var = np.einsum("ij,ij->j", Z, Z) / n
    keep = np.array([momentum, 1 - momentum])
    new_mean = keep @ np.stack([running_mean, np.ones(n) @ X / n])
    return Z @ np.diag(gamma / np.sqrt(var + eps)) + beta, new_mean, keep @ np.stack([running_var, var])


def built(X, gamma, beta, mean, var, eps):
    return gamma * (X - mean) / np.sqrt(var + eps) + beta


def mixed(X, running_mean, running_var, training, momentum):
    if not training:
        return running_mean.copy(), running_var.copy()
    return (
        momentum * running_mean + (1 - momentum) * X.mean(axis=0),
        momentum * running_var + (1 - momentum) * X.var(axis=0),
    )


@mistake(caught_by="in training each feature gets mean beta and the variance that gamma says")
def normalises_each_row(X, gamma, beta, running_mean, running_var, training, momentum=0.9, eps=1e-5):
    """In training you took mean and variance of each row, which is layer normalisation; a batch is
    normalised feature by feature, along axis 0."""
    mean, var = X.mean(axis=1, keepdims=True), X.var(axis=1, keepdims=True)
    mean, var = (mean, var) if training else (running_mean, running_var)
    out = built(X, gamma, beta, mean, var, eps)
    return (out, *mixed(X, running_mean, running_var, training, momentum))


@mistake(caught_by="running statistics keep the share momentum and take the rest from the batch")
def exchanges_the_shares(X, gamma, beta, running_mean, running_var, training, momentum=0.9, eps=1e-5):
    """You gave the share momentum to the batch. Here, unlike in some libraries, it is the share of
    the running statistics that is kept."""
    return batchnorm_forward(
        X, gamma, beta, running_mean, running_var, training, 1 - momentum, eps
    )


@mistake(caught_by="in evaluation each row is measured by the running statistics, which stay")
def always_uses_the_batch(X, gamma, beta, running_mean, running_var, training, momentum=0.9, eps=1e-5):
    """In evaluation you still normalised by the statistics of the batch; use the running ones."""
    out = built(X, gamma, beta, X.mean(axis=0), X.var(axis=0), eps)
    return (out, *mixed(X, running_mean, running_var, training, momentum))


@mistake(caught_by="in evaluation each row is measured by the running statistics, which stay")
def learns_in_evaluation(X, gamma, beta, running_mean, running_var, training, momentum=0.9, eps=1e-5):
    """In evaluation you moved the running statistics towards the batch; there they stay as they
    are."""
    out = batchnorm_forward(X, gamma, beta, running_mean, running_var, training, momentum, eps)[0]
    return (out, *mixed(X, running_mean, running_var, True, momentum))


@mistake(caught_by="in training each feature gets mean beta and the variance that gamma says")
def normalises_by_the_new_running_statistics(
    X, gamma, beta, running_mean, running_var, training, momentum=0.9, eps=1e-5
):
    """In training you updated the running statistics and normalised by those; the batch is
    normalised by its own."""
    mean, var = mixed(X, running_mean, running_var, training, momentum)
    return built(X, gamma, beta, mean, var, eps), mean, var


@mistake(caught_by="in training each feature gets mean beta and the variance that gamma says")
def leaves_out_gamma_and_beta(
    X, gamma, beta, running_mean, running_var, training, momentum=0.9, eps=1e-5
):
    """You stopped at the standardised features; multiply by gamma and add beta."""
    return batchnorm_forward(
        X, 1.0 + 0 * gamma, 0 * beta, running_mean, running_var, training, momentum, eps
    )


@mistake(caught_by="in training each feature gets mean beta and the variance that gamma says")
def adds_beta_before_scaling(
    X, gamma, beta, running_mean, running_var, training, momentum=0.9, eps=1e-5
):
    """You added beta before multiplying by gamma, so the mean of a feature is gamma · beta; scale
    first."""
    return batchnorm_forward(
        X, gamma, gamma * beta, running_mean, running_var, training, momentum, eps
    )


@mistake(caught_by="in training each feature gets mean beta and the variance that gamma says")
def adds_eps_outside_the_root(
    X, gamma, beta, running_mean, running_var, training, momentum=0.9, eps=1e-5
):
    """You added eps to the standard deviation; it belongs under the root, to the variance."""
    mean, var = (X.mean(axis=0), X.var(axis=0)) if training else (running_mean, running_var)
    out = gamma * (X - mean) / (np.sqrt(var) + eps) + beta
    return (out, *mixed(X, running_mean, running_var, training, momentum))


@mistake(caught_by="in training each feature gets mean beta and the variance that gamma says")
def divides_by_the_variance(
    X, gamma, beta, running_mean, running_var, training, momentum=0.9, eps=1e-5
):
    """You divided by v + eps itself; divide by its root."""
    mean, var = (X.mean(axis=0), X.var(axis=0)) if training else (running_mean, running_var)
    out = gamma * (X - mean) / (var + eps) + beta
    return (out, *mixed(X, running_mean, running_var, training, momentum))


@mistake(caught_by="running statistics keep the share momentum and take the rest from the batch")
def remembers_the_unbiased_variance(
    X, gamma, beta, running_mean, running_var, training, momentum=0.9, eps=1e-5
):
    """For the running variance you divided by n - 1 (unless n is 1), as some libraries do. Here it is
    divided by n, like the one that normalises."""
    out, new_mean, new_var = batchnorm_forward(
        X, gamma, beta, running_mean, running_var, training, momentum, eps
    )
    if training and len(X) > 1:
        new_var = momentum * running_var + (1 - momentum) * X.var(axis=0, ddof=1)
    return out, new_mean, new_var


@mistake(caught_by="in training each feature gets mean beta and the variance that gamma says")
def normalises_by_the_unbiased_variance(
    X, gamma, beta, running_mean, running_var, training, momentum=0.9, eps=1e-5
):
    """You normalised the batch by the variance divided by n - 1 (unless n is 1); divide by n, ddof 0.
    """
    mean, var = running_mean, running_var
    if training:
        mean, var = X.mean(axis=0), X.var(axis=0, ddof=min(1, len(X) - 1))
    out = built(X, gamma, beta, mean, var, eps)
    return (out, *mixed(X, running_mean, running_var, training, momentum))


@mistake(caught_by="running statistics keep the share momentum and take the rest from the batch")
def remembers_the_deviation(
    X, gamma, beta, running_mean, running_var, training, momentum=0.9, eps=1e-5
):
    """You mixed the batch's standard deviation into the running variance; remember the variance."""
    out, new_mean, new_var = batchnorm_forward(
        X, gamma, beta, running_mean, running_var, training, momentum, eps
    )
    if training:
        new_var = momentum * running_var + (1 - momentum) * X.std(axis=0)
    return out, new_mean, new_var


@mistake(caught_by="leaves its inputs alone")
def updates_the_statistics_in_place(
    X, gamma, beta, running_mean, running_var, training, momentum=0.9, eps=1e-5
):
    """`running_mean *= momentum` writes into the caller's array; return new ones."""
    out, new_mean, new_var = batchnorm_forward(
        X, gamma, beta, running_mean, running_var, training, momentum, eps
    )
    running_mean[:], running_var[:] = new_mean, new_var
    return out, new_mean, new_var


@mistake(caught_by="leaves its inputs alone")
def hands_back_the_callers_statistics(
    X, gamma, beta, running_mean, running_var, training, momentum=0.9, eps=1e-5
):
    """In evaluation you returned the very arrays that were given; whoever writes to one would
    change the other. Return copies."""
    if training:
        return batchnorm_forward(
            X, gamma, beta, running_mean, running_var, training, momentum, eps
        )
    return built(X, gamma, beta, running_mean, running_var, eps), running_mean, running_var
