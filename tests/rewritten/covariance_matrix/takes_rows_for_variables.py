import numpy as np


def covariance(X, ddof=1):
    X = np.array(X, dtype=float)
    X = X - X.mean(axis=1, keepdims=True)
    return np.dot(X, np.transpose(X)) / (X.shape[1] - ddof)
