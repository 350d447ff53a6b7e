import math

import numpy as np

from grader.author import close, each, given, law, mistake, solution


def multinomial_logpmf(counts, p):
    counts = counts.astype(int)
    came_up = counts > 0
    with np.errstate(divide="ignore"):
        one_order = np.sum(counts[came_up] * np.log(p[came_up]))
    orders = math.lgamma(counts.sum() + 1) - sum(math.lgamma(c + 1) for c in counts)
    return orders + one_order


given(
    "two classes to be one",
    sizes={"k": "2..4"},
    counts={"integers": ["k"], "between": [0, 4]},
    p={"simplex": "k"},
    examples=30,
)


@law("putting two classes together adds up their probabilities", over="two classes to be one")
def _(counts, p, multinomial_logpmf):
    """If the first two classes are not told apart, their draws may be split between them in any way:
    the probability of the joint count is the sum over all splits."""
    both = counts[0] + counts[1]
    splits = [np.array([j, both - j, *counts[2:]]) for j in range(both + 1)]
    apart = each(lambda c: multinomial_logpmf(c, p), splits)
    joint = multinomial_logpmf(np.array([both, *counts[2:]]), np.array([p[0] + p[1], *p[2:]]))
    assert close(np.exp(joint), np.sum(np.exp(apart)))


@solution
def class_by_class(counts, p):
    """Multiplies binomials: the first class against the rest, and so on, with sums of logarithms."""
    left, total = 0, 0.0
    for c, q in zip(counts.tolist(), p.tolist(), strict=True):
        if c and q == 0:
            return -math.inf
        if c:
            # ln of (left + 1) ... (left + c) / c!
            total += float(np.log(np.arange(left + 1, left + c + 1) / np.arange(1, c + 1)).sum())
            total += c * math.log(q)
        left += c
    return total


@solution
def by_a_table_of_logarithms(counts, p):
    """Sums the logarithms of 1, 2, …, n once and looks all factorials up."""
    n = int(counts.sum())
    log_factorial = np.concatenate([[0.0], np.cumsum(np.log(np.arange(1, n + 1)))])
    safe = np.where(counts > 0, p, 1.0)
    with np.errstate(divide="ignore"):
        return float(log_factorial[n] - log_factorial[counts].sum() + (counts * np.log(safe)).sum())


def log_orders(counts):
    return math.lgamma(counts.sum() + 1) - sum(math.lgamma(c + 1) for c in counts.tolist())


def log_one_order(counts, p):
    with np.errstate(divide="ignore"):
        return float(np.sum(counts[counts > 0] * np.log(p[counts > 0])))


@mistake(caught_by="the probabilities of all counts with the same sum add up to one")
def leaves_out_the_coefficient(counts, p):
    """You took the probability of one order of the draws. Many orders give the same counts: add the
    logarithm of n! / (c₁! ⋯ cₖ!)."""
    return log_one_order(counts, p)


@mistake(caught_by="the probabilities of all counts with the same sum add up to one")
def counts_all_orders(counts, p):
    """You added ln n! and did not divide by the factorials of the counts; draws of the same class
    may be exchanged without making another order."""
    return math.lgamma(counts.sum() + 1) + log_one_order(counts, p)


@mistake(caught_by="another draw of class i multiplies by pᵢ (n + 1) / (cᵢ + 1)")
def computes_factorials(counts, p):
    """You computed the factorials in floats; from 171! on they are infinite, and infinity minus
    infinity is nan. Stay with logarithms: math.lgamma(c + 1) is ln c!."""
    with np.errstate(all="ignore"):
        factorials = [np.prod(np.arange(1.0, c + 1)) for c in (int(counts.sum()), *counts.tolist())]
        orders = np.log(factorials[0]) - np.sum(np.log(factorials[1:]))
    return float(orders + log_one_order(counts, p))


@mistake(caught_by="another draw of class i multiplies by pᵢ (n + 1) / (cᵢ + 1)")
def takes_the_logarithm_last(counts, p):
    """You computed the product of the pᵢ to the power cᵢ and took its logarithm afterwards: for large
    counts the product underflows to 0. Add up cᵢ ln pᵢ instead."""
    with np.errstate(all="ignore"):
        return float(log_orders(counts) + np.log(np.prod(p**counts)))


@mistake(caught_by="the probabilities of all counts with the same sum add up to one")
def forgets_the_one_in_gamma(counts, p):
    """Γ(c) is (c - 1)!: you left out the + 1 in lgamma(c + 1)."""
    n = int(counts.sum())
    lower = [math.lgamma(c) if c else 0.0 for c in counts.tolist()]
    return (math.lgamma(n) if n else 0.0) - sum(lower) + log_one_order(counts, p)


@mistake(caught_by="what cannot happen gives -inf, and what does not need to happen gives no nan")
def multiplies_zero_by_infinity(counts, p):
    """0 · ln 0 is nan on a computer; leave classes that did not come up out of the sum."""
    with np.errstate(all="ignore"):
        total = float(np.sum(counts * np.log(p)))
    return log_orders(counts) + total


@mistake(
    caught_by="what cannot happen gives -inf, and what does not need to happen gives no nan",
    free="least",
)
def clips_the_probabilities(counts, p, *, least=1e-12):
    """You clipped p at {least}, or added as much to it, so that what is impossible looks merely rare;
    it is minus infinity."""
    return log_orders(counts) + float(np.sum(counts * np.log(np.maximum(p, least))))


@mistake(caught_by="what cannot happen gives -inf, and what does not need to happen gives no nan")
def leaves_out_impossible_classes(counts, p):
    """You left classes with probability 0 out of the sum even if they came up. Only those that did
    not come up may be left out."""
    possible = p > 0
    return log_orders(counts) + float(np.sum(counts[possible] * np.log(p[possible])))


@mistake(caught_by="a single draw has the probability of its class")
def takes_the_logarithm_to_base_two(counts, p):
    """You took all logarithms to base 2; they are natural ones here."""
    return multinomial_logpmf(counts, p) / math.log(2)


@mistake(caught_by="a single draw has the probability of its class")
def returns_the_probability(counts, p):
    """You returned the probability; its logarithm is asked for."""
    return float(np.exp(multinomial_logpmf(counts, p)))


@mistake(caught_by="another draw of class i multiplies by pᵢ (n + 1) / (cᵢ + 1)")
def uses_stirlings_leading_terms(counts, p):
    """You took n ln n - n for ln n! (0 for n = 0 and 1). Stirling's formula without its other terms is off by several
    units; math.lgamma is exact."""

    def log_factorial(n):
        return n * math.log(n) - n if n > 1 else 0.0

    orders = log_factorial(counts.sum()) - sum(log_factorial(c) for c in counts.tolist())
    return orders + log_one_order(counts, p)
