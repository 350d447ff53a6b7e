import numpy as np

INPUTS = np.array([[a, b] for a in (0.0, 1.0) for b in (0.0, 1.0)])
WANTED = np.array([0.0, 1.0, 1.0, 0.0])


def start(hidden, rng):
    return [rng.normal(size=(2, hidden)), np.zeros(hidden), rng.normal(size=hidden), 0.0]


def forward(P, bend):
    Z = INPUTS @ P[0] + P[1]
    H = np.tanh(Z) if bend else Z
    return Z, H, H @ P[2] + P[3]


def each_loss(P, bend):
    s = forward(P, bend)[2]
    return np.where(WANTED == 1, np.logaddexp(0, -s), np.logaddexp(0, s))


def mean_loss(P, bend):
    return each_loss(P, bend).mean()


def slope_tanh(Z, H, bend):
    return 1 - H**2 if bend else np.ones_like(H)


def slope_score(p):
    return (p - WANTED) / 4


def gradients(P, bend, slope=slope_tanh, score=slope_score):
    Z, H, s = forward(P, bend)
    ds = score((1 + np.tanh(s / 2)) / 2)
    dZ = np.outer(ds, P[2]) * slope(Z, H, bend)
    return [INPUTS.T @ dZ, dZ.sum(axis=0), ds @ H, ds.sum()]


def descend(P, lr, steps, bend, gradients=gradients, note=mean_loss, moving=(1, 1, 1, 1)):
    losses = [note(P, bend)]
    for _ in range(steps):
        G = gradients(P, bend)
        P = [p - lr * on * g for p, g, on in zip(P, G, moving)]
        losses.append(note(P, bend))
    return (*P, np.array(losses))

# %% right


def train_xor(hidden, lr, steps, rng, bend=True):
    return descend(start(hidden, rng), lr, steps, bend)


# %% never_bends


def train_xor(hidden, lr, steps, rng, bend=True):
    return descend(start(hidden, rng), lr, steps, False)


# %% always_bends


def train_xor(hidden, lr, steps, rng, bend=True):
    return descend(start(hidden, rng), lr, steps, True)


# %% starts_all_units_equal


def train_xor(hidden, lr, steps, rng, bend=True):
    P = [np.full((2, hidden), 0.5), np.zeros(hidden), np.full(hidden, 0.5), 0.0]
    return descend(P, lr, steps, bend)


# %% starts_at_zero


def train_xor(hidden, lr, steps, rng, bend=True):
    P = [np.zeros((2, hidden)), np.zeros(hidden), np.zeros(hidden), 0.0]
    return descend(P, lr, steps, bend)


# %% draws_from_a_box


def train_xor(hidden, lr, steps, rng, bend=True):
    W1, w2 = rng.uniform(0, 1, size=(2, hidden)), rng.uniform(0, 1, size=hidden)
    return descend([W1, np.zeros(hidden), w2, 0.0], lr, steps, bend)


# %% draws_the_biases_too


def train_xor(hidden, lr, steps, rng, bend=True):
    P = [rng.normal(size=shape) for shape in ((2, hidden), hidden, hidden)]
    return descend([*P, rng.normal()], lr, steps, bend)


# %% brings_its_own_seed


def train_xor(hidden, lr, steps, rng, bend=True):
    return descend(start(hidden, np.random.default_rng(0)), lr, steps, bend)


# %% forgets_the_slope_of_tanh


def train_xor(hidden, lr, steps, rng, bend=True):
    def straight(P, bend):
        return gradients(P, bend, slope=lambda Z, H, bend: 1.0)

    return descend(start(hidden, rng), lr, steps, bend, gradients=straight)


# %% takes_the_slope_before_the_tanh


def train_xor(hidden, lr, steps, rng, bend=True):
    def early(P, bend):
        return gradients(P, bend, slope=lambda Z, H, bend: 1 - Z * Z if bend else 1.0)

    return descend(start(hidden, rng), lr, steps, bend, gradients=early)


# %% moves_the_output_layer_first


def train_xor(hidden, lr, steps, rng, bend=True):
    W1, b1, w2, b2 = start(hidden, rng)
    losses = [mean_loss((W1, b1, w2, b2), bend)]
    for _ in range(steps):
        _, H, s = forward((W1, b1, w2, b2), bend)
        ds = slope_score(1 / (1 + np.exp(-s)))
        w2 = w2 - lr * (H.T @ ds)
        b2 = b2 - lr * ds.sum()
        dH = ds[:, None] * w2
        dZ = dH * (1 - H**2) if bend else dH
        W1 = W1 - lr * (INPUTS.T @ dZ)
        b1 = b1 - lr * dZ.sum(axis=0)
        losses.append(mean_loss((W1, b1, w2, b2), bend))
    return W1, b1, w2, b2, np.array(losses)


# %% sums_over_the_corners


def train_xor(hidden, lr, steps, rng, bend=True):
    def summed(P, bend):
        return gradients(P, bend, score=lambda p: p - WANTED)

    return descend(start(hidden, rng), lr, steps, bend, gradients=summed)


# %% multiplies_by_the_slope_of_the_sigmoid


def train_xor(hidden, lr, steps, rng, bend=True):
    def squared(P, bend):
        return gradients(P, bend, score=lambda p: (p - WANTED) * (p - p * p) / 4)

    return descend(start(hidden, rng), lr, steps, bend, gradients=squared)


# %% leaves_the_biases_at_zero


def train_xor(hidden, lr, steps, rng, bend=True):
    return descend(start(hidden, rng), lr, steps, bend, moving=(1, 0, 1, 0))


# %% climbs


def train_xor(hidden, lr, steps, rng, bend=True):
    return descend(start(hidden, rng), -lr, steps, bend)


# %% stops_once_the_loss_is_small

def train_xor(hidden, lr, steps, rng, bend=True):
    P = start(hidden, rng)
    losses = np.empty(steps + 1)
    for step in range(steps + 1):
        losses[step] = mean_loss(P, bend)
        if losses[step] < 0.01:
            losses[step:] = losses[step]
            break
        if step < steps:
            P = [p - lr * g for p, g in zip(P, gradients(P, bend))]
    return (*P, losses)

# %% notes_the_losses_late


def train_xor(hidden, lr, steps, rng, bend=True):
    P, losses = start(hidden, rng), []
    for _ in range(steps):
        P = [p - lr * g for p, g in zip(P, gradients(P, bend))]
        losses.append(mean_loss(P, bend))
    losses.append(mean_loss(P, bend))
    return (*P, np.array(losses))


# %% notes_sums


def train_xor(hidden, lr, steps, rng, bend=True):
    def total(P, bend):
        return each_loss(P, bend).sum()

    return descend(start(hidden, rng), lr, steps, bend, note=total)


# %%
import numpy as np


def descend(W1, w2, lr, steps, bend):
    X = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    y = np.array([0.0, 1.0, 1.0, 0.0])
    b1, b2 = np.zeros(len(w2)), 0.0
    losses = []
    for t in range(steps + 1):
        H = X @ W1 + b1
        if bend:
            H = np.tanh(H)
        s = H @ w2 + b2
        losses.append(np.mean(np.logaddexp(0, s) - y * s))
        if t == steps:
            break
        ds = (np.exp(-np.logaddexp(0, -s)) - y) / 4
        dA = ds[:, None] * w2
        if bend:
            dA = dA * (1 - H * H)
        W1 = W1 - lr * (X.T @ dA)
        b1 = b1 - lr * dA.sum(axis=0)
        w2 = w2 - lr * (ds @ H)
        b2 = b2 - lr * float(ds.sum())
    return W1, b1, w2, b2, np.array(losses)

# %% uses_one_draw_twice


def train_xor(hidden, lr, steps, rng, bend=True):
    row = rng.standard_normal(hidden)
    w2 = rng.standard_normal(hidden)
    return descend(np.stack([row, row]), w2, lr, steps, bend)
