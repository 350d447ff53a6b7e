import numpy as np

from grader.author import close, given, law, mistake, solution


def compose_derivative(fs, dfs, x):
    slope = 1.0
    for i, f in enumerate(fs):
        slope *= dfs[i](x)
        x = f(x)
    return x, slope


given("many sigmoids", chain={"is": "['sigmoid'] * 50"}, x={"real": [-2, 2]}, examples=10)


@law("fifty sigmoids leave little but not nothing", over="many sigmoids")
def _(value, slope, right):
    """Fifty slopes of at most 1/4 multiply to something near 1e-32, which is positive and which the
    product of the derivatives has to all its digits. Differences of values, or sums, do not."""
    assert 0 < value < 1
    assert slope > 0
    # A product of fifty factors is right to fifty roundings, relative to its own size.
    assert close(slope, right.slope, 1e-12, scale=right.slope)


@solution
def from_the_last_link_back(fs, dfs, x):
    """Keeps every intermediate value, then multiplies from the end, as backpropagation does."""
    points = [x]
    for f in fs:
        points.append(f(points[-1]))
    slope = 1.0
    for df, point in zip(reversed(dfs), reversed(points[:-1]), strict=True):
        slope = slope * df(point)
    return points[-1], slope


@solution
def first_link_then_the_rest(fs, dfs, x):
    """Recursion on the rest of the chain."""
    if not fs:
        return float(x), 1
    value, slope = first_link_then_the_rest(fs[1:], dfs[1:], fs[0](x))
    return np.asarray(value), slope * dfs[0](x)


@mistake(caught_by="splitting the chain composes the values and multiplies the slopes")
def takes_every_slope_at_the_start(fs, dfs, x):
    """You took every derivative at the original x. A function in the chain never sees x, only what
    the functions before it made of it: take each slope at the value that arrives there."""
    value, slope = x, 1.0
    for f, df in zip(fs, dfs, strict=True):
        slope *= df(x)
        value = f(value)
    return value, slope


@mistake(caught_by="a single link gives its own value and its own slope")
def takes_every_slope_at_the_end(fs, dfs, x):
    """You took every derivative at the final value of the whole chain. Going backwards needs the
    values on the way: remember what went into each function, and take its derivative there."""
    for f in fs:
        x = f(x)
    return x, float(np.prod([df(x) for df in dfs]))


@mistake(caught_by="a single link gives its own value and its own slope")
def takes_each_slope_after_its_function(fs, dfs, x):
    """You moved on first and then took the derivative: f'(f(u)) in place of f'(u), for every link.
    Multiply by the derivative at the value that goes into the function, then apply the function."""
    slope = 1.0
    for f, df in zip(fs, dfs, strict=True):
        x = f(x)
        slope *= df(x)
    return x, slope


@mistake(caught_by="splitting the chain composes the values and multiplies the slopes")
def adds_the_slopes(fs, dfs, x):
    """You added the slopes along the chain (an empty chain you gave slope 1). Each function
    stretches what it is given, so the factors multiply: two slopes of 3 make 9, not 6."""
    total = 0.0
    for f, df in zip(fs, dfs, strict=True):
        total += df(x)
        x = f(x)
    return x, total if fs else 1.0


@mistake(caught_by="an empty chain leaves x alone, with slope 1")
def starts_the_slope_at_zero(fs, dfs, x):
    """Your slope starts at 0 and is then multiplied, so it is 0 for every chain. A product starts
    at 1."""
    slope = 0.0
    for f, df in zip(fs, dfs, strict=True):
        slope *= df(x)
        x = f(x)
    return x, slope


@mistake(caught_by="an empty chain leaves x alone, with slope 1")
def starts_a_sum_at_zero(fs, dfs, x):
    """You added the slopes, starting at 0, also for an empty chain. Slopes along a chain multiply,
    and a product starts at 1."""
    total = 0.0
    for f, df in zip(fs, dfs, strict=True):
        total += df(x)
        x = f(x)
    return x, total


@mistake(caught_by="splitting the chain composes the values and multiplies the slopes")
def applies_the_last_function_first(fs, dfs, x):
    """You went through both lists from their ends, as one reads f(g(x)) from the inside. Here the
    first function of the list is applied first."""
    return compose_derivative(fs[::-1], dfs[::-1], x)


@mistake(caught_by="splitting the chain composes the values and multiplies the slopes")
def composes_the_derivatives(fs, dfs, x):
    """You fed each derivative with the derivative before it, starting with x: f3'(f2'(f1'(x))); the
    value is right, and so is the slope 1 of an empty chain. Derivatives are factors: evaluate each
    at the value that arrives, and multiply."""
    value = slope = x
    for f, df in zip(fs, dfs, strict=True):
        value, slope = f(value), df(slope)
    return value, slope if fs else 1.0


@mistake(caught_by="splitting the chain composes the values and multiplies the slopes")
def returns_only_the_last_slope(fs, dfs, x):
    """You overwrote the slope in every step, so only the last function's derivative is left (and 1
    for an empty chain). Multiply it into what you have."""
    slope = 1.0
    for f, df in zip(fs, dfs, strict=True):
        slope = df(x)
        x = f(x)
    return x, slope


@mistake(caught_by="a single link gives its own value and its own slope")
def forgets_the_last_slope(fs, dfs, x):
    """You left out the derivative of the last function, so a single link has slope 1. The value is
    right. Every function of the chain contributes a factor, the last one too."""
    slope = compose_derivative(fs[:-1], dfs[:-1], x)[1]
    return compose_derivative(fs, dfs, x)[0], slope


@mistake(caught_by="fifty sigmoids leave little but not nothing")
def takes_a_central_difference(fs, dfs, x, h=1e-5):
    """You did not use the derivatives but took a central difference of the whole chain, with h =
    1e-5. Good as a test, but it loses small slopes in rounding: multiply the derivatives."""

    def value(u):
        for f in fs:
            u = f(u)
        return u

    return value(x), (value(x + h) - value(x - h)) / (2 * h) if fs else 1.0


@mistake(caught_by="a single link gives its own value and its own slope")
def returns_the_input_of_the_last_function(fs, dfs, x):
    """The slope is right, but your value lacks the last function: you returned the number that goes
    into it (for an empty chain x). Move on after the last multiplication, too."""
    value = x
    for f in fs[:-1]:
        value = f(value)
    return value, compose_derivative(fs, dfs, x)[1]
