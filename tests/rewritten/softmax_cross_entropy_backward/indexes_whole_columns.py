import numpy as np


def softmax_cross_entropy(logits, y):
    z = np.asarray(logits, dtype=float)
    n = len(z)
    z = z - np.max(z, axis=1)[:, None]
    logp = z - np.log(np.sum(np.exp(z), axis=1))[:, None]
    loss = -np.mean(logp[:, y])
    d = np.exp(logp)
    d[:, y] -= 1
    return loss, d / n
