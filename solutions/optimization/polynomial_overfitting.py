import numpy as np

from grader.author import close, given, law, mistake, solution


def solved(V, y, lam):
    d = V.shape[1]
    rows = np.vstack([V, np.sqrt(lam) * np.eye(d)])
    return np.linalg.lstsq(rows, np.append(y, np.zeros(d)), rcond=None)[0]


def fit_errors(x_tr, y_tr, x_va, y_va, degrees, lam=0.0):
    train, val = [], []
    for k in degrees:
        exponents = np.arange(k + 1)
        c = solved(x_tr[:, None] ** exponents, y_tr, lam)
        train.append(np.mean((x_tr[:, None] ** exponents @ c - y_tr) ** 2))
        val.append(np.mean((x_va[:, None] ** exponents @ c - y_va) ** 2))
    return np.array(train), np.array(val)


given(
    "high degrees",
    sizes={"p": "15..20", "n": "2 * p", "m": 5},
    x_tr={"is": "-np.cos(np.pi * np.arange(n) / (n - 1))"},
    y_tr={"reals": ["n"]},
    x_va={"is": "x_tr[:m]"},
    y_va={"is": "y_tr[:m]"},
    degrees=[20, 25],
    lam=0.0,
    examples=5,
)


@law("high degrees do not explode", over="high degrees")
def _(x_tr, y_tr, degrees, train):
    """At degree 25 the columns 1, x, … are so nearly dependent that VᵀV has no correct digit left
    in its inverse. Least squares on V itself (np.linalg.lstsq, a QR decomposition) or other
    polynomials that span the same space still give the right error."""
    for k, error in zip(degrees, train, strict=True):
        Q = np.linalg.qr(np.polynomial.legendre.legvander(x_tr, k))[0]
        # Powers up to 25 on these points have a condition near 1e9; the residual loses few digits.
        assert close(error, np.mean((y_tr - Q @ (Q.T @ y_tr)) ** 2), rtol=1e-6)


@solution
def by_singular_values(x_tr, y_tr, x_va, y_va, degrees, lam=0.0):
    """Shrinks the singular directions of the matrix of powers, and evaluates by Horner's rule."""
    errors = []
    for k in degrees:
        U, s, Vt = np.linalg.svd(np.vander(x_tr, k + 1), full_matrices=False)
        c = Vt.T @ (s / (s**2 + lam) * (U.T @ y_tr))
        errors.append([np.mean((np.polyval(c, x) - y) ** 2) for x, y in ((x_tr, y_tr), (x_va, y_va))])
    return tuple(np.array(errors).T.copy())


@solution
def through_qr(x_tr, y_tr, x_va, y_va, degrees, lam=0.0):
    """A QR decomposition of the powers and the penalty's rows, and plain lists."""
    train, val = [], []
    for k in degrees:
        A = np.array([[x**j for j in range(k + 1)] for x in x_tr])
        Q, R = np.linalg.qr(np.concatenate([A, lam**0.5 * np.identity(k + 1)]))
        c = np.linalg.solve(R, Q[: len(x_tr)].T @ y_tr)
        for errors, xs, ys in ((train, x_tr, y_tr), (val, x_va, y_va)):
            values = [sum(c[j] * x**j for j in range(k + 1)) for x in xs]
            errors.append(sum((v - y) ** 2 for v, y in zip(values, ys, strict=True)) / len(xs))
    return train, val


def powers(x, k):
    return np.vander(x, k + 1, increasing=True)


def fit(x, y, k, lam):
    return solved(powers(x, k), y, lam)


def errors_of(fitted, x_tr, y_tr, x_va, y_va, degrees, mean=np.mean):
    """Errors on both sets of the coefficients fitted(k)."""
    train = [mean((powers(x_tr, k) @ fitted(k) - y_tr) ** 2) for k in degrees]
    val = [mean((powers(x_va, k) @ fitted(k) - y_va) ** 2) for k in degrees]
    return np.array(train), np.array(val)


@mistake(caught_by="degree 0 predicts the mean of the training data")
def fits_on_all_data(x_tr, y_tr, x_va, y_va, degrees, lam=0.0):
    """You fitted the polynomial to training and validation data together; then nothing is left to
    judge it by. Fit on the training data alone."""
    x, y = np.append(x_tr, x_va), np.append(y_tr, y_va)
    return errors_of(lambda k: fit(x, y, k, lam), x_tr, y_tr, x_va, y_va, degrees)


@mistake(caught_by="degree 0 predicts the mean of the training data")
def fits_again_on_validation(x_tr, y_tr, x_va, y_va, degrees, lam=0.0):
    """You fitted a second polynomial to the validation data. They only judge: use the coefficients
    from training."""
    train, _ = fit_errors(x_tr, y_tr, x_va, y_va, degrees, lam)
    val, _ = fit_errors(x_va, y_va, x_tr, y_tr, degrees, lam)
    return train, val


@mistake(caught_by="high degrees do not explode")
def solves_normal_equations(x_tr, y_tr, x_va, y_va, degrees, lam=0.0):
    """You multiplied Vᵀy by an inverse of VᵀV + lam I (np.linalg.pinv). VᵀV squares the condition of
    V, so that at high degrees no digit is left, and np.linalg.solve fares no better. Use least
    squares on V itself, with rows for the penalty."""

    def fitted(k):
        V = powers(x_tr, k)
        return np.linalg.pinv(V.T @ V + lam * np.eye(k + 1), rcond=1e-15) @ (V.T @ y_tr)

    return errors_of(fitted, x_tr, y_tr, x_va, y_va, degrees)


@mistake(caught_by="degree 0 predicts the mean of the training data")
def returns_sums(x_tr, y_tr, x_va, y_va, degrees, lam=0.0):
    """You returned sums of squared errors; the two sets differ in size, so take means."""
    return errors_of(lambda k: fit(x_tr, y_tr, k, lam), x_tr, y_tr, x_va, y_va, degrees, np.sum)


@mistake(caught_by="degree 0 predicts the mean of the training data")
def returns_roots(x_tr, y_tr, x_va, y_va, degrees, lam=0.0):
    """You took the square root of the mean squared errors; it is not asked for."""
    train, val = fit_errors(x_tr, y_tr, x_va, y_va, degrees, lam)
    return np.sqrt(train), np.sqrt(val)


@mistake(caught_by="a higher degree never fits the training data worse, and n points fit exactly")
def stops_one_power_short(x_tr, y_tr, x_va, y_va, degrees, lam=0.0):
    """Degree k has k + 1 coefficients, those of 1, x, …, x**k; you used only k of them (one at
    least)."""
    return fit_errors(x_tr, y_tr, x_va, y_va, [max(k - 1, 0) for k in degrees], lam)


@mistake(caught_by="degree 0 predicts the mean of the training data")
def has_no_constant(x_tr, y_tr, x_va, y_va, degrees, lam=0.0):
    """Your polynomials have no constant term (degree 0 predicts 0); the powers begin with x**0 =
    1."""

    def fitted(k):
        rows = np.vstack([powers(x_tr, k)[:, 1:], np.sqrt(lam) * np.eye(k)])
        c = np.linalg.lstsq(rows, np.append(y_tr, np.zeros(k)), rcond=None)[0]
        return np.append(0.0, c)

    return errors_of(fitted, x_tr, y_tr, x_va, y_va, degrees)


@mistake(caught_by="agrees with the reference")
def ignores_the_penalty(x_tr, y_tr, x_va, y_va, degrees, lam=0.0):
    """You never use lam; add its rows to the least squares. (You took the shortest coefficients
    where several fit.)"""
    return errors_of(lambda k: fit(x_tr, y_tr, k, 0.0), x_tr, y_tr, x_va, y_va, degrees)


@mistake(caught_by="agrees with the reference")
def spares_the_constant(x_tr, y_tr, x_va, y_va, degrees, lam=0.0):
    """You left c_0 out of the penalty; that is often wise, but here every coefficient is
    penalised."""

    def fitted(k):
        D = np.sqrt(lam) * np.eye(k + 1)
        D[0, 0] = 0
        rows = np.vstack([powers(x_tr, k), D])
        return np.linalg.lstsq(rows, np.append(y_tr, np.zeros(k + 1)), rcond=None)[0]

    return errors_of(fitted, x_tr, y_tr, x_va, y_va, degrees)


@mistake(caught_by="agrees with the reference")
def scales_the_penalty(x_tr, y_tr, x_va, y_va, degrees, lam=0.0):
    """You multiplied lam by the number of training points, as if the fit minimised a mean; it
    minimises the sum of squared errors plus lam times the sum of squares."""
    return fit_errors(x_tr, y_tr, x_va, y_va, degrees, lam * len(x_tr))


@mistake(caught_by="agrees with the reference")
def adds_rows_of_lam(x_tr, y_tr, x_va, y_va, degrees, lam=0.0):
    """Your extra rows are lam times the identity, and squaring makes that lam²; take its root."""
    return fit_errors(x_tr, y_tr, x_va, y_va, degrees, lam**2)


@mistake(caught_by="agrees with the reference")
def adds_the_penalty_to_the_errors(x_tr, y_tr, x_va, y_va, degrees, lam=0.0):
    """You added lam times the sum of squared coefficients to both errors; the penalty guides the
    fit, and is no part of the errors."""
    train, val = fit_errors(x_tr, y_tr, x_va, y_va, degrees, lam)
    cost = np.array([lam * np.sum(fit(x_tr, y_tr, k, lam) ** 2) for k in degrees])
    return train + cost, val + cost


@mistake(caught_by="a higher degree never fits the training data worse, and n points fit exactly")
def skips_the_powers_between(x_tr, y_tr, x_va, y_va, degrees, lam=0.0):
    """You take only the constant and the highest power, c_0 + c_1 x**k; all powers up to k belong
    to it."""

    def fitted(k):
        V = powers(x_tr, k)[:, [0, k][: k + 1]]
        size = V.shape[1]
        rows = np.vstack([V, np.sqrt(lam) * np.eye(size)])
        c = np.linalg.lstsq(rows, np.append(y_tr, np.zeros(size)), rcond=None)[0]
        full = np.zeros(k + 1)
        full[0] = c[0]
        full[k] = c[-1]
        return full

    return errors_of(fitted, x_tr, y_tr, x_va, y_va, degrees)
