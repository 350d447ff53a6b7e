import numpy as np


def reparameterize(mu, logvar, eps, dz):
    sigma = np.exp(logvar)
    noise = sigma * eps
    z = mu + noise
    dmu = 1.0 * dz
    dlogvar = dz * noise
    return z, dmu, dlogvar
