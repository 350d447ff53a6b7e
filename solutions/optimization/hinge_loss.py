import numpy as np

from grader.author import close, equivalent, given, law, mistake, same, solution


def checked(y):
    if np.any(np.abs(y) != 1):
        raise ValueError(f"the labels {y} are not all -1 or 1")


def hinge(scores, y):
    checked(y)
    scores, y = np.asarray(scores, dtype=float), np.asarray(y, dtype=float)
    missing = 1 - y * scores
    return np.mean(np.maximum(missing, 0)), np.where(missing > 0, -y / len(y), 0)


equivalent("2dd71d55", because="at a margin of exactly 1 either slope is a subgradient")


given(
    "beside the kink",
    like="samples",
    lack={"reals": ["n"], "between": [1e-9, 0.01], "log": True},
    short={"booleans": ["n"]},
    scores={"is": "y * np.where(short, 1 - lack, 1 + lack)"},
    examples=20,
)


@law("every debtor is pulled alike", over=("samples", "whole scores", "beside the kink"))
def _(scores, y, n, dscores):
    """Below the margin the slope is -y/n, however much is missing; above it is zero. Scores may be
    integers, but slopes are fractions."""
    below, above = y * scores < 1, y * scores > 1
    assert close(dscores[below], -y[below] / n)
    assert same(dscores[above], np.zeros(np.sum(above)))


@solution
def sample_by_sample(scores, y):
    """A loop with Python's own numbers, and half the slope at the kink."""
    if not set(np.asarray(y).tolist()) <= {-1, 1}:
        raise ValueError("labels")
    n, loss, slopes = len(y), 0.0, []
    for s, label in zip(scores.tolist(), y.tolist(), strict=True):
        margin = label * s
        loss += max(0.0, 1.0 - margin)
        slopes.append(-label / n if margin < 1 else 0.0 if margin > 1 else -label / (2 * n))
    return loss / n, np.array(slopes)


@solution
def with_a_mask(scores, y):
    """Counts the samples with margin 1 among those that owe, and adds up only what they owe."""
    checked(y)
    scores, y = np.asarray(scores, dtype=float), np.asarray(y, dtype=float)
    owes = y * scores <= 1
    loss = (owes.sum() - (y * scores)[owes].sum()) / len(y)
    return max(loss, 0.0), -(y * owes) / len(y)


@mistake(caught_by="costs nothing exactly when every margin is at least 1")
def takes_the_maximum_of_the_mean(scores, y):
    """You took the mean of 1 - margin first and one maximum with 0 afterwards, so that samples with
    margin to spare pay for the others; take the maximum for every sample, then the mean."""
    _, dscores = hinge(scores, y)
    return max(0.0, float(np.mean(1 - 1.0 * y * scores))), dscores


@mistake(caught_by="charges the margin that is missing")
def adds_up(scores, y):
    """You added up what is missing; divide by n, as your slopes already do."""
    loss, dscores = hinge(scores, y)
    return loss * len(y), dscores


@mistake(caught_by="never below the share of wrong signs")
def asks_for_the_sign_only(scores, y):
    """You charge max(0, -margin), with slopes only where the margin is negative: the perceptron's
    loss, content with a score of the right sign. Ask for a margin of 1."""
    checked(y)
    margins = 1.0 * y * scores
    return np.mean(np.maximum(0, -margins)), np.where(margins < 0, -y / len(y), 0)


@mistake(caught_by="charges the margin that is missing")
def squares_what_is_missing(scores, y):
    """You squared what is missing, and your slopes are those of the square, -2 y missing / n; the
    hinge loss charges in proportion."""
    checked(y)
    missing = np.maximum(0, 1 - 1.0 * y * scores)
    return np.mean(missing**2), -2 * y * missing / len(y)


@mistake(caught_by="dscores never promises too much")
def does_not_average_the_slopes(scores, y):
    """Your slopes are -y; the loss is a mean over n samples, so divide them by n as well."""
    loss, dscores = hinge(scores, y)
    return loss, dscores * len(y)


@mistake(caught_by="dscores never promises too much")
def forgets_the_label(scores, y):
    """Your slopes are -1/n for every sample below the margin; a sample with y = -1 is pulled the
    other way. Multiply by the label."""
    loss, dscores = hinge(scores, y)
    return loss, -np.abs(dscores)


@mistake(caught_by="dscores never promises too much")
def pulls_the_wrong_way(scores, y):
    """Your slopes are +y/n: raising the margin lowers the loss, so the slope is -y/n."""
    loss, dscores = hinge(scores, y)
    return loss, -dscores


@mistake(caught_by="dscores never promises too much")
def pulls_everybody(scores, y):
    """You gave every sample the slope -y/n, those beyond the margin too; they owe nothing, so
    theirs is zero."""
    loss, _ = hinge(scores, y)
    return loss, -np.asarray(y) / len(y)


@mistake(caught_by="labels other than -1 and 1 raise ValueError")
def accepts_any_label(scores, y):
    """You took the labels as they came; those of 0 have margin 0 whatever the score. Raise
    ValueError unless every label is -1 or 1."""
    missing = 1 - 1.0 * y * scores
    return np.mean(np.maximum(missing, 0)), np.where(missing > 0, -y / len(y), 0)


@mistake(caught_by="labels other than -1 and 1 raise ValueError")
def translates_the_labels(scores, y):
    """You turned labels of 0 into -1 for the caller, and other labels into +1. A caller whose labels
    are off should hear of it: raise ValueError."""
    return hinge(scores, np.where(np.asarray(y) > 0, 1, -1))


@mistake(caught_by="returns what it promises")
def wants_both_classes(scores, y):
    """You demanded that both labels occur and raised ValueError otherwise; a batch may well hold one
    class alone."""
    if not np.array_equal(np.unique(y), [-1, 1]):
        raise ValueError("labels")
    return hinge(scores, y)


@mistake(caught_by="every debtor is pulled alike")
def writes_slopes_into_whole_numbers(scores, y):
    """`np.zeros_like(scores)` holds integers where the scores do, and cuts -1/n off to 0; make the
    array of slopes a float array."""
    loss, dscores = hinge(scores, y)
    slopes = np.zeros_like(scores)
    slopes[:] = dscores
    return loss, slopes.astype(float)


@mistake(caught_by="costs nothing exactly when every margin is at least 1")
def measures_the_distance_to_the_margin(scores, y):
    """You took the absolute value of 1 - margin, which charges a sample for being better than asked;
    take the larger of 1 - margin and 0."""
    _, dscores = hinge(scores, y)
    return np.mean(np.abs(1 - 1.0 * y * scores)), dscores
