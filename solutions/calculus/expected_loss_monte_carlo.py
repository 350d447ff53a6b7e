import math

import numpy as np

from grader.author import close, given, law, mistake, solution


def mc_expectation(f, sampler, n, rng):
    if n < 2:
        raise ValueError("no spread can be seen in fewer than two samples")
    losses = f(sampler(n, rng))
    return np.mean(losses), np.std(losses, ddof=1) / np.sqrt(n)


given(
    "vectors",
    sizes={"d": "1..4"},
    mean={"reals": ["d"], "between": [-3, 3]},
    target={"reals": ["d"], "between": [-3, 3]},
    sampler={"function": "gaussian", "with": {"mean": "mean"}},
    f={"function": "squared_distance", "with": {"target": "target"}},
    n={"is": "k"},
    rng={"rng": [0, 9999]},
    examples=30,
)


@law("samples may be vectors", over="vectors")
def _(estimate, standard_error, right, seen):
    """Here every sample is a vector, so sampler gives an array of shape (n, d), and f one loss for
    each row. sampler should be called once, for all samples."""
    assert len(seen.arguments("sampler")) == 1
    assert close(estimate, right.estimate)
    assert close(standard_error, right.standard_error)


@solution
def sums_by_hand(f, sampler, n, rng):
    """Plain sums, and the spread from the squared distances."""
    if n <= 1:
        raise ValueError("n must be at least 2")
    losses = [float(loss) for loss in f(sampler(n, rng))]
    mean = math.fsum(losses) / n
    spread = math.fsum((loss - mean) ** 2 for loss in losses)
    return mean, math.sqrt(spread / (n * (n - 1)))


@solution
def updates_as_it_goes(f, sampler, n, rng):
    """Welford's method: mean and squared distances are kept up to date, loss by loss."""
    if not n >= 2:
        raise ValueError(n)
    mean = squares = 0.0
    for i, loss in enumerate(f(sampler(n, rng)), start=1):
        step = loss - mean
        mean += step / i
        squares += step * (loss - mean)
    return mean, (squares / (n - 1) / n) ** 0.5


@mistake(caught_by="mean and error are those of the samples that rng gives")
def divides_by_n(f, sampler, n, rng):
    """You divided the spread by n; the error of a mean falls with the root of n."""
    estimate, error = mc_expectation(f, sampler, n, rng)
    return estimate, error / math.sqrt(n)


@mistake(caught_by="mean and error are those of the samples that rng gives")
def returns_the_spread(f, sampler, n, rng):
    """You returned the standard deviation of the losses. That of their mean is smaller by the root of
    n."""
    estimate, error = mc_expectation(f, sampler, n, rng)
    return estimate, error * math.sqrt(n)


@mistake(caught_by="mean and error are those of the samples that rng gives")
def returns_the_variance_of_the_mean(f, sampler, n, rng):
    """You returned s²/n, the variance of the mean; the standard error is its root."""
    estimate, error = mc_expectation(f, sampler, n, rng)
    return estimate, error**2


@mistake(caught_by="mean and error are those of the samples that rng gives")
def uses_ddof_zero(f, sampler, n, rng):
    """np.std divides by n unless told otherwise; with the mean taken from the same samples it is
    n - 1, so ddof=1."""
    if n < 2:
        raise ValueError(n)
    losses = f(sampler(n, rng))
    return np.mean(losses), np.std(losses) / math.sqrt(n)


@mistake(caught_by="mean and error are those of the samples that rng gives")
def returns_the_sum(f, sampler, n, rng):
    """You returned the sum of the losses; the estimate is their mean."""
    estimate, error = mc_expectation(f, sampler, n, rng)
    return estimate * n, error


@mistake(caught_by="mean and error are those of the samples that rng gives")
def applies_f_to_the_mean(f, sampler, n, rng):
    """Your estimate is f of the mean sample. That is another thing than the mean of f, unless f is a
    straight line; the standard error, from the losses of these samples, is right."""
    if n < 2:
        raise ValueError(n)
    samples = sampler(n, rng)
    error = np.std(f(samples), ddof=1) / math.sqrt(n)
    return f(np.mean(samples, axis=0, keepdims=True))[0], error


@mistake(caught_by="leaves its inputs alone")
def uses_the_global_state(f, sampler, n, rng):
    """You drew from np.random, the global state that everybody shares; use the rng that you were
    given."""
    if n < 2:
        raise ValueError(n)
    np.random.seed(0)
    losses = f(sampler(n, np.random))
    return np.mean(losses), np.std(losses, ddof=1) / math.sqrt(n)


@mistake(caught_by="mean and error are those of the samples that rng gives")
def makes_a_generator(f, sampler, n, rng):
    """You made a generator of your own, with seed 0, so the caller has no say in the samples; use the
    rng that you were given."""
    return mc_expectation(f, sampler, n, np.random.default_rng(0))


@mistake(caught_by="mean and error are those of the samples that rng gives")
def draws_twice(f, sampler, n, rng):
    """You drew one set of samples for the mean and another one for the error; draw once and use it for
    both."""
    estimate, _ = mc_expectation(f, sampler, n, rng)
    return estimate, mc_expectation(f, sampler, n, rng)[1]


@mistake(caught_by="one sample is not enough")
def answers_for_one_sample(f, sampler, n, rng):
    """For fewer than two samples you return nan or an error of 0; neither is true, so raise
    ValueError."""
    if n < 2:
        return math.nan, 0.0
    return mc_expectation(f, sampler, n, rng)


@mistake(caught_by="samples may be vectors")
def draws_one_by_one(f, sampler, n, rng):
    """You drew one sample at a time and gave f that number or vector by itself, where f fails for
    vectors: it takes an array of samples. sampler draws all n in one call, and f takes them all at
    once."""
    if n < 2:
        raise ValueError(n)
    losses = [float(f(sampler(1, rng)[0])) for _ in range(n)]
    return np.mean(losses), np.std(losses, ddof=1) / math.sqrt(n)


@mistake(caught_by="samples may be vectors")
def counts_numbers_instead_of_samples(f, sampler, n, rng):
    """You divided by the root of the size of the array of samples, which counts every coordinate; there
    are n samples."""
    if n < 2:
        raise ValueError(n)
    samples = sampler(n, rng)
    losses = f(samples)
    return np.mean(losses), np.std(losses, ddof=1) / math.sqrt(samples.size)
