import numpy as np

from grader.author import close, given, law, mistake, solution


def covariance(X, ddof=1):
    X = np.asarray(X, dtype=float)
    Z = X - X.mean(axis=0)
    return Z.T @ Z / (len(X) - ddof)


given(
    "far from zero",
    near={"reals": ["n", "d"]},
    far={"reals": [1, "d"], "between": [1e6, 3e6]},
    X={"is": "near + far"},
    order={"permutation": "n"},
)


@law("keeps its digits far from zero and in any order", over="far from zero")
def _(near, X, order, C, covariance, reference):
    """A shift of all samples changes nothing, nor does their order. Squares near 10¹² keep no more
    than four decimals, so subtracting products of means after summing leaves mostly rounding
    errors: subtract the mean from the samples first."""
    # X is rounded to 2e-10, its products with numbers near 10 to about 1e-8; the shortcut to 1e-3.
    right = reference(near)
    assert close(C, right, rtol=1e-6)
    assert close(covariance(X[order]), right, rtol=1e-6)


@solution
def pair_by_pair(X, ddof=1):
    """One entry at a time, each column centred by itself."""
    n, d = X.shape
    columns = [[x - sum(X[:, j].tolist()) / n for x in X[:, j].tolist()] for j in range(d)]
    C = np.empty((d, d))
    for j in range(d):
        for k in range(d):
            C[j, k] = sum(a * b for a, b in zip(columns[j], columns[k], strict=True)) / (n - ddof)
    return C


@solution
def one_sample_after_another(X, ddof=1):
    """Welford's update: each sample moves the mean and adds one outer product."""
    n, d = X.shape
    mean, total = np.zeros(d), np.zeros((d, d))
    for count, x in enumerate(X, start=1):
        before = x - mean
        mean = mean + before / count
        total += np.outer(before, x - mean)
    return (total + total.T) / 2 / (n - ddof)


@mistake(caught_by="returns what it promises")
def takes_rows_for_variables(X, ddof=1):
    """Your matrix is (n, n): you took the rows for the features, and the columns for the samples.
    Samples stand in the rows."""
    Z = X - X.mean(axis=1, keepdims=True)
    return Z @ Z.T / np.float64(X.shape[1] - ddof)


@mistake(caught_by="the diagonal holds the variances of the columns")
def divides_by_n(X, ddof=1):
    """You divided by n whatever ddof says; divide by n - ddof, which is n - 1 by default."""
    return covariance(X, 0)


@mistake(caught_by="the diagonal holds the variances of the columns")
def always_divides_by_n_minus_one(X, ddof=1):
    """You divided by n - 1 whatever ddof says; ddof=0 asks for n."""
    Z = X - X.mean(axis=0)
    return Z.T @ Z / np.float64(len(X) - 1)


@mistake(caught_by="Cov(XA + b) = AᵀCov(X)A")
def does_not_centre(X, ddof=1):
    """Without subtracting the column means your matrix changes when all samples are shifted."""
    return X.T @ X / (len(X) - ddof)


@mistake(caught_by="the diagonal holds the variances of the columns")
def subtracts_one_mean_for_all(X, ddof=1):
    """You subtracted the mean of all entries; each column has its own mean (axis=0)."""
    Z = X - X.mean()
    return Z.T @ Z / (len(X) - ddof)


@mistake(caught_by="keeps its digits far from zero and in any order")
def subtracts_the_means_afterwards(X, ddof=1):
    """You took the mean of the products minus the product of the means, times n / (n - ddof). That is
    right on paper, but its digits cancel for columns far from zero; centre first."""
    n, mean = len(X), X.mean(axis=0)
    return (X.T @ X / n - np.outer(mean, mean)) * n / (n - ddof)


@mistake(caught_by="the diagonal holds the variances of the columns")
def returns_correlations(X, ddof=1):
    """Dividing by the standard deviations gives correlations; covariances keep the units."""
    C = covariance(X, ddof)
    s = np.sqrt(np.diag(C))
    return C / np.outer(s, s)


@mistake(caught_by="leaves its inputs alone")
def centres_the_callers_array(X, ddof=1):
    """`X -= …` centres the caller's array too, unless it was copied for holding integers; centre
    into a new one."""
    if X.dtype.kind != "f":
        X = X.astype(float)
    X -= X.mean(axis=0)
    return X.T @ X / (len(X) - ddof)
