import numpy as np


def double(x):
    np.random.seed(1)
    return 2 * x
