import math
import os

import numpy as np

from grader.author import law, mistake

FACTOR = 3


def triple(x):
    # the plainest way
    return FACTOR * x


@law("keeps the sign")
def _(x, y):
    """A positive factor never turns a sign."""
    assert np.all(np.sign(x) == np.sign(y))


@mistake(caught_by="is 3 times the input")
def forgets_to_multiply(x):
    """This is the input itself."""
    return x.copy()
