import numpy as np


def adam_step(w, m, v, grad, t, lr=0.001, b1=0.9, b2=0.999, eps=1e-8):
    if t < 1:
        raise ValueError("t")
    m *= b1
    m += (1 - b1) * grad
    v *= b2
    v += (1 - b2) * grad * grad
    first, second = m, v
    c1 = 1 - b1**t
    c2 = 1 - b2**t
    step = lr * (first / c1) / (np.sqrt(second / c2) + eps)
    return w - step, first, second
