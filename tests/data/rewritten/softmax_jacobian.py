import numpy as np


def shares(logits):
    ahead = np.array(logits, dtype=float)
    weights = np.exp(ahead - np.max(ahead))
    return weights / sum(weights)


def by_rows(p):
    return np.array([[p[i] * ((i == j) - p[j]) for j in range(len(p))] for i in range(len(p))])

# %% right


def softmax_jacobian(z):
    return by_rows(shares(z))


# %% returns_the_diagonal_only


def softmax_jacobian(z):
    J = np.zeros((len(z), len(z)))
    for i, p in enumerate(shares(z)):
        J[i, i] = p - p * p
    return J


# %% returns_the_diagonal_as_a_vector


def softmax_jacobian(z):
    return np.array([p - p**2 for p in shares(z)])


# %% adds_the_products


def softmax_jacobian(z):
    p = shares(z)
    return np.array([[p[i] * ((i == j) + p[j]) for j in range(len(p))] for i in range(len(p))])


# %% makes_the_rest_positive


def softmax_jacobian(z):
    p = shares(z)
    J = p[:, None] * p[None, :]
    for i in range(len(p)):
        J[i, i] = p[i] * (1 - p[i])
    return J


# %% forgets_the_diagonal


def softmax_jacobian(z):
    p = shares(z)
    return -p.reshape(-1, 1) * p


# %% uses_one_for_the_delta_everywhere


def softmax_jacobian(z):
    p = shares(z)
    J = np.empty((len(p), len(p)))
    for j in range(len(p)):
        J[:, j] = p * (1 - p[j])
    return J


# %% puts_ones_on_the_diagonal


def softmax_jacobian(z):
    p = shares(z)
    J = -np.outer(p, p)
    for i in range(len(p)):
        J[i, i] += 1.0
    return J


# %% differentiates_the_logarithm


def softmax_jacobian(z):
    p = shares(z)
    k = len(p)
    return np.array([[float(i == j) - p[j] for j in range(k)] for i in range(k)])


# %% treats_the_logits_as_sigmoids


def softmax_jacobian(z):
    s = 0.5 * (1 + np.tanh(np.array(z, dtype=float) / 2))
    return np.eye(len(s)) * (s * (1 - s))


# %% does_not_subtract_the_maximum


def softmax_jacobian(z):
    with np.errstate(all="ignore"):
        weights = np.exp(np.array(z, dtype=float))
        return by_rows(weights / np.sum(weights))


# %% clips_the_logits


def softmax_jacobian(z):
    tamed = [min(max(float(entry), -500.0), 500.0) for entry in z]
    weights = np.exp(tamed)
    return by_rows(weights / weights.sum())


# %% replaces_nan_by_zero


def softmax_jacobian(z):
    with np.errstate(all="ignore"):
        weights = np.exp(np.array(z, dtype=float))
        J = by_rows(weights / np.sum(weights))
    return np.where(J == J, J, 0.0)


# %% subtracts_the_largest_size


def softmax_jacobian(z):
    logits = np.array(z, dtype=float)
    with np.errstate(all="ignore"):
        weights = np.exp(logits - max(abs(logits)))
        return by_rows(weights / weights.sum())


# %%
import numpy as np


def table(e):
    k = len(e)
    p = e / e.sum()
    J = np.empty((k, k))
    for i in range(k):
        for j in range(k):
            J[i, j] = p[i] * ((i == j) - p[j])
    return J

# %% subtracts_in_the_callers_array


def softmax_jacobian(z):
    z = np.asarray(z, dtype=float)
    z -= z.max()
    return table(np.exp(z))
