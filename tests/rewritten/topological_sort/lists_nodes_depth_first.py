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
    return entered
