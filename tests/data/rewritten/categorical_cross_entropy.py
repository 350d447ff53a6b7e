import numpy as np


def ln(t):
    with np.errstate(all="ignore"):
        return np.log(np.asarray(t, dtype=float))


def classes(y):
    y = np.asarray(y)
    return y.argmax(axis=1) if y.ndim == 2 else y


def one_hot(probs, y):
    return np.asarray(y) if np.ndim(y) == 2 else np.eye(np.shape(probs)[1])[y]


def given(probs, y):
    return np.array([row[c] for row, c in zip(np.asarray(probs, dtype=float), classes(y))])

# %% right


def categorical_cross_entropy(probs, y):
    return float(-ln(given(probs, y)).mean())


# %% averages_over_all_entries


def categorical_cross_entropy(probs, y):
    losses = np.where(one_hot(probs, y) == 1, -ln(probs), 0.0)
    return float(losses.mean())


# %% sums_over_the_batch


def categorical_cross_entropy(probs, y):
    return float(-sum(ln(given(probs, y))))


# %% forgets_the_sign


def categorical_cross_entropy(probs, y):
    return float(ln(given(probs, y)).mean())


# %% takes_columns_for_entries


def categorical_cross_entropy(probs, y):
    return float(-np.mean(ln(np.asarray(probs)[:, classes(y)])))


# %% takes_the_log_of_the_mean


def categorical_cross_entropy(probs, y):
    return float(-ln(given(probs, y).mean()))


# %% counts_the_wrong_classes_too


def categorical_cross_entropy(probs, y):
    probs = np.asarray(probs, dtype=float)
    losses = np.where(one_hot(probs, y) == 1, -ln(probs), -ln(1 - probs))
    return float(losses.sum() / len(probs))


# %% looks_at_the_predicted_class


def categorical_cross_entropy(probs, y):
    return float(-np.mean(ln(np.max(probs, axis=1))))


# %% uses_one_hot_rows_as_indices


def categorical_cross_entropy(probs, y):
    probs = np.asarray(probs, dtype=float)
    columns = np.asarray(y).astype(int).reshape(len(probs), -1)
    rows = np.arange(len(probs)).reshape(-1, 1)
    return float(-ln(probs[rows, columns]).mean())


# %% takes_integers_for_a_row


def categorical_cross_entropy(probs, y):
    probs, y = np.asarray(probs, dtype=float), np.asarray(y)
    if y.shape[-1] == probs.shape[1]:
        y = y.argmax(axis=-1)
    return float(-ln(probs[np.arange(len(probs)), y]).mean())


# %% gets_nan_for_zero_times_infinity


def categorical_cross_entropy(probs, y):
    with np.errstate(all="ignore"):
        return float(-np.sum(one_hot(probs, y) * ln(probs)) / len(probs))


# %% adds_a_visible_epsilon


def categorical_cross_entropy(probs, y):
    return float(-np.mean(np.log(given(probs, y) + 1e-6)))


# %% clips_the_probabilities


def categorical_cross_entropy(probs, y):
    return float(-np.mean(np.log(np.maximum(given(probs, y), 1e-12))))


# %%
import math

import numpy as np


def chances(probs, y):
    codes = y if np.ndim(y) == 1 else np.argmax(y, axis=1)
    return [float(probs[i][c]) for i, c in enumerate(codes)]

# %% leaves_out_impossible_labels


def categorical_cross_entropy(probs, y):
    total = 0.0
    given = chances(probs, y)
    for p in given:
        total += -math.log(p) if p > 0 else 0.0
    return total / len(given)
