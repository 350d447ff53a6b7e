import numpy as np

from grader.author import given, law, mistake, solution


def momentum_step(w, v, grad, lr, mu=0.9):
    v_new = mu * v - lr * grad
    return w + v_new, v_new


given(
    "narrow valleys",
    like="steps",
    w={"reals": ["d"], "between": [1.0, 5.0]},
    curvature={"is": "np.geomspace(1, 100, max(d, 2))[:d]"},
    sizes={"d": "2..5"},
    examples=5,
)


@law("crosses a narrow valley in far fewer steps", over="narrow valleys")
def _(w, curvature, steps_to_the_bottom):
    """Along a valley a hundred times steeper across than along, memory should pay: about a tenth
    of the steps of plain descent, each at its best settings."""
    # Best for curvatures from 1 to 100: rates (99/101) for plain descent, 9/11 with momentum. To
    # shrink a million times takes about 690 and 90 steps, so a factor of four is far from both.
    plain = steps_to_the_bottom(w, curvature, 2 / 101, 0.0)
    heavy = steps_to_the_bottom(w, curvature, (2 / 11) ** 2, (9 / 11) ** 2)
    assert 4 * heavy < plain < 1000


@solution
def weights_first(w, v, grad, lr, mu=0.9):
    """Moves the weights straight away and reads the velocity off the move, entry by entry."""
    v_new = np.empty_like(v, dtype=float)
    for i in np.ndindex(v.shape):
        v_new[i] = -(lr * grad[i] - mu * v[i])
    return np.add(v_new, w), v_new


@mistake(caught_by="a constant slope gives the speed lr * grad / (1 - mu)")
def averages_the_gradients(w, v, grad, lr, mu=0.9):
    """You weighed the gradient with 1 - mu, as a moving average does; here it enters whole, so
    that the ball can pick up speed."""
    v_new = mu * v - (1 - mu) * lr * grad
    return w + v_new, v_new


@mistake(caught_by="the weights move by the new velocity")
def moves_by_the_old_velocity(w, v, grad, lr, mu=0.9):
    """You moved the weights by the velocity from before the update; update it first."""
    return w + v, mu * v - lr * grad


@mistake(caught_by="the weights move by the new velocity")
def looks_ahead(w, v, grad, lr, mu=0.9):
    """This is Nesterov's variant, which steps on from the new velocity once more; asked for is
    w + v_new."""
    v_new = mu * v - lr * grad
    return w + mu * v_new - lr * grad, v_new


@mistake(caught_by="leaves its inputs alone")
def updates_the_velocity_in_place(w, v, grad, lr, mu=0.9):
    """`v *= mu` writes into the caller's array; make a new one."""
    v *= mu
    v -= lr * grad
    return w + v, v.copy()


@mistake(caught_by="without memory it is plain gradient descent")
def climbs(w, v, grad, lr, mu=0.9):
    """You added the gradient; the loss falls against it."""
    v_new = mu * v + lr * grad
    return w + v_new, v_new


@mistake(caught_by="a gradient fades by mu with every later step")
def fades_the_news_too(w, v, grad, lr, mu=0.9):
    """You multiplied the whole sum by mu; only the old velocity fades, the new gradient counts
    in full."""
    v_new = mu * (v - lr * grad)
    return w + v_new, v_new
