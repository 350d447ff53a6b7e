import numpy as np

from grader.author import close, equivalent, given, law, mistake, orthonormal, solution


def svd(A):
    A = np.asarray(A, dtype=float)
    V = np.linalg.eigh(A.T @ A)[1][:, ::-1]
    # The columns of AV are perpendicular and get shorter, so QR only gives them length one: R is
    # diagonal. In the place of the zero columns, which come last, its reflections put others.
    U, R = np.linalg.qr(A @ V)
    s = np.diag(R)
    order = np.argsort(-np.abs(s))  # tiny values may be out of order
    s, U, V = s[order], U[:, order], V[:, order]
    return U * np.where(s < 0, -1, 1), np.abs(s), V.T


equivalent("6e5d667b", because="multiplying by 1 or -1 is the same as dividing by it")
equivalent("f8216b4c", because="a column of U that belongs to s = 0 may have either sign")

given(
    "scaled",
    T={"orthogonal": "m"},
    R={"orthogonal": "n"},
    rank={"integer": [0, "min(m, n)"]},
    core={"reals": ["rank"], "between": [0.1, 2]},
    B={"is": "(T[:, :rank] * core) @ R[:rank]"},
    factor={"choice": [1e-60, 1e60, 1e-8, 1e5]},
    A={"is": "factor * B", "order": "F"},
    examples=60,
)


@law("works at any scale", over="scaled")
def _(B, factor, U, s, Vt):
    """Entries go from 1e-60 to 1e60, so what counts as zero depends on the largest singular value;
    a threshold such as 1e-10 does not. All of A may be zero."""
    assert orthonormal(U, 1e-6)
    assert orthonormal(Vt.T, 1e-6)
    assert close((U * (s / factor)) @ Vt, B, rtol=1e-6)
    assert np.all(s >= 0)


@solution
def fills_in_by_hand(A):
    """Divides the columns of AV by their lengths; Gram-Schmidt on unit vectors fills the gaps."""
    A = np.array(A, dtype=float)
    m, n = A.shape
    r = min(m, n)
    scale = np.sqrt(np.sum(A * A)) or 1.0
    w, V = np.linalg.eigh(A.T @ A / scale**2)
    s, V = np.sqrt(np.clip(w[::-1][:r], 0, None)) * scale, V[:, ::-1][:, :r]
    s[s < 1e-7 * s[0]] = 0
    columns = []
    for i in range(r):
        if s[i] > 0:
            columns.append(A @ V[:, i] / s[i])
            continue
        for e in np.eye(m):
            for _ in range(2):
                for u in columns:
                    e = e - (u @ e) * u
            if np.sqrt(e @ e) > 1e-3:
                columns.append(e / np.sqrt(e @ e))
                break
    return np.stack(columns, axis=1), s, V.T


@solution
def rotates_pairs_of_columns(A):
    """One-sided Jacobi: turns pairs of columns until all are perpendicular. No eigh at all."""
    A = np.array(A, dtype=float)
    if A.shape[0] < A.shape[1]:
        U, s, Vt = rotates_pairs_of_columns(A.T)
        return Vt.T, s, U.T
    m, n = A.shape
    size = np.abs(A).max() or 1.0
    W, V = A / size, np.eye(n)
    turned = True
    while turned:
        turned = False
        for i in range(n):
            for j in range(i + 1, n):
                a, b, c = W[:, i] @ W[:, i], W[:, j] @ W[:, j], W[:, i] @ W[:, j]
                if abs(c) <= 1e-13 * np.sqrt(a * b) or abs(c) < 1e-28:
                    continue
                turned = True
                angle = 0.5 * np.arctan2(2 * c, a - b)
                G = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
                W[:, [i, j]], V[:, [i, j]] = W[:, [i, j]] @ G, V[:, [i, j]] @ G
    s = np.sqrt(np.sum(W * W, axis=0))
    order = np.argsort(-s)
    s, W, V = s[order], W[:, order], V[:, order]
    kept = s > 1e-12 * max(s[0], 1e-300)
    # The rest of a full orthogonal basis that starts with the columns kept.
    full = np.linalg.qr(np.hstack([W[:, kept] / s[kept], np.eye(m)]))[0]
    U = full[:, :n].copy()
    U[:, kept] = W[:, kept] / s[kept]
    return U, s * size, V.T


@mistake(caught_by="zero singular values still have unit vectors")
def divides_by_zero(A):
    """For s = 0 you divided 0 by 0; choose a unit vector perpendicular to the other columns of U."""
    if A.shape[0] < A.shape[1]:
        U, s, Vt = divides_by_zero(A.T)
        return Vt.T.copy(), s, U.T.copy()
    w, V = np.linalg.eigh(A.T @ A)
    s, V = np.sqrt(np.maximum(w[::-1], 0)), V[:, ::-1]
    return (A @ V) / s, s, V.T.copy()


@mistake(caught_by="zero singular values still have unit vectors")
def leaves_zero_columns(A):
    """You divided A v by s, and left columns of zeros in U where s is 0 or nearly so (for
    a wide A, whose transpose you took, rows of zeros in Vt); they must have length one as well."""
    if A.shape[0] < A.shape[1]:
        U, s, Vt = leaves_zero_columns(A.T)
        return Vt.T.copy(), s, U.T.copy()
    w, V = np.linalg.eigh(A.T @ A)
    s, V = np.sqrt(np.maximum(w[::-1], 0)), V[:, ::-1]
    return (A @ V) / np.where(s > 1e-7 * s[0], s, np.inf), s, V.T.copy()


@mistake(caught_by="U diag(s) Vt gives A back")
def solves_two_eigenproblems(A):
    """U from AAᵀ and V from AᵀA have signs that were chosen apart, so A v is -s u for some; get U
    from A v."""
    m, n = A.shape
    r = min(m, n)
    w, V = np.linalg.eigh(A.T @ A)
    U = np.linalg.eigh(A @ A.T)[1]
    return U[:, ::-1][:, :r].copy(), np.sqrt(np.maximum(w[::-1][:r], 0)), V[:, ::-1][:, :r].T.copy()


@mistake(caught_by="s descends, and its squares sum to those of A")
def takes_roots_of_negative_numbers(A):
    """Rounding makes a zero eigenvalue a little negative, and the root that you took of it for s is
    nan, though your U and V are right: cut off at 0 first."""
    if A.shape[0] < A.shape[1]:
        U, s, Vt = takes_roots_of_negative_numbers(A.T)
        return Vt.T.copy(), s, U.T.copy()
    U, _, Vt = svd(A)
    with np.errstate(invalid="ignore"):
        return U, np.sqrt(np.linalg.eigh(A.T @ A)[0][::-1]), Vt


@mistake(caught_by="s descends, and its squares sum to those of A")
def leaves_them_ascending(A):
    """eigh sorts upwards; turn values and vectors around."""
    U, s, Vt = svd(A)
    return U[:, ::-1].copy(), s[::-1].copy(), Vt[::-1].copy()


@mistake(caught_by="s descends, and its squares sum to those of A")
def forgets_the_root(A):
    """The eigenvalues of AᵀA are the squares of the singular values."""
    U, s, Vt = svd(A)
    return U, s**2, Vt


@mistake(caught_by="returns what it promises")
def returns_V_itself(A):
    """You returned V; the third part is its transpose, with the vectors in its rows."""
    U, s, Vt = svd(A)
    return U, s, Vt.T.copy()


@mistake(caught_by="returns what it promises")
def returns_all_of_U(A):
    """You returned the full (m, m) matrix; only the first min(m, n) columns are asked for."""
    U, s, Vt = svd(A)
    full = np.linalg.qr(np.hstack([U, np.eye(len(U))]))[0]
    full[:, : len(s)] = U
    return full, s, Vt


@mistake(caught_by="returns what it promises")
def handles_tall_matrices_only(A):
    """For a wide A, AᵀA is larger than min(m, n) and brings zeros that belong to nobody; take the
    SVD of the transpose, or the first min(m, n) only."""
    if A.shape[0] >= A.shape[1]:
        return svd(A)
    w, V = np.linalg.eigh(A.T @ A)
    s, V = np.sqrt(np.maximum(w[::-1], 0)), V[:, ::-1]
    return (A @ V) / np.where(s > 1e-7 * s[0], s, np.inf), s, V.T.copy()


@mistake(caught_by="works at any scale")
def takes_for_zero_what_is_below_a_constant(A):
    """You scaled A v to length one where s was above some constant, and made up a column of U elsewhere.
    Whether that is small depends on the units of A; compare with the largest singular value."""
    if A.shape[0] < A.shape[1]:
        U, s, Vt = takes_for_zero_what_is_below_a_constant(A.T)
        return Vt.T.copy(), s, U.T.copy()
    w, V = np.linalg.eigh(A.T @ A)
    s, V = np.sqrt(np.maximum(w[::-1], 0)), V[:, ::-1]
    images = np.where(s > 1e-10, A @ V, 0)
    lengths = np.where(s > 1e-10, np.linalg.norm(images, axis=0), 1)
    made_up = np.linalg.svd(images)[0][:, : len(s)]
    return np.where(s > 1e-10, images / lengths, made_up), s, V.T.copy()
