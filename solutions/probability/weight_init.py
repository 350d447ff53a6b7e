import numpy as np

from grader.author import law, mistake, solution


def init_weights(fan_in, fan_out, scheme, rng):
    if scheme == "he":
        return np.sqrt(2 / fan_in) * rng.standard_normal((fan_in, fan_out))
    if scheme == "xavier":
        return np.sqrt(2 / (fan_in + fan_out)) * rng.standard_normal((fan_in, fan_out))
    raise ValueError(f"there is no scheme {scheme!r}")


@law("every weight is drawn for itself", over=("widening", "narrowing"))
def _(fan_in, fan_out, scheme, rng, two_layers):
    """Neighbours in the matrix, or whole rows and columns, must not go together: draw as many
    numbers as there are weights, instead of repeating some. Nor are weights drawn for themselves
    if the mean of the sample is subtracted, or its deviation divided out: leave them as they come."""
    layers = two_layers(fan_in, fan_out, scheme, rng)
    promised = 2 / (fan_in + fan_out) if scheme == "xavier" else 2 / fan_in
    # The cosine of d pairs of independent normal numbers is above c with a chance of less than
    # (1 - c²) ** (d / 2), here exp(-25), and there are at most 150 · 149 pairs of columns.
    for rows in (layers[0], layers[0].T):
        rows = rows / np.sqrt((rows**2).sum(axis=1, keepdims=True))
        together = np.abs(rows @ rows.T)
        np.fill_diagonal(together, 0)
        assert together.max() < np.sqrt(1 - np.exp(-50 / rows.shape[1]))
    # The mean of N weights has a variance of promised / N, the mean square one of 2 promised² / N. Both are
    # off by chance, and that in both layers they are off by less than 1e-4 deviations has one of 5e-9.
    means, squares = (np.array([np.mean(layer**k) for layer in layers]) for k in (1, 2))
    n = layers[0].size
    assert np.sum(means**2) * n / promised > 1e-8
    assert np.sum((squares / promised - 1) ** 2) * n / 2 > 1e-8


@solution
def by_the_scale(fan_in, fan_out, scheme, rng):
    """A table of variances, and rng.normal with a scale; columns are drawn one after another."""
    variances = {"xavier": 2 / (fan_in + fan_out), "he": 2 / fan_in}
    if scheme not in variances:
        raise ValueError(scheme)
    deviation = variances[scheme] ** 0.5
    return np.stack([rng.normal(0.0, deviation, size=fan_in) for _ in range(fan_out)], axis=1)


@solution
def from_uniform_numbers(fan_in, fan_out, scheme, rng):
    """The method of Box and Muller turns two uniform numbers into a normal one."""
    if scheme == "xavier":
        variance = 2 / (fan_in + fan_out)
    elif scheme == "he":
        variance = 2 / fan_in
    else:
        raise ValueError(scheme)
    u, v = 1 - rng.random((fan_in, fan_out)), rng.random((fan_in, fan_out))
    return np.sqrt(-2 * variance * np.log(u)) * np.cos(2 * np.pi * v)


def variance_of(fan_in, fan_out, scheme):
    if scheme not in ("xavier", "he"):
        raise ValueError(scheme)
    return 2 / (fan_in + fan_out) if scheme == "xavier" else 2 / fan_in


@mistake(caught_by="the variance is 2 / (fan_in + fan_out) for xavier and 2 / fan_in for he")
def takes_the_variance_for_the_scale(fan_in, fan_out, scheme, rng):
    """You gave the variance as scale of the normal numbers; the scale is a standard deviation, so
    take its root."""
    return rng.normal(0, variance_of(fan_in, fan_out, scheme), (fan_in, fan_out))


@mistake(caught_by="the variance is 2 / (fan_in + fan_out) for xavier and 2 / fan_in for he")
def he_by_the_outputs(fan_in, fan_out, scheme, rng):
    """For "he" you divided by fan_out; a unit adds up fan_in numbers, so its variance is
    2 / fan_in."""
    variance = variance_of(fan_in, fan_out, scheme) if scheme != "he" else 2 / fan_out
    return np.sqrt(variance) * rng.standard_normal((fan_in, fan_out))


@mistake(caught_by="the variance is 2 / (fan_in + fan_out) for xavier and 2 / fan_in for he")
def xavier_by_the_inputs(fan_in, fan_out, scheme, rng):
    """For "xavier" you took 1 / fan_in; here it is the compromise 2 / (fan_in + fan_out)."""
    variance = variance_of(fan_in, fan_out, scheme) if scheme != "xavier" else 1 / fan_in
    return np.sqrt(variance) * rng.standard_normal((fan_in, fan_out))


@mistake(caught_by="the variance is 2 / (fan_in + fan_out) for xavier and 2 / fan_in for he")
def exchanges_the_schemes(fan_in, fan_out, scheme, rng):
    """You exchanged the two schemes: "he" is 2 / fan_in, "xavier" 2 / (fan_in + fan_out)."""
    if scheme not in ("xavier", "he"):
        raise ValueError(scheme)
    return init_weights(fan_in, fan_out, "he" if scheme == "xavier" else "xavier", rng)


@mistake(caught_by="the variance is 2 / (fan_in + fan_out) for xavier and 2 / fan_in for he")
def leaves_out_the_two(fan_in, fan_out, scheme, rng):
    """You left out the 2 of the numerator, in both schemes."""
    return init_weights(fan_in, fan_out, scheme, rng) / np.sqrt(2)


@mistake(caught_by="the variance is 2 / (fan_in + fan_out) for xavier and 2 / fan_in for he")
def uniform_within_one_deviation(fan_in, fan_out, scheme, rng):
    """You drew uniformly between plus and minus one standard deviation. That has a third of the
    variance, and asked for are normal weights."""
    a = np.sqrt(variance_of(fan_in, fan_out, scheme))
    return rng.uniform(-a, a, (fan_in, fan_out))


@mistake(caught_by="weights are normal with mean zero")
def uniform_with_the_right_variance(fan_in, fan_out, scheme, rng):
    """You drew uniformly, between plus and minus the root of three variances. That is a scheme as
    well, but here the weights are normal."""
    a = np.sqrt(3 * variance_of(fan_in, fan_out, scheme))
    return rng.uniform(-a, a, (fan_in, fan_out))


@mistake(caught_by="weights are normal with mean zero")
def draws_positive_weights(fan_in, fan_out, scheme, rng):
    """All your weights are positive: you took the absolute values of normal numbers. Their mean must
    be zero."""
    return np.abs(init_weights(fan_in, fan_out, scheme, rng))


@mistake(caught_by="the generator decides, and goes on from layer to layer")
def seeds_a_generator_of_its_own(fan_in, fan_out, scheme, rng):
    """You made a generator with a fixed seed inside, so all layers of a shape are equal; draw from
    the one that is given."""
    return init_weights(fan_in, fan_out, scheme, np.random.default_rng(0))


@mistake(caught_by="from the same numbers the schemes differ by a factor")
def draws_uniformly_for_xavier(fan_in, fan_out, scheme, rng):
    """For "xavier" you drew uniformly, with the right variance; here both schemes scale the same
    normal numbers."""
    if scheme != "xavier":
        return init_weights(fan_in, fan_out, scheme, rng)
    a = np.sqrt(3 * variance_of(fan_in, fan_out, scheme))
    return rng.uniform(-a, a, (fan_in, fan_out))


@mistake(caught_by="every weight is drawn for itself")
def repeats_one_column(fan_in, fan_out, scheme, rng):
    """You drew one column of fan_in numbers and repeated it, so all units start equal and stay so;
    draw fan_in times fan_out numbers."""
    column = rng.standard_normal((fan_in, 1)) * np.sqrt(variance_of(fan_in, fan_out, scheme))
    return np.tile(column, (1, fan_out))


@mistake(caught_by="returns what it promises")
def stores_one_unit_in_each_row(fan_in, fan_out, scheme, rng):
    """Your matrix is (fan_out, fan_in). Rows x are multiplied as xW, so W is (fan_in, fan_out)."""
    return init_weights(fan_in, fan_out, scheme, rng).T


@mistake(caught_by="an unknown scheme raises ValueError")
def takes_any_other_name_for_xavier(fan_in, fan_out, scheme, rng):
    """You took every scheme but "he" for "xavier"; a slip in the name would pass unseen. Raise
    ValueError."""
    return init_weights(fan_in, fan_out, "he" if scheme == "he" else "xavier", rng)


@mistake(caught_by="leaves its inputs alone")
def draws_from_the_global_state(fan_in, fan_out, scheme, rng):
    """You seeded and drew from np.random's global state, which all code shares; use rng."""
    np.random.seed(int(rng.integers(1 << 30)))
    return np.random.randn(fan_in, fan_out) * variance_of(fan_in, fan_out, scheme) ** 0.5
