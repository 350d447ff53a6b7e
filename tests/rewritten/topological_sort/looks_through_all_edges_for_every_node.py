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
