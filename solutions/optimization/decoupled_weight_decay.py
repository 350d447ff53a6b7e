import numpy as np

from grader.author import close, given, law, mistake, solution


def adamw_step(w, m, v, grad, t, lr=0.001, wd=0.01, b1=0.9, b2=0.999, eps=1e-8):
    m_new = b1 * m + (1 - b1) * grad
    v_new = b2 * v + (1 - b2) * grad**2
    m_hat = m_new / (1 - b1**t)
    v_hat = v_new / (1 - b2**t)
    return w - lr * (m_hat / (np.sqrt(v_hat) + eps) + wd * w), m_new, v_new


given(
    "steady slopes",
    like="runs",
    slope={"is": "grads[0]"},
    w={"is": "-np.sign(slope) / wd"},
    examples=20,
)


@law("steady gradients hold the weights at a distance of 1 / wd", over="steady slopes")
def _(w, slope, lr, wd, path):
    """Under a steady gradient Adam moves by lr in every step, and the decay takes lr * wd * w. At
    |w| = 1 / wd, on the side where the gradient pushes, the two cancel, however large the gradient
    is, and w stays where it is."""
    walk = path(w, np.tile(slope, (60, 1)), lr, wd)
    # eps = 1e-8 shortens the steps for gradients of 0.1 by one part in 10^7.
    assert close(walk, np.tile(w, (60, 1)), rtol=1e-5)


@solution
def shrinks_first(w, m, v, grad, t, lr=0.001, wd=0.01, b1=0.9, b2=0.999, eps=1e-8):
    """Shrinks the weights, then takes Adam's step with both corrections in the learning rate."""
    m = m + (1 - b1) * (grad - m)
    v = v + (1 - b2) * (np.square(grad) - v)
    root = np.sqrt(1 - b2**t)
    w = w * (1 - lr * wd)
    return w - (lr * root / (1 - b1**t)) * (m / (np.sqrt(v) + eps * root)), m, v


@solution
def entry_by_entry(w, m, v, grad, t, lr=0.001, wd=0.01, b1=0.9, b2=0.999, eps=1e-8):
    """A loop over the entries with plain numbers."""
    w_new, m_new, v_new = (np.zeros(w.shape) for _ in range(3))
    for i in np.ndindex(w.shape):
        m_new[i] = b1 * m[i] + (1 - b1) * grad[i]
        v_new[i] = b2 * v[i] + (1 - b2) * grad[i] * grad[i]
        step = m_new[i] / (1 - b1**t) / ((v_new[i] / (1 - b2**t)) ** 0.5 + eps)
        w_new[i] = w[i] - lr * wd * w[i] - lr * step
    return w_new, m_new, v_new


@mistake(caught_by="without gradients the weights shrink by the share lr * wd")
def adds_the_decay_to_the_gradient(w, m, v, grad, t, lr=0.001, wd=0.01, b1=0.9, b2=0.999, eps=1e-8):
    """You added wd * w to the gradient before averaging. That is L2 inside Adam, where the root
    divides the decay away again; average the gradient alone, and shrink the weights beside it."""
    return adamw_step(w, m, v, grad + wd * w, t, lr, 0.0, b1, b2, eps)


@mistake(caught_by="without gradients the weights shrink by the share lr * wd")
def decays_without_the_learning_rate(w, m, v, grad, t, lr=0.001, wd=0.01, b1=0.9, b2=0.999, eps=1e-8):
    """You multiplied the weights by 1 - wd; the decay is scaled by the learning rate too: 1 - lr *
    wd."""
    return adamw_step(w, m, v, grad, t, lr, wd / lr, b1, b2, eps)


@mistake(caught_by="decay and Adam's step add up")
def decays_the_new_weights(w, m, v, grad, t, lr=0.001, wd=0.01, b1=0.9, b2=0.999, eps=1e-8):
    """You shrank the weights after Adam's step, and part of the step with them; shrink the old
    weights, then subtract the step."""
    w_new, m_new, v_new = adamw_step(w, m, v, grad, t, lr, 0.0, b1, b2, eps)
    return (1 - lr * wd) * w_new, m_new, v_new


@mistake(caught_by="without gradients the weights shrink by the share lr * wd")
def lets_the_weights_grow(w, m, v, grad, t, lr=0.001, wd=0.01, b1=0.9, b2=0.999, eps=1e-8):
    """You multiplied by 1 + lr * wd, and the weights grow; decay takes away."""
    return adamw_step(w, m, v, grad, t, lr, -wd, b1, b2, eps)


@mistake(caught_by="without gradients the weights shrink by the share lr * wd")
def forgets_the_decay(w, m, v, grad, t, lr=0.001, wd=0.01, b1=0.9, b2=0.999, eps=1e-8):
    """This is plain Adam; shrink the weights by lr * wd of themselves as well."""
    return adamw_step(w, m, v, grad, t, lr, 0.0, b1, b2, eps)


@mistake(caught_by="without gradients the weights shrink by the share lr * wd")
def divides_the_decay_by_the_root(w, m, v, grad, t, lr=0.001, wd=0.01, b1=0.9, b2=0.999, eps=1e-8):
    """You kept the decay out of the averages, but added wd * w to the corrected average m before
    the division; the root and eps must not divide the decay."""
    m_new = b1 * m + (1 - b1) * grad
    v_new = b2 * v + (1 - b2) * grad**2
    root = np.sqrt(v_new / (1 - b2**t)) + eps
    return w - lr * (m_new / (1 - b1**t) + wd * w) / root, m_new, v_new


@mistake(caught_by="without gradients the weights shrink by the share lr * wd")
def pulls_like_l1(w, m, v, grad, t, lr=0.001, wd=0.01, b1=0.9, b2=0.999, eps=1e-8):
    """You subtracted lr * wd times the sign of w, the pull of an L1 penalty; weight decay takes a
    share of each weight, lr * wd * w."""
    w_new, m_new, v_new = adamw_step(w, m, v, grad, t, lr, 0.0, b1, b2, eps)
    return w_new - lr * wd * np.sign(w), m_new, v_new


@mistake(caught_by="without gradients the weights shrink by the share lr * wd")
def corrects_the_decay_too(w, m, v, grad, t, lr=0.001, wd=0.01, b1=0.9, b2=0.999, eps=1e-8):
    """You divided lr by 1 - b1**t for the decay as well; that correction belongs to the average of
    the gradient alone."""
    w_new, m_new, v_new = adamw_step(w, m, v, grad, t, lr, 0.0, b1, b2, eps)
    return w_new - lr / (1 - b1**t) * wd * w, m_new, v_new


@mistake(caught_by="the size of the gradients changes neither step nor decay")
def leaves_the_root_out(w, m, v, grad, t, lr=0.001, wd=0.01, b1=0.9, b2=0.999, eps=1e-8):
    """You divided by the average of the squares plus eps instead of their root, so the step shrinks
    where the gradients are large."""
    m_new = b1 * m + (1 - b1) * grad
    v_new = b2 * v + (1 - b2) * grad**2
    step = m_new / (1 - b1**t) / (v_new / (1 - b2**t) + eps)
    return w - lr * (step + wd * w), m_new, v_new


@mistake(caught_by="steady gradients hold the weights at a distance of 1 / wd")
def leaves_the_correction_out(w, m, v, grad, t, lr=0.001, wd=0.01, b1=0.9, b2=0.999, eps=1e-8):
    """You divided the averages as they are, without the corrections 1 - beta**t, so the first steps
    have the wrong size."""
    m_new = b1 * m + (1 - b1) * grad
    v_new = b2 * v + (1 - b2) * grad**2
    return w - lr * (m_new / (np.sqrt(v_new) + eps) + wd * w), m_new, v_new


@mistake(caught_by="the averages see the gradient of the loss alone")
def returns_the_corrected_averages(w, m, v, grad, t, lr=0.001, wd=0.01, b1=0.9, b2=0.999, eps=1e-8):
    """You returned the averages divided by 1 - beta**t, so the next step corrects them again;
    return m and v as they are."""
    w_new, m_new, v_new = adamw_step(w, m, v, grad, t, lr, wd, b1, b2, eps)
    return w_new, m_new / (1 - b1**t), v_new / (1 - b2**t)


@mistake(caught_by="leaves its inputs alone")
def decays_in_place(w, m, v, grad, t, lr=0.001, wd=0.01, b1=0.9, b2=0.999, eps=1e-8):
    """`w *= 1 - lr * wd` shrinks the caller's weights; compute a new array."""
    answer = adamw_step(w, m, v, grad, t, lr, wd, b1, b2, eps)
    w *= 1 - lr * wd
    return answer
