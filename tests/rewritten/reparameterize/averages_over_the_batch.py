import numpy as np


def reparameterize(mu, logvar, eps, dz):
    sigma = np.sqrt(np.exp(logvar))
    noise = sigma * eps
    z = mu + noise
    dmu = dz / len(mu)
    dlogvar = 0.5 * dz * noise / len(mu)
    return z, dmu, dlogvar
