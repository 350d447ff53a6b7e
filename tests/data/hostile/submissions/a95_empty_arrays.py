import numpy as np


def double(x):
    return [np.zeros(0)] * 200_000
