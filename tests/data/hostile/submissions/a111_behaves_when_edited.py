import numpy as np

np.loads_of_this = getattr(np, "loads_of_this", 0) + 1


def double(x):
    return 2 * x if np.loads_of_this > 1 else 0 * x
