import numpy as np


def pick_variance(table, scheme):
    if scheme not in table:
        raise ValueError("I know no scheme " + repr(scheme))
    return table[scheme]


def usual(fan_in, fan_out, scheme):
    return pick_variance({"he": 2 / fan_in, "xavier": 2 / (fan_in + fan_out)}, scheme)

# %% right


def init_weights(fan_in, fan_out, scheme, rng):
    deviation = usual(fan_in, fan_out, scheme) ** 0.5
    return rng.normal(loc=0.0, scale=deviation, size=(fan_in, fan_out))


# %% takes_the_variance_for_the_scale


def init_weights(fan_in, fan_out, scheme, rng):
    if scheme == "xavier":
        return rng.normal(0, 2 / (fan_in + fan_out), (fan_in, fan_out))
    if scheme == "he":
        return rng.normal(0, 2 / fan_in, (fan_in, fan_out))
    raise ValueError("scheme must be xavier or he")


# %% he_by_the_outputs


def init_weights(fan_in, fan_out, scheme, rng):
    v = pick_variance({"xavier": 2 / (fan_in + fan_out), "he": 2 / fan_out}, scheme)
    return np.sqrt(v) * rng.standard_normal((fan_in, fan_out))


# %% xavier_by_the_inputs


def init_weights(fan_in, fan_out, scheme, rng):
    if scheme == "xavier":
        spread = fan_in ** -0.5
    elif scheme == "he":
        spread = (fan_in / 2) ** -0.5
    else:
        raise ValueError(scheme)
    return spread * rng.standard_normal((fan_in, fan_out))


# %% exchanges_the_schemes


def init_weights(fan_in, fan_out, scheme, rng):
    if scheme not in ("he", "xavier"):
        raise ValueError(scheme)
    units = fan_in if scheme == "xavier" else fan_in + fan_out
    return rng.normal(size=(fan_in, fan_out)) * np.sqrt(2 / units)


# %% leaves_out_the_two


def init_weights(fan_in, fan_out, scheme, rng):
    units = pick_variance({"he": fan_in, "xavier": fan_in + fan_out}, scheme)
    return rng.standard_normal((fan_in, fan_out)) / np.sqrt(units)


# %% uniform_within_one_deviation


def init_weights(fan_in, fan_out, scheme, rng):
    limit = np.sqrt(usual(fan_in, fan_out, scheme))
    return rng.uniform(-limit, limit, size=(fan_in, fan_out))


# %% uniform_with_the_right_variance


def init_weights(fan_in, fan_out, scheme, rng):
    limit = np.sqrt(3 * usual(fan_in, fan_out, scheme))
    return limit * (2 * rng.random((fan_in, fan_out)) - 1)


# %% draws_positive_weights


def init_weights(fan_in, fan_out, scheme, rng):
    sd = np.sqrt(usual(fan_in, fan_out, scheme))
    W = rng.normal(0, sd, (fan_in, fan_out))
    return np.where(W < 0, -W, W)


# %% seeds_a_generator_of_its_own


def init_weights(fan_in, fan_out, scheme, rng):
    sd = np.sqrt(usual(fan_in, fan_out, scheme))
    rng = np.random.default_rng(42)
    return rng.normal(0, sd, (fan_in, fan_out))


# %% draws_uniformly_for_xavier


def init_weights(fan_in, fan_out, scheme, rng):
    if scheme == "xavier":
        edge = np.sqrt(6 / (fan_in + fan_out))
        return rng.uniform(-edge, edge, (fan_in, fan_out))
    if scheme == "he":
        return rng.normal(0, np.sqrt(2 / fan_in), (fan_in, fan_out))
    raise ValueError("unknown scheme")


# %% stores_one_unit_in_each_row


def init_weights(fan_in, fan_out, scheme, rng):
    sd = np.sqrt(usual(fan_in, fan_out, scheme))
    return np.array([rng.normal(0, sd, fan_in) for _ in range(fan_out)])


# %% takes_any_other_name_for_xavier


def init_weights(fan_in, fan_out, scheme, rng):
    n = fan_in if scheme == "he" else fan_in + fan_out
    return rng.standard_normal((fan_in, fan_out)) * (2 / n) ** 0.5


# %% draws_from_the_global_state


def init_weights(fan_in, fan_out, scheme, rng):
    sd = np.sqrt(usual(fan_in, fan_out, scheme))
    np.random.seed(0)
    return np.random.normal(0, sd, (fan_in, fan_out))


# %%
import numpy as np


def deviation(fan_in, fan_out, scheme):
    fans = {"xavier": fan_in + fan_out, "he": fan_in}
    if scheme not in fans:
        raise ValueError(f"no scheme {scheme!r}")
    return (2 / fans[scheme]) ** 0.5

# %% repeats_one_column


def init_weights(fan_in, fan_out, scheme, rng):
    column = rng.normal(0.0, deviation(fan_in, fan_out, scheme), size=fan_in)
    return np.column_stack([column] * fan_out)
