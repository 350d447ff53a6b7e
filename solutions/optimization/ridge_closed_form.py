import numpy as np

from grader.author import close, given, law, mistake, solution


def ridge(X, y, lam):
    if lam < 0:
        raise ValueError(f"the penalty {lam} would reward large weights")
    X, y = np.asarray(X, dtype=float), np.asarray(y, dtype=float)
    return np.linalg.solve(X.T @ X + lam * np.eye(X.shape[1]), X.T @ y)


given(
    "extremes",
    like="data",
    rank={"integer": [1, "min(n, d)"]},
    L={"orthonormal": ["n", "rank"]},
    R={"orthonormal": ["d", "rank"]},
    core={"reals": ["rank"], "between": [0.5, 5]},
    X={"is": "(L * core) @ R.T"},
    share={"reals": ["rank"], "between": [1, 10]},  # of y in each direction that X has
    rest={"reals": ["n"]},
    y={"is": "L @ (share - L.T @ rest) + rest"},
    lam={"choice": [1e-6, 1e-3, 1e3, 1e8]},
    examples=40,
)


@law("holds between nearly no penalty and a huge one", over="extremes")
def _(y, lam, L, R, core, w):
    """In the direction of a singular vector of X, least squares is multiplied by s² / (s² + lam). A
    tiny lam leaves the shortest of all least-squares answers, also when XᵀX is singular, and a huge
    one leaves Xᵀy / lam."""
    right = R @ (core * (L.T @ y) / (core**2 + lam))
    # The system's condition is up to 25 / 1e-6, so at most eight digits are lost.
    assert close(w / np.linalg.norm(right), right / np.linalg.norm(right), rtol=1e-6)


@solution
def stacks_rows(X, y, lam):
    """Least squares on the data and d more rows."""
    if not lam >= 0:
        raise ValueError(lam)
    d = np.shape(X)[1]
    rows = np.concatenate([X, lam**0.5 * np.eye(d)])
    return np.linalg.lstsq(rows, np.concatenate([y, np.zeros(d)]), rcond=None)[0]


@solution
def by_singular_values(X, y, lam):
    """Shrinks each singular direction by itself."""
    if lam < 0:
        raise ValueError("lam")
    U, s, Vt = np.linalg.svd(X, full_matrices=False)
    keep = s > 1e-12 * s.max(initial=1e-300)
    U, s, Vt = U[:, keep], s[keep], Vt[keep]
    return Vt.T @ (s / (s**2 + lam) * (U.T @ y))


@mistake(caught_by="at the answer the pull of the data equals the pull of the penalty")
def scales_by_n(X, y, lam):
    """You multiplied lam by the number of samples, which is right for the mean of the squared
    errors; here they are summed, and lam enters as it is."""
    return ridge(X, y, lam * len(X))


@mistake(caught_by="at the answer the pull of the data equals the pull of the penalty")
def doubles_lam(X, y, lam):
    """You added 2 lam to the diagonal: the 2 of the derivative stands on both sides and cancels."""
    return ridge(X, y, 2 * lam)


@mistake(caught_by="at the answer the pull of the data equals the pull of the penalty")
def squares_lam(X, y, lam):
    """You put lam squared on the diagonal (or rows of lam, where rows of its root belong): the
    penalty is lam times the sum of squares."""
    return ridge(X, y, lam * abs(lam))


@mistake(caught_by="returns what it promises")
def adds_lam_everywhere(X, y, lam):
    """You solved the system of `X.T @ X + lam`, which adds lam to every entry. That penalises the sum
    of the weights, and dependent columns still make it singular (np.linalg.solve refuses); lam
    belongs on the diagonal alone."""
    if lam < 0:
        raise ValueError("lam")
    return np.linalg.solve(X.T @ X + lam, X.T @ y)


@mistake(caught_by="at the answer the pull of the data equals the pull of the penalty")
def centres_the_data(X, y, lam):
    """You subtracted the means of the columns and of y first, which fits an intercept as well; take
    the data as they are."""
    return ridge(X - np.mean(X, axis=0), y - np.mean(y), lam)


@mistake(caught_by="at the answer the pull of the data equals the pull of the penalty")
def spares_the_first_weight(X, y, lam):
    """You left the first weight out of the penalty as if it were an intercept; there is none, and
    every weight is penalised."""
    if lam < 0:
        raise ValueError("lam")
    D = lam * np.eye(X.shape[1])
    D[0, 0] = 0
    return np.linalg.pinv(X.T @ X + D) @ (X.T @ y)


@mistake(caught_by="at the answer the pull of the data equals the pull of the penalty")
def forgets_the_penalty(X, y, lam):
    """This is the shortest least-squares answer; lam does nothing in it."""
    if lam < 0:
        raise ValueError("lam")
    return np.linalg.pinv(X) @ y


@mistake(caught_by="at the answer the pull of the data equals the pull of the penalty")
def shrinks_least_squares(X, y, lam):
    """You divided the least-squares answer by 1 + lam. That is right for orthonormal columns only:
    weak directions must shrink more than strong ones."""
    if lam < 0:
        raise ValueError("lam")
    return np.linalg.pinv(X) @ y / (1 + lam)


@mistake(caught_by="a negative factor raises ValueError", accepts=True)
def accepts_a_negative_factor(X, y, lam):
    """A negative lam rewards large weights, and the objective need not have a minimum; raise
    ValueError."""
    return np.linalg.pinv(X.T @ X + lam * np.eye(X.shape[1])) @ (X.T @ y)


@mistake(caught_by="the penalty is worth d more samples of target 0")
def refuses_no_penalty(X, y, lam):
    """You refuse lam = 0, which is plain least squares; only a negative lam is an error."""
    if lam <= 0:
        raise ValueError("lam")
    return ridge(X, y, lam)


@mistake(caught_by="holds between nearly no penalty and a huge one", free="least")
def ignores_small_penalties(X, y, lam, *, least=0.01):
    """You treat a small lam (below {least}) as none and return the shortest least-squares answer
    (np.linalg.lstsq), which is too long in weak directions; the formula holds for each lam."""
    if lam < 0:
        raise ValueError("lam")
    return np.linalg.lstsq(X, y, rcond=None)[0] if lam < least else ridge(X, y, lam)
