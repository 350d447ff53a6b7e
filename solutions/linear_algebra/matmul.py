import numpy as np

from grader.author import close, given, law, mistake, solution


def matmul(A, B):
    A, B = np.asarray(A, dtype=float), np.asarray(B, dtype=float)
    if A.shape[1] != B.shape[0]:
        raise ValueError(f"A {A.shape} and B {B.shape} do not fit")
    return np.sum(A[:, :, None] * B, axis=1)


given(
    "bytes",
    A={"integers": ["m", "k"], "between": [-128, 127], "dtype": "int8"},
    B={"integers": ["k", "n"], "between": [0, 127], "dtype": "int8"},
    examples=40,
)
given("nothing to sum", like="matrices", sizes={"k": 0}, D=0, examples=10)


@law("small integers do not wrap around, and k = 0 gives zeros", over=("bytes", "nothing to sum"))
def _(A, B, C):
    """The product of two int8 arrays is int8 again and wraps around at 127: make A and B float
    first. If A has no columns and B no rows, every sum is empty, and C is full of zeros."""
    assert close(C, A.astype(float) @ B.astype(float))


def checked(A, B):
    if A.shape[1] != B.shape[0]:
        raise ValueError("A and B do not fit")
    return A.astype(float), B.astype(float)


@solution
def three_loops(A, B):
    """One product at a time."""
    (m, k), (rows, n) = np.shape(A), np.shape(B)
    if k != rows:
        raise ValueError("A and B do not fit")
    C = np.zeros((m, n))
    for i in range(m):
        for j in range(n):
            for l in range(k):
                C[i, j] += float(A[i, l]) * float(B[l, j])
    return C


@solution
def sum_of_outer_products(A, B):
    """Column l of A times row l of B is a whole matrix; C is the sum of them."""
    A, B = checked(A, B)
    C = np.zeros((len(A), B.shape[1]))
    for column, row in zip(A.T, B):
        C += np.outer(column, row)
    return C


@solution
def mixes_rows(A, B):
    """Row i of C mixes the rows of B, in the shares that row i of A names."""
    A, B = checked(A, B)
    return [list(sum((a * row for a, row in zip(shares, B)), np.zeros(B.shape[1]))) for shares in A]


@mistake(caught_by="the identity on either side changes nothing")
def multiplies_entry_by_entry(A, B):
    """Where both matrices have the same shape you multiplied entry by entry, as `*` does; take the
    dot product of each row of A with each column of B."""
    A, B = checked(A, B)
    return A * B if A.shape == B.shape else matmul(A, B)


@mistake(caught_by="the identity on either side changes nothing")
def takes_rows_of_B_where_it_is_square(A, B):
    """Where B is square you took dot products with its rows instead of its columns: that is A times
    the transpose of B."""
    A, B = checked(A, B)
    return matmul(A, B.T if B.shape[0] == B.shape[1] else B)


@mistake(caught_by="the identity on either side changes nothing")
def takes_columns_of_A_where_it_is_square(A, B):
    """Where A is square you took its columns instead of its rows, a[l, i] for a[i, l]; that
    multiplies by its transpose."""
    A, B = checked(A, B)
    return matmul(A.T if A.shape[0] == A.shape[1] else A, B)


@mistake(caught_by="each entry needs one row of A and one column of B")
def multiplies_in_the_other_order(A, B):
    """Where both are square of one size you computed BA; the rows come from A, the first factor."""
    A, B = checked(A, B)
    return matmul(B, A) if A.shape == B.shape and A.shape[0] == A.shape[1] else matmul(A, B)


@mistake(caught_by="the identity on either side changes nothing")
def never_resets_the_total(A, B):
    """You set the total to zero once, before all loops, so that each entry contains those before
    it; start every entry at zero."""
    A, B = checked(A, B)
    C, total = np.zeros((len(A), B.shape[1])), 0.0
    for i in range(len(A)):
        for j in range(B.shape[1]):
            total += np.sum(A[i] * B[:, j])
            C[i, j] = total
    return C


@mistake(caught_by="the identity on either side changes nothing")
def overwrites_instead_of_adding(A, B):
    """In the innermost loop you wrote = instead of +=, so that only the last product is left in
    each entry."""
    A, B = checked(A, B)
    return np.outer(A[:, -1], B[-1]) if len(B) else np.zeros((len(A), B.shape[1]))


@mistake(caught_by="the identity on either side changes nothing")
def keeps_the_type_of_A(A, B):
    """You added up in floats, but stored one sum after the other in an array of A's type; if that is
    integer, fractions are cut off, and int8 refuses what does not fit. Store floats."""
    sums = matmul(A, B)
    C = np.zeros(sums.shape, dtype=A.dtype)
    for place in np.ndindex(C.shape):
        C[place] = sums[place]
    return C


@mistake(caught_by="small integers do not wrap around, and k = 0 gives zeros")
def calculates_in_bytes(A, B):
    """You multiplied in the type of the inputs, and products of int8 numbers wrap around at 127;
    make both float first."""
    checked(A, B)
    return np.sum(A[:, :, None] * B, axis=1)


@mistake(caught_by="small integers do not wrap around, and k = 0 gives zeros")
def starts_with_the_first_product(A, B):
    """You start with the product of the first column and the first row, and for k = 0 there is
    none; start with zeros."""
    A, B = checked(A, B)
    C = np.outer(A[:, 0], B[0])
    for l in range(1, len(B)):
        C = C + np.outer(A[:, l], B[l])
    return C


@mistake(caught_by="inner sizes that differ raise ValueError")
def stops_at_the_shorter_one(A, B):
    """zip stops at the end of the shorter one of row and column, and hides that they do not fit;
    compare the sizes first."""
    C = np.zeros((len(A), B.shape[1]))
    for column, row in zip(A.T.astype(float), B.astype(float)):
        C += np.outer(column, row)
    return C


@mistake(caught_by="inner sizes that differ raise ValueError")
def leaves_the_sizes_to_numpy(A, B):
    """You let NumPy stretch an inner size of one; compare A.shape[1] with B.shape[0] yourself."""
    return np.sum(A[:, :, None].astype(float) * B, axis=1)


@mistake(caught_by="returns what it promises")
def returns_the_transpose(A, B):
    """Your answer is (n, m): rows of C belong to rows of A, so entry (i, j) needs row i of A and
    column j of B."""
    return matmul(A, B).T
