import numpy as np

from grader.author import close, equivalent, given, law, mistake, orthonormal, solution


def pca_eig(X, k):
    C = X - np.mean(X, axis=0)
    values, vectors = np.linalg.eigh(C.T @ C / (len(X) - 1))
    return vectors.T[::-1][:k], values[::-1][:k]


equivalent("f6fa5693", because="the signs of the directions are free")

given(
    "far away",
    like="data",
    near={"reals": ["n", "d"], "between": [-5, 5]},
    place={"choice": [1e6, -1e7, 1e5]},
    X={"is": "near + place"},
    examples=40,
)


@law("keeps its digits far from the origin", over="far away")
def _(near, k, components, variance, reference):
    """Here the mean is a million times as large as the spread. The mean of the products minus the
    product of the means is then a small difference of huge numbers; subtract the mean from the data
    first."""
    # The numbers themselves are rounded at 1e7, to 2e-9.
    assert orthonormal(components.T)
    assert close(variance, reference(near, k).variance, rtol=1e-7)


@solution
def singular_values(X, k):
    """The right singular vectors of the centred data; missing singular values are zero."""
    C = X - X.mean(axis=0)
    _, s, Vt = np.linalg.svd(C)
    variance = np.zeros(X.shape[1])
    variance[: len(s)] = s**2 / (len(X) - 1)
    return Vt[:k], variance[:k]


@solution
def jacobi(X, k):
    """Turns pairs of axes until the covariance matrix is diagonal."""
    S = np.atleast_2d(np.cov(X, rowvar=False))
    d = len(S)
    V = np.eye(d)
    for _ in range(30):
        for i in range(d):
            for j in range(i + 1, d):
                t = 0.5 * np.arctan2(2 * S[i, j], S[i, i] - S[j, j])
                G = np.eye(d)
                G[[i, j], [i, j]], G[i, j], G[j, i] = np.cos(t), -np.sin(t), np.sin(t)
                S, V = G.T @ S @ G, V @ G
    order = sorted(range(d), key=lambda i: -S[i, i])[:k]
    return [list(V[:, i]) for i in order], [S[i, i] for i in order]


def top(S, k):
    values, vectors = np.linalg.eigh(S)
    return vectors[:, ::-1][:, :k].T.copy(), values[::-1][:k].copy()


@mistake(caught_by="finds the axes along which the cloud was stretched")
def does_not_centre(X, k):
    """You did not subtract the mean, so the first direction points from the origin to the cloud."""
    return top(X.T @ X / (len(X) - 1), k)


@mistake(caught_by="finds the axes along which the cloud was stretched")
def centres_the_rows(X, k):
    """You subtracted from each sample its own mean; subtract the mean sample, taken along axis
    0."""
    C = X - X.mean(axis=1, keepdims=True)
    return top(C.T @ C / (len(X) - 1), k)


@mistake(caught_by="finds the axes along which the cloud was stretched")
def subtracts_one_number(X, k):
    """You subtracted the mean of all numbers; each column has a mean of its own."""
    C = X - X.mean()
    return top(C.T @ C / (len(X) - 1), k)


@mistake(caught_by="finds the axes along which the cloud was stretched")
def divides_by_n(X, k):
    """You divided by n; the variances here have the divisor n - 1."""
    components, variance = pca_eig(X, k)
    return components, variance * (len(X) - 1) / len(X)


@mistake(caught_by="finds the axes along which the cloud was stretched")
def keeps_the_ascending_order(X, k):
    """eigh sorts upwards, and you took its first k, the directions of least variance; turn the
    order around."""
    C = X - X.mean(axis=0)
    values, vectors = np.linalg.eigh(C.T @ C / (len(X) - 1))
    return vectors[:, :k].T.copy(), values[:k].copy()


@mistake(caught_by="finds the axes along which the cloud was stretched")
def turns_values_only(X, k):
    """You turned the order of the eigenvalues around but not that of the eigenvectors; they belong
    together."""
    C = X - X.mean(axis=0)
    values, vectors = np.linalg.eigh(C.T @ C / (len(X) - 1))
    return vectors[:, :k].T.copy(), values[::-1][:k].copy()


@mistake(caught_by="finds the axes along which the cloud was stretched")
def reads_eigenvectors_from_rows(X, k):
    """You took rows of the matrix that eigh returns; its columns are the eigenvectors."""
    C = X - X.mean(axis=0)
    values, vectors = np.linalg.eigh(C.T @ C / (len(X) - 1))
    return vectors[::-1][:k].copy(), values[::-1][:k].copy()


@mistake(caught_by="finds the axes along which the cloud was stretched")
def takes_eig_as_it_comes(X, k):
    """np.linalg.eig does not sort its eigenvalues at all, and you kept its first k; use eigh, which
    sorts them upwards, and turn the order around."""
    C = X - X.mean(axis=0)
    values, vectors = np.linalg.eig(C.T @ C / (len(X) - 1))
    return vectors[:, :k].T.real.copy(), values[:k].real.copy()


@mistake(caught_by="along perpendicular directions the coordinates are uncorrelated")
def sorts_what_eig_gives(X, k):
    """You sorted the eigenvalues of np.linalg.eig. That function does not know that S is symmetric:
    where an eigenvalue repeats, such as 0 with few samples, its vectors are not perpendicular. Use
    eigh."""
    C = X - X.mean(axis=0)
    values, vectors = np.linalg.eig(C.T @ C / (len(X) - 1))
    order = np.argsort(-values.real)[:k]
    return vectors[:, order].T.real.copy(), values[order].real.copy()


@mistake(caught_by="finds the axes along which the cloud was stretched")
def standardises_the_columns(X, k):
    """You divided every column by its standard deviation; that is PCA of the correlations, and the
    directions differ. Only subtract the mean."""
    C = X - X.mean(axis=0)
    spread = C.std(axis=0, ddof=1)
    C = C / np.where(spread > 0, spread, 1)
    return top(C.T @ C / (len(X) - 1), k)


@mistake(caught_by="finds the axes along which the cloud was stretched")
def returns_standard_deviations(X, k):
    """You returned the roots of the eigenvalues, the standard deviations; variances are asked
    for."""
    components, variance = pca_eig(X, k)
    return components, np.sqrt(np.maximum(variance, 0))


@mistake(caught_by="finds the axes along which the cloud was stretched")
def returns_shares(X, k):
    """You divided the variances by their total; asked for are the variances themselves, not their
    shares."""
    components, variance = pca_eig(X, k)
    return components, variance / (np.sum((X - X.mean(axis=0)) ** 2) / (len(X) - 1) or 1.0)


@mistake(caught_by="returns what it promises")
def returns_columns(X, k):
    """You returned the directions as columns, (d, k); put them into rows, (k, d)."""
    components, variance = pca_eig(X, k)
    return components.T.copy(), variance


@mistake(caught_by="returns what it promises")
def returns_the_coordinates(X, k):
    """You returned the coordinates of the data along the directions, (n, k); the directions
    themselves are asked for."""
    components, variance = pca_eig(X, k)
    return (X - X.mean(axis=0)) @ components.T, variance


@mistake(caught_by="returns what it promises")
def has_no_more_directions_than_samples(X, k):
    """You used an SVD with full_matrices=False, which gives min(n, d) directions; with fewer
    samples than dimensions, those with variance 0 are missing."""
    C = X - X.mean(axis=0)
    _, s, Vt = np.linalg.svd(C, full_matrices=False)
    return Vt[:k].copy(), (s**2 / (len(X) - 1))[:k]


@mistake(caught_by="keeps its digits far from the origin")
def subtracts_the_means_afterwards(X, k):
    """You computed XᵀX / (n - 1) and subtracted n / (n - 1) times the outer product of the mean
    with itself; far from the origin both are huge, and their difference has no digits left. Centre
    the data first."""
    X = np.asarray(X, dtype=float)
    n, m = len(X), X.mean(axis=0)
    return top(X.T @ X / (n - 1) - n / (n - 1) * np.outer(m, m), k)


@mistake(caught_by="leaves its inputs alone")
def centres_in_place(X, k):
    """`X -= mean` changes the caller's data; subtract into a new array."""
    if X.dtype.kind == "f":
        X -= X.mean(axis=0)
    return pca_eig(X, k)
