import math

import numpy as np

from grader.author import law, mistake, solution, unpromised


def categorical_cross_entropy(probs, y):
    probs, y = np.asarray(probs, dtype=float), np.asarray(y)
    if y.ndim == 2:
        y = y.argmax(axis=1)
    with np.errstate(divide="ignore"):
        return -np.log(probs[np.arange(len(y)), y]).mean()


unpromised("integers as int16", says="at most 1000 classes")


@law("the impossible costs inf", over="a right class has none")
def _(loss):
    """One right class with probability 0 makes the likelihood 0, and minus its logarithm inf. A
    number that is only large hides it, and nan says nothing."""
    assert loss == np.inf


@solution
def sample_by_sample(probs, y):
    """A loop with Python's own logarithm."""
    total = 0.0
    for row, label in zip(probs, y, strict=True):
        p = row[label] if np.ndim(label) == 0 else max(row[label > 0])
        total += math.inf if p == 0 else -math.log(p)
    return total / len(probs)


@solution
def with_a_mask(probs, y):
    """Everything in one-hot form; the logarithms are taken of what the mask lets through."""
    rows = np.eye(probs.shape[1])[y] if y.ndim == 1 else y
    with np.errstate(divide="ignore"):
        return np.asarray(-np.log(probs[rows > 0.5]).sum() / rows.sum())


def chosen(probs, y):
    return probs[np.arange(len(y)), y if y.ndim == 1 else y.argmax(axis=1)]


@mistake(caught_by="exp(-n loss) is the likelihood of the labels")
def averages_over_all_entries(probs, y):
    """You averaged over all n k entries; sum over the classes, then average over the samples."""
    return categorical_cross_entropy(probs, y) / probs.shape[1]


@mistake(caught_by="exp(-n loss) is the likelihood of the labels")
def sums_over_the_batch(probs, y):
    """You summed over the samples; divide by n, or the loss grows with the batch."""
    return categorical_cross_entropy(probs, y) * len(probs)


@mistake(caught_by="exp(-n loss) is the likelihood of the labels")
def forgets_the_sign(probs, y):
    """You returned the mean log-likelihood, which is to be made large; the loss is minus that."""
    return -categorical_cross_entropy(probs, y)


@mistake(caught_by="exp(-n loss) is the likelihood of the labels")
def takes_columns_for_entries(probs, y):
    """`probs[:, y]` takes whole columns, n by n numbers; pair each row with its own label:
    probs[arange(n), y]."""
    labels = y if y.ndim == 1 else y.argmax(axis=1)
    with np.errstate(divide="ignore"):
        return -np.log(probs[:, labels]).mean()


@mistake(caught_by="exp(-n loss) is the likelihood of the labels")
def takes_the_log_of_the_mean(probs, y):
    """You averaged the probabilities and took the logarithm of that; the likelihood multiplies, so
    average the logarithms."""
    with np.errstate(divide="ignore"):
        return -np.log(chosen(probs, y).mean())


@mistake(caught_by="exp(-n loss) is the likelihood of the labels")
def counts_the_wrong_classes_too(probs, y):
    """You added -log(1 - p) for every wrong class: that is binary cross-entropy on k separate
    questions. Of one choice among k, only the right class counts."""
    rows = np.eye(probs.shape[1])[y] if y.ndim == 1 else y
    with np.errstate(divide="ignore"):
        against = np.log(np.where(rows > 0, 1.0, 1 - probs)).sum(axis=1)
    return categorical_cross_entropy(probs, y) - against.sum() / len(probs)


@mistake(caught_by="exp(-n loss) is the likelihood of the labels")
def looks_at_the_predicted_class(probs, y):
    """You took the largest probability of each row, whether it belongs to the right class or not;
    take the one at the label."""
    with np.errstate(divide="ignore"):
        return -np.log(probs.max(axis=1)).mean()


@mistake(caught_by="integers and one-hot rows give the same loss")
def uses_one_hot_rows_as_indices(probs, y):
    """You used one-hot rows as if they were class numbers, so their zeros and ones picked classes 0
    and 1; turn them into class numbers first."""
    rows = np.arange(len(y)) if y.ndim == 1 else np.arange(len(y))[:, None]
    with np.errstate(divide="ignore"):
        return -np.log(probs[rows, y.astype(int)]).mean()


@mistake(caught_by="agrees with the reference")
def takes_integers_for_a_row(probs, y):
    """You took y for one-hot wherever it is as long as there are classes. With n = k integer labels
    look like that too, and the place of the largest one became the class of all samples. Ask for
    the number of dimensions."""
    if y.ndim == 2 or len(y) == probs.shape[1]:
        y = y.argmax(axis=-1)
    with np.errstate(divide="ignore"):
        return -np.log(probs[np.arange(len(probs)), y]).mean()


@mistake(caught_by="zeros at wrong classes are harmless")
def gets_nan_for_zero_times_infinity(probs, y):
    """You multiplied one-hot labels by log(probs) and summed; where both are 0 that is 0 · (-inf),
    which is nan. Pick the right class instead of multiplying the others away."""
    rows = np.eye(probs.shape[1])[y] if y.ndim == 1 else y
    with np.errstate(divide="ignore", invalid="ignore"):
        return -np.mean(np.sum(rows * np.log(probs), axis=1))


@mistake(caught_by="exp(-n loss) is the likelihood of the labels", free="eps")
def adds_a_visible_epsilon(probs, y, *, eps=1e-6):
    """You took log(p + {eps}), which moves every loss a little; log(p) needs no help, also at 0."""
    return np.mean(-np.log(chosen(probs, y) + eps))


@mistake(caught_by="the impossible costs inf", free="least")
def clips_the_probabilities(probs, y, *, least=1e-12):
    """You clipped probabilities at {least}, or added as much to them, so an impossible label costs
    some finite number; it must cost inf."""
    return np.mean(-np.log(np.maximum(chosen(probs, y), least)))


@mistake(caught_by="the impossible costs inf")
def leaves_out_impossible_labels(probs, y):
    """You added 0 to the sum for samples whose right class has probability 0, and divided by n as
    ever: the worst answers of all went unpunished."""
    p = chosen(probs, y)
    return -np.sum(np.log(p[p > 0])) / len(p)
