import numpy as np


def softmax_cross_entropy(logits, y):
    z = np.asarray(logits, dtype=float)
    n, k = z.shape
    z = z - z.max(axis=1, keepdims=True)
    e = np.exp(z)
    p = e / e.sum(axis=1, keepdims=True)
    loss = np.mean(np.log(e.sum(axis=1)) - z[np.arange(n), y])
    d = p - np.eye(k)[y]
    for i in range(n):
        d[i] = (np.diag(p[i]) - np.outer(p[i], p[i])) @ d[i]
    return loss, d / n
