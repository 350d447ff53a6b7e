import numpy as np


def cost(V, l1, l2):
    total = 0.0
    for v in np.ravel(V).tolist():
        total += l1 * abs(v) + l2 * v * v / 2
    return total


def slope(V, l1, l2):
    V = np.asarray(V, dtype=float)
    return l1 * ((V > 0) * 1.0 - (V < 0) * 1.0) + l2 * V


def free(b):
    return np.zeros(np.shape(b))


# %% right
def weight_penalty(W, b, l1, l2):
    return cost(W, l1, l2), slope(W, l1, l2), free(b)

# %% uses_the_length
def weight_penalty(W, b, l1, l2):
    V = np.asarray(W, dtype=float)
    length = np.sqrt((V * V).sum())
    towards = V / length if length > 0 else np.zeros_like(V)
    return l1 * length + l2 / 2 * length ** 2, l1 * towards + l2 * V, free(b)

# %% takes_the_root
def weight_penalty(W, b, l1, l2):
    value = cost(W, l1, 0.0) + np.sqrt(cost(W, 0.0, l2))
    return value, slope(W, l1, l2), free(b)

# %% forgets_the_half_in_the_value
def weight_penalty(W, b, l1, l2):
    V = np.asarray(W, dtype=float).ravel()
    return l1 * np.linalg.norm(V, 1) + l2 * V.dot(V), slope(W, l1, l2), free(b)

# %% doubles_the_gradient
def weight_penalty(W, b, l1, l2):
    dW = slope(W, l1, 0.0) + 2 * l2 * np.asarray(W, dtype=float)
    return cost(W, l1, l2), dW, free(b)

# %% has_no_half
def weight_penalty(W, b, l1, l2):
    V = np.asarray(W, dtype=float)
    value = sum(l1 * abs(v) + l2 * v ** 2 for v in V.ravel())
    return value, l1 * np.sign(V) + 2 * l2 * V, free(b)

# %% charges_the_biases
def weight_penalty(W, b, l1, l2):
    return cost(W, l1, l2) + cost(b, l1, l2), slope(W, l1, l2), slope(b, l1, l2)

# %% averages
def weight_penalty(W, b, l1, l2):
    V = np.asarray(W, dtype=float)
    value = l1 * np.abs(V).mean() + 0.5 * l2 * (V ** 2).mean()
    return value, slope(V, l1, l2) / V.size, free(b)

# %% pushes_zeros
def weight_penalty(W, b, l1, l2):
    V = np.asarray(W, dtype=float)
    direction = 2.0 * (V >= 0) - 1.0
    return cost(W, l1, l2), l1 * direction + l2 * V, free(b)

# %% forgets_the_absolute_value
def weight_penalty(W, b, l1, l2):
    V = np.asarray(W, dtype=float)
    value = np.sum(l1 * V + l2 / 2 * V * V)
    return value, l1 + l2 * V, free(b)

# %% swaps_the_factors
def weight_penalty(W, b, l1, l2):
    V = np.asarray(W, dtype=float)
    value = l2 * np.abs(V).sum() + l1 * np.square(V).sum() / 2
    return value, l2 * np.sign(V) + l1 * V, free(b)

# %% pushes_away_from_zero
def weight_penalty(W, b, l1, l2):
    return cost(W, l1, l2), slope(W, -l1, -l2), free(b)

# %% adds_in_place
def weight_penalty(W, b, l1, l2):
    value = cost(W, l1, l2)
    W = np.asarray(W, dtype=float)
    signs = np.sign(W)
    W *= l2
    W += l1 * signs
    return value, W, free(b)
