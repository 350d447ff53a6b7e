import numpy as np


def small(x):
    return np.exp(-np.abs(np.asarray(x, dtype=float)))


# %% right
def sigmoid(x):
    top = np.exp(np.minimum(np.asarray(x, dtype=float), 0))
    return top / (1 + small(x))


# %% divides_infinity_by_infinity
def sigmoid(x):
    odds = np.exp(x)
    return odds / (odds + 1)


# %% overflows_to_the_right_value
def sigmoid(x):
    x = np.asarray(x, dtype=float)
    return (1 + np.exp(-x)) ** -1.0


# %% chooses_too_late
def sigmoid(x):
    x = np.asarray(x, dtype=float)
    right = 1 / (1 + np.exp(-x))
    left = np.exp(x) / (1 + np.exp(x))
    return np.where(x < 0, left, right)[()]


# %% subtracts_from_one
def sigmoid(x):
    x = np.asarray(x, dtype=float)
    big = 1 / (1 + small(x))
    return np.where(x < 0, 1 - big, big)[()]


# %% goes_through_tanh
def sigmoid(x):
    return 0.5 + 0.5 * np.tanh(0.5 * np.asarray(x))


# %% clips_the_input
def sigmoid(x):
    x = np.maximum(np.minimum(np.asarray(x, dtype=float), 30), -30)
    return np.exp(x) / (1 + np.exp(x))


# %% forgets_the_sign
def sigmoid(x):
    x = np.asarray(x, dtype=float)
    e = small(x)
    return (np.where(x > 0, e, 1.0) / (1 + e))[()]


# %% folds_both_sides
def sigmoid(x):
    return 1 / (1 + small(x))


# %% uses_base_two
def sigmoid(x):
    x = np.asarray(x, dtype=float)
    e = 2.0 ** -np.abs(x)
    return (np.where(x >= 0, 1.0, e) / (1 + e))[()]


# %% handles_single_numbers_only
def sigmoid(x):
    if x >= 0:
        return 1 / (1 + np.exp(-x))
    return np.exp(x) / (1 + np.exp(x))


# %% answers_in_the_inputs_type
def sigmoid(x):
    x = np.asarray(x)
    out = np.zeros_like(x)
    up = x >= 0
    out[up] = 1 / (1 + np.exp(-x[up]))
    e = np.exp(x[~up])
    out[~up] = e / (1 + e)
    return out[()]
