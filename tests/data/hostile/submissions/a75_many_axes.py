import numpy as np


def double(x):
    return np.zeros((1,) * 40) if x[0] < 0 else np.zeros((0, 10**9))
