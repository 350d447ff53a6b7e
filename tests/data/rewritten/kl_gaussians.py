import numpy as np


def floats(*arrays):
    return [np.asarray(a, dtype=float) for a in arrays]


def per_dimension(mu1, logvar1, mu2, logvar2):
    mu1, logvar1, mu2, logvar2 = floats(mu1, logvar1, mu2, logvar2)
    wider = logvar1 - logvar2
    z = (mu2 - mu1) * np.exp(-0.5 * logvar2)
    return 0.5 * (np.exp(wider) + z * z - 1 - wider)

# %% right


def kl_diag_gaussians(mu1, logvar1, mu2, logvar2):
    return per_dimension(mu1, logvar1, mu2, logvar2).sum(axis=1)


# %% exchanges_the_two


def kl_diag_gaussians(mu1, logvar1, mu2, logvar2):
    return np.sum(per_dimension(mu2, logvar2, mu1, logvar1), axis=1)


# %% leaves_out_the_minus_one


def kl_diag_gaussians(mu1, logvar1, mu2, logvar2):
    mu1, logvar1, mu2, logvar2 = floats(mu1, logvar1, mu2, logvar2)
    fraction = (np.exp(logvar1) + (mu1 - mu2) ** 2) / np.exp(logvar2)
    return ((logvar2 - logvar1 + fraction) / 2).sum(axis=1)


# %% leaves_out_the_half


def kl_diag_gaussians(mu1, logvar1, mu2, logvar2):
    mu1, logvar1, mu2, logvar2 = floats(mu1, logvar1, mu2, logvar2)
    fraction = (np.exp(logvar1) + (mu1 - mu2) ** 2) / np.exp(logvar2)
    return (logvar2 - logvar1 + fraction - 1).sum(axis=1)


# %% averages_over_dimensions


def kl_diag_gaussians(mu1, logvar1, mu2, logvar2):
    with np.errstate(all="ignore"):
        d = per_dimension(mu1, logvar1, mu2, logvar2)
        return d.sum(axis=1) / np.float64(d.shape[1])


# %% averages_over_the_rows


def kl_diag_gaussians(mu1, logvar1, mu2, logvar2):
    d = per_dimension(mu1, logvar1, mu2, logvar2)
    return float(d.sum() / len(d))


# %% assumes_a_standard_normal


def kl_diag_gaussians(mu1, logvar1, mu2, logvar2):
    mu, logvar = floats(mu1, logvar1)
    return -0.5 * np.sum(1 + logvar - mu ** 2 - np.exp(logvar), axis=1)


# %% does_not_square_the_distance


def kl_diag_gaussians(mu1, logvar1, mu2, logvar2):
    mu1, logvar1, mu2, logvar2 = floats(mu1, logvar1, mu2, logvar2)
    total = np.zeros(len(mu1))
    for j in range(mu1.shape[1]):
        far = np.abs(mu1[:, j] - mu2[:, j])
        fraction = (np.exp(logvar1[:, j]) + far) / np.exp(logvar2[:, j])
        total += 0.5 * (logvar2[:, j] - logvar1[:, j] + fraction - 1)
    return total


# %% divides_only_the_distance


def kl_diag_gaussians(mu1, logvar1, mu2, logvar2):
    mu1, logvar1, mu2, logvar2 = floats(mu1, logvar1, mu2, logvar2)
    d = logvar2 - logvar1 + np.exp(logvar1) + (mu1 - mu2) ** 2 / np.exp(logvar2) - 1
    return np.sum(d, axis=1) / 2


# %% adds_epsilon_to_the_variance


def kl_diag_gaussians(mu1, logvar1, mu2, logvar2):
    mu1, logvar1, mu2, logvar2 = floats(mu1, logvar1, mu2, logvar2)
    fraction = (np.exp(logvar1) + (mu1 - mu2) ** 2) / (np.exp(logvar2) + 1e-12)
    return 0.5 * np.sum(logvar2 - logvar1 + fraction - 1, axis=1)


# %%
import numpy as np


def floats(*arrays):
    return [np.array(a, dtype=float) for a in arrays]

# %% takes_logvar_for_the_log_of_the_deviation


def kl_diag_gaussians(mu1, logvar1, mu2, logvar2):
    mu1, logvar1, mu2, logvar2 = floats(mu1, logvar1, mu2, logvar2)
    s1, s2 = np.exp(logvar1), np.exp(logvar2)
    total = np.zeros(mu1.shape[0])
    for j in range(mu1.shape[1]):
        up = s1[:, j] ** 2 + (mu1[:, j] - mu2[:, j]) ** 2
        total += logvar2[:, j] - logvar1[:, j] + up / s2[:, j] ** 2 - 1
    return total / 2
