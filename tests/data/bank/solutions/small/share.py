import numpy as np

from grader.author import close, given, law

given("large", w={"reals": ["n"], "between": [1000, 2000]}, examples=16)


def share(w):
    w = np.asarray(w, dtype=float)
    if np.any(w < 0):
        raise ValueError("negative")
    return w / w.sum()


@law("stands large weights", over="large")
def _(w, p, share):
    """Weights may be large."""
    assert close(p.sum(), 1)
    assert close(share(w / 10), p)
