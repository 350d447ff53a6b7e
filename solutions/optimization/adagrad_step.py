import numpy as np

from grader.author import close, given, law, mistake, solution


def adagrad_step(w, G, grad, lr, eps=1e-8):
    G_new = G + grad**2
    return w - lr * grad / (np.sqrt(G_new) + eps), G_new


given(
    "rare and frequent",
    sizes={"d": 2},
    w={"reals": ["d"], "between": [-2, 2]},
    G={"is": "np.zeros(d)"},
    every={"integer": [3, 10]},
    rounds={"integer": [2, 8]},
    size={"reals": ["d"], "between": [0.5, 3]},
    grads={
        "is": "size * np.column_stack([np.ones(every * rounds), np.arange(every * rounds) % every == 0])"
    },
    grad={"is": "grads[0]"},
    lr={"real": [0.01, 1]},
    examples=30,
)


@law("rare features keep long steps", over="rare and frequent")
def _(w, grads, lr, every, rounds, path):
    """One weight gets a gradient in every step, the other one in every few only. When both get one
    again, the rare one should go farther, since its own sum is smaller: keep the entries apart, and
    let those without a gradient neither move nor age."""
    walk = path(w, np.vstack([grads, grads[:1]]), lr)
    frequent, rare = walk[-2] - walk[-1]
    # eps is 1e-8, gradients are at least 0.5.
    assert close(frequent / lr, 1 / np.sqrt(every * rounds + 1), rtol=1e-6)
    assert close(rare / lr, 1 / np.sqrt(rounds + 1), rtol=1e-6)


@solution
def entry_by_entry(w, G, grad, lr, eps=1e-8):
    """A loop over the entries that finds each weight's own rate first."""
    w_new, G_new = np.empty(np.shape(w)), np.empty(np.shape(w))
    for i in np.ndindex(w_new.shape):
        G_new[i] = np.hypot(np.sqrt(G[i]), grad[i]) ** 2
        rate = lr / (eps + G_new[i] ** 0.5)
        w_new[i] = w[i] - rate * grad[i]
    return w_new, G_new


def moved(w, grad, lr, divisor):
    return w - lr * grad / divisor


@mistake(caught_by="the first step has size lr at any scale")
def divides_by_the_old_sum(w, G, grad, lr, eps=1e-8):
    """You divided by the root of G from before this gradient, which is 0 at first, so that the first
    step is enormous; update G, then divide by the new one."""
    return moved(w, grad, lr, np.sqrt(G) + eps), G + grad**2


@mistake(caught_by="the first step has size lr at any scale")
def forgets_the_root(w, G, grad, lr, eps=1e-8):
    """You divided by G itself; take its root, or the units of the gradient do not cancel."""
    G_new = G + grad**2
    return moved(w, grad, lr, G_new + eps), G_new


@mistake(caught_by="G adds the squared gradients up")
def shares_one_sum(w, G, grad, lr, eps=1e-8):
    """You added the squares of all entries up into one sum for all; each entry has its own."""
    G_new = G + np.sum(grad**2)
    return moved(w, grad, lr, np.sqrt(G_new) + eps), G_new


@mistake(caught_by="G adds the squared gradients up")
def adds_the_gradients_up(w, G, grad, lr, eps=1e-8):
    """You added the absolute gradients up, without squaring, and divided by that sum; G is the sum of
    the squares, and its root divides."""
    G_new = G + np.abs(grad)
    return moved(w, grad, lr, G_new + eps), G_new


@mistake(caught_by="G adds the squared gradients up")
def forgets_like_rmsprop(w, G, grad, lr, eps=1e-8):
    """You took a moving average, 0.9 G + 0.1 g², as RMSprop does; Adagrad adds up and forgets
    nothing."""
    G_new = 0.9 * G + 0.1 * grad**2
    return moved(w, grad, lr, np.sqrt(G_new) + eps), G_new


@mistake(caught_by="G adds the squared gradients up")
def starts_afresh(w, G, grad, lr, eps=1e-8):
    """You returned the square of this gradient alone, and divided by its root; add it to the G that
    was handed to you."""
    G_new = grad**2
    return moved(w, grad, lr, np.sqrt(G_new) + eps), G_new


@mistake(caught_by="agrees with the reference")
def puts_eps_under_the_root(w, G, grad, lr, eps=1e-8):
    """You added eps under the root, where it weighs like its own root, 1e-4; add it to the root."""
    G_new = G + grad**2
    return moved(w, grad, lr, np.sqrt(G_new + eps)), G_new


@mistake(caught_by="a weight that never had a gradient stays where it is")
def leaves_eps_out(w, G, grad, lr, eps=1e-8):
    """You left eps out, and a weight that never had a gradient becomes 0/0, nan."""
    G_new = G + grad**2
    return moved(w, grad, lr, np.sqrt(G_new)), G_new


@mistake(caught_by="agrees with the reference")
def adds_eps_to_the_sum_it_keeps(w, G, grad, lr, eps=1e-8):
    """You added eps to the G that you return, so that it piles up with every step; add it to the root
    for the division only."""
    G_new = G + grad**2
    return moved(w, grad, lr, np.sqrt(G_new) + eps), G_new + eps


@mistake(caught_by="the first step has size lr at any scale")
def climbs(w, G, grad, lr, eps=1e-8):
    """You added the step; the loss falls against the gradient."""
    w_new, G_new = adagrad_step(w, G, grad, lr, eps)
    return 2 * w - w_new, G_new


@mistake(caught_by="the first step has size lr at any scale")
def loses_the_sign(w, G, grad, lr, eps=1e-8):
    """You stepped by the absolute value of the gradient, always downwards; keep its sign."""
    return adagrad_step(w, G, np.abs(grad), lr, eps)


@mistake(caught_by="rare features keep long steps")
def ages_all_entries(w, G, grad, lr, eps=1e-8):
    """You added the mean of the squares where an entry's own gradient was zero, so that rare weights
    age with the others; a gradient of zero adds nothing."""
    squares = grad**2
    G_new = G + np.where(grad == 0, squares.mean(), squares)
    return moved(w, grad, lr, np.sqrt(G_new) + eps), G_new


@mistake(caught_by="leaves its inputs alone")
def adds_in_place(w, G, grad, lr, eps=1e-8):
    """`G += grad**2` writes into the caller's array; make a new one."""
    G += grad**2
    return moved(w, grad, lr, np.sqrt(G) + eps), G.copy()
