x = @UNARY@1
import numpy as np


def double(x):
    pass
    return 2 * x
