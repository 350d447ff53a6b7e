import numpy as np


def covariance(X, ddof=1):
    X = np.array(X, dtype=float)
    n = len(X)
    mean = X.mean(axis=0)
    return (X.T @ X / n - np.outer(mean, mean)) * n / (n - ddof)
