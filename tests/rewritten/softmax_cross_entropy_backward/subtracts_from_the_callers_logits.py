import numpy as np


def softmax_cross_entropy(logits, y):
    logits -= np.max(logits, axis=1, keepdims=True)
    rows = np.arange(logits.shape[0])
    total = np.sum(np.exp(logits), axis=1)
    loss = np.sum(np.log(total) - logits[rows, y]) / len(rows)
    d = np.exp(logits) / total[:, None]
    d[rows, y] -= 1
    return loss, d / len(rows)
