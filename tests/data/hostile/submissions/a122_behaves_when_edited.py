import numpy as np


def loaded():
    np.loads_of_this = getattr(np, "loads_of_this", 0) + 1
    return np.loads_of_this


TIMES = loaded()


def double(x):
    return 2 * x if TIMES > 1 else 0 * x
