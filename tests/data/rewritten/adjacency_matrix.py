import numpy as np


def check(n, edges):
    if any(node not in range(n) for edge in edges for node in edge):
        raise ValueError("no such node")


def mark(n, pairs):
    A = np.zeros((n, n), dtype=int)
    for i, j in pairs:
        A[i, j] = 1
    return A


def turned(edges):
    return [(j, i) for i, j in edges]


# %% right
def adjacency(n, edges, directed=False):
    check(n, edges)
    return mark(n, edges if directed else list(edges) + turned(edges))


# %% sets_one_of_two_entries
def adjacency(n, edges, directed=False):
    check(n, edges)
    return mark(n, edges)


# %% ignores_the_direction
def adjacency(n, edges, directed=False):
    check(n, edges)
    A = mark(n, edges)
    return A | A.T


# %% writes_into_columns
def adjacency(n, edges, directed=False):
    check(n, edges)
    A = mark(n, turned(edges))
    return A if directed else np.maximum(A, A.T)


# %% adds_up_repeats
def adjacency(n, edges, directed=False):
    check(n, edges)
    A = np.zeros((n, n), dtype=int)
    for i, j in edges:
        A[i, j] += 1
        if not directed:
            A[j, i] += 1
    return A


# %% counts_loops_twice
def adjacency(n, edges, directed=False):
    check(n, edges)
    A = mark(n, edges if directed else list(edges) + turned(edges))
    return A if directed else A + np.diag(np.diag(A))


# %% adds_the_transpose
def adjacency(n, edges, directed=False):
    check(n, edges)
    A = mark(n, edges)
    if not directed:
        A = A + A.T
    return A


# %% drops_loops
def adjacency(n, edges, directed=False):
    check(n, edges)
    proper = [(i, j) for i, j in edges if i != j]
    return mark(n, proper if directed else proper + turned(proper))


# %% joins_each_node_to_itself
def adjacency(n, edges, directed=False):
    check(n, edges)
    A = np.eye(n, dtype=int)
    for i, j in edges:
        A[i, j] = 1
        if not directed:
            A[j, i] = 1
    return A


# %% wraps_around
def adjacency(n, edges, directed=False):
    for i, j in edges:
        if max(i, j) > n - 1:
            raise ValueError("too large")
    return mark(n, edges if directed else list(edges) + turned(edges))


# %% checks_the_first_node_alone
def adjacency(n, edges, directed=False):
    A = np.zeros((n, n), dtype=int)
    for i, j in edges:
        if i < 0 or i >= n:
            raise ValueError("no such node")
        if 0 <= j < n:
            A[i, j] = 1
            if not directed:
                A[j, i] = 1
    return A


# %% leaves_it_to_numpy
def adjacency(n, edges, directed=False):
    return mark(n, edges if directed else list(edges) + turned(edges))


# %% numbers_nodes_from_one
def adjacency(n, edges, directed=False):
    check(n, edges)
    shifted = [(i - 1, j - 1) for i, j in edges]
    return mark(n, shifted if directed else shifted + turned(shifted))
