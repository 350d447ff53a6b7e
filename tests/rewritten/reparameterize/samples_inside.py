import numpy as np


def reparameterize(mu, logvar, eps, dz):
    sigma = np.sqrt(np.exp(logvar))
    eps = np.random.default_rng().standard_normal(np.shape(mu))
    noise = sigma * eps
    z = mu + noise
    dmu = 1.0 * dz
    dlogvar = 0.5 * dz * noise
    return z, dmu, dlogvar
