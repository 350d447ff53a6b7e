import numpy as np


def squash(z, act):
    if act == "tanh":
        return np.tanh(z)
    if act == "sigmoid":
        return 0.5 * (1 + np.tanh(z / 2))
    if act == "relu":
        return np.where(z > 0, z, 0.0)
    return z


def slope(z, act):
    if act == "tanh":
        return 1 - np.tanh(z) ** 2
    if act == "sigmoid":
        s = squash(z, act)
        return s - s * s
    if act == "relu":
        return (z > 0).astype(float)
    return np.ones_like(z)


def run(weights, X, act):
    a = np.asarray(X, dtype=float)
    before, after = [], [a]
    for W in weights:
        before.append(after[-1] @ np.asarray(W, dtype=float))
        after.append(squash(before[-1], act))
    return before, after


def deltas(weights, X, dout, act, slope=slope):
    zs, _ = run(weights, X, act)
    out = [None] * len(zs)
    g = np.asarray(dout, dtype=float)
    for l in reversed(range(len(zs))):
        out[l] = g * slope(zs[l], act)
        g = out[l] @ np.asarray(weights[l]).T
    return out


def size(d):
    return np.sqrt(np.sum(np.square(d)))


# %% right
def gradient_norms(weights, X, dout, act):
    return np.array([size(d) for d in deltas(weights, X, dout, act)])

# %% measures_the_activations
def gradient_norms(weights, X, dout, act):
    a = np.asarray(X, dtype=float)
    result = []
    for W in weights:
        a = squash(a @ W, act)
        result.append(size(a))
    return np.array(result)

# %% leaves_out_the_slopes
def gradient_norms(weights, X, dout, act):
    g = np.asarray(dout, dtype=float)
    norms = np.zeros(len(weights))
    norms[-1] = size(g)
    for l in range(len(weights) - 2, -1, -1):
        g = g @ weights[l + 1].T
        norms[l] = size(g)
    return norms

# %% leaves_out_the_last_slope
def gradient_norms(weights, X, dout, act):
    zs, _ = run(weights, X, act)
    delta = np.array(dout, dtype=float)
    norms = [size(delta)]
    for W, z in zip(weights[:0:-1], zs[-2::-1]):
        delta = delta @ W.T * slope(z, act)
        norms.insert(0, size(delta))
    return np.array(norms)

# %% starts_with_the_last_layer
def gradient_norms(weights, X, dout, act):
    zs, _ = run(weights, X, act)
    delta = dout * slope(zs[-1], act)
    norms = [size(delta)]
    for l in range(len(zs) - 1, 0, -1):
        delta = (delta @ weights[l].T) * slope(zs[l - 1], act)
        norms.append(size(delta))
    return np.array(norms)

# %% measures_the_gradient_of_the_activations
def gradient_norms(weights, X, dout, act):
    zs, _ = run(weights, X, act)
    L = len(weights)
    norms = np.empty(L)
    da = np.asarray(dout, dtype=float)
    for l in range(L - 1, -1, -1):
        norms[l] = size(da)
        da = (da * slope(zs[l], act)) @ weights[l].T
    return norms

# %% measures_the_gradient_of_the_weights
def gradient_norms(weights, X, dout, act):
    _, activations = run(weights, X, act)
    ds = deltas(weights, X, dout, act)
    return np.array([size(a.T @ d) for a, d in zip(activations, ds)])

# %% takes_the_slopes_at_the_activations
def gradient_norms(weights, X, dout, act):
    _, acts = run(weights, X, act)
    acts = acts[1:]
    delta = dout * slope(acts[-1], act)
    norms = [size(delta)]
    for l in range(len(weights) - 2, -1, -1):
        delta = (delta @ weights[l + 1].T) * slope(acts[l], act)
        norms = [size(delta)] + norms
    return np.array(norms)

# %% returns_the_squares
def gradient_norms(weights, X, dout, act):
    return np.array([np.vdot(d, d) for d in deltas(weights, X, dout, act)])

# %% averages_over_the_batch
def gradient_norms(weights, X, dout, act):
    result = []
    for d in deltas(weights, X, dout, act):
        per_row = np.linalg.norm(d, axis=1)
        result.append(np.sqrt(np.mean(per_row ** 2)))
    return np.array(result)

# %% lets_relu_pass_at_zero
def gradient_norms(weights, X, dout, act):
    def steep(z, act):
        return np.where(z < 0, 0.0, 1.0) if act == "relu" else slope(z, act)
    return np.array([size(d) for d in deltas(weights, X, dout, act, steep)])

# %% takes_the_largest_singular_value
def gradient_norms(weights, X, dout, act):
    return np.array([np.linalg.norm(d, 2) for d in deltas(weights, X, dout, act)])

# %% goes_back_in_dout
def gradient_norms(weights, X, dout, act):
    zs, _ = run(weights, X, act)
    norms = []
    for l in range(len(weights) - 1, -1, -1):
        dout *= slope(zs[l], act)
        norms.append(size(dout))
        dout = dout @ weights[l].T
    return np.array(norms[::-1])
