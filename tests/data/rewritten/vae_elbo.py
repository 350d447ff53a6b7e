import numpy as np


def floats(*arrays):
    return [np.array(v, dtype=float) for v in arrays]


def logistic(a):
    return 0.5 * (1 + np.tanh(a / 2))


def pixel_terms(x, a):
    return x * a - np.maximum(a, 0) - np.log1p(np.exp(-np.abs(a)))


def kl_terms(mu, logvar):
    return (np.exp(logvar) + mu ** 2 - 1 - logvar) / 2


def slopes(x, p, mu, logvar, eps, W):
    n = len(x)
    back = (x - p) @ W.T / n
    dmu = back - mu / n
    dlogvar = back * eps * np.exp(logvar / 2) / 2 - (np.exp(logvar) - 1) / (2 * n)
    return dmu, dlogvar

# %% right


def vae_elbo(x, mu, logvar, eps, W, b):
    x, mu, logvar, eps, W, b = floats(x, mu, logvar, eps, W, b)
    n = x.shape[0]
    a = (eps * np.exp(logvar / 2) + mu) @ W + b
    rec = float(sum(pixel_terms(x[i], a[i]).sum() for i in range(n)) / n)
    kl = float(sum(kl_terms(mu[i], logvar[i]).sum() for i in range(n)) / n)
    return (rec - kl, rec, kl, *slopes(x, logistic(a), mu, logvar, eps, W))


# %% sums_over_the_batch


def vae_elbo(x, mu, logvar, eps, W, b):
    x, mu, logvar, eps, W, b = floats(x, mu, logvar, eps, W, b)
    s = np.exp(logvar / 2)
    a = (mu + s * eps) @ W + b
    rec = float(np.sum(pixel_terms(x, a)))
    kl = float(np.sum(kl_terms(mu, logvar)))
    back = np.dot(x - logistic(a), W.T)
    return rec - kl, rec, kl, back - mu, (back * eps * s - s * s + 1) / 2


# %% takes_logvar_for_the_variance


def vae_elbo(x, mu, logvar, eps, W, b):
    x, mu, logvar, eps, W, b = floats(x, mu, logvar, eps, W, b)
    n = len(x)
    a = (mu + np.exp(logvar / 2) * eps) @ W + b
    rec = float(pixel_terms(x, a).sum() / n)
    with np.errstate(divide="ignore", invalid="ignore"):
        kl = float(np.sum(logvar + mu * mu - 1 - np.log(logvar)) / (2 * n))
    dmu, dlogvar = slopes(x, logistic(a), mu, logvar, eps, W)
    return rec - kl, rec, kl, dmu, dlogvar


# %% decodes_the_mean


def vae_elbo(x, mu, logvar, eps, W, b):
    x, mu, logvar, eps, W, b = floats(x, mu, logvar, eps, W, b)
    n = len(x)
    a = mu @ W + b
    rec = float(pixel_terms(x, a).sum() / n)
    kl = float(kl_terms(mu, logvar).sum() / n)
    dmu = ((x - logistic(a)) @ W.T - mu) / n
    dlogvar = (1 - np.exp(logvar)) / (2 * n)
    return rec - kl, rec, kl, dmu, dlogvar


# %% counts_white_pixels_only


def vae_elbo(x, mu, logvar, eps, W, b):
    x, mu, logvar, eps, W, b = floats(x, mu, logvar, eps, W, b)
    a = (mu + np.exp(logvar / 2) * eps) @ W + b
    rec = float(-np.sum(x * np.logaddexp(0, -a)) / len(x))
    kl = float(kl_terms(mu, logvar).sum() / len(x))
    dmu, dlogvar = slopes(x, logistic(a), mu, logvar, eps, W)
    return rec - kl, rec, kl, dmu, dlogvar


# %% takes_the_squared_error


def vae_elbo(x, mu, logvar, eps, W, b):
    x, mu, logvar, eps, W, b = floats(x, mu, logvar, eps, W, b)
    p = logistic((mu + np.exp(logvar / 2) * eps) @ W + b)
    rec = float(-0.5 * np.sum((x - p) ** 2) / len(x))
    kl = float(kl_terms(mu, logvar).sum() / len(x))
    dmu, dlogvar = slopes(x, p, mu, logvar, eps, W)
    return rec - kl, rec, kl, dmu, dlogvar


# %% takes_the_log_of_saturated_probabilities


def vae_elbo(x, mu, logvar, eps, W, b):
    x, mu, logvar, eps, W, b = floats(x, mu, logvar, eps, W, b)
    p = logistic((mu + np.exp(logvar / 2) * eps) @ W + b)
    with np.errstate(divide="ignore", invalid="ignore"):
        rec = float(np.sum(x * np.log(p) + (1 - x) * np.log(1 - p)) / len(x))
    kl = float(kl_terms(mu, logvar).sum() / len(x))
    dmu, dlogvar = slopes(x, p, mu, logvar, eps, W)
    return rec - kl, rec, kl, dmu, dlogvar


# %% forgets_the_divergence_in_the_gradient


def vae_elbo(x, mu, logvar, eps, W, b):
    x, mu, logvar, eps, W, b = floats(x, mu, logvar, eps, W, b)
    n = len(x)
    s = np.exp(logvar / 2)
    a = (mu + s * eps) @ W + b
    rec = float(pixel_terms(x, a).sum() / n)
    kl = float(kl_terms(mu, logvar).sum() / n)
    dmu = (x - logistic(a)) @ W.T / n
    return rec - kl, rec, kl, dmu, 0.5 * dmu * s * eps


# %% returns_the_gradient_of_the_loss


def vae_elbo(x, mu, logvar, eps, W, b):
    x, mu, logvar, eps, W, b = floats(x, mu, logvar, eps, W, b)
    n = len(x)
    s = np.exp(logvar / 2)
    a = (mu + s * eps) @ W + b
    rec = float(pixel_terms(x, a).sum() / n)
    kl = float(kl_terms(mu, logvar).sum() / n)
    dz = (logistic(a) - x) @ W.T / n
    return rec - kl, rec, kl, dz + mu / n, (dz * eps * s + (s * s - 1) / n) / 2


# %% differentiates_by_the_deviation


def vae_elbo(x, mu, logvar, eps, W, b):
    x, mu, logvar, eps, W, b = floats(x, mu, logvar, eps, W, b)
    n = len(x)
    a = (mu + np.exp(logvar / 2) * eps) @ W + b
    rec = float(pixel_terms(x, a).sum() / n)
    kl = float(kl_terms(mu, logvar).sum() / n)
    dz = (x - logistic(a)) @ W.T / n
    return rec - kl, rec, kl, dz - mu / n, dz * eps + (1 - np.exp(logvar)) / (2 * n)


# %%
import numpy as np


def compute(x, mu, logvar, eps, W, b, sign=-1, D=1, d=1, power=0.5):
    x, mu, logvar, eps, W, b = (np.asarray(v, dtype=float) for v in (x, mu, logvar, eps, W, b))
    n = len(x)
    sigma = np.exp(power * logvar)
    a = (mu + sigma * eps) @ W + b
    tail = np.exp(-np.abs(a))
    terms = x * a - np.maximum(a, 0) - np.log1p(tail)
    p = np.where(a >= 0, 1.0, tail) / (1 + tail)
    var = np.exp(logvar)
    reconstruction = float(terms.sum() / n / D)
    kl = float((var + mu**2 - 1 - logvar).sum() / (2 * n) / d)
    dz = (x - p) @ W.T / n
    dmu = dz - mu / n
    dlogvar = (dz * eps * sigma - (var - 1) / n) / 2
    return reconstruction + sign * kl, reconstruction, kl, dmu, dlogvar

# %% adds_the_divergence


def vae_elbo(x, mu, logvar, eps, W, b):
    return compute(x, mu, logvar, eps, W, b, sign=1)


# %% averages_over_pixels


def vae_elbo(x, mu, logvar, eps, W, b):
    return compute(x, mu, logvar, eps, W, b, D=np.shape(x)[1])


# %% averages_over_code_dimensions


def vae_elbo(x, mu, logvar, eps, W, b):
    return compute(x, mu, logvar, eps, W, b, d=np.shape(mu)[1])


# %% takes_the_variance_for_the_deviation


def vae_elbo(x, mu, logvar, eps, W, b):
    return compute(x, mu, logvar, eps, W, b, power=1.0)


# %% draws_its_own_noise


def vae_elbo(x, mu, logvar, eps, W, b):
    noise = np.random.default_rng(0).standard_normal(np.shape(mu))
    return compute(x, mu, logvar, noise, W, b)
