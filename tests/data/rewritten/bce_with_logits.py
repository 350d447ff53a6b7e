import numpy as np


def floats(z, y):
    return np.asarray(z, dtype=float), np.asarray(y, dtype=float)


def softplus(z):
    return np.logaddexp(0.0, z)


def sigmoid(z):
    return np.exp(-softplus(-z))


def parts(z, y):
    z, y = floats(z, y)
    costs = y * softplus(-z) + (1 - y) * softplus(z)
    return costs, sigmoid(z) - y


def log_loss(p, y):
    with np.errstate(all="ignore"):
        return float(-np.mean(y * np.log(p) + (1 - y) * np.log(1 - p)))

# %% right


def bce_with_logits(z, y):
    costs, pull = parts(z, y)
    return float(costs.mean()), pull / len(pull)


# %% takes_the_logarithm_of_the_sigmoid


def bce_with_logits(z, y):
    z, y = floats(z, y)
    with np.errstate(all="ignore"):
        p = 1 / (1 + np.exp(-z))
    return log_loss(p, y), (p - y) / z.size


# %% clips_the_probabilities


def bce_with_logits(z, y):
    z, y = floats(z, y)
    p = sigmoid(z)
    return log_loss(np.clip(p, 1e-12, 1 - 1e-12), y), (p - y) / len(z)


# %% overflows_in_softplus


def bce_with_logits(z, y):
    z, y = floats(z, y)
    with np.errstate(all="ignore"):
        loss = np.mean(np.log(1 + np.exp(z)) - z * y)
    return float(loss), (sigmoid(z) - y) / len(z)


# %% stops_the_gradient_of_sure_answers


def bce_with_logits(z, y):
    costs, pull = parts(z, y)
    dz = np.where(np.abs(np.asarray(z)) > 30, 0.0, pull / len(pull))
    return float(np.mean(costs)), dz


# %% sums_the_loss


def bce_with_logits(z, y):
    costs, pull = parts(z, y)
    return float(sum(costs)), pull / len(pull)


# %% forgets_n_in_the_gradient


def bce_with_logits(z, y):
    costs, pull = parts(z, y)
    return float(costs.sum() / costs.size), pull


# %% turns_the_sign_of_the_gradient


def bce_with_logits(z, y):
    costs, pull = parts(z, y)
    return float(costs.mean()), -pull / len(pull)


# %% differentiates_by_the_probability


def bce_with_logits(z, y):
    z, y = floats(z, y)
    costs, _ = parts(z, y)
    p = sigmoid(z)
    with np.errstate(all="ignore"):
        return float(costs.mean()), ((1 - y) / (1 - p) - y / p) / len(z)


# %% rounds_the_labels


def bce_with_logits(z, y):
    hard = np.array([1.0 if label > 0.5 else 0.0 for label in y])
    costs, pull = parts(z, hard)
    return float(costs.mean()), pull / len(pull)


# %% takes_the_logits_for_probabilities


def bce_with_logits(z, y):
    z, y = floats(z, y)
    p = np.clip(z, 1e-7, 1 - 1e-7)
    return log_loss(p, y), (p - y) / len(z)


# %%
import numpy as np


def cost(t):
    return np.logaddexp(0.0, t)


def slopes(z, y):
    small = np.exp(-np.abs(z))
    p = np.where(z < 0, small, 1.0) / (1.0 + small)
    return (p - y) / len(z)


def doubles(z, y):
    return np.array(z, dtype=float), np.array(y, dtype=float)

# %% leaves_out_the_no


def bce_with_logits(z, y):
    z, y = doubles(z, y)
    log_p = -cost(-z)
    return float(-np.dot(y, log_p) / len(y)), slopes(z, y)


# %% exchanges_yes_and_no


def bce_with_logits(z, y):
    z, y = doubles(z, y)
    log_yes, log_no = -cost(-z), -cost(z)
    total = 0.0
    for i in range(len(z)):
        total -= y[i] * log_no[i] + (1 - y[i]) * log_yes[i]
    return float(total / len(z)), slopes(z, y)
