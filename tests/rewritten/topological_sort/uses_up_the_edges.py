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
