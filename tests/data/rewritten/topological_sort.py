from collections import deque

# %% asks_only_for_a_first_node


def topological_sort(n, edges):
    after = {i: [] for i in range(n)}
    before = {i: 0 for i in range(n)}
    for a, b in edges:
        after[a].append(b)
        before[b] += 1
    queue = deque(i for i in range(n) if before[i] == 0)
    if n > 0 and not queue:
        raise ValueError("cycle")
    out = []
    while queue:
        a = queue.popleft()
        out.append(a)
        for b in after[a]:
            before[b] -= 1
            if before[b] == 0:
                queue.append(b)
    return out


# %% calls_itself


def topological_sort(n, edges):
    follow = [[] for _ in range(n)]
    for i, j in edges:
        follow[i].append(j)
    mark = ["new"] * n
    out = []

    def dfs(i):
        if mark[i] == "done":
            return
        if mark[i] == "open":
            raise ValueError("cycle")
        mark[i] = "open"
        for j in follow[i]:
            dfs(j)
        mark[i] = "done"
        out.insert(0, i)

    for i in range(n):
        dfs(i)
    return out


# %% counts_repeats_on_one_side


def topological_sort(n, edges):
    after = {i: {} for i in range(n)}
    before = {i: 0 for i in range(n)}
    for a, b in edges:
        after[a][b] = True
        before[b] += 1
    queue = deque(i for i in range(n) if before[i] == 0)
    out = []
    while queue:
        a = queue.popleft()
        out.append(a)
        for b in after[a]:
            before[b] -= 1
            if before[b] == 0:
                queue.append(b)
    if len(out) < n:
        raise ValueError("cycle")
    return out


# %% knows_only_nodes_with_edges


def topological_sort(n, edges):
    nodes = sorted({x for e in edges for x in e})
    after = {i: [] for i in nodes}
    before = {i: 0 for i in nodes}
    for a, b in edges:
        after[a].append(b)
        before[b] += 1
    queue = deque(i for i in nodes if before[i] == 0)
    out = []
    while queue:
        a = queue.popleft()
        out.append(a)
        for b in after[a]:
            before[b] -= 1
            if before[b] == 0:
                queue.append(b)
    if len(out) < len(nodes):
        raise ValueError("cycle")
    return out


# %% lists_nodes_breadth_first


def cyclic(n, edges):
    count = [0] * n
    for _, j in edges:
        count[j] += 1
    free = [i for i in range(n) if count[i] == 0]
    seen = 0
    while free:
        i = free.pop()
        seen += 1
        for a, j in edges:
            if a == i:
                count[j] -= 1
                if count[j] == 0:
                    free.append(j)
    return seen < n


def topological_sort(n, edges):
    if cyclic(n, edges):
        raise ValueError("cycle")
    targets = {j for _, j in edges}
    level = [i for i in range(n) if i not in targets]
    out = list(level)
    listed = set(out)
    while level:
        following = []
        for i in level:
            for a, j in edges:
                if a == i and j not in listed:
                    listed.add(j)
                    out.append(j)
                    following.append(j)
        level = following
    return out


# %% looks_through_all_edges_for_every_node


def topological_sort(n, edges):
    count = [0] * n
    for _, j in edges:
        count[j] += 1
    free = [i for i in range(n) if not count[i]]
    out = []
    while free:
        i = free.pop(0)
        out.append(i)
        for a, j in edges:
            if a == i:
                count[j] -= 1
                if not count[j]:
                    free.append(j)
    if len(out) != n:
        raise ValueError("cycle")
    return out


# %% overlooks_loops


def topological_sort(n, edges):
    after = {i: [] for i in range(n)}
    before = {i: 0 for i in range(n)}
    for a, b in edges:
        if a == b:
            continue
        after[a].append(b)
        before[b] += 1
    queue = deque(i for i in range(n) if before[i] == 0)
    out = []
    while queue:
        a = queue.popleft()
        out.append(a)
        for b in after[a]:
            before[b] -= 1
            if before[b] == 0:
                queue.append(b)
    if len(out) < n:
        raise ValueError("cycle")
    return out


# %% reads_edges_backwards


def topological_sort(n, edges):
    follow = [[] for _ in range(n)]
    for i, j in edges:
        follow[i].append(j)
    state = [0] * n
    entered, left = [], []
    for root in range(n):
        if state[root]:
            continue
        stack = [(root, iter(follow[root]))]
        state[root] = 1
        entered.append(root)
        while stack:
            node, rest = stack[-1]
            for nxt in rest:
                if state[nxt] == 1:
                    raise ValueError("cycle")
                if state[nxt] == 0:
                    state[nxt] = 1
                    entered.append(nxt)
                    stack.append((nxt, iter(follow[nxt])))
                    break
            else:
                stack.pop()
                state[node] = 2
                left.append(node)
    return left


# %% returns_what_it_has


def topological_sort(n, edges):
    after = {i: [] for i in range(n)}
    before = {i: 0 for i in range(n)}
    for a, b in edges:
        after[a].append(b)
        before[b] += 1
    queue = deque(i for i in range(n) if before[i] == 0)
    out = []
    while queue:
        a = queue.popleft()
        out.append(a)
        for b in after[a]:
            before[b] -= 1
            if before[b] == 0:
                queue.append(b)
    return out


# %% sorts_by_the_number_of_predecessors


def topological_sort(n, edges):
    after = {i: [] for i in range(n)}
    before = {i: 0 for i in range(n)}
    for a, b in edges:
        after[a].append(b)
        before[b] += 1
    degree = dict(before)
    queue = deque(i for i in range(n) if before[i] == 0)
    out = []
    while queue:
        a = queue.popleft()
        out.append(a)
        for b in after[a]:
            before[b] -= 1
            if before[b] == 0:
                queue.append(b)
    if len(out) < n:
        raise ValueError("cycle")
    return sorted(range(n), key=lambda i: degree[i])


# %% takes_every_second_meeting_for_a_cycle


def topological_sort(n, edges):
    follow = [[] for _ in range(n)]
    for i, j in edges:
        follow[i].append(j)
    state = [0] * n
    entered, left = [], []
    for root in range(n):
        if state[root]:
            continue
        stack = [(root, iter(follow[root]))]
        state[root] = 1
        entered.append(root)
        while stack:
            node, rest = stack[-1]
            for nxt in rest:
                if state[nxt]:
                    raise ValueError("cycle")
                if state[nxt] == 0:
                    state[nxt] = 1
                    entered.append(nxt)
                    stack.append((nxt, iter(follow[nxt])))
                    break
            else:
                stack.pop()
                state[node] = 2
                left.append(node)
    return left[::-1]


# %% uses_up_the_edges


def topological_sort(n, edges):
    left = list(range(n))
    out = []
    while left:
        free = [i for i in left if all(b != i for _, b in edges)]
        if not free:
            raise ValueError("cycle")
        i = free[0]
        left.remove(i)
        out.append(i)
        for e in [e for e in edges if e[0] == i]:
            edges.remove(e)
    return out


# %%
def walk(n, edges):
    after = [[] for _ in range(n)]
    for i, j in edges:
        after[i].append(j)
    state = [0] * n
    entered, left = [], []
    for start in range(n):
        if state[start]:
            continue
        state[start] = 1
        entered.append(start)
        trail = [(start, iter(after[start]))]
        while trail:
            v, rest = trail[-1]
            u = next(rest, None)
            if u is None:
                state[v] = 2
                left.append(v)
                trail.pop()
            elif state[u] == 1:
                raise ValueError("cycle")
            elif state[u] == 0:
                state[u] = 1
                entered.append(u)
                trail.append((u, iter(after[u])))
    return entered, left

# %% lists_nodes_depth_first


def topological_sort(n, edges):
    return walk(n, edges)[0]
