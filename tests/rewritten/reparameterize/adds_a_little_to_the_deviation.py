import numpy as np


def reparameterize(mu, logvar, eps, dz):
    sigma = np.sqrt(np.exp(logvar)) + 1e-6
    noise = sigma * eps
    z = mu + noise
    dmu = 1.0 * dz
    dlogvar = 0.5 * dz * noise
    return z, dmu, dlogvar
