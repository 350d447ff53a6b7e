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
