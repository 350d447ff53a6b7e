import numpy as np


def parts(X, eps):
    X = np.array(X, dtype=float)
    away = X - X.sum(axis=0) / len(X)
    root = np.sqrt((away * away).sum(axis=0) / len(X) + eps)
    return away, root, away / root


def to_batch(G, hat, root):
    n = len(G)
    return (n * G - G.sum(axis=0) - hat * (G * hat).sum(axis=0)) / (n * root)


def to_gamma(dout, hat):
    return np.einsum("ij,ij->j", np.asarray(dout, dtype=float), hat)


def to_beta(dout):
    return np.ones(len(dout)) @ dout


def mean_of(A):
    return A.sum(axis=0) / A.shape[0]

# %% right


def batchnorm_backward(dout, X, gamma, eps=1e-5):
    away, root, hat = parts(X, eps)
    return to_batch(dout * gamma, hat, root), to_gamma(dout, hat), to_beta(dout)


# %% takes_the_statistics_for_constants


def batchnorm_backward(dout, X, gamma, eps=1e-5):
    away, root, hat = parts(X, eps)
    return dout * (gamma / root), to_gamma(dout, hat), to_beta(dout)


# %% leaves_out_the_mean


def batchnorm_backward(dout, X, gamma, eps=1e-5):
    away, root, hat = parts(X, eps)
    dhat = dout * gamma
    dvar = -(dhat * away).sum(axis=0) / (2 * root**3)
    dX = dhat / root + dvar * 2 * away / len(X)
    return dX, to_gamma(dout, hat), to_beta(dout)


# %% leaves_out_the_variance


def batchnorm_backward(dout, X, gamma, eps=1e-5):
    away, root, hat = parts(X, eps)
    direct = dout * gamma / root
    return direct - mean_of(direct), to_gamma(dout, hat), to_beta(dout)


# %% sums_where_a_mean_belongs


def batchnorm_backward(dout, X, gamma, eps=1e-5):
    away, root, hat = parts(X, eps)
    G = dout * gamma
    dX = np.empty(G.shape)
    for j in range(G.shape[1]):
        dX[:, j] = (G[:, j] - sum(G[:, j]) - hat[:, j] * (G[:, j] @ hat[:, j])) / root[j]
    return dX, to_gamma(dout, hat), to_beta(dout)


# %% turns_the_variance_path_round


def batchnorm_backward(dout, X, gamma, eps=1e-5):
    away, root, hat = parts(X, eps)
    dhat = dout * gamma
    dvar = (dhat * away).sum(axis=0) / (2 * root**3)
    direct = dhat / root
    dX = direct - mean_of(direct) + dvar * 2 * away / len(X)
    return dX, to_gamma(dout, hat), to_beta(dout)


# %% uses_the_centred_batch_for_xhat


def batchnorm_backward(dout, X, gamma, eps=1e-5):
    away, root, hat = parts(X, eps)
    return to_batch(dout * gamma, away, root), to_gamma(dout, hat), to_beta(dout)


# %% forgets_gamma


def batchnorm_backward(dout, X, gamma, eps=1e-5):
    away, root, hat = parts(X, eps)
    return to_batch(np.array(dout, float), hat, root), to_gamma(dout, hat), to_beta(dout)


# %% averages_over_the_batch


def batchnorm_backward(dout, X, gamma, eps=1e-5):
    away, root, hat = parts(X, eps)
    n = len(X)
    return to_batch(dout * gamma, hat, root), to_gamma(dout, hat) / n, to_beta(dout) / n


# %% sums_over_the_features


def batchnorm_backward(dout, X, gamma, eps=1e-5):
    away, root, hat = parts(X, eps)
    per_row = np.array([float(row @ h) for row, h in zip(dout, hat)])
    return to_batch(dout * gamma, hat, root), per_row, np.array([float(sum(r)) for r in dout])


# %% multiplies_by_the_batch_itself


def batchnorm_backward(dout, X, gamma, eps=1e-5):
    away, root, hat = parts(X, eps)
    dgamma = to_gamma(dout, np.array(X, dtype=float))
    return to_batch(dout * gamma, hat, root), dgamma, to_beta(dout)


# %% forgets_eps


def batchnorm_backward(dout, X, gamma, eps=1e-5):
    with np.errstate(all="ignore"):
        away, root, hat = parts(X, 0.0)
        return to_batch(dout * gamma, hat, root), to_gamma(dout, hat), to_beta(dout)


# %% adds_eps_outside_the_root


def batchnorm_backward(dout, X, gamma, eps=1e-5):
    away = X - np.mean(X, axis=0)
    root = np.sqrt(np.mean(away**2, axis=0)) + eps
    hat = away / root
    return to_batch(dout * gamma, hat, root), to_gamma(dout, hat), to_beta(dout)


# %% scales_dout_in_place


def batchnorm_backward(dout, X, gamma, eps=1e-5):
    away, root, hat = parts(X, eps)
    dout = np.asarray(dout, dtype=float)
    dgamma, dbeta = to_gamma(dout, hat), to_beta(dout)
    dout *= gamma
    return to_batch(dout, hat, root), dgamma, dbeta


# %%
import numpy as np


def through(dout, X, gamma, var, eps):
    n = len(X)
    root = np.sqrt(var + eps)
    z = (X - X.sum(axis=0) / n) / root
    dgamma = np.einsum("ij,ij->j", dout, z)
    dbeta = np.einsum("ij->j", dout)
    dX = gamma / (n * root) * (n * dout - dbeta - z * dgamma)
    return dX, dgamma, dbeta

# %% divides_the_variance_by_n_minus_one


def batchnorm_backward(dout, X, gamma, eps=1e-5):
    dout, X = np.asarray(dout, dtype=float), np.asarray(X, dtype=float)
    return through(dout, X, gamma, X.var(axis=0, ddof=1), eps)
