import numpy as np

from grader.author import close, given, law, mistake, solution


def standardize(train, test):
    train = np.asarray(train, dtype=float)
    mean = train.mean(axis=0)
    sd = np.where(np.ptp(train, axis=0) > 0, train.std(axis=0), 1.0)
    return (train - mean) / sd, (test - mean) / sd


given(
    "tenths",
    sizes={"n": "3..9", "m": "1..5", "d": "1..3"},
    tenths={"integers": ["d"], "between": [-30, 30]},
    train={"is": "np.tile(tenths / 10, (n, 1))"},
    test={"reals": ["m", "d"]},
    examples=60,
)


@law("a constant training column leaves test entries in their units", over="tenths")
def _(tenths, test, train_z, test_z):
    """Without spread there is nothing to divide by, and the deviation counts as 1. Ask whether the
    entries are equal: the computed deviation of a column of tenths may be 1e-17 instead of 0, and
    dividing by that, or by a tiny eps, turns test entries into billions."""
    assert close(train_z, 0)
    assert close(test_z, test - tenths / 10)


@solution
def column_by_column(train, test):
    """A loop over the features, in plain arithmetic."""
    out = np.zeros(train.shape), np.zeros(test.shape)
    for j in range(train.shape[1]):
        column = train[:, j].tolist()
        mean = sum(column) / len(column)
        sd = 1.0
        if min(column) != max(column):
            sd = (sum((v - mean) ** 2 for v in column) / len(column)) ** 0.5
        for z, x in zip(out, (train, test), strict=True):
            z[:, j] = (x[:, j] - mean) / sd
    return out


@solution
def as_one_matrix(train, test):
    """Stacks both sets, moves and scales all rows at once, and takes them apart again."""
    n = len(train)
    rows = np.concatenate([train, test]).astype(float)
    rows -= rows[:n].sum(axis=0) / n
    constant = np.all(train == train[:1], axis=0)
    scale = np.sqrt(np.einsum("ij,ij->j", rows[:n], rows[:n]) / n)
    scale[constant] = 1
    rows = rows @ np.diag(1 / scale)
    return rows[:n].copy(), rows[n:].copy()


def ruler(X, ddof=0):
    varies = (X != X[0]).any(axis=0)
    return X.mean(axis=0), np.where(varies, X.std(axis=0, ddof=min(ddof, len(X) - 1)), 1.0)


@mistake(caught_by="a test set that equals the training set is mapped to the same")
def passes_the_test_set_through(train, test):
    """You left the test set as it was; the model expects it in the same units as the training
    set."""
    return standardize(train, test)[0], test.astype(float)


@mistake(caught_by="a test row depends on no other test row")
def gives_the_test_set_its_own_ruler(train, test):
    """You standardised the test set by its own mean and deviation; use those of the training set."""
    mean, sd = ruler(test)
    return standardize(train, test)[0], (test - mean) / sd


@mistake(caught_by="training columns get mean 0 and standard deviation 1, or are all zero if constant")
def measures_both_sets_together(train, test):
    """You took mean and deviation of both sets together: so the test set leaks into training. Only
    the training set may be looked at."""
    mean, sd = ruler(np.concatenate([train, test]))
    return (train - mean) / sd, (test - mean) / sd


@mistake(caught_by="a test row depends on no other test row")
def centres_the_test_set_by_itself(train, test):
    """You divided by the training deviation but subtracted the test set's own mean; subtract the
    training mean."""
    mean, sd = ruler(train)
    return (train - mean) / sd, (test - test.mean(axis=0)) / sd


@mistake(caught_by="training columns get mean 0 and standard deviation 1, or are all zero if constant")
def takes_one_ruler_for_all_features(train, test):
    """You took one mean and one deviation of the whole matrix; each feature has its own (axis=0)."""
    mean, sd = train.mean(), train.std() if np.ptp(train) > 0 else 1.0
    return (train - mean) / sd, (test - mean) / sd


@mistake(caught_by="training columns get mean 0 and standard deviation 1, or are all zero if constant")
def divides_by_n_minus_one(train, test):
    """You used ddof=1 in the standard deviation; here it divides by n."""
    mean, sd = ruler(train, 1)
    return (train - mean) / sd, (test - mean) / sd


@mistake(caught_by="training columns get mean 0 and standard deviation 1, or are all zero if constant")
def divides_by_the_variance(train, test):
    """You divided by the variance; the standard deviation is its root."""
    mean, sd = ruler(train)
    return (train - mean) / sd**2, (test - mean) / sd**2


@mistake(caught_by="training columns get mean 0 and standard deviation 1, or are all zero if constant")
def maps_to_the_unit_interval(train, test):
    """You scaled by minimum and maximum to [0, 1]; asked for are mean 0 and deviation 1."""
    span = np.ptp(train, axis=0)
    span = np.where(span > 0, span, 1)
    return (train - train.min(axis=0)) / span, (test - train.min(axis=0)) / span


@mistake(caught_by="training columns get mean 0 and standard deviation 1, or are all zero if constant")
def divides_by_zero(train, test):
    """A constant column has deviation 0, and 0/0 is nan; take 1 for its deviation."""
    mean, sd = train.mean(axis=0), train.std(axis=0)
    return (train - mean) / sd, (test - mean) / sd


@mistake(caught_by="a constant training column leaves test entries in their units", free="eps")
def adds_an_eps(train, test, *, eps=1e-12):
    """You added {eps} to the deviation to avoid dividing by zero, or took none for less. For a
    constant training column that makes huge numbers of the test entries; take 1 for its deviation."""
    mean, sd = train.mean(axis=0), train.std(axis=0) + eps
    return (train - mean) / sd, (test - mean) / sd


@mistake(caught_by="a constant training column leaves test entries in their units")
def asks_whether_the_deviation_is_zero(train, test):
    """You asked whether the computed deviation is exactly 0. For a column of tenths it is 1e-17, as
    the mean is off in the last digit; compare the entries instead."""
    mean, sd = train.mean(axis=0), train.std(axis=0)
    sd = np.where(sd == 0, 1.0, sd)
    return (train - mean) / sd, (test - mean) / sd


@mistake(caught_by="leaves its inputs alone")
def writes_into_the_training_set(train, test):
    """`train -= …` changes the caller's data; make new arrays."""
    mean, sd = ruler(train)
    test_z = (test - mean) / sd
    if train.dtype.kind != "f":
        train = train.astype(float)
    train -= mean
    train /= sd
    return train.copy(), test_z
