import numpy as np


def affine(X, W, b):
    """The pre-activations of a dense layer.

    X: array (n, d), one sample per row, float or integer; it is not modified, nor are W and b.
    W: array (d, h), one neuron per column.
    b: array (h,), one bias per neuron.
    Returns XW + b, an array (n, h).
    Raises ValueError if the shapes do not fit, even if NumPy could broadcast them.
    """
    raise NotImplementedError
