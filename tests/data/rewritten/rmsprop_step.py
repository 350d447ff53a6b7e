import numpy as np


def move(w, g, root, lr, eps):
    return w - g / (root + eps) * lr

# %% right


def rmsprop_step(w, s, grad, lr, rho=0.9, eps=1e-8):
    mixed = s + (1 - rho) * (grad * grad - s)
    return move(w, grad, mixed ** 0.5, lr, eps), mixed


# %% exchanges_the_shares


def rmsprop_step(w, s, grad, lr, rho=0.9, eps=1e-8):
    mixed = s + rho * (grad * grad - s)
    return move(w, grad, np.sqrt(mixed), lr, eps), mixed


# %% averages_the_gradient


def rmsprop_step(w, s, grad, lr, rho=0.9, eps=1e-8):
    size = np.where(grad < 0, -grad, grad)
    mixed = rho * s + (1 - rho) * size
    return move(w, grad, mixed, lr, eps), mixed


# %% adds_the_square_whole


def rmsprop_step(w, s, grad, lr, rho=0.9, eps=1e-8):
    mixed = np.square(grad) + rho * s
    return move(w, grad, np.sqrt(mixed), lr, eps), mixed


# %% divides_by_the_old_average


def rmsprop_step(w, s, grad, lr, rho=0.9, eps=1e-8):
    w = w - lr * grad / (np.sqrt(s) + eps)
    s = rho * s + (1 - rho) * grad ** 2
    return w, s


# %% forgets_the_root


def rmsprop_step(w, s, grad, lr, rho=0.9, eps=1e-8):
    mixed = s * rho + grad * grad * (1 - rho)
    return move(w, grad, mixed, lr, eps), mixed


# %% puts_eps_under_the_root


def rmsprop_step(w, s, grad, lr, rho=0.9, eps=1e-8):
    mixed = s * rho + grad * grad * (1 - rho)
    return w - lr * grad * np.power(mixed + eps, -0.5), mixed


# %% corrects_the_first_step


def rmsprop_step(w, s, grad, lr, rho=0.9, eps=1e-8):
    mixed = s * rho + grad * grad * (1 - rho)
    divisor = mixed.copy()
    divisor[s == 0] = grad[s == 0] ** 2
    return move(w, grad, np.sqrt(divisor), lr, eps), mixed


# %% leaves_eps_out


def rmsprop_step(w, s, grad, lr, rho=0.9, eps=1e-8):
    mixed = s * rho + grad * grad * (1 - rho)
    return move(w, grad, np.sqrt(mixed), lr, 0.0), mixed


# %% shares_one_average


def rmsprop_step(w, s, grad, lr, rho=0.9, eps=1e-8):
    mixed = s * rho + (1 - rho) * (np.sum(grad * grad) / grad.size)
    return move(w, grad, np.sqrt(mixed), lr, eps), mixed


# %% climbs


def rmsprop_step(w, s, grad, lr, rho=0.9, eps=1e-8):
    mixed = s * rho + grad * grad * (1 - rho)
    return move(w, -grad, np.sqrt(mixed), lr, eps), mixed


# %% has_a_memory_of_its_own


def rmsprop_step(w, s, grad, lr, rho=0.9, eps=1e-8):
    mixed = s + 0.1 * (grad * grad - s)
    return move(w, grad, np.sqrt(mixed), lr, eps), mixed


# %% averages_in_place


def rmsprop_step(w, s, grad, lr, rho=0.9, eps=1e-8):
    s *= rho
    s += (1 - rho) * grad * grad
    return move(w, grad, np.sqrt(s), lr, eps), s


# %%
import numpy as np


def move(w, s_new, grad, lr, eps):
    below = np.sqrt(s_new) + eps
    ratio = np.zeros_like(below)
    np.divide(grad, below, out=ratio, where=below > 0)
    return w - lr * ratio

# %% never_forgets


def rmsprop_step(w, s, grad, lr, rho=0.9, eps=1e-8):
    s_new = s.copy()
    s_new += (1 - rho) * grad * grad
    return move(w, s_new, grad, lr, eps), s_new
