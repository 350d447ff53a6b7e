import numpy as np

from grader.author import close, equivalent, given, law, mistake, solution


def correlation_matrix(X):
    X = np.asarray(X, dtype=float)
    varies = np.ptp(X, axis=0) > 0
    Z = np.divide(X - X.mean(axis=0), X.std(axis=0), out=np.zeros(X.shape), where=varies)
    R = Z.T @ Z / len(X)
    np.fill_diagonal(R, 1.0)
    return R


equivalent("47a181f8", because="both factors of every product change their sign")

given(
    "tenths",
    sizes={"n": "3..9", "d": "3..4"},
    tenths={"integers": ["d"], "between": [-30, 30]},
    numbers={"reals": ["n", "d"]},
    X={"is": "np.where(np.arange(d) > 0, tenths / 10, numbers)"},
    examples=60,
)


@law("numbers that are equal have no spread", over="tenths")
def _(R, d):
    """The computed mean of three tenths is not 0.1 to the last digit, so the variance of a constant
    column may come out as 1e-34, not 0. Dividing by its root blows a rounding error up to 1, and two
    such columns seem to go together. Ask whether the entries are equal, not whether the variance
    is zero."""
    assert close(R[1:], np.eye(d)[1:])


@solution
def pair_by_pair(X):
    """Loops over pairs of columns, with the mean of the products of standardised values."""
    n, d = X.shape
    R = np.eye(d)
    for j in range(d):
        for k in range(j):
            a, b = X[:, j].astype(float), X[:, k].astype(float)
            if np.ptp(a) > 0 and np.ptp(b) > 0:
                R[j, k] = R[k, j] = np.mean((a - a.mean()) / a.std() * ((b - b.mean()) / b.std()))
    return R


@solution
def by_the_cosine_law(X):
    """Unit vectors u and v have inner product 1 - |u - v|² / 2."""
    X = np.array(X, dtype=float)
    constant = X.max(axis=0) == X.min(axis=0)
    Z = X - X.sum(axis=0) / len(X)
    Z[:, constant] = 0
    U = Z / np.where(constant, 1.0, np.sqrt((Z * Z).sum(axis=0)))
    R = 1 - ((U[:, :, None] - U[:, None, :]) ** 2).sum(axis=0) / 2
    R[constant], R[:, constant] = 0, 0
    return np.clip(np.where(np.eye(X.shape[1], dtype=bool), 1.0, R), -1, 1)


def built(X, divisor_above, divisor_below):
    varies = (X != X[0]).any(axis=0)
    Z = np.where(varies, X - X.mean(axis=0), 0.0)
    s = np.sqrt(np.where(varies, (Z * Z).sum(axis=0) / divisor_below, 1.0))
    R = Z.T @ Z / divisor_above / np.outer(s, s)
    return R + np.diag(np.where(varies, 0.0, 1.0)), varies


@mistake(caught_by="on straight lines every correlation is 1 or -1")
def mixes_the_divisors(X):
    """You divided the covariance by n - 1 but took standard deviations with n (np.std's default):
    then even a column with itself gives n / (n - 1). Use one divisor for both."""
    return built(X, max(len(X) - 1, 1), len(X))[0]


@mistake(caught_by="on straight lines every correlation is 1 or -1")
def divides_by_the_variances(X):
    """Beside the diagonal you divided by the product of the variances; take the product of the
    standard deviations, which is the root of it."""
    R, varies = built(X, len(X), len(X))
    s = np.where(varies, X.std(axis=0), 1.0)
    R = R / np.outer(s, s)
    np.fill_diagonal(R, 1.0)
    return R


@mistake(caught_by="on straight lines every correlation is 1 or -1")
def divides_by_one_deviation_only(X):
    """You divided every covariance by the variance of the row's feature, which gives the slope of
    a regression; divide by both standard deviations."""
    varies = (X != X[0]).any(axis=0)
    Z = np.where(varies, X - X.mean(axis=0), 0.0)
    R = Z.T @ Z / np.where(varies, (Z * Z).sum(axis=0), 1.0)[:, None]
    np.fill_diagonal(R, 1.0)
    return R


@mistake(caught_by="on straight lines every correlation is 1 or -1")
def does_not_centre(X):
    """You treated constant columns by themselves, but took the cosine between the others as they
    are. A shift must change nothing: subtract each column's mean first."""
    varies = (X != X[0]).any(axis=0)
    Z = np.where(varies, X, 0.0)
    lengths = np.sqrt((Z * Z).sum(axis=0))
    Z = Z / np.where(lengths > 0, lengths, 1.0)
    R = Z.T @ Z
    np.fill_diagonal(R, 1.0)
    return R


@mistake(caught_by="on straight lines every correlation is 1 or -1")
def drops_the_sign(X):
    """You returned absolute values; a falling line has correlation -1."""
    return np.abs(correlation_matrix(X))


@mistake(caught_by="a constant column has zeros beside the diagonal")
def divides_zero_by_zero(X):
    """A constant column has standard deviation 0, and 0/0 is nan; give it zeros, and the diagonal
    ones."""
    Z = X - X.mean(axis=0)
    C = Z.T @ Z
    s = np.sqrt(np.diag(C))
    return C / np.outer(s, s)


@mistake(caught_by="ones on the diagonal, symmetric, and nothing beyond 1")
def leaves_a_zero_on_the_diagonal(X):
    """You turned the nan of a constant column into 0 on the diagonal as well; the diagonal is
    always 1."""
    varies = (X != X[0]).any(axis=0)
    return correlation_matrix(X) * np.where(varies, 1.0, 0.0)


@mistake(caught_by="on straight lines every correlation is 1 or -1", free="eps")
def adds_an_eps_to_the_deviations(X, *, eps=1e-8):
    """You added {eps} to the standard deviations to avoid dividing by zero. That moves every
    correlation, even the diagonal; treat constant columns by themselves."""
    Z = X - X.mean(axis=0)
    s = Z.std(axis=0) + eps
    return Z.T @ Z / len(X) / np.outer(s, s)


@mistake(caught_by="numbers that are equal have no spread")
def asks_whether_the_variance_is_zero(X):
    """You asked whether the computed standard deviation is exactly 0. For a column of tenths the
    mean is off in the last digit and the deviation is 1e-17; compare the entries instead."""
    Z = X - X.mean(axis=0)
    s = X.std(axis=0)
    Z = Z / np.where(s == 0, 1.0, s)
    R = Z.T @ Z / len(X)
    np.fill_diagonal(R, 1.0)
    return R


@mistake(caught_by="returns what it promises")
def takes_rows_for_features(X):
    """Your matrix is (n, n): you took the rows for the features. Samples stand in the rows."""
    return correlation_matrix(X.T)


@mistake(caught_by="leaves its inputs alone")
def centres_the_callers_array(X):
    """`X -= …` centres the caller's array too; centre into a new one."""
    R = correlation_matrix(X)
    if X.dtype.kind == "f":
        X -= X.mean(axis=0)
    return R
