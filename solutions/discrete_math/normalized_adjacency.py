import numpy as np

from grader.author import close, law, mistake, solution


def normalized_adjacency(A):
    looped = A + np.eye(len(A))
    d = looped.sum(axis=1)
    return looped / np.sqrt(np.outer(d, d))


@law("names and parts do not matter", over=("graphs", "weights and loops"))
def _(A, N, order, n, normalized_adjacency):
    """Nodes given in another order give the rows and columns in that order; and two graphs beside
    each other, without an edge between them, are normalised each by itself."""
    renamed = normalized_adjacency(A[np.ix_(order, order)])
    assert close(renamed, N[np.ix_(order, order)])
    none = np.zeros((n, n), dtype=A.dtype)
    both = normalized_adjacency(np.block([[A, none], [none, 3 * A]]))
    assert close(both[:n, :n], N)
    assert close(both[n:, n:], normalized_adjacency(3 * A))
    assert not both[:n, n:].any()


@solution
def with_diagonal_matrices(A):
    """The formula as it is written, with matrices."""
    looped = np.array(A, dtype=float)
    looped[np.diag_indices(len(looped))] += 1
    root = np.diag(looped.sum(axis=0) ** -0.5)
    return root @ looped @ root


@solution
def entry_by_entry(A):
    """A loop over the edges."""
    A, n = np.asarray(A, dtype=float), len(A)
    d = [1 + sum(A[i, j] for j in range(n)) for i in range(n)]
    N = np.zeros((n, n))
    for i in range(n):
        N[i, i] = (1 + A[i, i]) / d[i]
        for j in range(i):
            N[i, j] = N[j, i] = A[i, j] / (d[i] * d[j]) ** 0.5
    return N


def scaled(M, d):
    """M divided by the roots of d on both sides; 0 where d is 0."""
    with np.errstate(all="ignore"):
        return M / np.sqrt(np.outer(d, d))


@mistake(caught_by="the roots of the degrees stay as they are")
def divides_rows_only(A):
    """You divided every row by its degree. That is a mean over the neighbours, and not symmetric;
    divide by the roots of the degrees of both ends."""
    M = A + np.eye(len(A))
    return M / M.sum(axis=1, keepdims=True)


@mistake(caught_by="both ends of an edge share its weight alike")
def forgets_who_is_no_neighbour(A):
    """Your matrix is √d √dᵀ / Σ d: it keeps √d in place too, but lets every node listen to all.
    Only entries of A + I may differ from 0."""
    d = A.sum(axis=1) + 1.0
    return np.sqrt(np.outer(d, d)) / d.sum()


@mistake(caught_by="the roots of the degrees stay as they are")
def takes_degrees_too_early(A):
    """You summed the rows of A before adding the self-loops, so the degrees are 1 too small, and 0
    for a node without edges (you put 1 there); add the identity first."""
    d = A.sum(axis=1).astype(float)
    return scaled(A + np.eye(len(A)), np.where(d == 0, 1, d))


@mistake(caught_by="a node without edges keeps all to itself")
def leaves_out_the_self_loops(A):
    """You normalised A itself, without self-loops: a node does not hear itself, and one without
    edges has the degree 0 (you left its row at 0). Add the identity first."""
    d = A.sum(axis=1).astype(float)
    return scaled(1.0 * A, np.where(d == 0, 1, d))


@mistake(caught_by="a node without edges keeps all to itself")
def divides_by_zero(A):
    """You normalised A without self-loops, and nodes without edges give 0 / 0 = nan. With the
    identity added, every degree is 1 at least."""
    return scaled(1.0 * A, A.sum(axis=1).astype(float))


@mistake(caught_by="the roots of the degrees stay as they are")
def adds_the_self_loops_afterwards(A):
    """You normalised A without its self-loops and added the identity to the result. That has
    eigenvalues up to 2, and grows from layer to layer; the self-loops belong into the degrees."""
    d = A.sum(axis=1).astype(float)
    return scaled(1.0 * A, np.where(d == 0, 1, d)) + np.eye(len(A))


@mistake(caught_by="the roots of the degrees stay as they are")
def divides_by_whole_degrees(A):
    """You divided by both degrees; divide by their roots, so that both together make one degree."""
    M = A + np.eye(len(A))
    d = M.sum(axis=1)
    return M / np.outer(d, d)


@mistake(caught_by="the roots of the degrees stay as they are")
def multiplies_by_the_roots(A):
    """You multiplied by the roots of the degrees; divide, so that hubs do not shout."""
    M = A + np.eye(len(A))
    d = M.sum(axis=1)
    return M * np.sqrt(np.outer(d, d))


@mistake(caught_by="the roots of the degrees stay as they are")
def overwrites_loops(A):
    """You set the diagonal to 1, and lose the self-loops that A has already; add 1 to it."""
    M = np.array(A, dtype=float)
    np.fill_diagonal(M, 1)
    return scaled(M, M.sum(axis=1))


@mistake(caught_by="the roots of the degrees stay as they are")
def counts_edges(A):
    """You counted the edges of a node (of A + I), whatever their weights; the degree is the sum of
    the weights."""
    M = A + np.eye(len(A))
    return scaled(M, (M != 0).sum(axis=1).astype(float))


@mistake(caught_by="the roots of the degrees stay as they are")
def returns_the_laplacian(A):
    """You subtracted the result from the identity. That is the Laplacian, which measures
    differences between neighbours; return N itself."""
    return np.eye(len(A)) - normalized_adjacency(A)


@mistake(caught_by="leaves its inputs alone")
def adds_loops_in_place(A):
    """`A += np.eye(n)` (or np.fill_diagonal) changes the caller's graph; make a new matrix."""
    N = normalized_adjacency(A)
    A[np.diag_indices(len(A))] += 1
    return N
