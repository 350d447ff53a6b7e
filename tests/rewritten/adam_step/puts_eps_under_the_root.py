import numpy as np


def adam_step(w, m, v, grad, t, lr=0.001, b1=0.9, b2=0.999, eps=1e-8):
    if t < 1:
        raise ValueError("t")
    first = m + (1 - b1) * (grad - m)
    second = v + (1 - b2) * (grad * grad - v)
    c1 = 1 - b1**t
    c2 = 1 - b2**t
    step = lr * (first / c1) / (second / c2 + eps) ** 0.5
    return w - step, first, second
