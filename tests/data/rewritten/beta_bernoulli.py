import numpy as np


def check_prior(a, b):
    if not (a > 0 and b > 0):
        raise ValueError("a and b must be positive")


def tosses(data):
    values = np.asarray(data).tolist()
    for v in values:
        if v not in (0, 1):
            raise ValueError("a toss is 0 or 1")
    return [int(v) for v in values]

# %% right


def beta_bernoulli(a, b, data):
    check_prior(a, b)
    a, b = float(a), float(b)
    for toss in tosses(data):
        if toss:
            a += 1
        else:
            b += 1
    return a, b, a / (a + b)


# %% predicts_with_the_mode


def beta_bernoulli(a, b, data):
    check_prior(a, b)
    seen = tosses(data)
    a1 = float(a + seen.count(1))
    b1 = float(b + seen.count(0))
    rest = a1 + b1 - 2
    return a1, b1, (a1 - 1) / rest if rest != 0 else 0.5


# %% exchanges_ones_and_zeros


def beta_bernoulli(a, b, data):
    check_prior(a, b)
    a, b = float(a), float(b)
    for toss in tosses(data):
        a += 1 - toss
        b += toss
    return a, b, a / (a + b)


# %% adds_all_tosses_to_b


def beta_bernoulli(a, b, data):
    check_prior(a, b)
    seen = tosses(data)
    up = float(a) + sum(seen)
    down = float(b) + len(seen)
    return up, down, up / (up + down)


# %% predicts_from_the_data_alone


def beta_bernoulli(a, b, data):
    check_prior(a, b)
    seen = tosses(data)
    h = seen.count(1)
    share = h / len(seen) if seen else a / (a + b)
    return float(a + h), float(b + len(seen) - h), float(share)


# %% predicts_from_the_prior


def beta_bernoulli(a, b, data):
    check_prior(a, b)
    expected = 1 / (1 + b / a)
    seen = tosses(data)
    return float(a + seen.count(1)), float(b + seen.count(0)), float(expected)


# %% returns_the_odds


def beta_bernoulli(a, b, data):
    check_prior(a, b)
    post = [float(b), float(a)]
    for toss in tosses(data):
        post[toss] += 1
    return post[1], post[0], post[1] / post[0]


# %% takes_no_tosses_for_an_error


def beta_bernoulli(a, b, data):
    check_prior(a, b)
    seen = np.array(tosses(data), dtype=float)
    n = len(seen)
    with np.errstate(invalid="ignore"):
        share = seen.sum() / n
    a_post = a + n * share
    b_post = b + n * (1 - share)
    return float(a_post), float(b_post), float(a_post / (a_post + b_post))


# %% counts_everything_else_as_zero


def beta_bernoulli(a, b, data):
    check_prior(a, b)
    a, b = float(a), float(b)
    for toss in data:
        if toss == 1:
            a += 1
        else:
            b += 1
    return a, b, a / (a + b)


# %% only_checks_the_range


def beta_bernoulli(a, b, data):
    check_prior(a, b)
    x = np.array(data, dtype=float)
    if x.size and (x.min() < 0 or x.max() > 1):
        raise ValueError("outside of 0 to 1")
    ones = x.sum()
    a_post, b_post = float(a + ones), float(b + x.size - ones)
    return a_post, b_post, a_post / (a_post + b_post)


# %%
import numpy as np


def tally(data):
    ones = zeros = 0
    for toss in data:
        if toss == 1:
            ones += 1
        elif toss == 0:
            zeros += 1
        else:
            raise ValueError(f"{toss} is no toss of a coin")
    return ones, zeros

# %% allows_a_prior_of_zero


def beta_bernoulli(a, b, data):
    ones, zeros = tally(data)
    up, down = float(a + ones), float(b + zeros)
    return up, down, up / (up + down)
