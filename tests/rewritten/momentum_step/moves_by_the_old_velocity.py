import numpy as np


def momentum_step(w, v, grad, lr, mu=0.9):
    moved = np.add(w, v)
    speed = mu * v - lr * grad
    return moved, speed
