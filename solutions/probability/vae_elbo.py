import math

import numpy as np

from grader.author import close, finite, law, mistake, solution


def vae_elbo(x, mu, logvar, eps, W, b):
    n, s = len(x), np.exp(np.asarray(logvar) / 2)
    a = (mu + s * eps) @ W + b
    reconstruction = np.sum(x * a - np.logaddexp(0, a)) / n
    kl = 0.5 * np.sum(s**2 + np.asarray(mu) ** 2 - 1 - logvar) / n
    p = np.exp(np.minimum(a, 0)) / (1 + np.exp(-np.abs(a)))
    dz = (x - p) @ np.transpose(W) / n
    dlogvar = 0.5 * dz * s * eps - 0.5 * (s**2 - 1) / n
    return reconstruction - kl, reconstruction, kl, dz - np.asarray(mu) / n, dlogvar


@law("saturated pixels cost what they should", over="saturated")
def _(elbo, reconstruction, dmu, dlogvar, right):
    """With logits in the thousands p is rounded to 0 or 1, and its logarithm is no use: a pixel that
    is surely wrong costs as much as its logit, and pulls back with full force."""
    assert finite(elbo)
    assert finite(dmu)
    assert close(reconstruction, right.reconstruction)
    assert close(dmu, right.dmu)
    assert close(dlogvar, right.dlogvar)


@solution
def pixel_by_pixel(x, mu, logvar, eps, W, b):
    """Loops in plain Python."""
    n, D, d = len(x), len(b), len(W)
    reconstruction, kl = 0.0, 0.0
    dmu, dlogvar = np.zeros((n, d)), np.zeros((n, d))
    for i in range(n):
        deviation = [math.sqrt(math.exp(v)) for v in logvar[i]]
        z = [mu[i, k] + deviation[k] * eps[i, k] for k in range(d)]
        back = [0.0] * d
        for j in range(D):
            a = sum(z[k] * W[k, j] for k in range(d)) + b[j]
            small = math.exp(-abs(a))
            reconstruction += x[i, j] * min(a, 0) + (1 - x[i, j]) * min(-a, 0) - math.log1p(small)
            p = 1 / (1 + small) if a >= 0 else small / (1 + small)
            for k in range(d):
                back[k] += (x[i, j] - p) * W[k, j]
        for k in range(d):
            variance = deviation[k] ** 2
            kl += 0.5 * (variance + mu[i, k] ** 2 - 1 - logvar[i, k])
            dmu[i, k] = (back[k] - mu[i, k]) / n
            moves = deviation[k] * eps[i, k] / 2
            dlogvar[i, k] = (back[k] * moves - (variance - 1) / 2) / n
    return (reconstruction - kl) / n, reconstruction / n, kl / n, dmu, dlogvar


@solution
def by_the_density_of_the_code(x, mu, logvar, eps, W, b):
    """Splits the cost of a pixel by its sign, takes means over rows, and differentiates the noise."""
    variance = np.exp(logvar * 1.0)
    noise = np.sqrt(variance) * eps
    logits = np.einsum("nd,de->ne", mu + noise, W) + b
    cost = np.maximum(logits, 0) - logits * x + np.log1p(np.exp(-np.abs(logits)))
    per_image = (variance - np.log(variance) + mu * mu - 1).sum(axis=1) / 2
    reconstruction, kl = -cost.sum(axis=1).mean(), per_image.mean()
    g = np.einsum("ne,de->nd", x - 0.5 * (1 + np.tanh(logits / 2)), W)
    dmu, dlogvar = g - mu, (g * noise - variance + 1) / 2
    return np.asarray(reconstruction - kl), reconstruction, kl, dmu / len(mu), dlogvar / len(mu)


@mistake(caught_by="elbo is reconstruction minus kl")
def adds_the_divergence(x, mu, logvar, eps, W, b):
    """Your elbo is reconstruction plus kl; the bound is lower the further the codes are from the
    prior, so subtract kl."""
    _, r, k, dmu, dlogvar = vae_elbo(x, mu, logvar, eps, W, b)
    return r + k, r, k, dmu, dlogvar


@mistake(caught_by="reconstruction is the log-probability of the pixels at z")
def averages_over_pixels(x, mu, logvar, eps, W, b):
    """You averaged the reconstruction over the pixels. The image's log-probability is their sum;
    divided by D it weighs too little against kl, and the codes collapse onto the prior."""
    _, r, k, dmu, dlogvar = vae_elbo(x, mu, logvar, eps, W, b)
    r = r / x.shape[1]
    return r - k, r, k, dmu, dlogvar


@mistake(caught_by="kl is the mean log-ratio of code and prior")
def averages_over_code_dimensions(x, mu, logvar, eps, W, b):
    """You averaged kl over the dimensions of the code; independent dimensions add up."""
    _, r, k, dmu, dlogvar = vae_elbo(x, mu, logvar, eps, W, b)
    k = k / mu.shape[1]
    return r - k, r, k, dmu, dlogvar


@mistake(caught_by="kl is the mean log-ratio of code and prior")
def sums_over_the_batch(x, mu, logvar, eps, W, b):
    """You summed over the batch, so that all of it grows with n; divide by n."""
    return tuple(part * len(x) for part in vae_elbo(x, mu, logvar, eps, W, b))


@mistake(caught_by="reconstruction is the log-probability of the pixels at z")
def takes_the_variance_for_the_deviation(x, mu, logvar, eps, W, b):
    """You scaled the noise by exp(logvar), the variance, and took that for σ in eps σ / 2 on the way
    back, too (but not in kl); the standard deviation is its root."""
    n, s = len(x), np.exp(1.0 * logvar)
    a = (mu + s * eps) @ W + b
    r = np.sum(x * a - np.logaddexp(0, a)) / n
    k = np.sum(s + mu**2 - 1 - logvar) / 2 / n
    dz = (x - np.exp(-np.logaddexp(0, -a))) @ W.T / n
    return r - k, r, k, dz - mu / n, dz * eps * s / 2 - (s - 1) / 2 / n


@mistake(caught_by="kl is the mean log-ratio of code and prior")
def takes_logvar_for_the_variance(x, mu, logvar, eps, W, b):
    """You used logvar as the variance in kl and its logarithm once more; the variance is
    exp(logvar)."""
    e, r, k, dmu, dlogvar = vae_elbo(x, mu, logvar, eps, W, b)
    with np.errstate(all="ignore"):
        k = 0.5 * np.sum(logvar + mu**2 - 1 - np.log(logvar)) / len(x)
    return r - k, r, k, dmu, dlogvar


@mistake(caught_by="reconstruction is the log-probability of the pixels at z")
def decodes_the_mean(x, mu, logvar, eps, W, b):
    """You decoded mu itself. Without the noise the width of the Gaussian has no effect on the
    reconstruction, and nothing keeps neighbouring codes alike."""
    return vae_elbo(x, mu, logvar, 0 * eps, W, b)


@mistake(caught_by="reconstruction is the log-probability of the pixels at z")
def draws_its_own_noise(x, mu, logvar, eps, W, b):
    """You drew standard normal noise of your own, from np.random.default_rng(0) in every call, in
    place of eps, on the way back as well; use the noise that is given."""
    return vae_elbo(x, mu, logvar, np.random.default_rng(0).standard_normal(mu.shape), W, b)


@mistake(caught_by="reconstruction is the log-probability of the pixels at z")
def counts_white_pixels_only(x, mu, logvar, eps, W, b):
    """You only counted x ln p; a black pixel that comes out white costs too: (1 - x) ln(1 - p)."""
    a = (mu + np.exp(logvar / 2) * eps) @ W + b
    e, r, k, dmu, dlogvar = vae_elbo(x, mu, logvar, eps, W, b)
    r = -np.sum(x * np.logaddexp(0, -a)) / len(x)
    return r - k, r, k, dmu, dlogvar


@mistake(caught_by="reconstruction is the log-probability of the pixels at z")
def takes_the_squared_error(x, mu, logvar, eps, W, b):
    """You measured the reconstruction by -(x - p)² / 2, which belongs to Gaussian pixels; here each
    pixel is a coin."""
    e, r, k, dmu, dlogvar = vae_elbo(x, mu, logvar, eps, W, b)
    a = (mu + np.exp(logvar / 2) * eps) @ W + b
    r = -0.5 * np.sum((x - np.exp(-np.logaddexp(0, -a))) ** 2) / len(x)
    return r - k, r, k, dmu, dlogvar


@mistake(caught_by="saturated pixels cost what they should")
def takes_the_log_of_saturated_probabilities(x, mu, logvar, eps, W, b):
    """You took log(p) and log(1 - p) of probabilities that were rounded to 0 or 1: inf or nan.
    Compute the terms from the logits, a x - ln(1 + exp(a))."""
    e, r, k, dmu, dlogvar = vae_elbo(x, mu, logvar, eps, W, b)
    with np.errstate(all="ignore"):
        p = 1 / (1 + np.exp(-((mu + np.exp(logvar / 2) * eps) @ W + b)))
        r = np.sum(x * np.log(p) + (1 - x) * np.log(1 - p)) / len(x)
    return r - k, r, k, dmu, dlogvar


@mistake(caught_by="both gradients pass a gradient check")
def forgets_the_divergence_in_the_gradient(x, mu, logvar, eps, W, b):
    """Your gradients come from the reconstruction alone; kl depends on mu and logvar too: subtract
    mu / n and (exp(logvar) - 1) / (2n)."""
    e, r, k, dmu, dlogvar = vae_elbo(x, mu, logvar, eps, W, b)
    return e, r, k, dmu + mu / len(x), dlogvar + (np.exp(1.0 * logvar) - 1) / 2 / len(x)


@mistake(caught_by="both gradients pass a gradient check")
def returns_the_gradient_of_the_loss(x, mu, logvar, eps, W, b):
    """You returned the gradients of minus the elbo. They are what an optimizer that goes downhill
    wants, but those of the elbo itself are asked for."""
    e, r, k, dmu, dlogvar = vae_elbo(x, mu, logvar, eps, W, b)
    return e, r, k, -dmu, -dlogvar


@mistake(caught_by="both gradients pass a gradient check")
def differentiates_by_the_deviation(x, mu, logvar, eps, W, b):
    """The way through the noise has the derivative eps by σ; by logvar it is eps σ / 2."""
    e, r, k, dmu, dlogvar = vae_elbo(x, mu, logvar, eps, W, b)
    dz = dmu + mu / len(x)
    return e, r, k, dmu, dz * eps - (np.exp(1.0 * logvar) - 1) / 2 / len(x)
