import numpy as np

from grader.author import close, law, mistake, solution


def truncate_svd(A, k):
    U, s, Vt = np.linalg.svd(A)
    if not 0 <= k <= len(s):
        raise ValueError(f"k must be between 0 and {len(s)}")
    return (U[:, :k] * s[:k]) @ Vt[:k]


@law("what was cut stays cut: more layers first, then k, is k at once", over="spectra")
def _(A, B, k, more, truncate_svd):
    """A matrix cut after more layers still has the same first k, so cutting it again after k gives
    the same as cutting A there."""
    assert close(truncate_svd(truncate_svd(A, more), k), B)


@solution
def one_layer_after_the_other(A, k):
    """A sum of outer products."""
    A = np.asarray(A, dtype=float)
    if k < 0 or k > min(A.shape):
        raise ValueError("no such k")
    U, s, Vt = np.linalg.svd(A)
    B = np.zeros(A.shape)
    for i in range(k):
        B += s[i] * np.outer(U[:, i], Vt[i])
    return B


@solution
def projects_onto_eigenvectors(A, k):
    """A times the projection onto the top k eigenvectors of AᵀA: no SVD at all."""
    A = np.asarray(A, dtype=float)
    if k not in range(min(A.shape) + 1):
        raise ValueError("no such k")
    V = np.linalg.eigh(A.T @ A)[1][:, ::-1][:, :k]
    return A @ V @ V.T


@mistake(caught_by="the squared error is the sum of the squared values left out")
def keeps_the_smallest(A, k):
    """You kept the k layers with the smallest singular values; np.linalg.svd sorts downwards, so
    take the first k."""
    U, s, Vt = np.linalg.svd(A, full_matrices=False)
    return truncate_svd(A, len(s)) - truncate_svd(A, len(s) - k)


@mistake(caught_by="the squared error is the sum of the squared values left out")
def multiplies_by_s_twice(A, k):
    """You multiplied both U and Vt by the singular values, which squares them; scale one side
    alone."""
    U, s, Vt = np.linalg.svd(A, full_matrices=False)
    truncate_svd(A, k)
    return (U[:, :k] * s[:k]) @ (s[:k, None] * Vt[:k])


@mistake(caught_by="the squared error is the sum of the squared values left out")
def forgets_the_singular_values(A, k):
    """You multiplied the first k columns of U by the first k rows of Vt, without the singular
    values between them: those say how loud each layer is."""
    U, s, Vt = np.linalg.svd(A, full_matrices=False)
    truncate_svd(A, k)
    return U[:, :k] @ Vt[:k]


@mistake(caught_by="the squared error is the sum of the squared values left out")
def cuts_rows_of_U(A, k):
    """You set all rows of U but the first k to zero. Its columns belong to the singular values:
    write U[:, :k], not U[:k]."""
    U, s, Vt = np.linalg.svd(A, full_matrices=False)
    truncate_svd(A, k)
    kept = np.arange(len(U))[:, None] < k
    return (U * kept * s) @ Vt


@mistake(caught_by="the squared error is the sum of the squared values left out")
def takes_rows_of_V(A, k):
    """You took the first k columns of Vt, transposed, as the directions, that is rows of V.
    np.linalg.svd gives Vt, which is transposed already: the directions are its first k rows."""
    U, s, Vt = np.linalg.svd(A)
    truncate_svd(A, k)
    return (U[:, :k] * s[:k]) @ Vt[:, :k].T


@mistake(caught_by="the squared error is the sum of the squared values left out")
def keeps_the_longest_columns(A, k):
    """You kept the k columns of A with the largest norm and set the others to zero. The best
    directions are in general mixtures of columns; the SVD finds them."""
    A = np.asarray(A, dtype=float)
    truncate_svd(A, k)
    order = np.argsort(-np.sum(A * A, axis=0), kind="stable")
    B = np.zeros(A.shape)
    B[:, order[:k]] = A[:, order[:k]]
    return B


@mistake(caught_by="the squared error is the sum of the squared values left out")
def counts_layers_from_zero(A, k):
    """You kept k - 1 layers, one too few (none for k = 0 or 1); a slice to k holds the k items 0,
    …, k - 1."""
    truncate_svd(A, k)
    return truncate_svd(A, max(k - 1, 0))


@mistake(caught_by="the answer has rank k at most")
def keeps_one_too_many(A, k):
    """You kept k + 1 layers (all, if there are not so many); a slice to k ends before item k."""
    truncate_svd(A, k)
    return truncate_svd(A, min(k + 1, *np.shape(A)))


@mistake(caught_by="the answer has rank k at most")
def centres_the_columns(A, k):
    """You subtracted the mean of each column first and added it again at the end, as PCA does. That
    adds one to the rank; the best matrix of rank k is made of A itself."""
    truncate_svd(A, k)
    mean = np.mean(A, axis=0)
    return truncate_svd(A - mean, k) + mean


@mistake(caught_by="k outside 0 to min(m, n) raises ValueError")
def slices_in_silence(A, k):
    """You check no bounds: a k that is too large gives A back, and a negative one drops that many
    layers from the end. Raise ValueError unless 0 <= k <= min(m, n)."""
    U, s, Vt = np.linalg.svd(A, full_matrices=False)
    return (U[:, :k] * s[:k]) @ Vt[:k]


@mistake(caught_by="k outside 0 to min(m, n) raises ValueError")
def allows_k_up_to_the_longer_side(A, k):
    """You allow k up to max(m, n), where all layers are kept. There are only min(m, n) of them;
    raise ValueError beyond that."""
    if not 0 <= k <= max(np.shape(A)):
        raise ValueError("no such k")
    return slices_in_silence(A, k)


@mistake(caught_by="returns what it promises")
def refuses_to_keep_nothing(A, k):
    """You raise ValueError for k = 0 (and whatever else is out of range). No layer at all is
    allowed, and leaves the zero matrix."""
    if k < 1:
        raise ValueError("k must be positive")
    return truncate_svd(A, k)
