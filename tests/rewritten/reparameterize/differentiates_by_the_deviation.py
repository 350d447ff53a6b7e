import numpy as np


def reparameterize(mu, logvar, eps, dz):
    sigma = np.sqrt(np.exp(logvar))
    noise = sigma * eps
    z = mu + noise
    dmu = 1.0 * dz
    dlogvar = np.multiply(dz, eps)
    return z, dmu, dlogvar
