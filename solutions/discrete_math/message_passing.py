import numpy as np

from grader.author import law, mistake, same, solution


def aggregate(A, H, how):
    out = np.zeros(H.shape)
    for i in range(len(A)):
        heard = H[A[i] == 1]
        if len(heard) > 0:
            out[i] = getattr(np, how)(heard, axis=0)
    return out


@law("nothing is heard beyond k steps", over="sparse graphs")
def _(A, H, H2, how, k, n, rounds):
    """After k rounds a node cannot know about nodes further than k steps away, in the direction in
    which it listens: change their features, and nothing changes for it."""
    near = np.linalg.matrix_power(A + np.eye(n, dtype=int), k) > 0
    there = rounds(A, H, how, k)
    for node in range(n):
        changed = np.where(near[node][:, None], H, H2)
        assert same(rounds(A, changed, how, k)[node], there[node])


@solution
def with_arrays(A, H, how):
    """A matrix product, counts that are at least 1, and minus infinity for those who are no
    neighbours."""
    counts = A.sum(axis=1)[:, None]
    if how == "max":
        heard = np.where(A[:, :, None] == 1, H[None, :, :], -np.inf)
        return np.where(counts > 0, heard.max(axis=1), 0.0)
    total = A.astype(float) @ H
    return total if how == "sum" else total / np.maximum(counts, 1)


@solution
def edge_by_edge(A, H, how):
    """Delivers one message after another."""
    out, heard = np.zeros(H.shape), np.zeros(len(A), dtype=int)
    for i, j in zip(*np.nonzero(A), strict=True):
        if how == "max" and heard[i]:
            out[i] = np.maximum(out[i], H[j])
        else:
            out[i] = out[i] + H[j]
        heard[i] += 1
    if how == "mean":
        out[heard > 0] /= heard[heard > 0, None]
    return out


@mistake(caught_by="k rounds of sums count the walks of k edges")
def listens_to_itself(A, H, how):
    """You count every node among its own neighbours; it is one only where A[i, i] is 1."""
    return aggregate(np.maximum(A, np.eye(len(A), dtype=int)), H, how)


@mistake(caught_by="k rounds of sums count the walks of k edges")
def sends_instead_of_listening(A, H, how):
    """You used the edges backwards: A[i, j] = 1 says that i listens to j, so row i of A picks what
    row i of the answer is made of."""
    return aggregate(A.T, H, how)


@mistake(caught_by="k rounds of sums count the walks of k edges")
def makes_edges_go_both_ways(A, H, how):
    """You let j hear i wherever i hears j; edges need not go both ways."""
    return aggregate(np.maximum(A, A.T), H, how)


@mistake(caught_by="raising all features raises mean and maximum as much")
def divides_by_the_number_of_nodes(A, H, how):
    """Your mean divides by the number of all nodes; divide by the number of neighbours."""
    return aggregate(A, H, "sum") / len(A) if how == "mean" else aggregate(A, H, how)


@mistake(caught_by="a node without neighbours gets zeros")
def divides_by_zero(A, H, how):
    """The mean of a node without neighbours is 0 / 0 = nan in your answer; it gets zeros."""
    if how != "mean":
        return aggregate(A, H, how)
    with np.errstate(all="ignore"):
        return A @ H / A.sum(axis=1, keepdims=True)


@mistake(caught_by="raising all features raises mean and maximum as much")
def lets_zero_win(A, H, how):
    """You multiplied the features by A and took the maximum, so nodes that are no neighbours take
    part with 0, and 0 wins where all neighbours are negative; leave them out, or put minus infinity
    in their place."""
    if how != "max":
        return aggregate(A, H, how)
    return (A[:, :, None] * H[None, :, :]).max(axis=1)


@mistake(caught_by="a node without neighbours gets zeros")
def keeps_lonely_nodes_as_they_are(A, H, how):
    """For mean and max, a node without neighbours keeps its own features in your answer; it gets
    zeros, as for sum."""
    if how == "sum":
        return aggregate(A, H, how)
    return np.where(A.sum(axis=1)[:, None] == 0, H, aggregate(A, H, how))


@mistake(caught_by="no mean is above the maximum")
def picks_the_longest_neighbour(A, H, how):
    """Your maximum copies the whole row of one neighbour, the one with the largest sum of features
    (the first of these); every feature has its own maximum."""
    if how != "max":
        return aggregate(A, H, how)
    out = np.zeros(H.shape)
    for i in range(len(A)):
        heard = H[A[i] == 1]
        if len(heard):
            out[i] = heard[heard.sum(axis=1).argmax()]
    return out


@mistake(caught_by="raising all features raises mean and maximum as much")
def counts_the_listeners(A, H, how):
    """Your mean divides by how many listen to the node, the sum of its column in A (at least 1);
    divide by how many it listens to, the sum of its row."""
    if how != "mean":
        return aggregate(A, H, how)
    return A @ H / np.maximum(A.sum(axis=0), 1)[:, None]


@mistake(caught_by="agrees with the reference")
def takes_the_largest_size(A, H, how):
    """Your maximum compares absolute values, so -3 beats 2; compare the values as they are."""
    if how != "max":
        return aggregate(A, H, how)
    out = np.zeros(H.shape)
    for i in range(len(A)):
        heard = H[A[i] == 1]
        if len(heard):
            out[i] = np.take_along_axis(heard, np.abs(heard).argmax(axis=0)[None], axis=0)[0]
    return out


@mistake(caught_by="no mean is above the maximum")
def hears_only_new_values(A, H, how):
    """Your mean leaves out a neighbour whose features are those of another one (np.unique or a
    set); each neighbour counts, whatever it says."""
    out = aggregate(A, H, how)
    for i in range(len(A) if how == "mean" else 0):
        heard = H[A[i] == 1]
        if len(heard):
            out[i] = np.unique(heard, axis=0).mean(axis=0)
    return out


@mistake(caught_by="leaves its inputs alone")
def passes_messages_in_place(A, H, how):
    """You wrote each node's new features into H at once, so that the nodes after it hear new messages
    instead of old ones; besides, H is the caller's array. Collect the answer in a new one."""
    for i in range(len(A)):
        heard = H[A[i] == 1]
        H[i] = getattr(np, how)(heard, axis=0) if len(heard) else 0.0
    return H
