import numpy as np


def momentum_step(w, v, grad, lr, mu=0.9):
    speed = mu * v - (1 - mu) * lr * grad
    return w + speed, speed
