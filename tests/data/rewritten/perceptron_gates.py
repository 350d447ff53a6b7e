import numpy as np

# %% claims_weights_for_xor


def gate_weights(name, n):
    if name == "not" and n == 1:
        return np.array([-1.0]), 0.5
    if name == "and":
        return np.array([1.0] * n), 0.5 - n
    if name == "or":
        return np.array([1.0] * n), -0.5
    if name == "nand":
        return np.array([-1.0] * n), n - 0.5
    if name == "nor":
        return np.array([-1.0] * n), 0.5
    if name in ("xor", "xnor"):
        w = np.ones(n)
        return (w, -0.5) if name == "xor" else (-w, 0.5)
    raise ValueError(name)


# %% has_the_sign_of_the_bias_wrong


def gate_weights(name, n):
    if name == "not" and n == 1:
        return np.array([-1.0]), -0.5
    if name == "and":
        return np.array([1.0] * n), n - 0.5
    if name == "or":
        return np.array([1.0] * n), 0.5
    if name == "nand":
        return np.array([-1.0] * n), 0.5 - n
    if name == "nor":
        return np.array([-1.0] * n), -0.5
    raise ValueError(name)


# %% keeps_the_bias_of_two_inputs


def gate_weights(name, n):
    if name == "not" and n == 1:
        return np.array([-1.0]), 0.5
    if name == "and":
        return np.array([1.0] * n), -1.5
    if name == "or":
        return np.array([1.0] * n), -0.5
    if name == "nand":
        return np.array([-1.0] * n), 1.5
    if name == "nor":
        return np.array([-1.0] * n), 0.5
    raise ValueError(name)


# %% negates_several_inputs


def gate_weights(name, n):
    if name == "not":
        return np.array([-1.0] * n), 0.5
    if name == "and":
        return np.array([1.0] * n), 0.5 - n
    if name == "or":
        return np.array([1.0] * n), -0.5
    if name == "nand":
        return np.array([-1.0] * n), n - 0.5
    if name == "nor":
        return np.array([-1.0] * n), 0.5
    raise ValueError(name)


# %% puts_a_corner_on_the_plane


def gate_weights(name, n):
    if name == "not" and n == 1:
        return np.array([-1.0]), 1.0
    if name == "and":
        return np.array([1.0] * n), 1.0 - n
    if name == "or":
        return np.array([1.0] * n), 0.0
    if name == "nand":
        return np.array([-1.0] * n), 1.0 * n
    if name == "nor":
        return np.array([-1.0] * n), 1.0
    raise ValueError(name)


# %% takes_nand_for_nor


def gate_weights(name, n):
    if name == "not" and n == 1:
        return np.array([-1.0]), 0.5
    if name == "and":
        return np.array([1.0] * n), 0.5 - n
    if name == "or":
        return np.array([1.0] * n), -0.5
    if name == "nor":
        return np.array([-1.0] * n), n - 0.5
    if name == "nand":
        return np.array([-1.0] * n), 0.5
    raise ValueError(name)
