import heapq

import numpy as np

from grader.author import equivalent, given, law, mistake, same, solution


def successors_of(n, edges):
    successors = [[] for _ in range(n)]
    for i, j in edges:
        successors[i].append(j)
    return successors


def topological_sort(n, edges):
    successors, waits_for = successors_of(n, edges), [0] * n
    for _, j in edges:
        waits_for[j] += 1
    order = [i for i in range(n) if waits_for[i] == 0]
    for i in order:
        for j in successors[i]:
            waits_for[j] -= 1
            if waits_for[j] == 0:
                order.append(j)
    if len(order) < n:
        raise ValueError("the graph has a cycle")
    return order


equivalent("4ed52bfe", because="the list of a node that does not exist stays empty")

given("a long path", n=1, edges=[], start={"integer": [0, 99_999]}, examples=1)


@law("a path of 100,000 nodes, and many nodes apart", over="a long path")
def _(start, sort_path, sort_apart, sort_star, sort_funnel, refuses_ring):
    """A path has one order, the path itself. One of 100,000 nodes is too deep for a function that
    calls itself, and too long for one that looks through all edges, or a list of all nodes, again
    for every node, or all that come before a node for each of them; `pop(0)` moves all that is left
    in the list."""
    apart = 400_000
    assert same(np.sort(sort_apart(apart)), np.arange(apart))
    star = sort_star(apart // 2)
    assert star[0] == 0
    assert same(np.sort(star), np.arange(apart // 2))
    funnel = sort_funnel(20_000)
    assert funnel[-1] == 0
    assert same(np.sort(funnel), np.arange(20_000))
    assert refuses_ring(2000)
    # In any order of its names: so many edges meet in each key that does not tell all pairs apart.
    path = np.random.default_rng(start).permutation(100_000)
    order = sort_path(path)
    assert same(order, path)


@solution
def depth_first(n, edges):
    """A node is finished after all its successors; the order is that of finishing, reversed."""
    successors = successors_of(n, edges)
    state, finished = ["new"] * n, []
    for root in range(n):
        stack = [root]
        while stack:
            i = stack[-1]
            if state[i] == "new":
                state[i] = "open"
                for j in successors[i]:
                    if state[j] == "open":
                        raise ValueError(f"a cycle through {j}")
                    if state[j] == "new":
                        stack.append(j)
            else:
                stack.pop()
                if state[i] == "open":
                    state[i] = "done"
                    finished.append(i)
    return finished[::-1]


@solution
def smallest_name_first(n, edges):
    """The one order that is smallest in the dictionary, from a heap and a set of edges; an array."""
    edges = set(map(tuple, edges))
    successors, waits_for = successors_of(n, edges), np.zeros(n, dtype=int)
    for _, j in edges:
        waits_for[j] += 1
    ready = np.flatnonzero(waits_for == 0).tolist()
    order = []
    while ready:
        i = heapq.heappop(ready)
        order.append(i)
        for j in successors[i]:
            waits_for[j] -= 1
            if waits_for[j] == 0:
                heapq.heappush(ready, j)
    if len(order) != n:
        raise ValueError("cycle")
    return np.array(order, dtype=int)


@mistake(caught_by="every edge points forward")
def lists_nodes_breadth_first(n, edges):
    """You list a node as soon as the first of its predecessors is done; it has to wait for the
    last of them."""
    topological_sort(n, edges)  # raises if there is a cycle
    successors = successors_of(n, edges)
    targets = {j for _, j in edges}
    met = [i for i in range(n) if i not in targets]
    seen = set(met)
    for i in met:
        for j in successors[i]:
            if j not in seen:
                seen.add(j)
                met.append(j)
    return met


@mistake(caught_by="every edge points forward")
def lists_nodes_depth_first(n, edges):
    """You walk depth first, from node 0 on and then from each that was not met yet, and list a node
    when the walk enters it. What comes before it may be met later: list nodes when the walk leaves
    them, and reverse the list."""
    topological_sort(n, edges)  # raises if there is a cycle
    successors, entered, seen = successors_of(n, edges), [], set()
    for root in range(n):
        waiting = [root]
        while waiting:
            i = waiting.pop()
            if i not in seen:
                seen.add(i)
                entered.append(i)
                waiting.extend(successors[i][::-1])
    return entered


@mistake(caught_by="every edge points forward")
def reads_edges_backwards(n, edges):
    """Your order is reversed: (i, j) says that i comes before j."""
    return topological_sort(n, edges)[::-1]


@mistake(caught_by="every edge points forward")
def sorts_by_the_number_of_predecessors(n, edges):
    """A node with few edges to it may still come after one with many; lower the counts as nodes
    are done."""
    topological_sort(n, edges)
    counts = [0] * n
    for _, j in edges:
        counts[j] += 1
    return sorted(range(n), key=counts.__getitem__)


@mistake(caught_by="a cycle raises ValueError")
def returns_what_it_has(n, edges):
    """With a cycle your list lacks its nodes and all behind them; raise ValueError if nodes are
    left over."""
    successors, waits_for = successors_of(n, edges), [0] * n
    for _, j in edges:
        waits_for[j] += 1
    order = [i for i in range(n) if waits_for[i] == 0]
    for i in order:
        for j in successors[i]:
            waits_for[j] -= 1
            if waits_for[j] == 0:
                order.append(j)
    return order


@mistake(caught_by="a cycle raises ValueError")
def overlooks_loops(n, edges):
    """An edge (i, i) is a cycle as well: i would have to come before itself."""
    return topological_sort(n, [(i, j) for i, j in edges if i != j])


@mistake(caught_by="a cycle raises ValueError")
def asks_only_for_a_first_node(n, edges):
    """A graph can have a node to start from and still a cycle further on; count the nodes that
    came out."""
    if n and len({j for _, j in edges}) == n:
        raise ValueError("cycle")
    return returns_what_it_has(n, edges)


@mistake(caught_by="returns what it promises")
def takes_every_second_meeting_for_a_cycle(n, edges):
    """Meeting a node twice, be it from another start, is no cycle: two paths may lead to it. Only a node whose own successors
    are still being visited closes one."""
    successors = successors_of(n, edges)
    finished, done = [], set()

    def visit(i):
        if i in done:
            raise ValueError("cycle")
        done.add(i)
        for j in successors[i]:
            visit(j)
        finished.append(i)

    for i in range(n):
        if i not in done:
            visit(i)
    return finished[::-1]


@mistake(caught_by="repeated edges, nodes without edges and other names change nothing")
def counts_repeats_on_one_side(n, edges):
    """You keep every successor once but count each repeat of the edge: a node that waits for two
    is set free only once. Count both or none."""
    successors, waits_for = [set() for _ in range(n)], [0] * n
    for i, j in edges:
        successors[i].add(j)
        waits_for[j] += 1
    order = [i for i in range(n) if waits_for[i] == 0]
    for i in order:
        for j in successors[i]:
            waits_for[j] -= 1
            if waits_for[j] == 0:
                order.append(j)
    if len(order) < n:
        raise ValueError("cycle")
    return order


@mistake(caught_by="every node stands in the list exactly once")
def knows_only_nodes_with_edges(n, edges):
    """A node without edges is missing from your list: go through range(n), not through the
    edges."""
    order = topological_sort(n, edges)
    touched = {node for edge in edges for node in edge}
    return [i for i in order if i in touched]


@mistake(caught_by="a path of 100,000 nodes, and many nodes apart")
def calls_itself(n, edges):
    """Python allows about 1000 nested calls, so a long path breaks your function; keep a stack or
    a list of ready nodes instead."""
    successors = successors_of(n, edges)
    state, finished = ["new"] * n, []

    def visit(i):
        if state[i] == "open":
            raise ValueError("cycle")
        if state[i] == "new":
            state[i] = "open"
            for j in successors[i]:
                visit(j)
            state[i] = "done"
            finished.append(i)

    for i in range(n):
        visit(i)
    return finished[::-1]


@mistake(caught_by="leaves its inputs alone")
def uses_up_the_edges(n, edges):
    """You removed edges from the caller's list; work on a copy, or count instead."""
    order = topological_sort(n, edges)
    edges.clear()
    return order


@mistake(caught_by="a path of 100,000 nodes, and many nodes apart")
def looks_through_all_edges_for_every_node(n, edges):
    """You go through all edges again for every node, 10¹⁰ steps on a path of 100,000 nodes; sort
    the edges by their first node once."""
    waits_for = [sum(j == i for _, j in edges) for i in range(n)]
    order = [i for i in range(n) if waits_for[i] == 0]
    for i in order:
        for start, j in edges:
            if start == i:
                waits_for[j] -= 1
                if waits_for[j] == 0:
                    order.append(j)
    if len(order) < n:
        raise ValueError("cycle")
    return order
