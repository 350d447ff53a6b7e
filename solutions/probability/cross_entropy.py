import math

import numpy as np

from grader.author import close, law, mistake, solution


def cross_entropy(p, q):
    p, q = np.asarray(p, dtype=float), np.asarray(q, dtype=float)
    possible = p > 0
    with np.errstate(divide="ignore"):
        return -np.sum(p[possible] * np.log(q[possible]))


@law("very small beliefs are not cut off", over="very rare")
def _(p, q, h):
    """A belief may be as small as 1e-300, and its logarithm, near -690, counts in full. Whatever you
    add to q, or clip it at, hides exactly the worst surprises."""
    assert close(h, -(p @ np.log(q)))


@solution
def outcome_by_outcome(p, q):
    """A loop that leaves at the first impossible event."""
    h = 0.0
    for weight, belief in zip(p, q, strict=True):
        if weight > 0 and belief == 0:
            return math.inf
        if weight > 0:
            h += weight * math.log(1 / belief)
    return h


@solution
def fills_in_harmless_numbers(p, q):
    """Replaces q by 1 where p is 0, then multiplies all; the answer is a 0-d array."""
    with np.errstate(divide="ignore"):
        surprise = -np.log2(np.where(p == 0, 1.0, q)) * np.log(2)
    return np.asarray(np.where(p == 0, 0.0, p) @ surprise)


@mistake(caught_by="an outcome that always comes costs minus the log of its belief")
def exchanges_the_two(p, q):
    """You weighed the surprises -log p by q. The belief q stands in the logarithm, the truth p in
    front of it."""
    return cross_entropy(q, p)


@mistake(caught_by="an outcome that always comes costs minus the log of its belief")
def averages_over_the_outcomes(p, q):
    """You divided by the number of outcomes; the weights p make it an average already, so sum."""
    return cross_entropy(p, q) / len(p)


@mistake(caught_by="an outcome that always comes costs minus the log of its belief")
def forgets_the_sign(p, q):
    """Logarithms of probabilities are negative; the surprise is minus the logarithm."""
    return -cross_entropy(p, q)


@mistake(caught_by="an outcome that always comes costs minus the log of its belief")
def uses_base_2(p, q):
    """You answered in bits; logarithms are natural here."""
    return cross_entropy(p, q) / np.log(2)


@mistake(caught_by="mixing what happens mixes the costs")
def subtracts_the_entropy(p, q):
    """You subtracted the entropy of p: what is left is the Kullback-Leibler divergence, the extra
    cost of a wrong belief. Cross-entropy is the whole cost."""
    return cross_entropy(p, q) - cross_entropy(p, p)


@mistake(caught_by="mixing what happens mixes the costs")
def takes_the_likeliest_outcome_only(p, q):
    """You looked at the outcome with the largest p only, as if p were one-hot; every outcome counts
    with its p."""
    with np.errstate(divide="ignore"):
        return -np.log(q[np.argmax(p)])


@mistake(caught_by="an outcome that always comes costs minus the log of its belief")
def also_counts_what_does_not_happen(p, q):
    """You added -(1 - p) log(1 - q) for every outcome. That is the sum of k yes-or-no questions; one
    draw among k outcomes has -p log q only."""
    with np.errstate(divide="ignore"):
        return cross_entropy(p, q) + cross_entropy(1 - p, 1 - q)


@mistake(caught_by="what never happens counts nothing")
def gets_nan_for_zero_times_infinity(p, q):
    """Where p and q are both 0, 0 · log(0) is nan, and so is your sum; leave such outcomes out."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return -np.sum(p * np.log(q))


@mistake(caught_by="taking for impossible what happens costs inf")
def leaves_out_impossible_outcomes(p, q):
    """You summed over the outcomes with q > 0 only, so the worst mistake a belief can make costs
    nothing; leave out those with p = 0, not those with q = 0."""
    return -np.sum(p[q > 0] * np.log(q[q > 0]))


@mistake(caught_by="taking for impossible what happens costs inf", free="least")
def clips_the_beliefs(p, q, *, least=1e-15):
    """You clipped q at {least} from below, or added as much to it; an impossible event then costs
    some finite number instead of inf."""
    return -np.sum(p * np.log(np.maximum(q, least)))


@mistake(caught_by="very small beliefs are not cut off", free="least")
def clips_unless_it_is_zero(p, q, *, least=1e-7):
    """You raised small positive beliefs to {least}; log can take them as they are, down to 1e-308."""
    return cross_entropy(p, np.where(q > 0, np.maximum(q, least), 0.0))
