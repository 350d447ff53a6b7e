from collections import deque


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
