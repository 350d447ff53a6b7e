import numpy as np


def move(w, g, root, lr, eps):
    return w - lr * g / (root + eps)

# %% right


def adagrad_step(w, G, grad, lr, eps=1e-8):
    total = np.square(grad) + G
    return move(w, grad, total ** 0.5, lr, eps), total


# %% divides_by_the_old_sum


def adagrad_step(w, G, grad, lr, eps=1e-8):
    stepped = move(w, grad, np.sqrt(G), lr, eps)
    return stepped, G + grad * grad


# %% forgets_the_root


def adagrad_step(w, G, grad, lr, eps=1e-8):
    total = G + grad * grad
    return move(w, grad, total, lr, eps), total


# %% shares_one_sum


def adagrad_step(w, G, grad, lr, eps=1e-8):
    total = G + np.linalg.norm(grad) ** 2
    return move(w, grad, np.sqrt(total), lr, eps), total


# %% adds_the_gradients_up


def adagrad_step(w, G, grad, lr, eps=1e-8):
    total = G + np.where(grad < 0, -grad, grad)
    return move(w, grad, total, lr, eps), total


# %% forgets_like_rmsprop


def adagrad_step(w, G, grad, lr, eps=1e-8):
    total = G + 0.1 * (grad * grad - G)
    return move(w, grad, np.sqrt(total), lr, eps), total


# %% starts_afresh


def adagrad_step(w, G, grad, lr, eps=1e-8):
    G = np.zeros_like(w)
    G = G + grad ** 2
    return w - lr / (np.sqrt(G) + eps) * grad, G


# %% puts_eps_under_the_root


def adagrad_step(w, G, grad, lr, eps=1e-8):
    total = G + grad * grad
    return w - lr * grad * (total + eps) ** -0.5, total


# %% leaves_eps_out


def adagrad_step(w, G, grad, lr, eps=1e-8):
    total = G + grad * grad
    return w - grad / np.sqrt(total) * lr, total


# %% adds_eps_to_the_sum_it_keeps


def adagrad_step(w, G, grad, lr, eps=1e-8):
    total = G + grad * grad + eps
    return w - lr * grad / np.sqrt(total), total


# %% climbs


def adagrad_step(w, G, grad, lr, eps=1e-8):
    total = G + grad * grad
    rate = lr / (np.sqrt(total) + eps)
    return w + rate * grad, total


# %% loses_the_sign


def adagrad_step(w, G, grad, lr, eps=1e-8):
    total = G + grad * grad
    return move(w, np.sqrt(grad * grad), np.sqrt(total), lr, eps), total


# %% adds_in_place


def adagrad_step(w, G, grad, lr, eps=1e-8):
    G += grad * grad
    return move(w, grad, np.sqrt(G), lr, eps), G.copy()


# %%
import numpy as np

# %% ages_all_entries


def adagrad_step(w, G, grad, lr, eps=1e-8):
    squares = grad * grad
    average = squares.mean()
    squares[grad == 0] = average
    seen = G + squares
    return w - lr * grad / (np.sqrt(seen) + eps), seen
