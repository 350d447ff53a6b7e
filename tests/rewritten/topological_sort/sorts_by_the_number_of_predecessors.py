from collections import deque


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
