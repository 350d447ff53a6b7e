import numpy as np

# %% does_not_subtract_the_maximum


def softmax(z, axis=-1, temperature=1.0):
    x = np.moveaxis(np.array(z, dtype=float), axis, 0) / temperature
    top = x[0]
    for part in x[1:]:
        top = np.where(part > top, part, top)
    powers = np.exp(x)
    total = 0
    for part in powers:
        total = total + part
    return np.moveaxis(powers / total, 0, axis)


# %% ignores_the_axis


def softmax(z, axis=-1, temperature=1.0):
    z = np.asarray(z, dtype=float) / temperature
    flat = z.reshape(-1, z.shape[-1])
    out = np.array([np.exp(row - max(row)) / np.sum(np.exp(row - max(row))) for row in flat])
    return out.reshape(z.shape)


# %% multiplies_by_the_temperature


def softmax(z, axis=-1, temperature=1.0):
    x = np.moveaxis(np.array(z, dtype=float), axis, 0) * temperature
    top = x[0]
    for part in x[1:]:
        top = np.where(part > top, part, top)
    powers = np.exp(x - top)
    total = 0
    for part in powers:
        total = total + part
    return np.moveaxis(powers / total, 0, axis)


# %% normalises_the_whole_array


def softmax(z, axis=-1, temperature=1.0):
    x = np.moveaxis(np.array(z, dtype=float), axis, 0) / temperature
    top = x[0]
    for part in x[1:]:
        top = np.where(part > top, part, top)
    powers = np.exp(x - x.max())
    total = 0
    for part in powers:
        total = total + part
    return np.moveaxis(powers / np.sum(total), 0, axis)


# %% subtracts_in_the_callers_array


def softmax(z, axis=-1, temperature=1.0):
    z -= np.max(z, axis=axis, keepdims=True)
    powers = np.exp(z / temperature)
    return powers / np.sum(powers, axis=axis, keepdims=True)


# %% subtracts_the_maximum_so_far


def softmax(z, axis=-1, temperature=1.0):
    x = np.moveaxis(np.array(z, dtype=float), axis, 0) / temperature
    powers = np.empty_like(x)
    top = np.full(x.shape[1:], -np.inf)
    for i, part in enumerate(x):
        top = np.maximum(top, part)
        powers[i] = np.exp(part - top)
    return np.moveaxis(powers / powers.sum(axis=0), 0, axis)
