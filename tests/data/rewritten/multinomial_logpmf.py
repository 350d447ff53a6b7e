import math

import numpy as np


def ln(t):
    with np.errstate(all="ignore"):
        return np.log(np.asarray(t, dtype=float))


def ln_factorial(m):
    return math.lgamma(int(m) + 1)


def ln_orders(counts, lnfact=ln_factorial):
    return lnfact(int(np.sum(counts))) - sum(lnfact(int(c)) for c in counts)


def ln_one_order(counts, p):
    total = 0.0
    for c, q in zip(counts, p):
        if c > 0:
            total += int(c) * float(ln(q))
    return total


# %% right
def multinomial_logpmf(counts, p):
    return ln_orders(counts) + ln_one_order(counts, p)

# %% leaves_out_the_coefficient
def multinomial_logpmf(counts, p):
    counts, p = np.asarray(counts), np.asarray(p)
    came = counts != 0
    return float(counts[came] @ ln(p[came]))

# %% counts_all_orders
def multinomial_logpmf(counts, p):
    return ln_factorial(sum(int(c) for c in counts)) + ln_one_order(counts, p)

# %% computes_factorials
def multinomial_logpmf(counts, p):
    def factorial(m):
        with np.errstate(all="ignore"):
            return np.prod(np.arange(1.0, m + 1))
    with np.errstate(all="ignore"):
        return float(ln_orders(counts, lambda m: np.log(factorial(m)))) + ln_one_order(counts, p)

# %% takes_the_logarithm_last
def multinomial_logpmf(counts, p):
    with np.errstate(all="ignore"):
        product = np.prod(np.asarray(p, dtype=float) ** np.asarray(counts))
    return ln_orders(counts) + float(ln(product))

# %% forgets_the_one_in_gamma
def multinomial_logpmf(counts, p):
    def lg(m):
        return math.lgamma(m) if m > 0 else 0.0
    return ln_orders(counts, lg) + ln_one_order(counts, p)

# %% multiplies_zero_by_infinity
def multinomial_logpmf(counts, p):
    with np.errstate(all="ignore"):
        return ln_orders(counts) + float(np.sum(np.asarray(counts) * ln(p)))

# %% clips_the_probabilities
def multinomial_logpmf(counts, p):
    safe = np.clip(p, 1e-12, None)
    return ln_orders(counts) + float(np.dot(counts, np.log(safe)))

# %% leaves_out_impossible_classes
def multinomial_logpmf(counts, p):
    logs = sum(int(c) * math.log(q) for c, q in zip(counts, p) if q > 0)
    return ln_orders(counts) + logs

# %% takes_the_logarithm_to_base_two
def multinomial_logpmf(counts, p):
    return (ln_orders(counts) + ln_one_order(counts, p)) / math.log(2)

# %% returns_the_probability
def multinomial_logpmf(counts, p):
    return math.exp(ln_orders(counts) + ln_one_order(counts, p))

# %% uses_stirlings_leading_terms
def multinomial_logpmf(counts, p):
    def stirling(m):
        return m * (math.log(m) - 1) if m >= 2 else 0.0
    return ln_orders(counts, stirling) + ln_one_order(counts, p)
