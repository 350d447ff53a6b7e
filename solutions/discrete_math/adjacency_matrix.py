import numpy as np

from grader.author import law, mistake, same, solution


def adjacency(n, edges, directed=False):
    A = np.zeros((n, n), dtype=int)
    for i, j in edges:
        if not (0 <= i < n and 0 <= j < n):
            raise ValueError(f"({i}, {j}) is not an edge between {n} nodes")
        A[i, j] = 1
        if not directed:
            A[j, i] = 1
    return A


@law("repeats and loops are one entry", over="any edges")
def _(A, edges, n, directed, adjacency, after_another):
    """The entries are 0 and 1: an edge that is given twice, or both ways round in an undirected
    graph, and a loop count once. Each matrix is a new one, which a later call leaves alone."""
    there = set(edges) | (set() if directed else {(j, i) for i, j in edges})
    assert same(A, [[int((i, j) in there) for j in range(n)] for i in range(n)])
    assert same(adjacency(n, edges + edges[::-1], directed), A)
    assert same(after_another(n, edges, directed), A)


@solution
def looks_every_pair_up(n, edges, directed=False):
    """A set of pairs, asked for every entry."""
    there = {(i, j) for i, j in edges}
    if any(node not in range(n) for edge in there for node in edge):
        raise ValueError("no such node")
    if not directed:
        there |= {(j, i) for i, j in there}
    return [[1 if (i, j) in there else 0 for j in range(n)] for i in range(n)]


@solution
def fills_all_at_once(n, edges, directed=False):
    """Arrays of rows and columns as indices."""
    ends = np.array(edges, dtype=int).reshape(-1, 2)
    if np.any(ends < 0) or np.any(ends >= n):
        raise ValueError("no such node")
    A = np.zeros((n, n), dtype=np.int8)
    A[ends[:, 0], ends[:, 1]] = 1
    return A if directed else np.maximum(A, A.T)


@mistake(caught_by="undirected: an edge is seen from both ends")
def sets_one_of_two_entries(n, edges, directed=False):
    """You always treat the edges as directed: without direction, set A[j, i] as well as A[i, j]."""
    return adjacency(n, edges, True)


@mistake(caught_by="directed: row i has a 1 where an edge leads from i")
def ignores_the_direction(n, edges, directed=False):
    """You make every graph symmetric. With directed=True only A[i, j] is set."""
    return adjacency(n, edges)


@mistake(caught_by="directed: row i has a 1 where an edge leads from i")
def writes_into_columns(n, edges, directed=False):
    """Your matrix is transposed: the edge (i, j) stands in row i, column j."""
    return adjacency(n, edges, directed).T.copy()


@mistake(caught_by="repeats and loops are one entry")
def adds_up_repeats(n, edges, directed=False):
    """You add 1 for each pair (and one more the other way round, if the graph is undirected), so
    that an edge given twice counts twice. Set the entry to 1 instead."""
    adjacency(n, edges)
    A = np.zeros((n, n), dtype=int)
    for i, j in edges:
        A[i, j] += 1
        if not directed:
            A[j, i] += 1
    return A


@mistake(caught_by="repeats and loops are one entry")
def counts_loops_twice(n, edges, directed=False):
    """In an undirected graph your loop is a 2 on the diagonal, once for each of its ends. It is one
    1."""
    A = adjacency(n, edges, directed)
    return A if directed else A + np.diag(np.diag(A))


@mistake(caught_by="repeats and loops are one entry")
def adds_the_transpose(n, edges, directed=False):
    """For an undirected graph you add the matrix to its transpose. Loops, and edges given both ways
    round, become 2; take the larger of both instead."""
    A = adjacency(n, edges, True)
    return A if directed else A + A.T


@mistake(caught_by="repeats and loops are one entry")
def drops_loops(n, edges, directed=False):
    """You skip edges (i, i). They are edges, and stand on the diagonal."""
    A = adjacency(n, edges, directed)
    return A - np.diag(np.diag(A))


@mistake(caught_by="entries add up to the number of edges, or twice that")
def joins_each_node_to_itself(n, edges, directed=False):
    """You put ones on the whole diagonal. A node is joined to itself only if there is an edge (i,
    i)."""
    return np.maximum(adjacency(n, edges, directed), np.eye(n, dtype=int))


@mistake(caught_by="a number outside the graph raises ValueError")
def wraps_around(n, edges, directed=False):
    """You refuse numbers that are too large, but -1 sets an entry of the last node. Refuse numbers
    below 0, too."""
    if any(i >= n or j >= n for i, j in edges):
        raise ValueError("no such node")
    return adjacency(n, [(i % n, j % n) for i, j in edges], directed)


@mistake(caught_by="a number outside the graph raises ValueError")
def checks_the_first_node_alone(n, edges, directed=False):
    """You check the first number of each pair but not the second (and skip pairs where that is
    wrong); check both."""
    if any(i not in range(n) for i, _ in edges):
        raise ValueError("no such node")
    return adjacency(n, [(i, j) for i, j in edges if j in range(n)], directed)


@mistake(caught_by="a number outside the graph raises ValueError")
def leaves_it_to_numpy(n, edges, directed=False):
    """You rely on NumPy: a number that is too large raises IndexError, not ValueError, and a
    negative one nothing at all. Check both numbers yourself."""
    A = np.zeros((n, n), dtype=int)
    for i, j in edges:
        A[i, j] = 1
        if not directed:
            A[j, i] = 1
    return A


@mistake(caught_by="directed: row i has a 1 where an edge leads from i")
def numbers_nodes_from_one(n, edges, directed=False):
    """You subtract 1 from the numbers of the nodes, so that they wrap around. They count from 0
    already."""
    adjacency(n, edges)
    return adjacency(n, [((i - 1) % n, (j - 1) % n) for i, j in edges], directed)
