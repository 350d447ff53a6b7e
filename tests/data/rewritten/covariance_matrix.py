import numpy as np

# %% always_divides_by_n_minus_one


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


# %% centres_the_callers_array


def covariance(X, ddof=1):
    if np.issubdtype(X.dtype, np.integer):
        X = X.astype(float)
    X -= np.mean(X, axis=0)
    return np.einsum("ij,ik->jk", X, X) / (len(X) - ddof)


# %% divides_by_n


def covariance(X, ddof=1):
    X = np.array(X, dtype=float)
    n, d = X.shape
    means = [sum(X[:, j]) / n for j in range(d)]
    C = np.zeros((d, d))
    for i in range(n):
        for j in range(d):
            for k in range(d):
                C[j, k] += (X[i, j] - means[j]) * (X[i, k] - means[k])
    return C / n


# %% does_not_centre


def covariance(X, ddof=1):
    X = np.array(X, dtype=float)
    n, d = X.shape
    means = [0.0 for j in range(d)]
    C = np.zeros((d, d))
    for i in range(n):
        for j in range(d):
            for k in range(d):
                C[j, k] += (X[i, j] - means[j]) * (X[i, k] - means[k])
    return C / (n - ddof)


# %% returns_correlations


def covariance(X, ddof=1):
    X = np.array(X, dtype=float)
    n, d = X.shape
    means = [sum(X[:, j]) / n for j in range(d)]
    C = np.zeros((d, d))
    for i in range(n):
        for j in range(d):
            for k in range(d):
                C[j, k] += (X[i, j] - means[j]) * (X[i, k] - means[k])
    C /= n - ddof
    s = np.sqrt(np.diag(C))
    return C / s[:, None] / s[None, :]


# %% subtracts_one_mean_for_all


def covariance(X, ddof=1):
    X = np.array(X, dtype=float)
    n, d = X.shape
    means = [np.mean(X) for j in range(d)]
    C = np.zeros((d, d))
    for i in range(n):
        for j in range(d):
            for k in range(d):
                C[j, k] += (X[i, j] - means[j]) * (X[i, k] - means[k])
    return C / (n - ddof)


# %% takes_rows_for_variables


def covariance(X, ddof=1):
    X = np.array(X, dtype=float)
    X = X - X.mean(axis=1, keepdims=True)
    return np.dot(X, np.transpose(X)) / (X.shape[1] - ddof)


# %%
import numpy as np

# %% subtracts_the_means_afterwards


def covariance(X, ddof=1):
    X = np.array(X, dtype=float)
    n, d = X.shape
    means = [X[:, j].mean() for j in range(d)]
    C = np.empty((d, d))
    for j in range(d):
        for k in range(d):
            both = (X[:, j] * X[:, k]).mean()
            C[j, k] = (both - means[j] * means[k]) * n / (n - ddof)
    return C
