import numpy as np


def double(x):
    raise ValueError('<script>alert(1)</script>')
    return 0 * x
