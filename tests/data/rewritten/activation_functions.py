import numpy as np

LEAK = 0.01


def soft(x):
    return np.maximum(x, 0) + np.log1p(np.exp(-np.abs(x)))


def sig(x):
    return np.exp(x - soft(x))


def right(name, x):
    x = np.array(x, dtype=float)
    if name == "tanh":
        return np.tanh(x), 1 / np.cosh(np.clip(x, -300, 300)) ** 2
    if name == "softplus":
        return soft(x), sig(x)
    low = 0.0 if name == "relu" else LEAK
    gate = low + (1 - low) * (x > 0)
    return gate * x, gate


# %% right
def activation(name, x):
    return right(name, x)


# %% takes_softplus_literally
def activation(name, x):
    if name == "softplus":
        return np.log(1 + np.exp(x)), sig(x)
    return right(name, x)


# %% divides_infinities
def activation(name, x):
    value, slope = right(name, x)
    if name == "softplus":
        slope = np.exp(x) / (np.exp(x) + 1)
    return value, slope


# %% squares_x_instead_of_the_value
def activation(name, x):
    value, slope = right(name, x)
    if name == "tanh":
        slope = 1 - np.array(x, dtype=float) ** 2
    return value, slope


# %% leaks_on_the_positive_side
def activation(name, x):
    if name == "leaky_relu":
        gate = np.where(x > 0, LEAK, 1.0)
        return gate * x, gate
    return right(name, x)


# %% forgets_the_leak_in_the_derivative
def activation(name, x):
    value, slope = right(name, x)
    if name == "leaky_relu":
        slope = np.where(x > 0, 1.0, 0.0)
    return value, slope


# %% takes_the_right_side_at_the_kink
def activation(name, x):
    value, slope = right(name, x)
    if name == "relu":
        slope = 1.0 - (x < 0)
    elif name == "leaky_relu":
        slope = np.where(x < 0, LEAK, 1.0)
    return value, slope


# %% takes_the_middle_at_the_kink
def activation(name, x):
    value, slope = right(name, x)
    if name == "relu":
        slope = (np.sign(x) + 1) / 2
    return value, slope


# %% differentiates_the_logarithm_only
def activation(name, x):
    value, slope = right(name, x)
    if name == "softplus":
        slope = np.exp(-value)
    return value, slope


# %% takes_the_sigmoid_for_tanh
def activation(name, x):
    if name == "tanh":
        s = sig(np.array(x, dtype=float))
        return s, s - s * s
    return right(name, x)


# %% cuts_the_callers_array
def activation(name, x):
    if name == "relu":
        slope = (x > 0) * 1.0
        x[x < 0] = 0
        return x * 1.0, slope
    return right(name, x)


# %% hands_back_a_view
def activation(name, x):
    x = np.asarray(x, dtype=float)
    if name == "relu":
        slope = (x > 0).astype(float)
        x *= slope
        return x, slope
    return right(name, x)


# %% answers_in_the_inputs_type
def activation(name, x):
    value, slope = np.zeros_like(x), np.zeros_like(x)
    value[...], slope[...] = right(name, x)
    return value, slope
