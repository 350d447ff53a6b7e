import os

import numpy as np


class Bait:
    def __reduce__(self):
        return os.system, ('touch @CANARY@.owned',)


def double(x):
    return np.array([Bait() for _ in x], dtype=object)
