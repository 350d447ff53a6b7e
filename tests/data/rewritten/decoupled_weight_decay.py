import numpy as np


def averages(m, v, g, b1, b2):
    return m + (1 - b1) * (g - m), b2 * v + (1 - b2) * g * g


def adam_move(m, v, t, lr, b1, b2, eps):
    return lr * (m / (1 - b1**t)) / (np.sqrt(v / (1 - b2**t)) + eps)


# %% right
def adamw_step(w, m, v, grad, t, lr=0.001, wd=0.01, b1=0.9, b2=0.999, eps=1e-8):
    m1, v1 = averages(m, v, grad, b1, b2)
    return w - lr * wd * w - adam_move(m1, v1, t, lr, b1, b2, eps), m1, v1


# %% adds_the_decay_to_the_gradient
def adamw_step(w, m, v, grad, t, lr=0.001, wd=0.01, b1=0.9, b2=0.999, eps=1e-8):
    m1, v1 = averages(m, v, grad + wd * w, b1, b2)
    return w - adam_move(m1, v1, t, lr, b1, b2, eps), m1, v1


# %% decays_without_the_learning_rate
def adamw_step(w, m, v, grad, t, lr=0.001, wd=0.01, b1=0.9, b2=0.999, eps=1e-8):
    m1, v1 = averages(m, v, grad, b1, b2)
    shrunk = w - wd * w
    return shrunk - adam_move(m1, v1, t, lr, b1, b2, eps), m1, v1


# %% decays_the_new_weights
def adamw_step(w, m, v, grad, t, lr=0.001, wd=0.01, b1=0.9, b2=0.999, eps=1e-8):
    m1, v1 = averages(m, v, grad, b1, b2)
    new = w - adam_move(m1, v1, t, lr, b1, b2, eps)
    new -= lr * wd * new
    return new, m1, v1


# %% lets_the_weights_grow
def adamw_step(w, m, v, grad, t, lr=0.001, wd=0.01, b1=0.9, b2=0.999, eps=1e-8):
    m1, v1 = averages(m, v, grad, b1, b2)
    return w + lr * wd * w - adam_move(m1, v1, t, lr, b1, b2, eps), m1, v1


# %% forgets_the_decay
def adamw_step(w, m, v, grad, t, lr=0.001, wd=0.01, b1=0.9, b2=0.999, eps=1e-8):
    m1, v1 = averages(m, v, grad, b1, b2)
    return w - adam_move(m1, v1, t, lr, b1, b2, eps), m1, v1


# %% divides_the_decay_by_the_root
def adamw_step(w, m, v, grad, t, lr=0.001, wd=0.01, b1=0.9, b2=0.999, eps=1e-8):
    m1, v1 = averages(m, v, grad, b1, b2)
    push = m1 / (1 - b1**t) + wd * w
    scale = (v1 / (1 - b2**t)) ** 0.5 + eps
    return w - lr * push / scale, m1, v1


# %% pulls_like_l1
def adamw_step(w, m, v, grad, t, lr=0.001, wd=0.01, b1=0.9, b2=0.999, eps=1e-8):
    m1, v1 = averages(m, v, grad, b1, b2)
    pull = lr * wd * np.sign(w)
    return w - pull - adam_move(m1, v1, t, lr, b1, b2, eps), m1, v1


# %% corrects_the_decay_too
def adamw_step(w, m, v, grad, t, lr=0.001, wd=0.01, b1=0.9, b2=0.999, eps=1e-8):
    m1, v1 = averages(m, v, grad, b1, b2)
    rate = lr / (1 - b1**t)
    root = np.sqrt(v1 / (1 - b2**t)) + eps
    return w - rate * (m1 / root + wd * w), m1, v1


# %% leaves_the_root_out
def adamw_step(w, m, v, grad, t, lr=0.001, wd=0.01, b1=0.9, b2=0.999, eps=1e-8):
    m1, v1 = averages(m, v, grad, b1, b2)
    mc, vc = m1 / (1 - b1**t), v1 / (1 - b2**t)
    return (1 - lr * wd) * w - lr * mc / (vc + eps), m1, v1


# %% leaves_the_correction_out
def adamw_step(w, m, v, grad, t, lr=0.001, wd=0.01, b1=0.9, b2=0.999, eps=1e-8):
    m1, v1 = averages(m, v, grad, b1, b2)
    return w - lr * (wd * w + m1 / (np.sqrt(v1) + eps)), m1, v1


# %% returns_the_corrected_averages
def adamw_step(w, m, v, grad, t, lr=0.001, wd=0.01, b1=0.9, b2=0.999, eps=1e-8):
    m, v = averages(m, v, grad, b1, b2)
    m = m / (1 - b1**t)
    v = v / (1 - b2**t)
    return w - lr * (wd * w + m / (np.sqrt(v) + eps)), m, v


# %% decays_in_place
def adamw_step(w, m, v, grad, t, lr=0.001, wd=0.01, b1=0.9, b2=0.999, eps=1e-8):
    m1, v1 = averages(m, v, grad, b1, b2)
    w *= 1 - lr * wd
    return w - adam_move(m1, v1, t, lr, b1, b2, eps), m1, v1
