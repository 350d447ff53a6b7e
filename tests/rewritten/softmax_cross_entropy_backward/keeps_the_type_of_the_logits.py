import numpy as np


def softmax_cross_entropy(logits, y):
    n, k = logits.shape
    grad = np.empty_like(logits)
    cost = 0.0
    for i in range(n):
        row = np.array(logits[i], dtype=float)
        top = row.max()
        e = np.exp(row - top)
        s = e.sum()
        cost += np.log(s) + top - row[y[i]]
        p = e / s
        p[y[i]] -= 1
        grad[i] = p / n
    return cost / n, grad
