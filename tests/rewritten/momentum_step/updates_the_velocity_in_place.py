import numpy as np


def momentum_step(w, v, grad, lr, mu=0.9):
    v *= mu
    v -= lr * grad
    return w + v, v
