import numpy as np


def table(X):
    return np.asarray(X, dtype=float)


def centred(X):
    X = table(X)
    return X - X.sum(axis=0) / len(X)


def scatter(C, divisor):
    S = np.zeros((C.shape[1], C.shape[1]))
    for c in C:
        S += np.outer(c, c)
    return S / divisor


def directions(S, k):
    values, vectors = np.linalg.eigh(S)
    order = np.argsort(values)[::-1][:k]
    return vectors[:, order].T, values[order]


def pca(C, k):
    return directions(scatter(C, len(C) - 1), k)

# %% right
def pca_eig(X, k):
    return pca(centred(X), k)

# %% does_not_centre
def pca_eig(X, k):
    return pca(table(X), k)

# %% centres_the_rows
def pca_eig(X, k):
    return pca(np.array([x - x.mean() for x in table(X)]), k)

# %% subtracts_one_number
def pca_eig(X, k):
    X = table(X)
    return pca(X - np.mean(X), k)

# %% divides_by_n
def pca_eig(X, k):
    return directions(scatter(centred(X), len(X)), k)

# %% keeps_the_ascending_order
def pca_eig(X, k):
    C = centred(X)
    values, vectors = np.linalg.eigh(C.T @ C / (len(C) - 1))
    return vectors.T[:k], values[:k]

# %% turns_values_only
def pca_eig(X, k):
    C = centred(X)
    values, vectors = np.linalg.eigh(C.T @ C / (len(C) - 1))
    return vectors.T[:k], np.flip(values)[:k]

# %% reads_eigenvectors_from_rows
def pca_eig(X, k):
    C = centred(X)
    values, vectors = np.linalg.eigh(C.T @ C / (len(C) - 1))
    order = np.argsort(-values)[:k]
    return vectors[order], values[order]

# %% takes_eig_as_it_comes
def pca_eig(X, k):
    values, vectors = np.linalg.eig(scatter(centred(X), len(X) - 1))
    return np.real(vectors[:, :k].T), np.real(values[:k])

# %% sorts_what_eig_gives
def pca_eig(X, k):
    values, vectors = np.linalg.eig(scatter(centred(X), len(X) - 1))
    values, vectors = np.real(values), np.real(vectors)
    order = sorted(range(len(values)), key=lambda i: -values[i])[:k]
    return vectors.T[order], values[order]

# %% standardises_the_columns
def pca_eig(X, k):
    C = centred(X)
    spread = np.sqrt(np.sum(C ** 2, axis=0) / (len(C) - 1))
    spread[spread == 0] = 1.0
    return pca(C / spread, k)

# %% returns_standard_deviations
def pca_eig(X, k):
    components, variance = pca(centred(X), k)
    return components, np.maximum(variance, 0.0) ** 0.5

# %% returns_shares
def pca_eig(X, k):
    C = centred(X)
    components, variance = pca(C, C.shape[1])
    total = variance.sum()
    return components[:k], variance[:k] / (total if total > 0 else 1.0)

# %% returns_columns
def pca_eig(X, k):
    components, variance = pca(centred(X), k)
    return components.T, variance

# %% returns_the_coordinates
def pca_eig(X, k):
    C = centred(X)
    components, variance = pca(C, k)
    return C @ components.T, variance

# %% has_no_more_directions_than_samples
def pca_eig(X, k):
    C = centred(X)
    U, s, Vt = np.linalg.svd(C, full_matrices=False)
    return Vt[:k], s[:k] * s[:k] / (len(C) - 1)

# %% subtracts_the_means_afterwards
def pca_eig(X, k):
    X = table(X)
    n, m = len(X), X.mean(axis=0)
    return directions(X.T @ X / (n - 1) - n / (n - 1) * np.outer(m, m), k)

# %% centres_in_place
def pca_eig(X, k):
    X = table(X)
    X -= X.mean(axis=0)
    return pca(X, k)
