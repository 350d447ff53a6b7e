import numpy as np


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
