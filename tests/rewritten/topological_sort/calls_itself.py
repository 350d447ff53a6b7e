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
