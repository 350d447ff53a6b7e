import numpy as np

# %% averages_the_gradients


def momentum_step(w, v, grad, lr, mu=0.9):
    speed = mu * v - (1 - mu) * lr * grad
    return w + speed, speed


# %% climbs


def momentum_step(w, v, grad, lr, mu=0.9):
    speed = np.multiply(mu, v) + np.multiply(lr, grad)
    return w + speed, speed


# %% fades_the_news_too


def momentum_step(w, v, grad, lr, mu=0.9):
    speed = mu * (v - lr * grad)
    return w + speed, speed


# %% looks_ahead


def momentum_step(w, v, grad, lr, mu=0.9):
    pull = lr * grad
    speed = mu * v - pull
    return w + mu * speed - pull, speed


# %% moves_by_the_old_velocity


def momentum_step(w, v, grad, lr, mu=0.9):
    moved = np.add(w, v)
    speed = mu * v - lr * grad
    return moved, speed


# %% updates_the_velocity_in_place


def momentum_step(w, v, grad, lr, mu=0.9):
    v *= mu
    v -= lr * grad
    return w + v, v
