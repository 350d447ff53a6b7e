import math

import numpy as np


def doubt(q):
    q = np.asarray(q, dtype=float)
    out = np.zeros(q.shape[:-1])
    for at in np.ndindex(*out.shape):
        out[at] = sum(v * math.log(1 / v) for v in q[at] if v > 0)
    return out


# %% right
def decompose_uncertainty(probs):
    crowd = sum(np.asarray(member, dtype=float) for member in probs) / len(probs)
    total = doubt(crowd)
    each = sum(doubt(member) for member in probs) / len(probs)
    return total, each, total - each


# %% exchanges_total_and_aleatoric
def decompose_uncertainty(probs):
    total = np.mean([doubt(member) for member in probs], axis=0)
    aleatoric = doubt(np.mean(probs, axis=0))
    return total, aleatoric, total - aleatoric


# %% exchanges_the_two_parts
def decompose_uncertainty(probs):
    total = doubt(np.mean(probs, axis=0))
    epistemic = doubt(probs).mean(axis=0)
    aleatoric = total - epistemic
    return total, aleatoric, epistemic


# %% averages_over_the_inputs
def decompose_uncertainty(probs):
    total = doubt(np.mean(probs, axis=1))
    aleatoric = doubt(probs).mean(axis=1)
    return total, aleatoric, total - aleatoric


# %% returns_one_number_for_all
def decompose_uncertainty(probs):
    total = float(doubt(np.mean(probs, axis=0)).mean())
    aleatoric = float(doubt(probs).mean())
    return total, aleatoric, total - aleatoric


# %% gets_nan_for_a_zero
def decompose_uncertainty(probs):
    P = np.array(probs, dtype=float)
    Q = P.mean(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        total = -np.einsum("ik,ik->i", Q, np.log(Q))
        own = -np.einsum("sik,sik->si", P, np.log(P))
    aleatoric = own.mean(axis=0)
    return total, aleatoric, total - aleatoric


# %% uses_base_2
def decompose_uncertainty(probs):
    def bits(q):
        return -np.sum(q * np.log2(np.where(q > 0, q, 1)), axis=-1)

    P = np.array(probs, dtype=float)
    whole = bits(P.mean(axis=0))
    own = bits(P).mean(axis=0)
    return whole, own, whole - own


# %% sums_over_the_members
def decompose_uncertainty(probs):
    total = doubt(np.mean(probs, axis=0))
    aleatoric = np.zeros(len(total))
    for member in probs:
        aleatoric += doubt(member)
    return total, aleatoric, total - aleatoric


# %% averages_over_the_classes
def decompose_uncertainty(probs):
    def H(q):
        safe = np.where(q == 0, 1.0, q)
        return np.mean(-q * np.log(safe), axis=-1)

    P = np.array(probs, dtype=float)
    total, own = H(P.mean(axis=0)), H(P).mean(axis=0)
    return total, own, total - own


# %% takes_the_variance_for_the_epistemic_part
def decompose_uncertainty(probs):
    P = np.array(probs, dtype=float)
    epistemic = P.var(axis=0).sum(axis=1)
    return doubt(P.mean(axis=0)), doubt(P).mean(axis=0), epistemic


# %% takes_the_spread_of_the_entropies
def decompose_uncertainty(probs):
    own = doubt(probs)
    return doubt(np.mean(probs, axis=0)), own.mean(axis=0), own.std(axis=0)


# %% looks_at_the_first_member
def decompose_uncertainty(probs):
    total = doubt(np.mean(probs, axis=0))
    aleatoric = doubt(probs[0])
    return total, aleatoric, total - aleatoric
