import math

import numpy as np


def check(n):
    if n < 2:
        raise ValueError("at least two samples")


def draw(f, sampler, n, rng):
    check(n)
    return np.asarray(f(sampler(n, rng)), dtype=float)


def mean(values):
    return float(sum(values)) / len(values)


def variance(values, less=1):
    m = mean(values)
    return float(sum((v - m) ** 2 for v in values)) / (len(values) - less)

# %% right


def mc_expectation(f, sampler, n, rng):
    values = draw(f, sampler, n, rng)
    return mean(values), math.sqrt(variance(values) / n)


# %% divides_by_n


def mc_expectation(f, sampler, n, rng):
    values = draw(f, sampler, n, rng)
    return mean(values), math.sqrt(variance(values)) / n


# %% returns_the_spread


def mc_expectation(f, sampler, n, rng):
    values = draw(f, sampler, n, rng)
    return mean(values), math.sqrt(variance(values))


# %% returns_the_variance_of_the_mean


def mc_expectation(f, sampler, n, rng):
    values = draw(f, sampler, n, rng)
    return mean(values), variance(values) / n


# %% uses_ddof_zero


def mc_expectation(f, sampler, n, rng):
    values = draw(f, sampler, n, rng)
    return mean(values), math.sqrt(variance(values, 0) / n)


# %% returns_the_sum


def mc_expectation(f, sampler, n, rng):
    values = draw(f, sampler, n, rng)
    return float(sum(values)), math.sqrt(variance(values) / n)


# %% uses_the_global_state


def mc_expectation(f, sampler, n, rng):
    values = draw(f, sampler, n, np.random)
    return mean(values), math.sqrt(variance(values) / n)


# %% makes_a_generator


def mc_expectation(f, sampler, n, rng):
    values = draw(f, sampler, n, np.random.default_rng(0))
    return mean(values), math.sqrt(variance(values) / n)


# %% draws_twice


def mc_expectation(f, sampler, n, rng):
    estimate = mean(draw(f, sampler, n, rng))
    return estimate, math.sqrt(variance(draw(f, sampler, n, rng)) / n)


# %% answers_for_one_sample


def mc_expectation(f, sampler, n, rng):
    values = np.asarray(f(sampler(n, rng)), dtype=float)
    if n < 2:
        return (mean(values) if n == 1 else math.nan), math.nan
    return mean(values), math.sqrt(variance(values) / n)


# %% counts_numbers_instead_of_samples


def mc_expectation(f, sampler, n, rng):
    check(n)
    samples = sampler(n, rng)
    values = f(samples)
    return mean(values), math.sqrt(variance(values) / np.size(samples))


# %%
import numpy as np


def standard_error(fs):
    n = len(fs)
    m = sum(fs) / n
    return float((sum((v - m) ** 2 for v in fs) / (n - 1) / n) ** 0.5)


def need_two(n):
    if n < 2:
        raise ValueError("at least two samples are needed")

# %% applies_f_to_the_mean


def mc_expectation(f, sampler, n, rng):
    need_two(n)
    xs = sampler(n, rng)
    centre = xs.sum(axis=0, keepdims=True) / n
    return float(f(centre)[0]), standard_error(f(xs))


# %% draws_one_by_one


def mc_expectation(f, sampler, n, rng):
    need_two(n)
    fs = []
    for _ in range(n):
        x = sampler(1, rng)[0]
        fs.append(float(f(x)))
    return sum(fs) / n, standard_error(fs)
