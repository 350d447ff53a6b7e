import math

import numpy as np


def is_possible(prior, likelihood):
    return any(p > 0 and q > 0 for p, q in zip(prior, likelihood))


def demand_possible(prior, likelihood):
    if not is_possible(prior, likelihood):
        raise ValueError("the data are impossible")


def by_logs(prior, likelihood):
    scores = [math.log(p) + math.log(q) if p > 0 and q > 0 else -math.inf
              for p, q in zip(prior, likelihood)]
    top = max(scores)
    if top == -math.inf:
        raise ValueError("the data are impossible")
    weights = np.array([math.exp(s - top) for s in scores])
    return weights / weights.sum()

# %% right


def posterior(prior, likelihood):
    return by_logs(prior, likelihood)


# %% forgets_the_evidence


def posterior(prior, likelihood):
    demand_possible(prior, likelihood)
    return np.array([float(p) * float(q) for p, q in zip(prior, likelihood)])


# %% neglects_the_prior


def posterior(prior, likelihood):
    demand_possible(prior, likelihood)
    q = np.array(likelihood, dtype=float)
    q /= q.max()
    return q / q.sum()


# %% divides_by_the_sum_of_likelihoods


def posterior(prior, likelihood):
    demand_possible(prior, likelihood)
    total = math.fsum(likelihood)
    return np.array([p * (q / total) for p, q in zip(prior, likelihood)], dtype=float)


# %% takes_softmax_of_the_product


def posterior(prior, likelihood):
    demand_possible(prior, likelihood)
    joint = np.multiply(prior, likelihood).astype(float)
    e = np.exp(joint - joint.max())
    return e / e.sum()


# %% multiplies_directly


def posterior(prior, likelihood):
    demand_possible(prior, likelihood)
    joint = np.asarray(prior, dtype=float) * np.asarray(likelihood, dtype=float)
    with np.errstate(invalid="ignore"):
        return joint / np.sum(joint)


# %% scales_the_likelihood_only


def posterior(prior, likelihood):
    demand_possible(prior, likelihood)
    prior = np.array(prior, dtype=float)
    scaled = np.asarray(likelihood, dtype=float) / np.max(likelihood)
    joint = prior * scaled
    evidence = joint.sum()
    if evidence == 0:
        return prior / prior.sum()
    return joint / evidence


# %% falls_back_on_the_prior


def posterior(prior, likelihood):
    if not is_possible(prior, likelihood):
        return np.array(prior, dtype=float)
    return by_logs(prior, likelihood)


# %% takes_underflow_for_impossible


def posterior(prior, likelihood):
    joint = [float(p) * float(q) for p, q in zip(prior, likelihood)]
    evidence = sum(joint)
    if evidence == 0:
        raise ValueError("no evidence")
    return np.array([j / evidence for j in joint])


# %%
import numpy as np


def ln(v):
    with np.errstate(divide="ignore"):
        return np.log(np.asarray(v, dtype=float))


def from_logs(prior, likelihood):
    score = ln(prior) + ln(likelihood)
    top = max(score)
    if top == -np.inf:
        raise ValueError("impossible data")
    odds = np.exp(score - top)
    return odds / odds.sum()

# %% adds_prior_and_likelihood


def posterior(prior, likelihood):
    possible = [p > 0 and q > 0 for p, q in zip(prior, likelihood)]
    if not any(possible):
        raise ValueError("no hypothesis can explain this")
    both = np.array([float(p) + float(q) for p, q in zip(prior, likelihood)])
    return both / sum(both)


# %% replaces_zero_priors


def posterior(prior, likelihood):
    return from_logs([max(p, 1e-6) for p in prior], likelihood)
