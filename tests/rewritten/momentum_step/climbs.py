import numpy as np


def momentum_step(w, v, grad, lr, mu=0.9):
    speed = np.multiply(mu, v) + np.multiply(lr, grad)
    return w + speed, speed
