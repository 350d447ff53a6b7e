import numpy as np


def moments(X, y):
    A = np.array(X, dtype=float)
    t = np.array(y, dtype=float)
    return A.T.dot(A), A.T.dot(t), len(A), A.shape[1]


def blr_posterior(X, y, alpha, beta):
    G, c, n, d = moments(X, y)
    cov = np.linalg.inv(beta * G + alpha * np.eye(d))
    return beta * cov.dot(c), cov


def blr_predict(X_new, mean, cov, beta):
    Z = np.array(X_new, dtype=float)
    return Z.dot(mean), 1.0 / beta + np.einsum("ij,jk,ik->i", Z, cov, Z)

# %% right


def blr_posterior(X, y, alpha, beta):
    G, c, n, d = moments(X, y)
    cov = np.linalg.solve(G * (beta / alpha) + np.eye(d), np.eye(d)) / alpha
    return cov @ c * beta, (cov + cov.T) / 2


# %% ReturnsThePrecision


def blr_posterior(X, y, alpha, beta):
    G, c, n, d = moments(X, y)
    K = beta * G + np.diag(np.full(d, float(alpha)))
    return np.linalg.solve(K, beta * c), K


# %% TakesAlphaAndBetaForVariances


def blr_posterior(X, y, alpha, beta):
    G, c, n, d = moments(X, y)
    cov = np.linalg.inv(np.eye(d) / alpha + G / beta)
    return cov @ (c / beta), cov


def blr_predict(X_new, mean, cov, beta):
    Z = np.asarray(X_new, dtype=float)
    return Z @ mean, beta + np.array([z @ cov @ z for z in Z])


# %% ExchangesAlphaAndBeta


def blr_posterior(X, y, alpha, beta):
    G, c, n, d = moments(X, y)
    cov = np.linalg.inv(beta * np.eye(d) + alpha * G)
    return alpha * (cov @ c), cov


# %% ForgetsThePrior


def blr_posterior(X, y, alpha, beta):
    G, c, n, d = moments(X, y)
    S = np.linalg.pinv(G * beta)
    return S @ c * beta, S


# %% LeavesBetaOutOfThePrecision


def blr_posterior(X, y, alpha, beta):
    G, c, n, d = moments(X, y)
    K = G.copy()
    for i in range(d):
        K[i, i] += alpha
    S = np.linalg.inv(K)
    return S @ (beta * c), S


# %% LeavesBetaOutOfTheMean


def blr_posterior(X, y, alpha, beta):
    G, c, n, d = moments(X, y)
    S = np.linalg.inv(alpha * np.identity(d) + beta * G)
    return S @ c, S


# %% UsesTheWrongPenalty


def blr_posterior(X, y, alpha, beta):
    G, c, n, d = moments(X, y)
    lam = beta / alpha
    w = np.linalg.solve(G + lam * np.eye(d), c)
    return w, np.linalg.inv(alpha * np.eye(d) + beta * G)


# %% AveragesOverTheSamples


def blr_posterior(X, y, alpha, beta):
    G, c, n, d = moments(X, y)
    n = max(n, 1)
    K = G / n + alpha / beta * np.eye(d)
    return np.linalg.solve(K, c / n), np.linalg.inv(K) / beta


# %% LeavesOutTheNoise


def blr_predict(X_new, mean, cov, beta):
    Z = np.asarray(X_new, dtype=float)
    return Z @ mean, ((Z @ cov) * Z).sum(axis=1)


# %% AddsBetaForTheNoise


def blr_predict(X_new, mean, cov, beta):
    out = []
    for z in np.asarray(X_new, dtype=float):
        out.append((z @ mean, z @ cov @ z + beta))
    table = np.array(out, dtype=float).reshape(-1, 2)
    return table[:, 0].copy(), table[:, 1].copy()


# %% IgnoresTheCovariances


def blr_predict(X_new, mean, cov, beta):
    Z = np.asarray(X_new, dtype=float)
    return Z @ mean, 1 / beta + np.square(Z) @ np.diagonal(cov)


# %% ReturnsTheDeviation


def blr_predict(X_new, mean, cov, beta):
    Z = np.asarray(X_new, dtype=float)
    return Z @ mean, np.array([(1 / beta + z @ cov @ z) ** 0.5 for z in Z])


# %%
import numpy as np


def blr_posterior(X, y, alpha, beta):
    d = X.shape[1]
    precision = np.diag(np.full(d, float(alpha)))
    pull = np.zeros(d)
    for row, target in zip(X, y):
        precision += beta * np.outer(row, row)
        pull += beta * target * row
    cov = np.linalg.inv(precision)
    return cov @ pull, (cov + cov.T) / 2

# %% ReturnsAMatrixOfCovariances


def blr_predict(X_new, mean, cov, beta):
    centre = np.dot(X_new, mean)
    return centre, 1 / beta + np.dot(np.dot(X_new, cov), np.transpose(X_new))
