import numpy as np


def reparameterize(mu, logvar, eps, dz):
    sigma = np.sqrt(np.exp(logvar))
    noise = sigma * eps
    z = mu + noise
    dmu = np.ones(np.shape(mu))
    dlogvar = 0.5 * noise
    return z, dmu, dlogvar
