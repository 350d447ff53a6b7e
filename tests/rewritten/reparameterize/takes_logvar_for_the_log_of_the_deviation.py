import numpy as np


def reparameterize(mu, logvar, eps, dz):
    sigma = np.exp(logvar) ** 2
    noise = sigma * eps
    z = mu + noise
    dmu = 1.0 * dz
    dlogvar = 2 * dz * noise
    return z, dmu, dlogvar
