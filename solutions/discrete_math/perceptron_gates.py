import numpy as np

from grader.author import given, law, mistake, same, solution, unpromised


def gate_weights(name, n):
    if name == "not" and n == 1:
        return -np.ones(1), 0.5
    if name in ("and", "nand"):
        w, b = np.ones(n), 0.5 - n
    elif name in ("or", "nor"):
        w, b = np.ones(n), -0.5
    else:
        raise ValueError(f"no perceptron of {n} inputs is {name}")
    return (-w, -b) if name.startswith("n") else (w, b)


unpromised("answers clipped to [1e-7, 1 - 1e-7]", says="Many weights will do")

given("wide gates", like="gates", n={"integer": [7, 10]}, c={"real": [0.001, 1000], "log": True}, examples=16)


@law("wider gates work at any scale", over="wide gates")
def _(name, n, c, w, b, fires, truth, corners):
    """The bias depends on n, and a positive factor on w and b alike changes no sign."""
    X = corners(n)
    assert same(fires(w, b, X), truth(name, X))
    assert same(fires(c * w, c * b, X), truth(name, X))


@solution
def on_a_sphere(name, n):
    """Counts from the middle of the cube, with inputs turned into -1 and 1, and other weights for
    each input."""
    signs = {"and": 1, "nor": -1, "or": 1, "nand": -1, "not": -1}
    if name not in signs or (name == "not" and n != 1):
        raise ValueError(name)
    # w (x - 1/2) is n/2 with all inputs 1 and n/2 - 1 with one of them 0.
    w = signs[name] * 3.0 * np.ones(n, dtype=np.float32)
    middle = {"and": n - 0.4, "nand": n - 0.6, "or": 0.6, "nor": 0.4, "not": 0.5}[name]
    return w, float(-w[0] * middle)


@mistake(caught_by="noise of 0.05 in every input changes nothing")
def puts_a_corner_on_the_plane(name, n):
    """Some corner has w.x + b = 0 exactly, where the least noise tips it; choose the bias halfway
    between the two counts."""
    w, b = gate_weights(name, n)
    return w, b + 0.5


@mistake(caught_by="the truth table is right")
def has_the_sign_of_the_bias_wrong(name, n):
    """The bias has the wrong sign: it is added to w.x, so a threshold is its negative."""
    w, b = gate_weights(name, n)
    return w, -b


@mistake(caught_by="gates that no plane can make raise ValueError")
def claims_weights_for_xor(name, n):
    """You answered xor with the weights of or, and xnor with those of nor. No plane separates the
    ones of xor from its zeros, for two inputs or more; raise ValueError."""
    return gate_weights({"xor": "or", "xnor": "nor"}.get(name, name), n)


@mistake(caught_by="the truth table is right")
def keeps_the_bias_of_two_inputs(name, n):
    """The bias of an and is -1.5 for two inputs alone; it moves with n."""
    w, b = gate_weights(name, n)
    return w, {"and": -1.5, "nand": 1.5}.get(name, b)


@mistake(caught_by="gates that no plane can make raise ValueError")
def negates_several_inputs(name, n):
    """not has one input; for more of them say so with ValueError."""
    return (-np.ones(n), 0.5) if name == "not" else gate_weights(name, n)


@mistake(caught_by="the truth table is right")
def takes_nand_for_nor(name, n):
    """nand is 0 only where all inputs are 1, nor is 1 only where none is; you swapped them."""
    return gate_weights({"nand": "nor", "nor": "nand"}.get(name, name), n)
