import numpy as np

from grader.author import close, given, law, mistake, solution


def pinv(A, rtol=1e-12):
    U, s, Vt = np.linalg.svd(A)
    r = np.sum(s > rtol * s[0])
    return (Vt[:r].T / s[:r]) @ U[:, :r].T


# The rows of a diagonal matrix in another order: its inverse is known to the last digit.
given(
    "small but real",
    sizes={"n": "2..6", "m": "n"},
    D={"is": "np.diag(np.geomspace(1.0, 1e-10, m))"},
    order={"permutation": "m"},
    factor={"choice": [1e-20, 1.0, 1e20]},
    A={"is": "factor * D[order]"},
    examples=20,
)


@law("by default, what is small but real is kept", over="small but real")
def _(P, A, m, factor):
    """Here A has an inverse, and its smallest singular value is 1e-10 times its largest. That is
    above the default bound of 1e-12, but AᵀA would have lost it."""
    # Rounding errors of 1e-16, divided by the smallest singular value of 1e-10.
    assert close(P @ A, np.eye(m), rtol=1e-4)


@solution
def one_layer_after_the_other(A, rtol=1e-12):
    """A sum of outer products."""
    U, s, Vt = np.linalg.svd(A, full_matrices=False)
    P = np.zeros(np.shape(A)[::-1])
    for i in range(len(s)):
        if s[i] > rtol * s.max():
            P += np.outer(Vt[i], U[:, i]) / s[i]
    return P


@solution
def from_a_symmetric_matrix(A, rtol=1e-12):
    """[[0, A], [A', 0]] has the eigenvalues s and -s, and its pseudo-inverse holds that of A."""
    A = np.asarray(A, dtype=float)
    m, n = A.shape
    w, Q = np.linalg.eigh(np.block([[np.zeros((m, m)), A], [A.T, np.zeros((n, n))]]))
    kept = np.abs(w) > rtol * w[-1]
    return ((Q[:, kept] / w[kept]) @ Q[:, kept].T)[m:, :m]


@mistake(caught_by="what A has done, P undoes as far as it can be undone")
def inverts_everything(A, rtol=1e-12):
    """You divide by every singular value that is not exactly 0. Rounding leaves 1e-17 where 0 ought
    to be, and its reciprocal swamps the rest; leave out what is below rtol times the largest."""
    return pinv(A, 0.0)


@mistake(caught_by="what A has done, P undoes as far as it can be undone")
def divides_nowhere(A, rtol=1e-12):
    """You multiplied by the singular values (V diag(s) Uᵀ, the transpose of A) instead of dividing
    by them."""
    return np.array(A, dtype=float).T


@mistake(caught_by="what A has done, P undoes as far as it can be undone")
def inverts_the_entries(A, rtol=1e-12):
    """You transposed A and replaced each entry that is not 0 by its reciprocal. It is the singular
    values that are inverted, not the entries."""
    A = np.asarray(A, dtype=float)
    return np.divide(1.0, A, out=np.zeros(A.shape), where=A != 0).T


@mistake(caught_by="returns what it promises")
def solves_the_normal_equations(A, rtol=1e-12):
    """(AᵀA)⁻¹Aᵀ exists only if the columns of A are independent: for a wide matrix, or one whose
    columns depend on each other, AᵀA has no inverse. Use the singular values."""
    A = np.asarray(A, dtype=float)
    return np.linalg.inv(A.T @ A) @ A.T


@mistake(caught_by="what A has done, P undoes as far as it can be undone", free="ridge")
def lifts_the_normal_equations(A, rtol=1e-12, *, ridge=1e-6):
    """You added {ridge} to the diagonal of AᵀA, so that (AᵀA + {ridge} I)⁻¹Aᵀ always exists. That is
    ridge regression, and near the pseudo-inverse only; use the singular values."""
    A = np.asarray(A, dtype=float)
    return np.linalg.inv(A.T @ A + ridge * np.eye(A.shape[1])) @ A.T


@mistake(caught_by="returns what it promises")
def keeps_the_shape(A, rtol=1e-12):
    """You returned U diag(1/s) Vᵀ, of A's own shape. An inverse leads back from the outputs to the
    inputs: V diag(1/s) Uᵀ, of shape (n, m)."""
    return pinv(A, rtol).T.copy()


@mistake(caught_by="what is below rtol times the largest is left out")
def compares_with_a_constant(A, rtol=1e-12):
    """You compare the singular values with rtol itself; multiply it by the largest of them, so that
    the units of A do not matter."""
    U, s, Vt = np.linalg.svd(A, full_matrices=False)
    return (Vt.T * np.where(s > rtol, 1 / np.maximum(s, 1e-300), 0)) @ U.T


@mistake(caught_by="what is below rtol times the largest is left out", free="bound")
def ignores_rtol(A, rtol=1e-12, *, bound=1e-12):
    """You always cut at {bound} times the largest singular value; use the rtol that is given."""
    return pinv(A, bound)


@mistake(caught_by="what is below rtol times the largest is left out")
def squares_the_bound(A, rtol=1e-12):
    """You inverted the eigenvalues of AᵀA above rtol times the largest, and multiplied by Aᵀ. Those
    are squares of singular values, so your bound for s is √rtol, far above rtol; get the singular
    values from A itself."""
    A = np.asarray(A, dtype=float)
    w, V = np.linalg.eigh(A.T @ A)
    kept = w > rtol * w[-1]
    return (V[:, kept] / w[kept]) @ V[:, kept].T @ A.T


@mistake(caught_by="what A has done, P undoes as far as it can be undone")
def lifts_small_values_to_the_bound(A, rtol=1e-12):
    """You raised small singular values to rtol times the largest and divided by that (by 1 where
    the bound is 0), which makes their reciprocals huge all the same. Leave those directions out,
    with 0 in the place of 1/s."""
    U, s, Vt = np.linalg.svd(A, full_matrices=False)
    return (Vt.T / np.maximum(s, rtol * s[0] or 1.0)) @ U.T


@mistake(caught_by="a zero matrix gives a zero matrix")
def divides_zero_by_zero(A, rtol=1e-12):
    """You kept the singular values that are at least the bound. In a zero matrix both are 0, and
    1/0 times 0 is nan; keep those strictly above it."""
    U, s, Vt = np.linalg.svd(A, full_matrices=False)
    with np.errstate(all="ignore"):
        return (Vt.T * np.where(s >= rtol * s[0], 1 / s, 0)) @ U.T
