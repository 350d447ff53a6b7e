import numpy as np


def covariance(X, ddof=1):
    X = np.array(X, dtype=float)
    n, d = X.shape
    means = [sum(X[:, j]) / n for j in range(d)]
    C = np.zeros((d, d))
    for i in range(n):
        for j in range(d):
            for k in range(d):
                C[j, k] += (X[i, j] - means[j]) * (X[i, k] - means[k])
    return C / (n - 1)
