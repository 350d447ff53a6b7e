def plan(nodes, inputs, goals, strict=True):
    order, state = [], {}
    for goal in goals:
        stack = [goal]
        while stack:
            name = stack[-1]
            if name in inputs or state.get(name) == "done":
                stack.pop()
            elif name not in nodes:
                if strict:
                    raise KeyError(name)
                stack.pop()
            elif state.get(name) == "open":
                state[name] = "done"
                order.append(name)
                stack.pop()
            else:
                state[name] = "open"
                for parent in nodes[name][1]:
                    if state.get(parent) == "open":
                        raise ValueError("circle")
                    stack.append(parent)
    return order


def check_names(nodes, inputs):
    for _, parents in nodes.values():
        for parent in parents:
            if parent not in nodes and parent not in inputs:
                raise KeyError(parent)


def listeners(nodes):
    users = {}
    for name, (_, parents) in nodes.items():
        for parent in parents:
            users.setdefault(parent, []).append(name)
    return users


def waves(nodes, inputs, ready):
    values, users = dict(inputs), listeners(nodes)
    missing = {name: len(parents) for name, (_, parents) in nodes.items()}
    ready = list(ready)
    while ready:
        name = ready.pop()
        if name in nodes:
            function, parents = nodes[name]
            values[name] = function(*[values[p] for p in parents])
        for user in users.get(name, []):
            missing[user] -= 1
            if missing[user] == 0:
                ready.append(user)
    return values


def sources(nodes, inputs):
    return list(inputs) + [name for name, (_, parents) in nodes.items() if not parents]


# %% right
def evaluate(nodes, inputs):
    values = dict(inputs)
    for name in plan(nodes, inputs, nodes):
        function, parents = nodes[name]
        values[name] = function(*(values[p] for p in parents))
    return values


# %% computes_shared_nodes_again
def evaluate(nodes, inputs):
    def value(name, above):
        if name in inputs:
            return inputs[name]
        if name in above:
            raise ValueError("circle")
        function, parents = nodes[name]
        return function(*[value(p, above | {name}) for p in parents])

    values = dict(inputs)
    for name in nodes:
        values[name] = value(name, frozenset())
    return values


# %% takes_zero_for_no_value
def evaluate(nodes, inputs):
    values, busy = dict(inputs), set()

    def value(name):
        if values.get(name):
            return values[name]
        if name in inputs:
            return inputs[name]
        if name in busy:
            raise ValueError("circle")
        busy.add(name)
        function, parents = nodes[name]
        values[name] = function(*[value(p) for p in parents])
        busy.remove(name)
        return values[name]

    for name in nodes:
        value(name)
    return values


# %% trusts_the_order_of_the_dict
def evaluate(nodes, inputs):
    values = {**inputs}
    for name, (function, parents) in nodes.items():
        values[name] = function(*[values[p] for p in parents])
    return values


# %% goes_by_the_names
def evaluate(nodes, inputs):
    values = dict(inputs)
    for name in plan(nodes, inputs, nodes):
        function, parents = nodes[name]
        values[name] = function(*[values[p] for p in sorted(parents)])
    return values


# %% computes_only_what_the_last_node_needs
def evaluate(nodes, inputs):
    if not nodes:
        return dict(inputs)
    values = {}
    for name in plan(nodes, inputs, [list(nodes)[-1]]):
        function, parents = nodes[name]
        for p in parents:
            if p in inputs:
                values[p] = inputs[p]
        values[name] = function(*[values[p] for p in parents])
    return values


# %% leaves_the_inputs_out
def evaluate(nodes, inputs):
    values = {}
    for name in plan(nodes, inputs, nodes):
        function, parents = nodes[name]
        values[name] = function(*[inputs[p] if p in inputs else values[p] for p in parents])
    return values


# %% starts_from_the_inputs_only
def evaluate(nodes, inputs):
    check_names(nodes, inputs)
    values = waves(nodes, inputs, inputs)
    if any(name not in values for name in nodes):
        raise ValueError("circle")
    return values


# %% gives_equal_parents_once
def evaluate(nodes, inputs):
    values = dict(inputs)
    for name in plan(nodes, inputs, nodes):
        function, parents = nodes[name]
        different = []
        for p in parents:
            if p not in different:
                different.append(p)
        values[name] = function(*[values[p] for p in different])
    return values


# %% passes_none_for_a_missing_parent
def evaluate(nodes, inputs):
    values = dict(inputs)
    for name in plan(nodes, inputs, nodes, strict=False):
        function, parents = nodes[name]
        values[name] = function(*map(values.get, parents))
    return values


# %% takes_a_missing_parent_for_a_circle
def evaluate(nodes, inputs):
    values = waves(nodes, inputs, sources(nodes, inputs))
    if len(values) < len(nodes) + len(inputs):
        raise ValueError("circle")
    return values


# %% returns_what_it_could_compute
def evaluate(nodes, inputs):
    check_names(nodes, inputs)
    return waves(nodes, inputs, sources(nodes, inputs))


# %% never_looks_for_a_circle
def evaluate(nodes, inputs):
    values = dict(inputs)

    def value(name):
        if name not in values:
            function, parents = nodes[name]
            values[name] = function(*[value(p) for p in parents])
        return values[name]

    for name in nodes:
        value(name)
    return values


# %% recurses_from_node_to_node
def evaluate(nodes, inputs):
    values, busy = dict(inputs), set()

    def visit(name):
        if name in values:
            return
        if name not in nodes:
            raise KeyError(name)
        if name in busy:
            raise ValueError("circle")
        busy.add(name)
        function, parents = nodes[name]
        for p in parents:
            visit(p)
        values[name] = function(*[values[p] for p in parents])

    for name in nodes:
        visit(name)
    return values


# %% writes_into_the_inputs
def evaluate(nodes, inputs):
    order = plan(nodes, inputs, nodes)
    values = inputs
    for name in order:
        function, parents = nodes[name]
        values[name] = function(*[values[p] for p in parents])
    return values


# %% uses_up_the_lists_of_parents
def evaluate(nodes, inputs):
    check_names(nodes, inputs)
    values, users = dict(inputs), listeners(nodes)
    wanted = {name: tuple(parents) for name, (_, parents) in nodes.items()}
    ready = sources(nodes, inputs)
    while ready:
        name = ready.pop()
        if name in nodes:
            values[name] = nodes[name][0](*[values[p] for p in wanted[name]])
        for user in users.get(name, []):
            waiting = nodes[user][1]
            waiting.remove(name)
            if not waiting:
                ready.append(user)
    if len(values) < len(nodes) + len(inputs):
        raise ValueError("circle")
    return values
