import numpy as np

from grader.author import close, given, law, mistake, solution


def batchnorm_backward(dout, X, gamma, eps=1e-5):
    root = np.sqrt(X.var(axis=0) + eps)
    xhat = (X - X.mean(axis=0)) / root
    G = gamma * dout
    along = (G * xhat).mean(axis=0)
    dX = (G - G.mean(axis=0) - xhat * along) / root
    return dX, (dout * xhat).sum(axis=0), dout.sum(axis=0).astype(float)


given(
    "no spread",
    like="batches",
    sizes={"n": "1..5"},
    values={"integers": ["d"]},
    X={"is": "np.tile(values / 4, (n, 1))"},
    examples=40,
)


@law("a column without spread and a batch of one", over="no spread")
def _(dout, gamma, eps, dX, dgamma, dbeta):
    """Where all entries of a column are equal, x-hat is zero, and so is its derivative by gamma. The
    variance has no slope there: only the direct path and the one through the mean are left, divided
    by the root of eps. In a batch of one sample these two cancel: nothing comes back."""
    expected = gamma * (dout - dout.mean(axis=0)) / np.sqrt(eps)
    assert close(dX, expected)
    assert close(dgamma, 0)
    assert close(dbeta, dout.sum(axis=0))


@solution
def step_by_step(dout, X, gamma, eps=1e-5):
    """Back through the computational graph, one node after the other."""
    n = X.shape[0]
    centred = X - X.sum(axis=0) / n
    var = (centred**2).sum(axis=0) / n
    inverse = 1 / np.sqrt(var + eps)
    dxhat = dout * gamma
    dinverse = (dxhat * centred).sum(axis=0)
    dvar = -0.5 * dinverse * inverse**3
    dcentred = dxhat * inverse + 2 / n * centred * dvar
    dX = dcentred - dcentred.sum(axis=0) / n
    return dX, (dout * centred * inverse).sum(axis=0), 1.0 * dout.sum(axis=0)


@solution
def by_the_jacobian(dout, X, gamma, eps=1e-5):
    """The Jacobian of each column as an (n, n) matrix."""
    n, d = X.shape
    dX = np.zeros((n, d))
    dgamma, dbeta = np.zeros(d), np.zeros(d)
    for j in range(d):
        z = X[:, j] - np.mean(X[:, j])
        s2 = z @ z / n + eps
        jacobian = (np.eye(n) - 1 / n - np.outer(z, z) / (n * s2)) * gamma[j] / np.sqrt(s2)
        dX[:, j] = jacobian.T @ dout[:, j]
        dgamma[j] = dout[:, j] @ z / np.sqrt(s2)
        dbeta[j] = sum(dout[:, j].tolist())
    return dX, dgamma, dbeta


def parts(dout, X, gamma, eps):
    root = np.sqrt(X.var(axis=0) + eps)
    xhat = (X - X.mean(axis=0)) / root
    return root, xhat, gamma * dout, (dout * xhat).sum(axis=0), dout.sum(axis=0) * 1.0


@mistake(caught_by="the gradient of X passes the gradient check")
def takes_the_statistics_for_constants(dout, X, gamma, eps=1e-5):
    """You followed the direct path alone, as if mean and variance were fixed numbers. Both depend on
    every entry of the column: add the paths through them."""
    root, _, G, dgamma, dbeta = parts(dout, X, gamma, eps)
    return G / root, dgamma, dbeta


@mistake(caught_by="each column of dX sums to zero")
def leaves_out_the_mean(dout, X, gamma, eps=1e-5):
    """You left out the path through the mean: take the column mean of G = gamma · dout off G."""
    root, xhat, G, dgamma, dbeta = parts(dout, X, gamma, eps)
    return (G - xhat * (G * xhat).mean(axis=0)) / root, dgamma, dbeta


@mistake(caught_by="the gradient of X passes the gradient check")
def leaves_out_the_variance(dout, X, gamma, eps=1e-5):
    """You left out the path through the variance: take x-hat times the column mean of G · x-hat off
    as well, where G = gamma · dout."""
    root, _, G, dgamma, dbeta = parts(dout, X, gamma, eps)
    return (G - G.mean(axis=0)) / root, dgamma, dbeta


@mistake(caught_by="the gradient of X passes the gradient check")
def sums_where_a_mean_belongs(dout, X, gamma, eps=1e-5):
    """You took column sums of G and of G · x-hat off G = gamma · dout. The mean of the column has a
    factor 1/n, and so has the variance: both sums are to be divided by n."""
    root, xhat, G, dgamma, dbeta = parts(dout, X, gamma, eps)
    return (G - G.sum(axis=0) - xhat * (G * xhat).sum(axis=0)) / root, dgamma, dbeta


@mistake(caught_by="the gradient of X passes the gradient check")
def turns_the_variance_path_round(dout, X, gamma, eps=1e-5):
    """The path through the variance has the wrong sign: a larger variance makes x-hat smaller, so
    x-hat times the mean of G · x-hat (G = gamma · dout) is taken off, not added."""
    root, xhat, G, dgamma, dbeta = parts(dout, X, gamma, eps)
    return (G - G.mean(axis=0) + xhat * (G * xhat).mean(axis=0)) / root, dgamma, dbeta


@mistake(caught_by="the gradient of X passes the gradient check")
def uses_the_centred_batch_for_xhat(dout, X, gamma, eps=1e-5):
    """In the path through the variance you put the centred entries where x-hat belongs, twice: they
    still have to be divided by the root."""
    root, xhat, G, dgamma, dbeta = parts(dout, X, gamma, eps)
    z = xhat * root
    return (G - G.mean(axis=0) - z * (G * z).mean(axis=0)) / root, dgamma, dbeta


@mistake(caught_by="the gradient of X passes the gradient check")
def forgets_gamma(dout, X, gamma, eps=1e-5):
    """gamma is missing in your dX: out is gamma times x-hat, so the gradient for x-hat is
    gamma · dout."""
    _, _, _, dgamma, dbeta = parts(dout, X, gamma, eps)
    return batchnorm_backward(dout, X, np.ones(len(gamma)), eps)[0], dgamma, dbeta


@mistake(caught_by="the gradients of gamma and beta pass the gradient check")
def averages_over_the_batch(dout, X, gamma, eps=1e-5):
    """You averaged dgamma and dbeta over the batch; every sample adds its share, so sum."""
    dX, dgamma, dbeta = batchnorm_backward(dout, X, gamma, eps)
    return dX, dgamma / len(X), dbeta / len(X)


@mistake(caught_by="returns what it promises")
def sums_over_the_features(dout, X, gamma, eps=1e-5):
    """You summed dgamma and dbeta over the features; each feature has its own gamma and beta, which
    all samples share: sum over the batch, along axis 0."""
    _, xhat, _, _, _ = parts(dout, X, gamma, eps)
    dX = batchnorm_backward(dout, X, gamma, eps)[0]
    return dX, (dout * xhat).sum(axis=1), dout.sum(axis=1) * 1.0


@mistake(caught_by="the gradients of gamma and beta pass the gradient check")
def multiplies_by_the_batch_itself(dout, X, gamma, eps=1e-5):
    """For dgamma you multiplied dout by X; gamma multiplies x-hat, so that is its derivative."""
    dX, _, dbeta = batchnorm_backward(dout, X, gamma, eps)
    return dX, (dout * X).sum(axis=0) * 1.0, dbeta


@mistake(caught_by="the gradients of gamma and beta pass the gradient check")
def forgets_eps(dout, X, gamma, eps=1e-5):
    """You left eps out of the root; the forward step adds it to the variance, and so must you."""
    with np.errstate(all="ignore"):
        return batchnorm_backward(dout, X, gamma, 0.0)


@mistake(caught_by="the gradients of gamma and beta pass the gradient check")
def adds_eps_outside_the_root(dout, X, gamma, eps=1e-5):
    """You added eps to the standard deviation; it stands under the root, beside the variance."""
    root = np.sqrt(X.var(axis=0)) + eps
    xhat = (X - X.mean(axis=0)) / root
    G = gamma * dout
    dX = (G - G.mean(axis=0) - xhat * (G * xhat).mean(axis=0)) / root
    return dX, (dout * xhat).sum(axis=0), dout.sum(axis=0) * 1.0


@mistake(caught_by="the gradients of gamma and beta pass the gradient check")
def divides_the_variance_by_n_minus_one(dout, X, gamma, eps=1e-5):
    """You took the variance under the root with ddof=1, which is 0/0 for a batch of one. The layer
    divides by n there, as you do in the means of dX."""
    centred = X - X.mean(axis=0)
    with np.errstate(invalid="ignore"):
        root = np.sqrt((centred**2).sum(axis=0) / (len(X) - 1) + eps)
        xhat = centred / root
        G = gamma * dout
        dX = (G - G.mean(axis=0) - xhat * (G * xhat).mean(axis=0)) / root
        return dX, (dout * xhat).sum(axis=0), dout.sum(axis=0) * 1.0


@mistake(caught_by="leaves its inputs alone")
def scales_dout_in_place(dout, X, gamma, eps=1e-5):
    """`dout *= gamma` changes the gradient of whoever called; make a new array."""
    answer = batchnorm_backward(dout, X, gamma, eps)
    dout *= gamma.astype(dout.dtype)
    return answer
