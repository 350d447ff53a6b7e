import numpy as np


def covariance(X, ddof=1):
    if np.issubdtype(X.dtype, np.integer):
        X = X.astype(float)
    X -= np.mean(X, axis=0)
    return np.einsum("ij,ik->jk", X, X) / (len(X) - ddof)
