import numpy as np

# %% adds_a_little_to_the_deviation


def reparameterize(mu, logvar, eps, dz):
    sigma = np.sqrt(np.exp(logvar)) + 1e-6
    noise = sigma * eps
    z = mu + noise
    dmu = 1.0 * dz
    dlogvar = 0.5 * dz * noise
    return z, dmu, dlogvar


# %% averages_over_the_batch


def reparameterize(mu, logvar, eps, dz):
    sigma = np.sqrt(np.exp(logvar))
    noise = sigma * eps
    z = mu + noise
    dmu = dz / len(mu)
    dlogvar = 0.5 * dz * noise / len(mu)
    return z, dmu, dlogvar


# %% differentiates_by_the_deviation


def reparameterize(mu, logvar, eps, dz):
    sigma = np.sqrt(np.exp(logvar))
    noise = sigma * eps
    z = mu + noise
    dmu = 1.0 * dz
    dlogvar = np.multiply(dz, eps)
    return z, dmu, dlogvar


# %% forgets_the_incoming_gradient


def reparameterize(mu, logvar, eps, dz):
    sigma = np.sqrt(np.exp(logvar))
    noise = sigma * eps
    z = mu + noise
    dmu = np.ones(np.shape(mu))
    dlogvar = 0.5 * noise
    return z, dmu, dlogvar


# %% hands_back_dz_itself


def reparameterize(mu, logvar, eps, dz):
    sigma = np.sqrt(np.exp(logvar))
    noise = sigma * eps
    z = mu + noise
    dmu = dz
    dlogvar = 0.5 * dz * noise
    return z, dmu, dlogvar


# %% leaves_out_the_half


def reparameterize(mu, logvar, eps, dz):
    sigma = np.sqrt(np.exp(logvar))
    noise = sigma * eps
    z = mu + noise
    dmu = 1.0 * dz
    dlogvar = dz * noise
    return z, dmu, dlogvar


# %% takes_logvar_for_the_log_of_the_deviation


def reparameterize(mu, logvar, eps, dz):
    sigma = np.exp(logvar) ** 2
    noise = sigma * eps
    z = mu + noise
    dmu = 1.0 * dz
    dlogvar = 2 * dz * noise
    return z, dmu, dlogvar


# %% takes_the_variance_for_the_deviation


def reparameterize(mu, logvar, eps, dz):
    sigma = np.exp(logvar)
    noise = sigma * eps
    z = mu + noise
    dmu = 1.0 * dz
    dlogvar = dz * noise
    return z, dmu, dlogvar


# %%
import numpy as np


def move(mu, logvar, noise, dz):
    shift = np.sqrt(np.exp(np.asarray(logvar, dtype=float))) * noise
    return mu + shift, np.array(dz, dtype=float), 0.5 * dz * shift

# %% samples_inside


def reparameterize(mu, logvar, eps, dz):
    return move(mu, logvar, np.random.randn(*np.shape(mu)), dz)
