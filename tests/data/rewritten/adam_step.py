import numpy as np

# %% accepts_step_zero


def adam_step(w, m, v, grad, t, lr=0.001, b1=0.9, b2=0.999, eps=1e-8):
    first = m + (1 - b1) * (grad - m)
    second = v + (1 - b2) * (grad * grad - v)
    c1 = 1 - b1**t
    c2 = 1 - b2**t
    step = lr * (first / c1) / (np.sqrt(second / c2) + eps)
    return w - step, first, second


# %% averages_in_place


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


# %% corrects_alike_in_every_step


def adam_step(w, m, v, grad, t, lr=0.001, b1=0.9, b2=0.999, eps=1e-8):
    if t < 1:
        raise ValueError("t")
    first = m + (1 - b1) * (grad - m)
    second = v + (1 - b2) * (grad * grad - v)
    c1 = 1 - b1
    c2 = 1 - b2
    step = lr * (first / c1) / (np.sqrt(second / c2) + eps)
    return w - step, first, second


# %% counts_from_zero


def adam_step(w, m, v, grad, t, lr=0.001, b1=0.9, b2=0.999, eps=1e-8):
    if t < 1:
        raise ValueError("t")
    first = m + (1 - b1) * (grad - m)
    second = v + (1 - b2) * (grad * grad - v)
    c1 = 1 - b1 ** (t - 1)
    c2 = 1 - b2 ** (t - 1)
    step = lr * (first / c1) / (np.sqrt(second / c2) + eps)
    return w - step, first, second


# %% counts_one_too_many


def adam_step(w, m, v, grad, t, lr=0.001, b1=0.9, b2=0.999, eps=1e-8):
    if t < 1:
        raise ValueError("t")
    first = m + (1 - b1) * (grad - m)
    second = v + (1 - b2) * (grad * grad - v)
    c1 = 1 - b1 ** (t + 1)
    c2 = 1 - b2 ** (t + 1)
    step = lr * (first / c1) / (np.sqrt(second / c2) + eps)
    return w - step, first, second


# %% leaves_the_correction_out


def adam_step(w, m, v, grad, t, lr=0.001, b1=0.9, b2=0.999, eps=1e-8):
    if t < 1:
        raise ValueError("t")
    first = m + (1 - b1) * (grad - m)
    second = v + (1 - b2) * (grad * grad - v)
    c1 = 1
    c2 = 1
    step = lr * (first / c1) / (np.sqrt(second / c2) + eps)
    return w - step, first, second


# %% puts_eps_under_the_root


def adam_step(w, m, v, grad, t, lr=0.001, b1=0.9, b2=0.999, eps=1e-8):
    if t < 1:
        raise ValueError("t")
    first = m + (1 - b1) * (grad - m)
    second = v + (1 - b2) * (grad * grad - v)
    c1 = 1 - b1**t
    c2 = 1 - b2**t
    step = lr * (first / c1) / (second / c2 + eps) ** 0.5
    return w - step, first, second


# %% returns_the_corrected_averages


def adam_step(w, m, v, grad, t, lr=0.001, b1=0.9, b2=0.999, eps=1e-8):
    if t < 1:
        raise ValueError("t")
    first = m + (1 - b1) * (grad - m)
    second = v + (1 - b2) * (grad * grad - v)
    c1 = 1 - b1**t
    c2 = 1 - b2**t
    step = lr * (first / c1) / (np.sqrt(second / c2) + eps)
    return w - step, first / c1, second / c2
