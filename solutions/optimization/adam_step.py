import numpy as np

from grader.author import close, given, law, mistake, solution


def adam_step(w, m, v, grad, t, lr=0.001, b1=0.9, b2=0.999, eps=1e-8):
    if t < 1:
        raise ValueError(f"steps are counted from 1, but t is {t}")
    m_new = b1 * m + (1 - b1) * grad
    v_new = b2 * v + (1 - b2) * grad**2
    m_hat = m_new / (1 - b1**t)
    v_hat = v_new / (1 - b2**t)
    return w - lr * m_hat / (np.sqrt(v_hat) + eps), m_new, v_new


given(
    "long runs",
    like="steps",
    grads={"reals": [100, "d"], "between": [-3, 3]},
    m={"is": "np.zeros(d)"},
    v={"is": "np.zeros(d)"},
    grad={"is": "grads[0]"},
    t=1,
    examples=15,
)


@law("stays on course for a hundred steps", over="long runs")
def _(w, grads, lr, b1, b2, eps, path):
    """Over many steps small errors add up: check the powers of beta, the place of eps, and that no
    state is kept between calls but m, v and t."""
    right, m, v, t = w, np.zeros_like(w), np.zeros_like(w), 0
    walk = path(w, grads, lr, b1, b2, eps)
    for grad, reached in zip(grads, walk, strict=True):
        t += 1
        right, m, v = adam_step(right, m, v, grad, t, lr, b1, b2, eps)
        assert close(reached, right)


@solution
def with_one_step_size(w, m, v, grad, t, lr=0.001, b1=0.9, b2=0.999, eps=1e-8):
    """Gathers both corrections into the learning rate, and eps with them, as the paper suggests."""
    if t <= 0:
        raise ValueError("t")
    m = m + (1 - b1) * (grad - m)
    v = v + (1 - b2) * (np.square(grad) - v)
    root = np.sqrt(1 - b2**t)
    return w - (lr * root / (1 - b1**t)) * (m / (np.sqrt(v) + eps * root)), m, v


def variant(w, m, v, grad, t, lr, eps, averages, corrections):
    if t < 1:
        raise ValueError(f"t is {t}")
    b1, b2 = averages
    c1, c2 = corrections
    m_new = b1 * m + (1 - b1) * grad
    v_new = b2 * v + (1 - b2) * grad**2
    return w - lr * (m_new / c1) / (np.sqrt(v_new / c2) + eps), m_new, v_new


@mistake(caught_by="a constant gradient makes every step as long as lr")
def corrects_alike_in_every_step(w, m, v, grad, t, lr=0.001, b1=0.9, b2=0.999, eps=1e-8):
    """You divided by 1 - beta, which is right in the first step alone; step t needs 1 - beta**t."""
    return variant(w, m, v, grad, t, lr, eps, (b1, b2), (1 - b1, 1 - b2))


@mistake(caught_by="the first step has size lr at any scale")
def leaves_the_correction_out(w, m, v, grad, t, lr=0.001, b1=0.9, b2=0.999, eps=1e-8):
    """The averages start at zero and are too small at first; divide them by 1 - beta**t."""
    return variant(w, m, v, grad, t, lr, eps, (b1, b2), (1, 1))


@mistake(caught_by="the first step has size lr at any scale")
def counts_from_zero(w, m, v, grad, t, lr=0.001, b1=0.9, b2=0.999, eps=1e-8):
    """The first step is t = 1, so its power is beta**1; you took one less and divided by zero."""
    c1, c2 = (np.float64(1 - b ** (t - 1)) for b in (b1, b2))
    return variant(w, m, v, grad, t, lr, eps, (b1, b2), (c1, c2))


@mistake(caught_by="the first step has size lr at any scale")
def counts_one_too_many(w, m, v, grad, t, lr=0.001, b1=0.9, b2=0.999, eps=1e-8):
    """You raised beta to t + 1, but t starts at 1 already."""
    return variant(w, m, v, grad, t, lr, eps, (b1, b2), (1 - b1 ** (t + 1), 1 - b2 ** (t + 1)))


@mistake(caught_by="the first step has size lr at any scale")
def puts_eps_under_the_root(w, m, v, grad, t, lr=0.001, b1=0.9, b2=0.999, eps=1e-8):
    """You added eps under the root, where it weighs like 1e-4; add it to the root."""
    m_new, v_new = b1 * m + (1 - b1) * grad, b2 * v + (1 - b2) * grad**2
    if t < 1:
        raise ValueError("t")
    m_hat, v_hat = m_new / (1 - b1**t), v_new / (1 - b2**t)
    return w - lr * m_hat / np.sqrt(v_hat + eps), m_new, v_new


@mistake(caught_by="m and v are the moving averages, not corrected")
def returns_the_corrected_averages(w, m, v, grad, t, lr=0.001, b1=0.9, b2=0.999, eps=1e-8):
    """You handed back the corrected averages, so the next step corrects them again; return m and v
    as they are."""
    w_new, m_new, v_new = adam_step(w, m, v, grad, t, lr, b1, b2, eps)
    return w_new, m_new / (1 - b1**t), v_new / (1 - b2**t)


@mistake(caught_by="leaves its inputs alone")
def averages_in_place(w, m, v, grad, t, lr=0.001, b1=0.9, b2=0.999, eps=1e-8):
    """You wrote the new averages into the caller's own m and v; make new arrays."""
    w_new, m_new, v_new = adam_step(w, m, v, grad, t, lr, b1, b2, eps)
    m[...], v[...] = m_new, v_new
    return w_new, m_new, v_new


@mistake(caught_by="a count below 1 raises ValueError", accepts=True)
def accepts_step_zero(w, m, v, grad, t, lr=0.001, b1=0.9, b2=0.999, eps=1e-8):
    """At t = 0 the correction divides by zero; raise ValueError instead."""
    m_new, v_new = b1 * m + (1 - b1) * grad, b2 * v + (1 - b2) * grad**2
    m_hat, v_hat = (new / np.float64(1 - b**t) for new, b in ((m_new, b1), (v_new, b2)))
    return w - lr * m_hat / (np.sqrt(v_hat) + eps), m_new, v_new
