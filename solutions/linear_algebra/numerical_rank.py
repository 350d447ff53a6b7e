import numpy as np

from grader.author import given, law, mistake, solution


def numerical_rank(A, rtol=None):
    s = np.linalg.svd(np.asarray(A, dtype=float), compute_uv=False)
    if rtol is None:
        rtol = max(np.shape(A)) * np.finfo(float).eps
    return int(np.sum(s > rtol * s[0]))


# A diagonal matrix, its rows in another order, has exactly the singular values on its diagonal.
given(
    "long diagonals",
    sizes={"long": "40..60", "short": "4..6"},
    above={"integer": [2, "short - 1"]},
    factor={"choice": [1e-20, 1.0, 1e10]},
    order={"permutation": "long"},
    steps={
        "is": "np.where(np.arange(short) < above, 3.0 * long, 8.0) * np.finfo(float).eps",
    },
    D={"is": "np.vstack([np.diag(np.append([1.0, 1e-9], steps[2:])), np.zeros((long - short, short))])"},
    flip={"boolean": True},
    A={"is": "factor * (D[order].T if flip else D[order])"},
    examples=30,
)
# In single precision eps is another, but the default is made of that of a float.
given(
    "single precision",
    sizes={"above": "2..5"},
    weak={"real": [1e-13, 1e-9], "log": True},
    order={"permutation": "above"},
    A={"is": "np.diag(np.append(1.0, np.full(above - 1, weak)))[order]", "dtype": "float32"},
    examples=8,
)


@law("unless given, rtol is max(m, n) times eps", over=("long diagonals", "single precision"))
def _(rank, above):
    """By default the bound is max(m, n) * np.finfo(float).eps times the largest singular value,
    whether A is tall or wide. Squaring A first would lose everything below 1e-8."""
    assert rank == above


@solution
def from_a_symmetric_matrix(A, rtol=None):
    """[[0, A], [A', 0]] has the eigenvalues s and -s, and zeros."""
    A = np.array(A, dtype=float)
    m, n = A.shape
    w = np.linalg.eigvalsh(np.block([[np.zeros((m, m)), A], [A.T, np.zeros((n, n))]]))
    if rtol is None:
        rtol = max(m, n) * np.finfo(float).eps
    return sum(1 for value in w if value > rtol * w[-1])


@mistake(caught_by="turning A on its side or changing its units keeps the rank", free="least")
def compares_with_a_constant(A, rtol=None, *, least=1e-10):
    """Your bound ({least}, or rtol itself where it is given) does not grow with A. Multiply it by the
    largest singular value, so that a change of units changes nothing."""
    s = np.linalg.svd(A, compute_uv=False)
    return int(np.sum(s > (least if rtol is None else rtol)))


@mistake(caught_by="what is below rtol times the largest does not count")
def ignores_rtol(A, rtol=None):
    """You always use max(m, n) times eps; where rtol is given, it takes that place."""
    return numerical_rank(A)


@mistake(caught_by="r independent rows and combinations of them have rank r")
def counts_all_that_is_not_zero(A, rtol=None):
    """You count the singular values above 0, and rounding makes nearly all of them so. Compare with
    rtol times the largest."""
    s = np.linalg.svd(A, compute_uv=False)
    return int(np.sum(s > 0))


@mistake(caught_by="r independent rows and combinations of them have rank r")
def asks_the_determinant(A, rtol=None):
    """A determinant says only whether a square matrix has full rank: where it was 0, you took the
    rank for one less than full, and for matrices that are not square always for full. Count
    singular values instead."""
    A = np.asarray(A, dtype=float)
    m, n = A.shape
    full = m != n or abs(np.linalg.det(A)) > 1e-9
    return min(m, n) if full else min(m, n) - 1


@mistake(caught_by="r independent rows and combinations of them have rank r")
def counts_rows_that_are_not_zero(A, rtol=None):
    """You count the rows of A that are not zero. A row can depend on others without being zero;
    count the singular values that stand out."""
    return int(np.sum(np.any(np.asarray(A) != 0, axis=1)))


@mistake(caught_by="r independent rows and combinations of them have rank r")
def counts_rows_left_by_elimination(A, rtol=None):
    """You eliminate and count the rows that are not exactly zero afterwards. Rounding leaves tiny
    numbers where zeros ought to be; singular values tell how tiny, compared with the largest."""
    W = np.array(A, dtype=float)
    m, n = W.shape
    top = 0
    for column in range(n):
        if top == m:
            break
        pivot = top + int(np.argmax(np.abs(W[top:, column])))
        if W[pivot, column] == 0:
            continue
        W[[top, pivot]] = W[[pivot, top]]
        W[top + 1 :] -= np.outer(W[top + 1 :, column] / W[top, column], W[top])
        W[top + 1 :, column] = 0
        top += 1
    return top


@mistake(caught_by="the zero matrix has rank 0")
def counts_what_equals_the_bound(A, rtol=None):
    """You count singular values that are at least the bound. In the zero matrix all are 0 and so is
    the bound; count those strictly above it."""
    s = np.linalg.svd(A, compute_uv=False)
    rtol = max(np.shape(A)) * np.finfo(float).eps if rtol is None else rtol
    return int(np.sum(s >= rtol * s[0]))


@mistake(caught_by="unless given, rtol is max(m, n) times eps")
def takes_the_shorter_side(A, rtol=None):
    """Your default bound has min(m, n) in it. More numbers, more rounding: take the longer side,
    max(m, n)."""
    rtol = min(np.shape(A)) * np.finfo(float).eps if rtol is None else rtol
    return numerical_rank(A, rtol)


@mistake(caught_by="unless given, rtol is max(m, n) times eps")
def squares_first(A, rtol=None):
    """You count eigenvalues of AᵀA above (rtol s₁)². Rounding leaves errors of eps s₁² in them, far
    more than that by default; raising the bound to max(m, n) eps s₁² then loses all s below 1e-8
    s₁. Get the singular values from A itself."""
    A = np.asarray(A, dtype=float)
    A = A if A.shape[0] >= A.shape[1] else A.T
    w = np.linalg.eigvalsh(A.T @ A)[::-1]
    least = max(np.shape(A)) * np.finfo(float).eps
    bound = least if rtol is None else max(rtol**2, least)
    return int(np.sum(w > bound * w[0]))


@mistake(caught_by="unless given, rtol is max(m, n) times eps", free="bound")
def is_too_careful(A, rtol=None, *, bound=1e-10):
    """Without an rtol you used {bound}; the default is max(m, n) times eps, and a larger one drops
    directions that rounding cannot explain."""
    return numerical_rank(A, bound if rtol is None else rtol)
