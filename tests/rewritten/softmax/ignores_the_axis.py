import numpy as np


def softmax(z, axis=-1, temperature=1.0):
    z = np.asarray(z, dtype=float) / temperature
    flat = z.reshape(-1, z.shape[-1])
    out = np.array([np.exp(row - max(row)) / np.sum(np.exp(row - max(row))) for row in flat])
    return out.reshape(z.shape)
