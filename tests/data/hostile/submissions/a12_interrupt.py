import numpy as np


def double(x):
    raise KeyboardInterrupt
    return 2 * x
