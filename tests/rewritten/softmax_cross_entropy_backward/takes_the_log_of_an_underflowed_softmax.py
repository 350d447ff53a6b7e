import numpy as np


def softmax_cross_entropy(logits, y):
    n, k = logits.shape
    grad = np.zeros((n, k))
    cost = 0.0
    for i in range(n):
        row = np.array(logits[i], dtype=float)
        top = row.max()
        e = np.exp(row - top)
        s = e.sum()
        cost -= np.log((e / s)[y[i]])
        grad[i] = e / s
        grad[i, y[i]] -= 1
    return cost / n, grad / n
