import numpy as np


def check(beta):
    if beta < 0 or beta >= 1:
        raise ValueError("beta must be in [0, 1)")


def raw(values, beta):
    values = np.asarray(values, dtype=float)
    out = np.empty_like(values)
    m = np.zeros(values.shape[1:])
    for k, g in enumerate(values):
        m = m + (1 - beta) * (g - m)
        out[k] = m
    return out


def column(numbers, like):
    return np.reshape(numbers, (-1,) + (1,) * (np.ndim(like) - 1))


# %% right
def ema(values, beta, bias_correction=True):
    check(beta)
    out = raw(values, beta)
    if bias_correction:
        handed = np.cumsum((1 - beta) * beta ** np.arange(len(out)))
        out = out / column(handed, out)
    return out

# %% corrects_alike_in_every_step
def ema(values, beta, bias_correction=True):
    check(beta)
    out = raw(values, beta)
    return out / (1 - beta) if bias_correction else out

# %% counts_from_zero
def ema(values, beta, bias_correction=True):
    check(beta)
    out = raw(values, beta)
    if bias_correction:
        for t in range(len(out)):
            out[t] = out[t] / (1 - beta ** t)
    return out

# %% counts_one_too_many
def ema(values, beta, bias_correction=True):
    check(beta)
    values = np.asarray(values, dtype=float)
    m, out, t = 0.0 * values[0], [], 1
    for g in values:
        t += 1
        m = beta * m + (1 - beta) * g
        out.append(m / (1 - beta ** t) if bias_correction else m)
    return np.array(out)

# %% starts_from_the_first_value
def ema(values, beta, bias_correction=True):
    check(beta)
    values = np.asarray(values, dtype=float)
    m, fade, out = values[0], 1.0, []
    for g in values:
        m = beta * m + (1 - beta) * g
        fade *= beta
        out.append(m / (1 - fade) if bias_correction else m)
    return np.array(out)

# %% exchanges_the_weights
def ema(values, beta, bias_correction=True):
    check(beta)
    values = np.asarray(values, dtype=float)
    m, out = np.zeros(values.shape[1:]), np.empty_like(values)
    for t in range(1, len(values) + 1):
        m = beta * values[t - 1] + (1 - beta) * m
        out[t - 1] = m / (1 - (1 - beta) ** t) if bias_correction else m
    return out

# %% adds_the_whole_value
def ema(values, beta, bias_correction=True):
    check(beta)
    values = np.asarray(values, dtype=float)
    m, fade, out = np.zeros(values.shape[1:]), 1.0, []
    for g in values:
        m = beta * m + g
        fade *= beta
        out.append(m / (1 - fade) if bias_correction else m)
    return np.array(out)

# %% feeds_the_corrected_average_back
def ema(values, beta, bias_correction=True):
    check(beta)
    values = np.asarray(values, dtype=float)
    m, fade, out = np.zeros(values.shape[1:]), 1.0, []
    for g in values:
        m = beta * m + (1 - beta) * g
        fade *= beta
        if bias_correction:
            m = m / (1 - fade)
        out.append(m)
    return np.array(out)

# %% always_corrects
def ema(values, beta, bias_correction=True):
    check(beta)
    out = raw(values, beta)
    return out / column(1 - beta ** np.arange(1, len(out) + 1), out)

# %% never_corrects
def ema(values, beta, bias_correction=True):
    check(beta)
    values = np.asarray(values, dtype=float)
    age = np.subtract.outer(np.arange(len(values)), np.arange(len(values)))
    shares = np.tril((1 - beta) * beta ** np.abs(age))
    return shares @ values

# %% returns_the_last_average
def ema(values, beta, bias_correction=True):
    check(beta)
    m = raw(values, beta)[-1]
    if bias_correction:
        m = m / (1 - beta ** len(values))
    return m

# %% accepts_a_share_of_one
def ema(values, beta, bias_correction=True):
    if beta < 0 or beta > 1:
        raise ValueError("beta must be in [0, 1]")
    out = raw(values, beta)
    if bias_correction:
        out = out / column(1 - beta ** np.arange(1, len(out) + 1), out)
    return out

# %% accepts_any_share
def ema(values, beta, bias_correction=True):
    out = raw(values, beta)
    if bias_correction:
        out = out / column(1 - beta ** np.arange(1, len(out) + 1), out)
    return out

# %% averages_in_place
def ema(values, beta, bias_correction=True):
    check(beta)
    values = np.asarray(values, dtype=float)
    m = np.zeros(values.shape[1:])
    for i in range(len(values)):
        m = beta * m + (1 - beta) * values[i]
        values[i] = m / (1 - beta ** (i + 1)) if bias_correction else m
    return values
