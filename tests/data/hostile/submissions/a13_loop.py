import numpy as np


def double(x):
    while True:
        pass
    return 2 * x
