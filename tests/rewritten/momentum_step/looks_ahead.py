import numpy as np


def momentum_step(w, v, grad, lr, mu=0.9):
    pull = lr * grad
    speed = mu * v - pull
    return w + mu * speed - pull, speed
