import numpy as np


def looped(A):
    return A + np.identity(len(A))


def scaled(M, d):
    s = d**-0.5
    return np.einsum("i,ij,j->ij", s, M, s)


def own(A):
    d = A.sum(axis=1) * 1.0
    d[d == 0] = 1
    return scaled(A, d)


# %% right
def normalized_adjacency(A):
    M = looped(A)
    return scaled(M, M.sum(axis=1))


# %% divides_rows_only
def normalized_adjacency(A):
    M = looped(A)
    return np.array([row / row.sum() for row in M])


# %% forgets_who_is_no_neighbour
def normalized_adjacency(A):
    d = looped(A).sum(axis=1)
    return np.sqrt(np.outer(d, d)) / d.sum()


# %% takes_degrees_too_early
def normalized_adjacency(A):
    d = A.sum(axis=1).astype(float)
    return scaled(looped(A), np.where(d > 0, d, 1.0))


# %% leaves_out_the_self_loops
def normalized_adjacency(A):
    return own(A)


# %% divides_by_zero
def normalized_adjacency(A):
    roots = np.sqrt(A.sum(axis=0))
    with np.errstate(all="ignore"):
        return A / roots / roots[:, None]


# %% adds_the_self_loops_afterwards
def normalized_adjacency(A):
    return looped(own(A))


# %% divides_by_whole_degrees
def normalized_adjacency(A):
    M = looped(A)
    d = M.sum(axis=1)
    return M / np.outer(d, d)


# %% multiplies_by_the_roots
def normalized_adjacency(A):
    M = looped(A)
    R = np.diag(np.sqrt(M.sum(axis=1)))
    return R @ M @ R


# %% overwrites_loops
def normalized_adjacency(A):
    M = np.where(np.identity(len(A)) == 1, 1.0, A)
    return scaled(M, M.sum(axis=1))


# %% counts_edges
def normalized_adjacency(A):
    M = looped(A)
    return scaled(M, (M > 0).sum(axis=1) * 1.0)


# %% returns_the_laplacian
def normalized_adjacency(A):
    M = looped(A)
    return np.identity(len(A)) - scaled(M, M.sum(axis=1))


# %% adds_loops_in_place
def normalized_adjacency(A):
    for i in range(len(A)):
        A[i, i] += 1
    return scaled(A, A.sum(axis=1) * 1.0)
