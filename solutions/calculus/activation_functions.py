import math

import numpy as np

from grader.author import close, given, law, mistake, solution


def activation(name, x):
    x = np.asarray(x, dtype=float)
    if name == "tanh":
        value = np.tanh(x)
        return value, 1 - value**2
    if name == "softplus":
        value = np.logaddexp(0, x)
        return value, np.exp(x - value)
    derivative = np.where(x > 0, 1, 0 if name == "relu" else 0.01)
    return derivative * x, derivative


given(
    "whole numbers",
    name={"choice": ["relu", "leaky_relu", "tanh", "softplus"]},
    x={"integers": ["m", "n"], "between": [-2, 2]},
    examples=40,
)
given(
    "stacks",
    name={"choice": ["relu", "leaky_relu", "tanh", "softplus"]},
    x={"reals": ["m", "n", "m + 1"], "between": [-2, 2]},
    examples=30,
)
given(
    "without axes",
    name={"choice": ["relu", "leaky_relu", "tanh", "softplus"]},
    x={"reals": [], "between": [-1, 1]},
    examples=20,
)


@law("the kink, integers and any shape", over=("whole numbers", "stacks", "without axes"))
def _(right, value, derivative):
    """x may have any number of axes, also none, and may hold integers, also 0, where the derivative
    of the two relus is that of the left side. Values and derivatives are floats."""
    assert close(value, right.value)
    assert close(derivative, right.derivative)


@solution
def from_a_table(name, x):
    """Two functions for each name; softplus and sigmoid from one exponential of -|x|."""
    x = np.array(x, dtype=float)
    e = np.exp(-np.abs(x))
    both = {
        "relu": lambda: (np.maximum(x, 0), np.heaviside(x, 0)),
        "leaky_relu": lambda: (np.maximum(x, 0.01 * x), 0.01 + 0.99 * (x > 0)),
        "tanh": lambda: (np.tanh(x), 1 / np.cosh(np.clip(x, -300, 300)) ** 2),
        "softplus": lambda: (
            np.maximum(x, 0) + np.log1p(e),
            np.where(x >= 0, 1 / (1 + e), e / (1 + e)),
        ),
    }
    return both[name]()


@solution
def number_by_number(name, x):
    """Plain Python for one number, and a loop over all."""

    def one(z):
        e = float(np.exp(-abs(z)))
        if name == "relu":
            return (z, 1.0) if z > 0 else (0.0, 0.0)
        if name == "leaky_relu":
            return (z, 1.0) if z > 0 else (0.01 * z, 0.01)
        if name == "tanh":
            t = -math.expm1(-2 * abs(z)) / (1 + e * e) * (1 if z > 0 else -1)
            return t, 1 - t * t
        return max(z, 0.0) + float(np.log1p(e)), (1.0 if z > 0 else e) / (1 + e)

    pairs = np.array([one(z) for z in np.ravel(x).tolist()]).reshape(-1, 2)
    return pairs[:, 0].reshape(np.shape(x)), pairs[:, 1].reshape(np.shape(x))


@mistake(caught_by="far out every activation is a straight line")
def takes_softplus_literally(name, x):
    """log(1 + e^x) is infinite once e^x overflows, above 709, where the answer is x; use logaddexp,
    or the form with |x|."""
    value, derivative = activation(name, x)
    if name == "softplus":
        value = np.log(1 + np.exp(np.asarray(x, dtype=float)))
    return value, derivative


@mistake(caught_by="far out every activation is a straight line")
def divides_infinities(name, x):
    """e^x / (1 + e^x) is inf / inf for large x, so the derivative of your softplus is nan; use a
    sigmoid that is safe on both sides."""
    value, derivative = activation(name, x)
    if name == "softplus":
        e = np.exp(np.asarray(x, dtype=float))
        derivative = e / (1 + e)
    return value, derivative


@mistake(caught_by="tanh is odd and gives its own derivative")
def squares_x_instead_of_the_value(name, x):
    """The derivative of tanh is 1 - tanh(x)²; you squared x itself."""
    value, derivative = activation(name, x)
    return value, 1 - np.asarray(x, dtype=float) ** 2 if name == "tanh" else derivative


@mistake(caught_by="a relu is its own derivative times x")
def leaks_on_the_positive_side(name, x):
    """Your leaky relu has the slope 0.01 for positive x and 1 for the others; it is the other way
    round."""
    if name != "leaky_relu":
        return activation(name, x)
    x = np.asarray(x, dtype=float)
    derivative = np.where(x > 0, 0.01, 1.0)
    return derivative * x, derivative


@mistake(caught_by="a relu is its own derivative times x")
def forgets_the_leak_in_the_derivative(name, x):
    """The derivative of leaky relu for x at or below 0 is 0.01, as the value is 0.01 x; you returned
    0, as for relu."""
    value, derivative = activation(name, x)
    if name == "leaky_relu":
        derivative = np.where(derivative == 1, 1.0, 0.0)
    return value, derivative


@mistake(caught_by="a relu is its own derivative times x")
def takes_the_right_side_at_the_kink(name, x):
    """At x = 0 your relus have the derivative 1, that of the right side; here it is that of the left:
    0, or 0.01."""
    value, derivative = activation(name, x)
    if "relu" in name:
        derivative = np.where(np.asarray(x) == 0, 1.0, derivative)
    return value, derivative


@mistake(caught_by="a relu is its own derivative times x")
def takes_the_middle_at_the_kink(name, x):
    """At x = 0 you gave relu the derivative 0.5, the mean of both sides; here it is that of the left
    side."""
    value, derivative = activation(name, x)
    if name == "relu":
        derivative = np.where(np.asarray(x) == 0, 0.5, derivative)
    return value, derivative


@mistake(caught_by="softplus of x less softplus of -x is x")
def differentiates_the_logarithm_only(name, x):
    """The derivative of ln(1 + e^x) is 1 / (1 + e^x) times the inner derivative e^x; you left the
    inner one out."""
    value, derivative = activation(name, x)
    return value, 1 - derivative if name == "softplus" else derivative


@mistake(caught_by="tanh is odd and gives its own derivative")
def takes_the_sigmoid_for_tanh(name, x):
    """You used the sigmoid for tanh. They are relatives, tanh(x) = 2σ(2x) - 1, but tanh goes from -1
    to 1."""
    if name != "tanh":
        return activation(name, x)
    s = activation("softplus", x)[1]
    return s, s * (1 - s)


@mistake(caught_by="leaves its inputs alone")
def cuts_the_callers_array(name, x):
    """`x[x < 0] = 0` writes into the caller's array; np.maximum makes a new one."""
    if name != "relu":
        return activation(name, x)
    x[x < 0] = 0
    return x * 1.0, (x > 0) * 1.0


@mistake(caught_by="leaves its inputs alone")
def hands_back_a_view(name, x):
    """For relu you changed x in place and returned x itself as the value; return a new array."""
    if name != "relu":
        return activation(name, x)
    derivative = (x > 0) * 1.0
    np.maximum(x, 0, out=x)
    return x, derivative


@mistake(caught_by="the kink, integers and any shape")
def answers_in_the_inputs_type(name, x):
    """An array of integers cannot hold the values: zeros_like(x) cuts 0.01 x, tanh and softplus down
    to integers. Make x an array of floats first."""
    x = np.asarray(x)
    value = np.zeros_like(x)
    value[...] = activation(name, x)[0]
    return value, activation(name, x)[1]
