import numpy as np

from grader.author import close, given, law, mistake, solution, unpromised


def lstsq(X, y):
    U, s, Vt = np.linalg.svd(X, full_matrices=False)
    kept = s > 1e-10 * s[0]
    return (U[:, kept].T @ y / s[kept]) @ Vt[kept]


unpromised("ea428c23", says="(All others are above $0.01\\, s_1$.)")

given(
    "other units",
    like="dependent columns",
    factor={"choice": [1e-12, 1e12, 1e-6, 1e6]},
    X={"is": "factor * ((T[:, :rank] * core) @ R[:rank])"},
    examples=80,
)


@law("the units of X do not matter", over="other units")
def _(X, y, factor, w, reference):
    """Metres or nanometres: if all of X is multiplied by a number, w is divided by it. So what
    counts as zero depends on the largest singular value, and nothing may be added to XᵀX."""
    assert close(factor * w, reference(X / factor, y))


@solution
def by_eigenvectors(X, y):
    """Inverts XᵀX on the eigenvectors whose eigenvalues are not zero."""
    X = np.asarray(X, dtype=float)
    values, V = np.linalg.eigh(X.T @ X)
    w = np.zeros(X.shape[1])
    for value, v in zip(values, V.T):
        if value > 1e-10 * values[-1]:
            w += v * (v @ (X.T @ y)) / value
    return w


@solution
def conjugate_gradients(X, y):
    """Starts at zero and moves along mixtures of rows only, until the gradient is gone."""
    X, y = np.array(X, dtype=float), np.array(y, dtype=float)
    size = np.abs(X).max() or 1.0
    X = X / size
    w, error = np.zeros(X.shape[1]), y.copy()
    gradient = X.T @ error
    direction, start = gradient, gradient @ gradient
    for _ in range(50):
        if gradient @ gradient <= 1e-30 * (start + y @ y):
            break
        moved = X @ direction
        step = (gradient @ gradient) / (moved @ moved)
        w, error = w + step * direction, error - step * moved
        fresh = X.T @ error
        direction = fresh + (fresh @ fresh) / (gradient @ gradient) * direction
        gradient = fresh
    return w / size


@solution
def two_projections(X, y):
    """Chooses independent columns, fits those, and spreads the weights over all columns."""
    X = np.array(X, dtype=float)
    basis, kept = [], []
    for j, column in enumerate(X.T):
        rest = column.copy()
        for _ in range(2):
            for q in basis:
                rest = rest - (q @ rest) * q
        if rest @ rest > 1e-16 * np.max(np.sum(X * X, axis=0)):
            basis.append(rest / np.sqrt(rest @ rest))
            kept.append(j)
    if not kept:
        return np.zeros(X.shape[1])
    C = X[:, kept]
    F = np.linalg.solve(C.T @ C, C.T @ X)
    return F.T @ np.linalg.solve(F @ F.T, np.linalg.solve(C.T @ C, C.T @ y))


@mistake(caught_by="returns what it promises")
def inverts_the_gram_matrix(X, y):
    """You wrote down (XᵀX)⁻¹Xᵀy as it stands, with the inverse. If columns depend on each other there
    is none: you get an error, or rounding returns huge numbers. Leave out the directions with singular
    value zero."""
    return np.linalg.inv(X.T @ X) @ X.T @ y


@mistake(caught_by="the same if columns depend on each other")
def keeps_all_singular_values(X, y):
    """You divided by all singular values, also by those that are zero up to rounding, which gives
    1e15 or nan; leave those out."""
    U, s, Vt = np.linalg.svd(X, full_matrices=False)
    return (U.T @ y / s) @ Vt


@mistake(caught_by="of all best weights, they are the shortest")
def gives_zero_to_dependent_columns(X, y):
    """You fitted independent columns, chosen from the left, and gave weight 0 to those that depend
    on them; that fits as well, but the weights are shorter if dependent columns share."""
    X = np.array(X, dtype=float)
    kept = []
    for j in range(X.shape[1]):
        s = np.linalg.svd(X[:, [*kept, j]], compute_uv=False)
        if len(kept) < len(X) and s[-1] > 1e-9 * np.abs(X).max():
            kept.append(j)
    w = np.zeros(X.shape[1])
    if kept:
        w[kept] = lstsq(X[:, kept], y)
    return w


@mistake(caught_by="the error is perpendicular to every column", free="ridge")
def adds_a_ridge(X, y, *, ridge=1e-3):
    """You added {ridge} to the diagonal of XᵀX to make it invertible, which pulls all weights towards
    zero; that is ridge regression, another problem."""
    X = np.asarray(X, dtype=float)
    return np.linalg.solve(X.T @ X + ridge * np.eye(X.shape[1]), X.T @ y)


@mistake(caught_by="the units of X do not matter", free="ridge")
def adds_a_tiny_ridge(X, y, *, ridge=1e-11):
    """You left out the zero singular values, but for the others took s / (s² + {ridge}) in place of
    1 / s. This ridge pulls the weights towards zero, all of them if X is given in small
    units; divide by s itself."""
    U, s, Vt = np.linalg.svd(X, full_matrices=False)
    kept = s > 1e-10 * s[0]
    return (U[:, kept].T @ y * s[kept] / (s[kept] ** 2 + ridge)) @ Vt[kept]


@mistake(caught_by="the units of X do not matter", free="least")
def cuts_off_at_a_constant(X, y, *, least=1e-10):
    """You dropped singular values below {least}, whatever the units of X; compare them with the
    largest one, so that large matrices lose their rounding errors and small ones keep everything
    else."""
    U, s, Vt = np.linalg.svd(X, full_matrices=False)
    kept = s > least
    return (U[:, kept].T @ y / s[kept]) @ Vt[kept]


@mistake(caught_by="the error is perpendicular to every column")
def centres_the_data(X, y):
    """You subtracted the means of X and y first, which fits an intercept that was not asked for;
    take X and y as they are."""
    return lstsq(X - X.mean(axis=0), y - y.mean())


@mistake(caught_by="the error is perpendicular to every column")
def adds_a_column_of_ones(X, y):
    """You added a column of ones and dropped its weight afterwards; there is no intercept, so fit X
    as it is."""
    return lstsq(np.hstack([X, np.ones((len(X), 1))]), y)[:-1].copy()


@mistake(caught_by="returns what it promises")
def returns_a_column(X, y):
    """You returned a column (d, 1); y - X @ w would then be a table of all differences. Return
    (d,)."""
    return lstsq(X, y)[:, None]


@mistake(caught_by="returns what it promises")
def returns_the_predictions(X, y):
    """You returned X w, the predictions, one per sample; asked for are the weights w, one per
    column."""
    return X @ lstsq(X, y)


@mistake(caught_by="the error is perpendicular to every column")
def divides_by_squared_singular_values(X, y):
    """You divided by the squares of the singular values; that belongs to Xᵀy. For Uᵀy divide by s
    once."""
    U, s, Vt = np.linalg.svd(X, full_matrices=False)
    kept = s > 1e-10 * s[0]
    return (U[:, kept].T @ y / s[kept] ** 2) @ Vt[kept]


@mistake(caught_by="the error is perpendicular to every column")
def multiplies_by_singular_values(X, y):
    """You multiplied by s, which gives Xᵀy; X multiplies by s, so undoing it divides."""
    return 1.0 * (X.T @ y)


@mistake(caught_by="the error is perpendicular to every column", free="steps")
def stops_after_a_few_steps(X, y, *, steps=30):
    """You took {steps} steps of gradient descent from 0, with the gradient divided by the sum of all
    squares in X, and what is flat is not yet fitted; take far more steps, or solve the equation
    directly."""
    X = np.asarray(X, dtype=float)
    w, size = np.zeros(X.shape[1]), np.sum(X * X) or 1.0
    for _ in range(steps):
        w = w + X.T @ (y - X @ w) / size
    return w


@mistake(caught_by="of all best weights, they are the shortest")
def starts_descent_anywhere(X, y):
    """You started the descent at w = (1, …, 1). What that has along vectors that X sends to zero
    never goes away; start at 0."""
    start = np.ones(X.shape[1])
    return start + lstsq(X, y - X @ start)
