import numpy as np

from grader.author import at_most, close, given, law, mistake, solution


def beta_bernoulli(a, b, data):
    data = np.asarray(data)
    if min(a, b) <= 0 or not np.isin(data, (0, 1)).all():
        raise ValueError("a positive prior and tosses 0 or 1 are needed")
    a, b = a + np.sum(data == 1), b + np.sum(data == 0)
    return float(a), float(b), float(a / (a + b))


given(
    "many tosses",
    a={"real": [0.5, 3]},
    b={"real": [0.5, 3]},
    ones={"integer": [0, 300]},
    data={"is": "(np.arange(300) < ones).astype(int)"},
    examples=20,
)


@law("many tosses outweigh the prior", over="many tosses")
def _(a, b, ones, p_next, data):
    """The prediction lies between the prior mean and the share of ones, and nearer to the latter the
    more tosses there are: the prior weighs no more than a + b tosses."""
    prior, share = a / (a + b), ones / 300
    assert at_most(min(prior, share), p_next) and at_most(p_next, max(prior, share))
    assert close((p_next - share) * (300 + a + b), (prior - share) * (a + b))


@solution
def toss_by_toss(a, b, data):
    """A loop that updates one toss at a time."""
    if not (a > 0 and b > 0):
        raise ValueError("the prior must be positive")
    for toss in data:
        if toss == 1:
            a += 1
        elif toss == 0:
            b += 1
        else:
            raise ValueError("that is no toss")
    return a, b, a / (a + b)


@solution
def by_the_mean_of_prior_and_share(a, b, data):
    """Mixes the prior mean with the share of ones, by their weights; 0-d arrays."""
    x = np.asarray(data, dtype=float)
    if a <= 0 or b <= 0 or np.any(x * (1 - x) != 0):
        raise ValueError("a, b > 0 and tosses 0 or 1 are needed")
    total = a + b + x.size
    p = (a + b) / total * (a / (a + b)) + (x.mean() * x.size if x.size else 0.0) / total
    return np.asarray(p * total), np.asarray((1 - p) * total), np.asarray(p)


@mistake(caught_by="two tosses are as likely in either order")
def predicts_with_the_mode(a, b, data):
    """You predicted with the θ at which the density is largest, (a - 1) / (a + b - 2). The next toss
    averages over all θ, which gives the mean a / (a + b)."""
    a, b, _ = beta_bernoulli(a, b, data)
    with np.errstate(all="ignore"):
        return a, b, np.float64(a - 1) / (a + b - 2)


@mistake(caught_by="each toss adds one to its side")
def exchanges_ones_and_zeros(a, b, data):
    """You added the ones to b and the zeros to a; a goes with 1."""
    ones = np.sum(np.asarray(data) == 1)
    beta_bernoulli(a, b, data)
    a, b = a + len(data) - ones, b + ones
    return float(a), float(b), float(a / (a + b))


@mistake(caught_by="each toss adds one to its side")
def adds_all_tosses_to_b(a, b, data):
    """You added n to b; only the zeros count there, n minus the number of ones."""
    post = beta_bernoulli(a, b, data)[0]
    b = float(b + len(data))
    return post, b, post / (post + b)


@mistake(caught_by="two tosses are as likely in either order")
def predicts_from_the_data_alone(a, b, data):
    """You predicted with the share of ones in the data. The prior counts too: divide a' by a' + b'."""
    post, other, p = beta_bernoulli(a, b, data)
    return post, other, float(np.mean(data)) if len(data) else p


@mistake(caught_by="two tosses are as likely in either order")
def predicts_from_the_prior(a, b, data):
    """You predicted with the prior, a / (a + b), and not with what was learned."""
    post, other, _ = beta_bernoulli(a, b, data)
    return post, other, float(a / (a + b))


@mistake(caught_by="two tosses are as likely in either order")
def returns_the_odds(a, b, data):
    """You returned a' / b', the odds; the probability is a' / (a' + b')."""
    a, b, _ = beta_bernoulli(a, b, data)
    return a, b, a / b


@mistake(caught_by="each toss adds one to its side")
def takes_no_tosses_for_an_error(a, b, data):
    """Without any toss you divided 0 by 0; the posterior is the prior then."""
    beta_bernoulli(a, b, data)
    n = np.float64(len(data))
    with np.errstate(all="ignore"):
        share = np.sum(data) / n
        a, b = a + n * share, b + n * (1 - share)
    return float(a), float(b), float(a / (a + b))


@mistake(caught_by="what is no coin or no prior raises ValueError")
def counts_everything_else_as_zero(a, b, data):
    """You took whatever is not 1 for a 0. Other numbers are no tosses and must raise ValueError."""
    if min(a, b) <= 0:
        raise ValueError("no prior")
    ones = np.sum(np.asarray(data) == 1)
    a, b = a + ones, b + len(data) - ones
    return float(a), float(b), float(a / (a + b))


@mistake(caught_by="what is no coin or no prior raises ValueError", accepts=True)
def allows_a_prior_of_zero(a, b, data):
    """You checked the tosses, but not a and b, and went on with 0 and negative ones. Beta(0, b) is no
    density, and one toss would decide for ever; raise ValueError."""
    data = np.asarray(data)
    if not np.all((data == 0) | (data == 1)):
        raise ValueError("no coin")
    a, b = a + np.sum(data == 1), b + np.sum(data == 0)
    return float(a), float(b), float(a / (a + b))


@mistake(caught_by="what is no coin or no prior raises ValueError", accepts=True)
def only_checks_the_range(a, b, data):
    """You only asked whether tosses lie between 0 and 1; 0.5 does and is no toss."""
    data = np.asarray(data)
    if min(a, b) <= 0 or np.any(data < 0) or np.any(data > 1):
        raise ValueError("no coin")
    a, b = a + np.sum(data), b + np.sum(1 - data.astype(float))
    return float(a), float(b), float(a / (a + b))
