import numpy as np


def loose(x):
    sum(range(1_000_000))
    return np.array(x)
