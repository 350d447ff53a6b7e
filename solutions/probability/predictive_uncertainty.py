import math

import numpy as np

from grader.author import close, law, mistake, solution


def entropy(p):
    return -np.sum(p * np.log(p + (p == 0)), axis=-1)


def decompose_uncertainty(probs):
    probs = np.asarray(probs, dtype=float)
    total, aleatoric = entropy(probs.mean(axis=0)), entropy(probs).mean(axis=0)
    return total, aleatoric, total - aleatoric


@law("neither the order of members nor that of classes matters", over=["ensembles", "with zeros"])
def _(probs, order, classes, n, total, aleatoric, epistemic, decompose_uncertainty):
    """Members and classes have names, not ranks: in another order all three stay the same. And each
    input stands for itself: alone it gets what it gets among others."""
    shuffled = decompose_uncertainty(probs[order][:, :, classes])
    assert close(shuffled.total, total)
    assert close(shuffled.aleatoric, aleatoric)
    assert close(shuffled.epistemic, epistemic)
    alone = [decompose_uncertainty(probs[:, i : i + 1]) for i in range(n)]
    assert close(np.concatenate([one.epistemic for one in alone]), epistemic)


@solution
def input_by_input(probs):
    """Loops in plain Python; returns lists."""

    def h(p):
        return sum(-x * math.log(x) for x in p if x > 0)

    total, aleatoric = [], []
    for i in range(probs.shape[1]):
        members = probs[:, i].tolist()
        mean = [sum(column) / len(members) for column in zip(*members, strict=True)]
        total.append(h(mean))
        aleatoric.append(sum(map(h, members)) / len(members))
    return total, aleatoric, [t - a for t, a in zip(total, aleatoric, strict=True)]


@solution
def by_divergences(probs):
    """Epistemic from divergences, aleatoric from entropies, total as their sum."""
    mean = np.add.reduce(probs) / len(probs)
    logs = np.zeros(probs.shape)
    np.log(probs, where=probs > 0, out=logs)
    log_mean = np.zeros(mean.shape)
    np.log(mean, where=mean > 0, out=log_mean)
    aleatoric = -np.einsum("snk,snk->n", probs, logs) / len(probs)
    epistemic = np.einsum("snk,snk->n", probs, logs - log_mean) / len(probs)
    return aleatoric + epistemic, aleatoric, epistemic


@mistake(caught_by="sure members that contradict leave only epistemic uncertainty")
def exchanges_total_and_aleatoric(probs):
    """You exchanged the two: the entropy of the mean is the total, the mean of the entropies the
    aleatoric part."""
    total, aleatoric, epistemic = decompose_uncertainty(probs)
    return aleatoric, total, -epistemic


@mistake(caught_by="members of one mind leave only aleatoric uncertainty")
def exchanges_the_two_parts(probs):
    """You exchanged aleatoric and epistemic: what the members share is aleatoric, what they disagree
    about is epistemic."""
    total, aleatoric, epistemic = decompose_uncertainty(probs)
    return total, epistemic, aleatoric


@mistake(caught_by="returns what it promises")
def averages_over_the_inputs(probs):
    """You averaged over axis 1, the inputs; the members are axis 0."""
    total, aleatoric = entropy(probs.mean(axis=1)), entropy(probs).mean(axis=1)
    return total, aleatoric, total - aleatoric


@mistake(caught_by="returns what it promises")
def returns_one_number_for_all(probs):
    """You averaged over the inputs as well; each input has uncertainties of its own."""
    return tuple(part.mean() for part in decompose_uncertainty(probs))


@mistake(caught_by="members of one mind leave only aleatoric uncertainty")
def gets_nan_for_a_zero(probs):
    """For a probability of 0 you computed 0 · log(0), which is nan; such a term counts 0."""
    with np.errstate(all="ignore"):
        total = -np.sum(probs.mean(axis=0) * np.log(probs.mean(axis=0)), axis=-1)
        aleatoric = -np.sum(probs * np.log(probs), axis=-1).mean(axis=0)
    return total, aleatoric, total - aleatoric


@mistake(caught_by="members of one mind leave only aleatoric uncertainty")
def uses_base_2(probs):
    """You answered in bits; logarithms are natural here."""
    return tuple(part / np.log(2) for part in decompose_uncertainty(probs))


@mistake(caught_by="members of one mind leave only aleatoric uncertainty")
def sums_over_the_members(probs):
    """You summed the members' entropies; the aleatoric part is their mean."""
    total, aleatoric, _ = decompose_uncertainty(probs)
    aleatoric = aleatoric * len(probs)
    return total, aleatoric, total - aleatoric


@mistake(caught_by="members of one mind leave only aleatoric uncertainty")
def averages_over_the_classes(probs):
    """You took the plain mean of -p ln p over the classes; entropy is their sum."""
    return tuple(part / probs.shape[2] for part in decompose_uncertainty(probs))


@mistake(caught_by="epistemic is how far members diverge from their average")
def takes_the_variance_for_the_epistemic_part(probs):
    """You measured the disagreement by the variance of the members' probabilities. That is another
    measure, in other units; here it is total minus aleatoric."""
    total, aleatoric, _ = decompose_uncertainty(probs)
    return total, aleatoric, probs.var(axis=0).sum(axis=-1)


@mistake(caught_by="epistemic is how far members diverge from their average")
def takes_the_spread_of_the_entropies(probs):
    """You took the standard deviation of the members' entropies. Sure members that contradict one
    another have equal entropies; subtract the mean entropy from the total."""
    total, aleatoric, _ = decompose_uncertainty(probs)
    return total, aleatoric, entropy(probs).std(axis=0)


@mistake(caught_by="epistemic is how far members diverge from their average")
def looks_at_the_first_member(probs):
    """You took the first member's entropy for the aleatoric part; average over all members."""
    total, _, _ = decompose_uncertainty(probs)
    aleatoric = entropy(probs[0])
    return total, aleatoric, total - aleatoric
