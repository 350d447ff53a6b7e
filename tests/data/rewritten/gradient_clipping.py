import numpy as np


def length(arrays):
    big = max(np.abs(a).max() for a in arrays)
    if big == 0:
        return np.float64(0.0)
    return big * np.sqrt(sum(((a / big) ** 2).sum() for a in arrays))


def copies(arrays):
    return [a.copy() for a in arrays]


def scaled(arrays, norm, max_norm):
    if norm > max_norm:
        return [a * (max_norm / norm) for a in arrays]
    return copies(arrays)


# %% right
def clip_by_global_norm(grads, max_norm):
    norm = length(grads)
    return scaled(grads, norm, max_norm), float(norm)

# %% clips_every_entry
def clip_by_global_norm(grads, max_norm):
    cut = [np.minimum(np.maximum(a, -max_norm), max_norm) for a in grads]
    return cut, float(length(grads))

# %% clips_every_array
def clip_by_global_norm(grads, max_norm):
    out = []
    for a in grads:
        out += scaled([a], length([a]), max_norm)
    return out, float(length(grads))

# %% always_scales
def clip_by_global_norm(grads, max_norm):
    norm = length(grads)
    return [max_norm / norm * a for a in grads], float(norm)

# %% returns_the_norm_afterwards
def clip_by_global_norm(grads, max_norm):
    out = scaled(grads, length(grads), max_norm)
    return out, float(length(out))

# %% adds_the_norms_up
def clip_by_global_norm(grads, max_norm):
    norm = 0.0
    for a in grads:
        norm += length([a])
    return scaled(grads, norm, max_norm), float(norm)

# %% forgets_the_root
def clip_by_global_norm(grads, max_norm):
    norm = 0.0
    for a in grads:
        norm += np.vdot(a, a)
    return scaled(grads, norm, max_norm), float(norm)

# %% takes_the_largest_norm
def clip_by_global_norm(grads, max_norm):
    norm = max(length([a]) for a in grads)
    return scaled(grads, norm, max_norm), float(norm)

# %% squares_without_scaling
def clip_by_global_norm(grads, max_norm):
    everything = np.concatenate([a.reshape(-1) for a in grads])
    norm = np.sqrt(everything @ everything)
    return scaled(grads, norm, max_norm), float(norm)

# %% adds_a_small_number
def clip_by_global_norm(grads, max_norm):
    norm = length(grads)
    factor = max_norm / (norm + 1e-6) if norm > max_norm else 1.0
    return [a * factor for a in grads], float(norm)

# %% returns_unit_vectors
def clip_by_global_norm(grads, max_norm):
    norm = length(grads)
    if norm <= max_norm:
        return copies(grads), float(norm)
    return [a / norm for a in grads], float(norm)

# %% returns_one_long_vector
def clip_by_global_norm(grads, max_norm):
    norm = length(grads)
    return [a.reshape(-1) for a in scaled(grads, norm, max_norm)], float(norm)

# %% scales_the_callers_arrays
def clip_by_global_norm(grads, max_norm):
    norm = length(grads)
    if norm > max_norm:
        for a in grads:
            a *= max_norm / norm
    return copies(grads), float(norm)

# %% hands_the_same_arrays_back
def clip_by_global_norm(grads, max_norm):
    norm = length(grads)
    if norm <= max_norm:
        return grads, float(norm)
    return [a * (max_norm / norm) for a in grads], float(norm)
