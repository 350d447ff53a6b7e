import numpy as np


def ln(t):
    with np.errstate(all="ignore"):
        return np.log(np.asarray(t, dtype=float))


def terms(p, q):
    p, q = np.asarray(p, dtype=float), np.asarray(q, dtype=float)
    out = np.zeros(p.shape)
    for i in range(len(p)):
        if p[i] > 0:
            out[i] = p[i] * (ln(p[i]) - ln(q[i]))
    return out


# %% right
def kl_divergence(p, q):
    return float(terms(p, q).sum())

# %% exchanges_the_two
def kl_divergence(p, q):
    p, q = np.asarray(p, dtype=float), np.asarray(q, dtype=float)
    some = q > 0
    return float(q[some] @ (ln(q[some]) - ln(p[some])))

# %% takes_the_mean_of_both_directions
def kl_divergence(p, q):
    return float((terms(p, q).sum() + terms(q, p).sum()) / 2)

# %% takes_absolute_values
def kl_divergence(p, q):
    return float(np.abs(terms(p, q)).sum())

# %% drops_negative_terms
def kl_divergence(p, q):
    t = terms(p, q)
    return float(t[t > 0].sum())

# %% forgets_the_entropy
def kl_divergence(p, q):
    total = 0.0
    for happens, believed in zip(p, ln(q)):
        if happens:
            total -= happens * believed
    return float(total)

# %% divides_q_by_p
def kl_divergence(p, q):
    p, q = np.asarray(p, dtype=float), np.asarray(q, dtype=float)
    m = p > 0
    return float((p[m] * ln(q[m] / p[m])).sum())

# %% averages_over_the_outcomes
def kl_divergence(p, q):
    return float(np.mean(terms(p, q)))

# %% forgets_the_weights
def kl_divergence(p, q):
    m = np.asarray(p) > 0
    return float(np.sum(ln(p)[m] - ln(q)[m]))

# %% gets_nan_for_zero
def kl_divergence(p, q):
    p = np.asarray(p, dtype=float)
    with np.errstate(all="ignore"):
        return float(np.dot(p, ln(p) - ln(q)))

# %% leaves_out_impossible_outcomes
def kl_divergence(p, q):
    total = 0.0
    for a, b in zip(p, q):
        if a > 0 and b > 0:
            total += a * (np.log(a) - np.log(b))
    return float(total)

# %% clips_at_epsilon
def kl_divergence(p, q):
    q = np.asarray(q, dtype=float)
    return float(terms(p, np.where(q == 0, 0, np.maximum(q, 1e-7))).sum())
