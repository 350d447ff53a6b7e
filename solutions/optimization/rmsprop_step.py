import numpy as np

from grader.author import given, law, mistake, solution


def rmsprop_step(w, s, grad, lr, rho=0.9, eps=1e-8):
    s_new = rho * s + (1 - rho) * grad**2
    return w - lr * grad / (np.sqrt(s_new) + eps), s_new


given(
    "narrow valleys",
    sizes={"d": 2},
    w={"reals": ["d"], "between": [1.0, 2.0]},
    s={"is": "np.zeros(d)"},
    grad={"is": "w"},
    lr=0.01,
    rho={"choice": [0.9, 0.95]},
    A={"is": "np.diag([1.0, 1000.0])"},
    turn={"is": "np.array([[1.0, -1.0], [1.0, 1.0]]) / np.sqrt(2)"},
    examples=4,
)


@law("crosses a narrow valley along the axes in far fewer steps", over="narrow valleys")
def _(w, lr, rho, A, turn, steps_to_the_bottom):
    """In a valley a thousand times steeper across than along, plain descent at its best rate needs
    some 2000 steps. With a rate for every weight less than a quarter should do; but not if the
    valley is turned by 45 degrees, where both weights feel the steep side."""
    # With these settings it takes 110 to 240 steps along the axes, about 2000 turned.
    plain, x = 0, w
    while np.abs(x).max() > 0.03:
        plain, x = plain + 1, x - 2 / 1001 * (A @ x)
    along = steps_to_the_bottom(w, A, lr, rho, 0.03, 600)
    turned = steps_to_the_bottom(turn @ w, turn @ A @ turn.T, lr, rho, 0.03, 1000)
    assert 4 * along < plain
    assert 3 * along < turned


@solution
def entry_by_entry(w, s, grad, lr, rho=0.9, eps=1e-8):
    """A loop over the entries; moves s towards the square instead of mixing."""
    w_new, s_new = np.empty(np.shape(w)), np.empty(np.shape(w))
    for i in np.ndindex(w_new.shape):
        s_new[i] = s[i] + (1 - rho) * (grad[i] * grad[i] - s[i])
        rate = lr / (eps + max(s_new[i], 0.0) ** 0.5)
        w_new[i] = w[i] - rate * grad[i]
    return w_new, s_new


def moved(w, grad, lr, divisor):
    return w - lr * grad / divisor


@mistake(caught_by="without memory only the sign of the gradient counts")
def exchanges_the_shares(w, s, grad, lr, rho=0.9, eps=1e-8):
    """You kept the share 1 - rho of s and gave rho to the new square; it is the past that keeps rho."""
    s_new = (1 - rho) * s + rho * grad**2
    return moved(w, grad, lr, np.sqrt(s_new) + eps), s_new


@mistake(caught_by="without memory only the sign of the gradient counts")
def averages_the_gradient(w, s, grad, lr, rho=0.9, eps=1e-8):
    """You averaged the absolute gradient, without squaring, and divided by that; s is the average of
    the squares, and its root divides."""
    s_new = rho * s + (1 - rho) * np.abs(grad)
    return moved(w, grad, lr, s_new + eps), s_new


@mistake(caught_by="a squared gradient fades by rho with every later step")
def adds_the_square_whole(w, s, grad, lr, rho=0.9, eps=1e-8):
    """You added the new square whole, to an s that fades (s is not too small at first, but 1 / (1 -
    rho) times too large in the end); give it the weight 1 - rho."""
    s_new = rho * s + grad**2
    return moved(w, grad, lr, np.sqrt(s_new) + eps), s_new


@mistake(caught_by="one huge gradient is forgotten")
def never_forgets(w, s, grad, lr, rho=0.9, eps=1e-8):
    """You added (1 - rho) g² to s without multiplying s by rho: that is Adagrad's sum, which forgets
    nothing."""
    s_new = s + (1 - rho) * grad**2
    return moved(w, grad, lr, np.sqrt(s_new) + eps), s_new


@mistake(caught_by="without memory only the sign of the gradient counts")
def divides_by_the_old_average(w, s, grad, lr, rho=0.9, eps=1e-8):
    """You divided by the root of s from before this gradient; update it first, then divide by the new
    one."""
    return moved(w, grad, lr, np.sqrt(s) + eps), rho * s + (1 - rho) * grad**2


@mistake(caught_by="without memory only the sign of the gradient counts")
def forgets_the_root(w, s, grad, lr, rho=0.9, eps=1e-8):
    """You divided by s itself; take its root, or the units of the gradient do not cancel."""
    s_new = rho * s + (1 - rho) * grad**2
    return moved(w, grad, lr, s_new + eps), s_new


@mistake(caught_by="agrees with the reference")
def puts_eps_under_the_root(w, s, grad, lr, rho=0.9, eps=1e-8):
    """You added eps under the root, where it weighs like its own root, 1e-4; add it to the root."""
    s_new = rho * s + (1 - rho) * grad**2
    return moved(w, grad, lr, np.sqrt(s_new + eps)), s_new


@mistake(caught_by="with equal gradients step t has size lr / sqrt(1 - rho**t)")
def corrects_the_first_step(w, s, grad, lr, rho=0.9, eps=1e-8):
    """Where s was 0 you took the squared gradient itself for the divisor, a bias correction that
    RMSprop does not have; its first steps are longer than lr."""
    s_new = rho * s + (1 - rho) * grad**2
    return moved(w, grad, lr, np.sqrt(np.where(s == 0, grad**2, s_new)) + eps), s_new


@mistake(caught_by="a weight that never had a gradient stays where it is")
def leaves_eps_out(w, s, grad, lr, rho=0.9, eps=1e-8):
    """You left eps out, and a weight that never had a gradient becomes 0/0, nan."""
    s_new = rho * s + (1 - rho) * grad**2
    return moved(w, grad, lr, np.sqrt(s_new)), s_new


@mistake(caught_by="without memory only the sign of the gradient counts")
def shares_one_average(w, s, grad, lr, rho=0.9, eps=1e-8):
    """You averaged the squares over all entries, one rate for all; each entry has its own."""
    s_new = rho * s + (1 - rho) * np.mean(grad**2)
    return moved(w, grad, lr, np.sqrt(s_new) + eps), s_new


@mistake(caught_by="without memory only the sign of the gradient counts")
def climbs(w, s, grad, lr, rho=0.9, eps=1e-8):
    """You added the step; the loss falls against the gradient."""
    w_new, s_new = rmsprop_step(w, s, grad, lr, rho, eps)
    return 2 * w - w_new, s_new


@mistake(caught_by="without memory only the sign of the gradient counts", free="kept")
def has_a_memory_of_its_own(w, s, grad, lr, rho=0.9, eps=1e-8, *, kept=0.9):
    """You kept {kept} of s whatever rho was given."""
    return rmsprop_step(w, s, grad, lr, kept, eps)


@mistake(caught_by="leaves its inputs alone")
def averages_in_place(w, s, grad, lr, rho=0.9, eps=1e-8):
    """`s *= rho` writes into the caller's array; make a new one."""
    s *= rho
    s += (1 - rho) * grad**2
    return moved(w, grad, lr, np.sqrt(s) + eps), s.copy()
