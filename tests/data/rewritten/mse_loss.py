import numpy as np


def difference(pred, target):
    if np.shape(pred) != np.shape(target):
        raise ValueError("pred and target differ in shape")
    return np.array(pred, dtype=float) - np.array(target, dtype=float)

# %% right


def mse(pred, target):
    d = difference(pred, target)
    flat = d.ravel()
    return float(flat.dot(flat)) / flat.size, d * (2 / flat.size)


# %% lets_numpy_stretch


def mse(pred, target):
    d = np.asarray(pred, dtype=float) - np.asarray(target, dtype=float)
    return float(np.mean(d * d)), d / d.size * 2


# %% compares_the_lengths_only


def mse(pred, target):
    if len(pred) != len(target):
        raise ValueError("lengths differ")
    d = np.asarray(pred, dtype=float) - np.asarray(target, dtype=float)
    return float(np.average(d ** 2)), 2 * d / d.size


# %% divides_by_the_rows


def mse(pred, target):
    d = difference(pred, target)
    rows = d.shape[0]
    return float((d ** 2).sum() / rows), 2 * d / rows


# %% adds_up


def mse(pred, target):
    d = difference(pred, target)
    total = 0.0
    for e in d.flat:
        total += e * e
    return float(total), d + d


# %% halves_the_loss


def mse(pred, target):
    d = difference(pred, target)
    return float(np.square(d).mean() / 2), d / d.size


# %% halves_the_gradient_alone


def mse(pred, target):
    d = difference(pred, target)
    return float(np.square(d).mean()), d / d.size


# %% does_not_average_the_gradient


def mse(pred, target):
    d = difference(pred, target)
    return float(np.linalg.norm(d) ** 2 / d.size), d + d


# %% pulls_the_wrong_way


def mse(pred, target):
    d = difference(target, pred)
    return float((d * d).mean()), 2 * d / d.size


# %% takes_the_root


def mse(pred, target):
    d = difference(pred, target)
    return float(np.linalg.norm(d) / d.size ** 0.5), 2 * d / d.size


# %% subtracts_in_place


def mse(pred, target):
    if np.shape(pred) != np.shape(target):
        raise ValueError("pred and target differ in shape")
    pred = np.asarray(pred, dtype=float)
    pred -= target
    return float((pred * pred).mean()), 2 * pred / pred.size


# %%
import numpy as np


def same_shape(pred, target):
    if np.shape(pred) != np.shape(target):
        raise ValueError("pred and target differ in shape")

# %% subtracts_in_the_given_type


def mse(pred, target):
    same_shape(pred, target)
    miss = pred - target
    return float((miss * miss).mean()), 2 * miss / miss.size
