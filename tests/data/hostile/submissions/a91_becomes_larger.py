import numpy as np


def double(x):
    return np.zeros(60 << 20, np.int8)
