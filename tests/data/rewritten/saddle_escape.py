import numpy as np


def walk(grad, x0, steps, move):
    track = np.empty((steps + 1, len(x0)))
    track[0] = x0
    for k in range(steps):
        here = track[k].copy()
        track[k + 1] = here + move(k, here, grad(here))
    return track


# %% right
def perturbed_gd(grad, x0, lr, steps, noise, rng):
    def move(k, x, g):
        return -lr * (g + rng.normal(0.0, 1.0, x.shape) * noise)
    return walk(grad, x0, steps, move)

# %% nudges_once
def perturbed_gd(grad, x0, lr, steps, noise, rng):
    def move(k, x, g):
        if k == 0:
            g = g + noise * rng.standard_normal(len(x))
        return -lr * g
    return walk(grad, x0, steps, move)

# %% draws_once
def perturbed_gd(grad, x0, lr, steps, noise, rng):
    xi = noise * rng.standard_normal(len(x0))
    x = np.asarray(x0, dtype=float)
    rows = [x]
    while len(rows) <= steps:
        x = x - lr * (grad(x) + xi)
        rows.append(x)
    return np.stack(rows)

# %% draws_one_number_for_all
def perturbed_gd(grad, x0, lr, steps, noise, rng):
    x = np.asarray(x0, dtype=float)
    rows = [x]
    for _ in range(steps):
        x = x - lr * (grad(x) + noise * rng.standard_normal())
        rows.append(x)
    return np.stack(rows)

# %% leaves_the_learning_rate_out
def perturbed_gd(grad, x0, lr, steps, noise, rng):
    x = np.asarray(x0, dtype=float)
    rows = [x]
    for _ in range(steps):
        kick = noise * rng.standard_normal(x.size)
        x = x - lr * grad(x) - kick
        rows.append(x)
    return np.stack(rows)

# %% takes_noise_for_the_variance
def perturbed_gd(grad, x0, lr, steps, noise, rng):
    def move(k, x, g):
        return -lr * (g + rng.normal(0, noise ** 0.5, len(x)))
    return walk(grad, x0, steps, move)

# %% draws_evenly
def perturbed_gd(grad, x0, lr, steps, noise, rng):
    half = 3 ** 0.5
    def move(k, x, g):
        return -lr * (g + noise * rng.uniform(-half, half, size=len(x)))
    return walk(grad, x0, steps, move)

# %% draws_positive_numbers
def perturbed_gd(grad, x0, lr, steps, noise, rng):
    x = np.array(x0, dtype=float)
    rows = [x]
    for _ in range(steps):
        slope = grad(x) + noise * rng.random(x.shape)
        x = x - lr * slope
        rows.append(x)
    return np.array(rows)

# %% keeps_the_same_array
def perturbed_gd(grad, x0, lr, steps, noise, rng):
    x = np.array(x0, dtype=float)
    rows = [x]
    for _ in range(steps):
        x -= lr * (grad(x) + noise * rng.standard_normal(x.shape))
        rows.append(x)
    return np.array(rows)

# %% climbs
def perturbed_gd(grad, x0, lr, steps, noise, rng):
    def move(k, x, g):
        return lr * (g + noise * rng.standard_normal(len(x)))
    return walk(grad, x0, steps, move)

# %% looks_elsewhere
def perturbed_gd(grad, x0, lr, steps, noise, rng):
    x = np.array(x0, dtype=float)
    rows = [x]
    for _ in range(steps):
        near = x + noise * rng.standard_normal(x.shape)
        x = x - lr * grad(near)
        rows.append(x)
    return np.array(rows)

# %% makes_a_generator_of_its_own
def perturbed_gd(grad, x0, lr, steps, noise, rng):
    dice = np.random.default_rng(0)
    def move(k, x, g):
        return -lr * (g + noise * dice.standard_normal(len(x)))
    return walk(grad, x0, steps, move)

# %% uses_the_global_random_state
def perturbed_gd(grad, x0, lr, steps, noise, rng):
    np.random.seed(int(rng.integers(2 ** 31)))
    def move(k, x, g):
        return -lr * (g + noise * np.random.randn(len(x)))
    return walk(grad, x0, steps, move)

# %% pushes_by_hand
def perturbed_gd(grad, x0, lr, steps, noise, rng):
    def move(k, x, g):
        if not g.any():
            return np.full(len(x), -lr)
        return -lr * (g + noise * rng.standard_normal(len(x)))
    return walk(grad, x0, steps, move)
