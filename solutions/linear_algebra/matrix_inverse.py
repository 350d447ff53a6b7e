import numpy as np

from grader.author import close, given, law, mistake, solution, unpromised


def inverse(A):
    n = len(A)
    M = np.hstack([A, np.eye(n)])
    for k in range(n):
        p = k + np.argmax(np.abs(M[k:, k]))
        if np.abs(M[p, k]) <= 1e-12 * np.max(np.abs(A)):
            raise ValueError("the matrix is singular")
        M[[k, p]] = M[[p, k]]
        M[k] /= M[k, k]
        for i in {*range(n)} - {k}:
            M[i] -= M[i, k] * M[k]
    return M[:, n:].copy()


given(
    "scaled",
    like="matrices",
    factor={"choice": [1e-30, 1e30, 1e-8, 1e8, 0.01]},
    A={"is": "factor * ((T * core) @ R)"},
    examples=40,
)


unpromised("a9eb5a4e", says="nearly, but not quite singular do not occur")
unpromised("wrong if longer than 20", says="n at most 8")
unpromised("wrong if longer than 100", says="n at most 8")


@law("works at any scale", over="scaled")
def _(A, factor, B, n):
    """Whether a pivot is zero depends on how large the entries of A are, and the determinant, a
    product of all pivots, is tiny for a matrix of small numbers. Compare each pivot with the
    largest entry of A, not with a constant."""
    assert close((A / factor) @ (B * factor), np.eye(n))


@solution
def triangles(A):
    """P A = L U, then two substitutions for each column of the identity."""
    n = len(A)
    U, L, P = np.array(A, dtype=float), np.zeros((n, n)), np.eye(n)
    size = np.abs(U).max()
    for k in range(n):
        p = max(range(k, n), key=lambda i: abs(U[i, k]))
        for M in (U, L, P):
            M[[k, p]] = M[[p, k]]
        if not abs(U[k, k]) > 1e-11 * size:
            raise np.linalg.LinAlgError("singular")
        for i in range(k + 1, n):
            L[i, k] = U[i, k] / U[k, k]
            U[i] = U[i] - L[i, k] * U[k]
    X = np.zeros((n, n))
    for i in range(n):
        X[i] = P[i] - L[i] @ X
    for i in range(n)[::-1]:
        X[i] = (X[i] - U[i, i + 1 :] @ X[i + 1 :]) / U[i, i]
    return X


def determinant(A):
    if len(A) == 0:
        return 1.0
    rest = [np.delete(A[1:], j, axis=1) for j in range(len(A))]
    return sum((-1) ** j * A[0, j] * determinant(R) for j, R in enumerate(rest))


def cofactors(A, signs=True):
    C = np.zeros(A.shape)
    for i, j in np.ndindex(A.shape):
        minor = determinant(np.delete(np.delete(A, i, axis=0), j, axis=1))
        C[i, j] = minor if not signs or (i + j) % 2 == 0 else -minor
    return C


def determinant_or_error(A):
    det = determinant(A)
    if abs(det) <= 1e-12 * np.prod(np.sqrt(np.sum(A**2, axis=1))):
        raise ValueError("singular")
    return det


@solution
def by_cofactors(A):
    """The transposed matrix of cofactors over the determinant."""
    A = np.array(A, dtype=float)
    return cofactors(A).T / determinant_or_error(A)


@solution
def newton(A):
    """Newton's iteration for 1/a, with matrices: doubles the right digits in each step."""
    A = np.array(A, dtype=float)
    size = np.abs(A).max()
    if size == 0:
        raise ValueError("zero")
    A = A / size
    I, B = np.eye(len(A)), A.T / (np.abs(A).sum(axis=0).max() * np.abs(A).sum(axis=1).max())
    for _ in range(100):
        B = B @ (2 * I - A @ B)
    if not np.allclose(A @ B, I, atol=1e-6):
        raise ValueError("singular")
    return B / size


def eliminate(A, pivot, zero=1e-12):
    """Gauss and Jordan with a given way to choose the pivot's row."""
    n = len(A)
    M = np.hstack([A.astype(float), np.eye(n)])
    for k in range(n):
        p = pivot(np.abs(M[:, k]), k)
        if abs(M[p, k]) <= zero:
            raise ValueError("singular")
        M[[k, p]] = M[[p, k]]
        M[k] = M[k] / M[k, k]
        for i in range(n):
            if i != k:
                M[i] = M[i] - M[i, k] * M[k]
    return M[:, n:].copy()


def largest(column, k):
    return k + int(np.argmax(column[k:]))


@mistake(caught_by="returns what it promises")
def never_swaps_rows(A):
    """You took whatever stood in the pivot's place, and called A singular where that was 0 or tiny;
    but (0 1; 1 0) has an inverse. First swap in the row with the largest entry of the column."""
    return eliminate(A, lambda column, k: k, zero=1e-12 * np.max(np.abs(A)))


@mistake(caught_by="zeros and tiny numbers in the pivot's place do no harm")
def swaps_zeros_only(A):
    """You swapped rows only where the pivot was exactly 0, with the first row below that has
    another entry there; dividing by 1e-14 loses 14 digits. Always take the largest entry of the
    column."""
    inverse(A)
    return eliminate(A, lambda column, k: k + int(np.flatnonzero(column[k:])[0]), zero=-1.0)


@mistake(caught_by="zeros and tiny numbers in the pivot's place do no harm")
def swaps_the_left_half_only(A):
    """You swapped rows of the left half and not of the right one; a row goes over both halves."""
    n = len(A)
    inverse(A)
    L, R = A.astype(float), np.eye(n)
    for k in range(n):
        p = largest(np.abs(L[:, k]), k)
        L[[k, p]] = L[[p, k]]
        R[k] = R[k] / L[k, k]
        L[k] = L[k] / L[k, k]
        for i in range(n):
            if i != k:
                R[i] = R[i] - L[i, k] * R[k]
                L[i] = L[i] - L[i, k] * L[k]
    return R


@mistake(caught_by="A times its inverse is the identity, on either side")
def eliminates_below_only(A):
    """You cleared the column below the pivot and not above it, so the left half is a triangle, not
    yet the identity; subtract from every other row."""
    n = len(A)
    inverse(A)
    M = np.hstack([A.astype(float), np.eye(n)])
    for k in range(n):
        p = largest(np.abs(M[:, k]), k)
        M[[k, p]] = M[[p, k]]
        M[k] = M[k] / M[k, k]
        for i in range(k + 1, n):
            M[i] = M[i] - M[i, k] * M[k]
    return M[:, n:].copy()


@mistake(caught_by="A times its inverse is the identity, on either side")
def changes_the_pivot_while_dividing(A):
    """You divided the entries of row k one by one, from the left, by M[k, k]; after that entry
    itself it is 1, and the rest of the row stays undivided. Keep the pivot in a variable."""
    n = len(A)
    inverse(A)
    M = np.hstack([A.astype(float), np.eye(n)])
    for k in range(n):
        p = largest(np.abs(M[:, k]), k)
        M[[k, p]] = M[[p, k]]
        for j in range(2 * n):
            M[k, j] = M[k, j] / M[k, k]
        for i in range(n):
            if i != k:
                M[i] = M[i] - M[i, k] * M[k]
    return M[:, n:].copy()


@mistake(caught_by="A times its inverse is the identity, on either side")
def works_in_integers(A):
    """You eliminated in an array of A's type; if that is integer, every quotient is cut off, and a
    singular matrix may not be noticed. Work in floats."""
    n = len(A)
    M = np.hstack([A, np.eye(n, dtype=A.dtype)])
    for k in range(n):
        p = largest(np.abs(M[:, k]), k)
        if abs(M[p, k]) <= 1e-12 * np.max(np.abs(A)):
            raise ValueError("singular")
        M[[k, p]] = M[[p, k]]
        M[k] = M[k] / M[k, k]
        for i in range(n):
            if i != k:
                M[i] = M[i] - M[i, k] * M[k]
    return M[:, n:].copy()


@mistake(caught_by="A times its inverse is the identity, on either side")
def divides_one_by_each_entry(A):
    """You took 1/a for every entry; that undoes the product entry by entry, not the matrix
    product."""
    inverse(A)
    return 1 / A


@mistake(caught_by="A times its inverse is the identity, on either side")
def takes_the_transpose(A):
    """You returned the transpose; it is the inverse only of a matrix with orthonormal columns."""
    inverse(A)
    return A.T * 1.0


@mistake(caught_by="A times its inverse is the identity, on either side")
def forgets_to_transpose_the_cofactors(A):
    """The inverse is the transpose of the matrix of cofactors, over the determinant; you did not
    transpose."""
    A = A.astype(float)
    return cofactors(A) / determinant_or_error(A)


@mistake(caught_by="A times its inverse is the identity, on either side")
def forgets_the_signs_of_the_cofactors(A):
    """A cofactor is a minor times (-1)^(i + j); you left out the signs."""
    A = A.astype(float)
    return cofactors(A, signs=False).T / determinant_or_error(A)


@mistake(caught_by="singular matrices raise ValueError")
def waits_for_an_exact_zero(A):
    """You raised only for a pivot of exactly 0; rounding makes it 1e-16 or so. Compare it with the
    largest entry of A."""
    return eliminate(A, largest, zero=0.0)


@mistake(caught_by="singular matrices raise ValueError")
def returns_none(A):
    """For a singular matrix you returned None; raise ValueError, so that nobody goes on with it."""
    try:
        return inverse(A)
    except ValueError:
        return None


@mistake(caught_by="works at any scale", free="least")
def compares_pivots_with_a_constant(A, *, least=1e-10):
    """You compared the pivots with {least}, whatever the size of A; compare them with its largest
    entry."""
    return eliminate(A, largest, zero=least)


@mistake(caught_by="works at any scale", free="least")
def asks_the_determinant(A, *, least=1e-10):
    """You took A for singular if its determinant is below {least}; that of a matrix of n rows scales
    with the n-th power of its entries, and says little. Look at each pivot, compared with the
    largest entry."""
    if abs(np.linalg.det(A)) < least:
        raise ValueError("singular")
    return inverse(A)


@mistake(caught_by="leaves its inputs alone")
def eliminates_in_the_callers_matrix(A):
    """You turned the caller's A into the identity; work on a copy."""
    B = inverse(A)
    A[...] = np.eye(len(A))
    return B
