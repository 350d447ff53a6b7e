import math
from fractions import Fraction

import numpy as np

from grader.author import close, law, mistake, solution


def posterior(prior, likelihood):
    with np.errstate(divide="ignore"):
        s = np.log(prior) + np.log(likelihood)
    if s.max() == -np.inf:
        raise ValueError("the data are impossible")
    e = np.exp(s - s.max())
    return e / e.sum()


@law("tiny and huge numbers keep the odds", over="tiny and huge")
def _(p, shares, flat):
    """The likelihood may be largest where the prior is 0, and the prior where the likelihood is 0.
    What is left may be tiny, and is compared with its like: scale by the largest product."""
    products = shares * flat
    assert close(p, np.append(0.0, products / products.sum()))


@solution
def with_fractions(prior, likelihood):
    """Exact arithmetic, in which nothing underflows; floats only at the end."""
    products = [Fraction(float(a)) * Fraction(float(b)) for a, b in zip(prior, likelihood)]
    evidence = sum(products)
    if evidence == 0:
        raise ValueError("no evidence")
    return np.array([float(product / evidence) for product in products])


@solution
def compares_with_the_likeliest(prior, likelihood):
    """A loop: finds the best hypothesis in powers of two, then compares all others with it."""
    scores = [
        math.log2(a) + math.log2(b) if a > 0 and b > 0 else -math.inf
        for a, b in zip(prior.tolist(), likelihood.tolist())
    ]
    best = max(scores)
    if math.isinf(best):
        raise ValueError("no evidence")
    weights = [2.0 ** (score - best) for score in scores]
    return np.array(weights) / sum(weights)


@mistake(caught_by="posterior odds are prior odds times the likelihood ratio")
def forgets_the_evidence(prior, likelihood):
    """Your numbers do not sum to one: divide prior times likelihood by the sum of all of them."""
    posterior(prior, likelihood)
    return prior * likelihood * 1.0


@mistake(caught_by="posterior odds are prior odds times the likelihood ratio")
def neglects_the_prior(prior, likelihood):
    """You normalised the likelihood and ignored how common each hypothesis is beforehand. A positive
    test for a rare illness is mostly a false alarm."""
    posterior(prior, likelihood)
    return likelihood / np.sum(likelihood)


@mistake(caught_by="posterior odds are prior odds times the likelihood ratio")
def adds_prior_and_likelihood(prior, likelihood):
    """You added prior and likelihood, and divided by the sum of it all. "Prior and then data" is an
    *and*: multiply."""
    posterior(prior, likelihood)
    s = prior + likelihood
    return s / s.sum()


@mistake(caught_by="posterior odds are prior odds times the likelihood ratio")
def divides_by_the_sum_of_likelihoods(prior, likelihood):
    """You divided by the sum of the likelihoods. The evidence weighs each of them by its prior."""
    posterior(prior, likelihood)
    return prior * likelihood / np.sum(likelihood)


@mistake(caught_by="posterior odds are prior odds times the likelihood ratio")
def takes_softmax_of_the_product(prior, likelihood):
    """You took softmax of prior times likelihood; softmax belongs to the sum of their logarithms."""
    posterior(prior, likelihood)
    e = np.exp(prior * likelihood)
    return e / e.sum()


@mistake(caught_by="posterior odds are prior odds times the likelihood ratio", free="least")
def replaces_zero_priors(prior, likelihood, *, least=1e-6):
    """You raised priors to at least {least} before anything else. Impossible hypotheses come to life,
    and impossible data raise no ValueError; a prior of 0 stays 0, its logarithm -inf is harmless."""
    return posterior(np.maximum(prior, least), likelihood)


@mistake(caught_by="tiny and huge numbers give a proper distribution")
def multiplies_directly(prior, likelihood):
    """Your products underflow to 0, all of them, and 0 / 0 is nan; add logarithms and subtract the
    largest before exp."""
    if not np.any((prior > 0) & (likelihood > 0)):
        raise ValueError("no evidence")
    with np.errstate(all="ignore"):
        products = prior * likelihood
        return products / products.sum()


@mistake(caught_by="tiny and huge numbers keep the odds")
def scales_the_likelihood_only(prior, likelihood):
    """You divided by the largest likelihood first, and by the prior alone where that underflowed. If
    it belongs to a hypothesis with prior 0, all others are compared with the wrong one; scale by the
    largest *product*, in logarithms."""
    posterior(prior, likelihood)
    scaled = prior * (likelihood / likelihood.max())
    s = prior if scaled.sum() == 0 else scaled
    return s / s.sum()


@mistake(caught_by="no evidence raises ValueError")
def falls_back_on_the_prior(prior, likelihood):
    """Without evidence you returned the prior. The data cannot have happened under any hypothesis;
    nothing follows from that, so raise ValueError."""
    if not np.any((prior > 0) & (likelihood > 0)):
        return prior.copy()
    return posterior(prior, likelihood)


@mistake(caught_by="tiny and huge numbers keep the odds")
def takes_underflow_for_impossible(prior, likelihood):
    """You raised ValueError because the products underflowed to 0; the hypotheses are unlikely, but
    not impossible. Decide in logarithms."""
    if np.sum(prior * likelihood) == 0:
        raise ValueError("no evidence")
    return posterior(prior, likelihood)
