import numpy as np


def arrays(scores, y):
    s, y = np.array(scores, dtype=float), np.array(y)
    if not set(y.tolist()) <= {-1, 1}:
        raise ValueError("labels must be -1 or 1")
    return s, y.astype(float), len(s)


# %% right
def hinge(scores, y):
    s, y, n = arrays(scores, y)
    loss, slope = 0.0, np.zeros(n)
    for i in range(n):
        lack = 1 - y[i] * s[i]
        if lack > 0:
            loss += lack / n
            slope[i] = -y[i] / n
    return float(loss), slope


# %% takes_the_maximum_of_the_mean
def hinge(scores, y):
    s, y, n = arrays(scores, y)
    return max(0.0, float(1 - np.mean(y * s))), np.where(y * s < 1, -y / n, 0.0)


# %% adds_up
def hinge(scores, y):
    s, y, n = arrays(scores, y)
    lack = np.clip(1 - s * y, 0, None)
    return float(lack.sum()), -(lack > 0) * y / n


# %% asks_for_the_sign_only
def hinge(scores, y):
    s, y, n = arrays(scores, y)
    lack = np.maximum(-s * y, 0)
    return float(lack.mean()), np.where(lack > 0, -y, 0.0) / n


# %% squares_what_is_missing
def hinge(scores, y):
    s, y, n = arrays(scores, y)
    lack = np.maximum(1 - y * s, 0)
    return float(lack.dot(lack) / n), lack * y * (-2 / n)


# %% does_not_average_the_slopes
def hinge(scores, y):
    s, y, n = arrays(scores, y)
    loss, slope = 0.0, []
    for si, yi in zip(s, y):
        lack = max(0.0, 1 - yi * si)
        loss += lack
        slope.append(-yi if lack else 0.0)
    return float(loss / n), np.array(slope)


# %% forgets_the_label
def hinge(scores, y):
    s, y, n = arrays(scores, y)
    m = y * s
    return float(np.where(m < 1, 1 - m, 0).mean()), (m < 1) * (-1.0 / n)


# %% pulls_the_wrong_way
def hinge(scores, y):
    s, y, n = arrays(scores, y)
    owes = y * s < 1
    return float(np.sum((1 - y * s)[owes]) / n), y * owes / n


# %% pulls_everybody
def hinge(scores, y):
    s, y, n = arrays(scores, y)
    return float(np.mean([max(0, 1 - m) for m in s * y])), -y / n


# %% accepts_any_label
def hinge(scores, y):
    s, y = np.array(scores, dtype=float), np.array(y, dtype=float)
    lack = 1 - y * s
    active = (lack > 0).astype(float)
    return float(np.mean(lack * active)), -active * y / len(s)


# %% translates_the_labels
def hinge(scores, y):
    s, y = np.array(scores, dtype=float), np.array([-1.0 if v in (0, -1) else 1.0 for v in y])
    lack = np.maximum(0, 1 - y * s)
    return float(lack.mean()), np.where(lack > 0, -y / len(s), 0)


# %% wants_both_classes
def hinge(scores, y):
    if set(np.asarray(y).tolist()) != {-1, 1}:
        raise ValueError("labels must be -1 and 1")
    s, y, n = arrays(scores, y)
    lack = np.maximum(0, 1 - y * s)
    return float(lack.mean()), -y * np.sign(lack) / n


# %% writes_slopes_into_whole_numbers
def hinge(scores, y):
    _, t, n = arrays(scores, y)
    m = t * scores
    slope = np.zeros_like(scores)
    for i in np.flatnonzero(m < 1):
        slope[i] = -t[i] / n
    return float(np.maximum(1 - m, 0).sum() / n), slope


# %% measures_the_distance_to_the_margin
def hinge(scores, y):
    s, y, n = arrays(scores, y)
    return float(np.abs(1 - y * s).mean()), np.where(y * s < 1, -y / n, 0.0)
