import numpy as np


def ln(t):
    with np.errstate(all="ignore"):
        return np.log(np.asarray(t, dtype=float))


def cost(p, q):
    p, q = np.asarray(p, dtype=float), np.asarray(q, dtype=float)
    return float(-sum(w * ln(b) for w, b in zip(p, q) if w > 0))


# %% right
def cross_entropy(p, q):
    return cost(p, q)

# %% exchanges_the_two
def cross_entropy(p, q):
    p, q = np.asarray(p, dtype=float), np.asarray(q, dtype=float)
    held = q > 0
    return float(-np.dot(q[held], ln(p[held])))

# %% averages_over_the_outcomes
def cross_entropy(p, q):
    p = np.asarray(p, dtype=float)
    terms = np.zeros(len(p))
    use = p > 0
    terms[use] = -p[use] * ln(q)[use]
    return float(terms.mean())

# %% forgets_the_sign
def cross_entropy(p, q):
    use = np.flatnonzero(p)
    return float(np.asarray(p)[use] @ ln(q)[use])

# %% uses_base_2
def cross_entropy(p, q):
    total = 0.0
    for pi, qi in zip(p, q):
        if pi > 0:
            total += pi * (-np.log2(qi) if qi > 0 else np.inf)
    return float(total)

# %% subtracts_the_entropy
def cross_entropy(p, q):
    return cost(p, q) - cost(p, p)

# %% takes_the_likeliest_outcome_only
def cross_entropy(p, q):
    return float(-ln(q[int(np.argmax(p))]))

# %% also_counts_what_does_not_happen
def cross_entropy(p, q):
    p, q = np.asarray(p, dtype=float), np.asarray(q, dtype=float)
    return cost(p, q) + cost(1 - p, 1 - q)

# %% gets_nan_for_zero_times_infinity
def cross_entropy(p, q):
    with np.errstate(all="ignore"):
        return float(-np.dot(np.asarray(p, dtype=float), ln(q)))

# %% leaves_out_impossible_outcomes
def cross_entropy(p, q):
    return float(sum(pi * -np.log(qi) for pi, qi in zip(p, q) if qi > 0))

# %% clips_the_beliefs
def cross_entropy(p, q):
    q = np.clip(q, 1e-15, 1)
    return float(-(np.asarray(p) * np.log(q)).sum())

# %% clips_unless_it_is_zero
def cross_entropy(p, q):
    q = np.array(q, dtype=float)
    q[(q > 0) & (q < 1e-7)] = 1e-7
    return cost(p, q)
