import numpy as np

from grader.author import close, given, law, mistake, solution


def checked(beta):
    if not 0 <= beta < 1:
        raise ValueError(f"a share of {beta} cannot be kept")


def ema(values, beta, bias_correction=True):
    checked(beta)
    average, averages = 0.0, []
    for t, value in enumerate(values, start=1):
        average = beta * average + (1 - beta) * value
        averages.append(average / (1 - beta**t) if bias_correction else average)
    return np.array(averages)


given("near 1", like="vectors", beta={"choice": [1 - 1e-6, 1 - 1e-7]}, examples=30)


@law("for beta near 1 it is the mean of all so far", over="near 1")
def _(values, T, averages, right):
    """Where hardly anything is forgotten, all values weigh nearly the same, so that the corrected
    average is their mean. The weights must be right even if each of them is tiny."""
    means = np.cumsum(values, axis=0) / np.arange(1, T + 1)[:, None]
    # The weights differ by T * 1e-6 of their size at most.
    assert close(averages, means, rtol=2e-5)
    # What is divided by is 1e-7 at least, and right to 1e-16.
    assert close(averages, right.averages, rtol=1e-8)


@solution
def counts_the_weights(values, beta, bias_correction=True):
    """Averages a one along with the values: what it has become is the sum of the weights."""
    if beta < 0 or beta >= 1:
        raise ValueError("beta")
    values = np.asarray(values, dtype=float)
    averages, average, weight = np.empty(values.shape), np.zeros(values.shape[1:]), 0.0
    for t, value in enumerate(values):
        average = average + (1 - beta) * (value - average)
        weight = weight + (1 - beta) * (1 - weight)
        averages[t] = average / weight if bias_correction else average
    return averages


@solution
def as_one_product(values, beta, bias_correction=True):
    """Multiplies a triangle of weights with all values; its rows are divided by their sums."""
    checked(beta)
    T = len(values)
    weights = (1 - beta) * np.tril(float(beta) ** np.abs(np.subtract.outer(range(T), range(T))))
    if bias_correction:
        weights = weights / weights.sum(axis=1, keepdims=True)
    return weights @ values


def averaged(values, beta, correct, start=None):
    """Moving averages with another correction, a function of average and t, or another start."""
    checked(beta)
    values = np.asarray(values, dtype=float)
    average = np.zeros(values.shape[1:]) if start is None else start
    averages = []
    for t, value in enumerate(values, start=1):
        average = beta * average + (1 - beta) * value
        averages.append(correct(average, t))
    return np.array(averages)


@mistake(caught_by="equal values are their own average once corrected")
def corrects_alike_in_every_step(values, beta, bias_correction=True):
    """You divided by 1 - beta in every step, which is right in the first one alone; step t needs
    1 - beta**t."""
    return averaged(values, beta, lambda m, t: m / (1 - beta) if bias_correction else m)


@mistake(caught_by="equal values are their own average once corrected")
def counts_from_zero(values, beta, bias_correction=True):
    """You counted the steps from 0, so the first is divided by 1 - beta**0 = 0; count from 1."""
    return averaged(
        values, beta, lambda m, t: np.divide(m, 1 - beta ** (t - 1)) if bias_correction else m
    )


@mistake(caught_by="equal values are their own average once corrected")
def counts_one_too_many(values, beta, bias_correction=True):
    """You divided step t by 1 - beta**(t + 1); the first step is t = 1 already."""
    return averaged(
        values, beta, lambda m, t: m / (1 - beta ** (t + 1)) if bias_correction else m
    )


@mistake(caught_by="a value fades by beta with every step that follows it")
def starts_from_the_first_value(values, beta, bias_correction=True):
    """You started from the first value instead of from 0, and corrected as well. Start from 0: the
    correction is there to mend that."""
    first = np.asarray(values, dtype=float)[0]
    return averaged(
        values, beta, lambda m, t: m / (1 - beta**t) if bias_correction else m, start=first
    )


@mistake(caught_by="a value fades by beta with every step that follows it")
def exchanges_the_weights(values, beta, bias_correction=True):
    """You gave the new value the weight beta and the past 1 - beta; it is the past that keeps beta.
    (Your correction divides by 1 - (1 - beta)**t, which fits.)"""
    checked(beta)
    if beta == 0:
        return np.zeros(np.shape(values))
    return ema(values, 1 - beta, bias_correction)


@mistake(caught_by="a value fades by beta with every step that follows it")
def adds_the_whole_value(values, beta, bias_correction=True):
    """You added the new value whole, as momentum does; here it gets the weight 1 - beta."""
    return ema(values, beta, bias_correction) / (1 - beta)


@mistake(caught_by="the correction divides by the weights handed out so far")
def feeds_the_corrected_average_back(values, beta, bias_correction=True):
    """You went on from the corrected average, and corrected that again; keep m as it is and divide a
    copy for the answer."""
    checked(beta)
    values = np.asarray(values, dtype=float)
    average, averages = np.zeros(values.shape[1:]), []
    for t, value in enumerate(values, start=1):
        average = beta * average + (1 - beta) * value
        if bias_correction:
            average = average / (1 - beta**t)
        averages.append(average)
    return np.array(averages)


@mistake(caught_by="a value fades by beta with every step that follows it")
def always_corrects(values, beta, bias_correction=True):
    """You corrected although bias_correction=False was asked for."""
    return ema(values, beta)


@mistake(caught_by="equal values are their own average once corrected")
def never_corrects(values, beta, bias_correction=True):
    """You left the correction out: the averages start from 0 and are too small at first."""
    return ema(values, beta, False)


@mistake(caught_by="returns what it promises")
def returns_the_last_average(values, beta, bias_correction=True):
    """You returned the last average only; return that of every step."""
    return ema(values, beta, bias_correction)[-1]


@mistake(caught_by="a share outside of 0 to 1 raises ValueError", accepts=True)
def accepts_a_share_of_one(values, beta, bias_correction=True):
    """You took beta = 1 for a share that can be kept; then nothing new ever counts, and 1 - beta**t is
    zero. Raise ValueError for 1 too."""
    if beta == 1:
        return np.zeros(np.shape(values))
    return ema(values, beta, bias_correction)


@mistake(caught_by="a share outside of 0 to 1 raises ValueError", accepts=True)
def accepts_any_share(values, beta, bias_correction=True):
    """You did not check beta; below 0, or from 1 on, the weights are no shares. Raise ValueError."""
    averages, average = [], 0.0
    for t, value in enumerate(values, start=1):
        average = beta * average + (1 - beta) * value
        averages.append(np.divide(average, 1 - beta**t) if bias_correction else average)
    return np.array(averages)


@mistake(caught_by="leaves its inputs alone")
def averages_in_place(values, beta, bias_correction=True):
    """You wrote the averages into the caller's array; make a new one."""
    averages = ema(values, beta, bias_correction)
    if values.dtype.kind == "f":
        values[...] = averages
    return averages
