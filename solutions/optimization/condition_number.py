import numpy as np

from grader.author import close, given, law, mistake, solution, unpromised


def condition_number(A):
    s = np.linalg.svd(A, compute_uv=False)
    return np.inf if s[-1] == 0 else float(s[0]) / float(s[-1])


unpromised("answers below 1e-8 are 0", says="at least 1; infinity")
unpromised("nan_to_num of answers", says="infinity (or more than 1e12)")

given(
    "thin ellipses",
    like="matrices",
    sizes={"m": "2..6", "n": "2..6"},
    thin={"real": [1e6, 1e10], "log": True},
    s={"is": "np.append(np.ones(min(m, n) - 1), 1 / thin)"},
    factor={"choice": [1.0, 1e-20, 1e20]},
    A={"is": "factor * (T[:, :min(m, n)] * s) @ R[:min(m, n)]"},
    examples=40,
)


@law("thin ellipses are measured to four digits", over="thin ellipses")
def _(thin, kappa):
    """Condition numbers up to 1e10 are not infinite yet. Take the singular values of A itself: the
    eigenvalues of A'A are right to 1e-16 only, and their roots to 1e-8."""
    assert close(kappa / thin, 1.0, rtol=1e-4)


@solution
def from_a_symmetric_matrix(A):
    """The eigenvalues of [[0, A], [A', 0]] are the singular values of A, with both signs."""
    m, n = A.shape
    both = np.zeros((m + n, m + n))
    both[:m, m:], both[m:, :m] = A, A.T
    s = np.sort(np.linalg.eigvalsh(both))[::-1][: min(m, n)]
    with np.errstate(all="ignore"):
        return float(s[0] / s[-1]) if s[-1] > 1e-15 * s[0] else float("inf")


@solution
def from_the_triangle(A):
    """Turns A into a triangle first, which keeps the singular values; two norms give the extremes."""
    A = np.asarray(A, dtype=float)
    R = np.linalg.qr(A if A.shape[0] >= A.shape[1] else A.T)[1]
    try:
        return np.linalg.norm(R, 2) * np.linalg.norm(np.linalg.inv(R), 2)
    except np.linalg.LinAlgError:
        return np.inf


@mistake(caught_by="compares the longest with the shortest half axis")
def uses_eigenvalues(A):
    """For square matrices you divided the largest by the smallest absolute eigenvalue. Unless A is
    symmetric, eigenvalues don't say how far it stretches; take singular values."""
    if A.shape[0] != A.shape[1]:
        return condition_number(A)
    sizes = np.abs(np.linalg.eigvals(A))
    return sizes.max() / sizes.min() if sizes.min() > 1e-14 * sizes.max() else np.inf


@mistake(caught_by="neither units nor turns nor transposing matter", free="least")
def takes_a_small_determinant_for_singular(A, *, least=1e-12):
    """You returned infinity where |det(A'A)|, or of AA' for a wide A, is below {least}. A determinant
    depends on the units: a rotation of small numbers has a tiny one. Look at the singular values."""
    gram = A.T @ A if A.shape[0] >= A.shape[1] else A @ A.T
    return np.inf if abs(np.linalg.det(gram)) < least else condition_number(A)


@mistake(caught_by="less than full rank means no bound")
def divides_zero_by_zero(A):
    """You divided without looking: for the zero matrix that is 0/0, nan."""
    s = np.linalg.svd(A, compute_uv=False)
    return s[0] / s[-1]


@mistake(caught_by="less than full rank means no bound", free="share")
def leaves_the_zeros_out(A, *, share=1e-12):
    """You took the smallest singular value above {share} times the largest, and passed the zeros over.
    They are what makes the matrix lose a direction: kappa is infinite."""
    s = np.linalg.svd(A, compute_uv=False)
    s = s[s > share * s[0]]
    return s[0] / s[-1] if len(s) else np.inf


@mistake(caught_by="compares the longest with the shortest half axis")
def forgets_the_root(A):
    """You divided the eigenvalues of A'A (of AA' for a wide A); they are the squares of the singular
    values, so take the root."""
    w = np.linalg.eigvalsh(A.T @ A if A.shape[0] >= A.shape[1] else A @ A.T)
    return w[-1] / w[0] if w[0] > 0 else np.inf


@mistake(caught_by="thin ellipses are measured to four digits")
def goes_through_the_square(A):
    """You took roots of the eigenvalues of A'A (of AA' for a wide A), and infinity where one is not
    positive. The square has lost half of the digits: beyond 1e8 your ratio is noise. Decompose A
    itself."""
    w = np.linalg.eigvalsh(A.T @ A if A.shape[0] >= A.shape[1] else A @ A.T)
    return np.sqrt(w[-1] / w[0]) if w[0] > 1e-16 * w[-1] else np.inf


@mistake(caught_by="compares the longest with the shortest half axis")
def takes_all_entries_for_the_norm(A):
    """You multiplied the Frobenius norms of A and of its pseudo-inverse, whatever the rank. They add
    up over all directions: a rotation gets n, and the zero matrix 0. Take the largest stretch only."""
    return np.linalg.norm(A) * np.linalg.norm(np.linalg.pinv(A))


@mistake(caught_by="compares the longest with the shortest half axis")
def compares_columns(A):
    """You divided the longest by the shortest column. Columns that are long but nearly parallel make
    a thin ellipse too; take singular values."""
    lengths = np.sqrt(np.sum(np.square(A, dtype=float), axis=0))
    return lengths.max() / lengths.min()


@mistake(caught_by="never below 1, and exactly 1 for a rotation")
def turns_the_ratio_around(A):
    """You divided the smallest by the largest, which is never above 1; kappa is never below."""
    return 1 / condition_number(A)


@mistake(caught_by="compares the longest with the shortest half axis")
def multiplies_from_one_side_only(A):
    """You always took the eigenvalues of A'A, and infinity where the smallest is 0 or nearly so. For a wide matrix A'A is larger than min(m, n) and singular, though A has full rank:
    take AA' there, or the SVD of A."""
    w = np.linalg.eigvalsh(A.T @ A)
    return np.sqrt(w[-1] / w[0]) if w[0] > 1e-12 * w[-1] else np.inf


@mistake(caught_by="thin ellipses are measured to four digits", free="share")
def calls_thin_flat(A, *, share=1e-6):
    """You returned infinity once the smallest singular value is below {share} times the largest.
    Smaller ones may still be numbers with many digits."""
    s = np.linalg.svd(A, compute_uv=False)
    return s[0] / s[-1] if s[-1] > share * s[0] else np.inf
