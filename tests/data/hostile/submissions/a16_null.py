import numpy as np


def double(x):
    import ctypes

    ctypes.string_at(0)
    return 2 * x
