import math

import numpy as np

from grader.author import close, given, law, mistake, solution


def kl_divergence(p, q):
    p, q = np.asarray(p, dtype=float), np.asarray(q, dtype=float)
    happens = p > 0
    with np.errstate(divide="ignore"):
        gain = np.log(p[happens]) - np.log(q[happens])
    return np.sum(p[happens] * gain)


given(
    "zeros anywhere",
    counts={"integers": ["k"], "between": [0, 2]},
    beliefs={"integers": ["k"], "between": [0, 2]},
    p={"is": "(counts + (counts.sum() == 0)) / (counts + (counts.sum() == 0)).sum()"},
    q={"is": "(beliefs + (beliefs.sum() == 0)) / (beliefs + (beliefs.sum() == 0)).sum()"},
    examples=60,
)


@law("zeros give 0 or inf and never nan", over=["zeros anywhere", "some never happen"])
def _(p, q, d, right):
    """Where p is 0 a term counts 0, also if q is 0 there. Where q alone is 0, you believe impossible
    what does happen, and the price is inf."""
    assert not np.isnan(d)
    assert (d == np.inf) == bool(np.any((p > 0) & (q == 0)))
    assert close(d, right.d)


@law("very small beliefs are not cut off", over="very rare")
def _(p, q, d):
    """A belief may be as small as 1e-300, and its logarithm, near -690, counts in full. Whatever you
    add to q, or clip it at, hides the worst mistakes."""
    assert close(d, p @ (np.log(p) - np.log(q)))


@solution
def outcome_by_outcome(p, q):
    """A loop that leaves at the first impossible event."""
    d = 0.0
    for a, b in zip(p.tolist(), q.tolist(), strict=True):
        if a > 0 and b == 0:
            return math.inf
        if a > 0:
            d += a * math.log(a / b)
    return d


@solution
def by_nonnegative_terms(p, q):
    """Adds q - p to every term, which sums to 0 and makes each one nonnegative."""
    if np.any((p > 0) & (q == 0)):
        return np.inf
    ratio = np.divide(p, q, out=np.ones_like(p), where=p > 0)
    return np.asarray(np.sum(p * np.log(ratio) + q - p))


@mistake(caught_by="zero for equal distributions, positive for all others")
def exchanges_the_two(p, q):
    """You computed D(q || p), weighing by the belief. What really happens is p, and it weighs the
    terms."""
    return kl_divergence(q, p)


@mistake(caught_by="zero for equal distributions, positive for all others")
def takes_the_mean_of_both_directions(p, q):
    """You averaged D(p || q) and D(q || p) to make it symmetric; it is not symmetric, and is not
    meant to be."""
    return (kl_divergence(p, q) + kl_divergence(q, p)) / 2


@mistake(caught_by="the price of two steps adds up")
def takes_absolute_values(p, q):
    """You took the absolute value of every term. Terms with p < q are negative and have to stay so;
    only the sum is never negative."""
    with np.errstate(divide="ignore"):
        return np.sum(np.abs([a * np.log(a / b) for a, b in zip(p, q, strict=True) if a > 0]))


@mistake(caught_by="the price of two steps adds up")
def drops_negative_terms(p, q):
    """You cut negative terms off at 0; they belong to the sum, which is never negative as a whole."""
    with np.errstate(divide="ignore"):
        terms = [a * np.log(a / b) for a, b in zip(p, q, strict=True) if a > 0]
    return np.sum(np.maximum(terms, 0.0))


@mistake(caught_by="zero for equal distributions, positive for all others")
def forgets_the_entropy(p, q):
    """You returned the cross-entropy; subtract the entropy of p, so that the truth costs nothing."""
    with np.errstate(divide="ignore"):
        return -np.sum(p[p > 0] * np.log(q[p > 0]))


@mistake(caught_by="zero for equal distributions, positive for all others")
def divides_q_by_p(p, q):
    """You took log(q / p): the sign is turned, and the divergence negative."""
    return -kl_divergence(p, q)


@mistake(caught_by="zero for equal distributions, positive for all others")
def averages_over_the_outcomes(p, q):
    """You divided by the number of outcomes; the weights p make it an average already, so sum."""
    return kl_divergence(p, q) / len(p)


@mistake(caught_by="zero for equal distributions, positive for all others")
def forgets_the_weights(p, q):
    """You summed log(p / q) without weights; each term counts as often as it happens, p times."""
    happens = p > 0
    with np.errstate(divide="ignore"):
        return np.sum(np.log(p[happens] / q[happens]))


@mistake(caught_by="zero for equal distributions, positive for all others")
def gets_nan_for_zero(p, q):
    """At p = 0 you multiplied 0 by log(0), which is nan; leave those outcomes out."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.sum(p * np.log(p / q))


@mistake(caught_by="zeros give 0 or inf and never nan")
def leaves_out_impossible_outcomes(p, q):
    """You left out the outcomes with q = 0. Where p is positive there, the answer is inf."""
    some = (p > 0) & (q > 0)
    return np.sum(p[some] * np.log(p[some] / q[some]))


@mistake(caught_by="very small beliefs are not cut off", free="least")
def clips_at_epsilon(p, q, *, least=1e-7):
    """You raised small positive beliefs to {least}; log can take them as they are, and the price of a
    belief that is far too small is what this is about."""
    return kl_divergence(p, np.where(q > 0, np.maximum(q, least), 0.0))
