import numpy as np


def double(x):
    print('\x1b[2J\u202eowned')
    raise ValueError('\x1b]0;owned\x07\u202e\u2066')
    return 0 * x
