import numpy as np

from grader.author import at_most, each, given, law, mistake, solution


def bernoulli_logpmf(k, p):
    k, p = np.asarray(k), np.asarray(p, dtype=float)
    if not np.isin(k, (0, 1)).all() or not np.all((p >= 0) & (p <= 1)):
        raise ValueError("k is 0 or 1, and p lies between them")
    with np.errstate(divide="ignore"):
        return np.log(np.where(k, p, 1 - p))


given("samples of one coin", k={"labels": ["n"], "classes": 2}, p={"is": "np.mean(k)"}, examples=40)


@law("a sample is most probable when p is its mean", over="samples of one coin")
def _(k, logp, bernoulli_logpmf):
    """The log-probabilities of all tosses add up to that of the sample. No p makes it more probable
    than the share of ones, be that 0 or 1."""
    sums = each(lambda q: bernoulli_logpmf(k, q), [0.0, 0.01, 0.25, 0.5, 0.8, 0.99, 1.0])
    assert np.isfinite(logp).all()
    assert all(at_most(np.sum(other), np.sum(logp)) for other in sums)


def checked(k, p):
    k, p = np.asarray(k), np.asarray(p, dtype=float)
    if np.any((k != 0) & (k != 1)) or np.any(p < 0) or np.any(p > 1):
        raise ValueError("no outcome, or no probability")
    return k, p


@solution
def toss_by_toss(k, p):
    """A loop over all tosses; log1p for the zeros."""
    k, p = checked(k, p)
    k, p = np.broadcast_arrays(k, p)
    out = np.empty(k.shape)
    for at in np.ndindex(k.shape):
        impossible = p[at] == 1 - k[at]
        out[at] = -np.inf if impossible else np.log(p[at]) if k[at] == 1 else np.log1p(-p[at])
    return out[()]


@solution
def by_the_distance(k, p):
    """The probability of what happened is 1 - |k - p|, or p itself where k is 1."""
    k, p = checked(k, p)
    with np.errstate(divide="ignore"):
        return np.log(p * k + (1 - p) * (1 - k))


@mistake(caught_by="impossible is -inf, certain is 0, and nothing is nan")
def multiplies_zero_by_infinity(k, p):
    """You computed k ln p + (1 - k) ln(1 - p): where p is 0 or 1, one of the terms is 0 times minus
    infinity, and that is nan. Choose the probability first and take its logarithm last."""
    k, p = checked(k, p)
    return k * np.log(p) + (1 - k) * np.log(1 - p)


@mistake(caught_by="impossible is -inf, certain is 0, and nothing is nan", free="least")
def clips_the_probability(k, p, *, least=1e-12):
    """You clipped p to stay {least} away from 0 and 1, or added as much before the logarithm. An
    impossible outcome then looks merely rare; its logarithm is minus infinity."""
    k, p = checked(k, p)
    p = np.clip(p, least, 1 - least)
    return np.log(np.where(k == 1, p, 1 - p))


@mistake(caught_by="exp of it gives p for 1 and 1 - p for 0")
def takes_the_logarithm_to_base_two(k, p):
    """You took the logarithm to base 2; here it is the natural one, np.log."""
    k, p = checked(k, p)
    return np.log2(np.where(k == 1, p, 1 - p))


@mistake(caught_by="exp of it gives p for 1 and 1 - p for 0")
def returns_the_probability(k, p):
    """You returned the probability itself; its logarithm is asked for."""
    k, p = checked(k, p)
    return np.where(k == 1, p, 1 - p) + 0.0


@mistake(caught_by="exp of it gives p for 1 and 1 - p for 0")
def exchanges_the_outcomes(k, p):
    """You exchanged the outcomes: p is the probability of 1, not of 0."""
    k, p = checked(k, p)
    return bernoulli_logpmf(1 - k, p)


@mistake(caught_by="exp of it gives p for 1 and 1 - p for 0")
def returns_the_loss(k, p):
    """You returned minus the logarithm, which is the loss. The logarithm of a probability is never
    positive."""
    return -bernoulli_logpmf(k, p)


@mistake(caught_by="rare events keep their logarithm", free="eps")
def adds_a_little(k, p, *, eps=1e-12):
    """You added {eps} to every probability but 0 before taking the logarithm. Then 1e-300 is taken
    for something far more probable; a logarithm needs no such help."""
    k, p = checked(k, p)
    q = np.where(k == 1, p, 1 - p)
    with np.errstate(divide="ignore"):
        return np.log(q + np.where(q > 0, eps, 0.0))


@mistake(caught_by="returns what it promises")
def adds_up_the_tosses(k, p):
    """You added the logarithms up; each toss keeps its own."""
    return np.sum(bernoulli_logpmf(k, p))


@mistake(caught_by="returns what it promises")
def indexes_with_a_mask(k, p):
    """You filled p[k == 1] and p[k == 0] separately, which needs k and p of one shape; np.where
    broadcasts."""
    k, p = checked(k, p)
    out = np.empty(k.shape)
    with np.errstate(divide="ignore"):
        out[k == 1] = np.log(p[k == 1])
        out[k == 0] = np.log(1 - p[k == 0])
    return out


@mistake(caught_by="what is no probability or no outcome raises ValueError")
def takes_anything_but_one_for_zero(k, p):
    """You took any k other than 1 for 0, and checked p alone; raise ValueError for such outcomes."""
    _, p = checked(0, p)
    with np.errstate(divide="ignore"):
        return np.log(np.where(np.asarray(k) == 1, p, 1 - p))


@mistake(caught_by="what is no probability or no outcome raises ValueError", accepts=True)
def returns_nan_outside(k, p):
    """For a p outside [0, 1] you returned nan or some number; raise ValueError."""
    k, _ = checked(k, 0.5)
    p = np.asarray(p, dtype=float)
    with np.errstate(all="ignore"):
        return np.log(np.where(k == 1, p, 1 - p))
