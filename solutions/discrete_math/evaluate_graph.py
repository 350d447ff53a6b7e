from grader.author import given, law, mistake, solution


def evaluate(nodes, inputs):
    users = {name: [] for name in [*nodes, *inputs]}
    for name, (_, parents) in nodes.items():
        for parent in parents:
            users[parent].append(name)
    waits = {name: len(parents) for name, (_, parents) in nodes.items()}
    values = dict(inputs)
    ready = [*inputs, *(name for name in nodes if waits[name] == 0)]
    for name in ready:
        if name in nodes:
            f, parents = nodes[name]
            values[name] = f(*(values[parent] for parent in parents))
        for user in users[name]:
            waits[user] -= 1
            if waits[user] == 0:
                ready.append(user)
    if len(ready) != len(users):
        raise ValueError("the nodes wait for each other in a circle")
    return values


given(
    "a long path",
    steps={"is": "[('leaf', 1.0)]"},
    order={"is": "[0]"},
    length={"is": "100000"},
    examples=1,
)


@law("a path of 100,000 nodes, and many nodes apart", over="a long path")
def _(length, run_path, run_apart):
    """Python gives up after 1000 calls within calls, and going through all nodes again and again
    takes the square of their number. Look only at nodes that have just become ready, and at those
    that use them; `pop(0)` moves all that is left in the list."""
    assert run_apart(200_000) == 200_000
    value, calls = run_path(length)
    assert value == length
    assert calls == length


@solution
def depth_first_with_a_stack(nodes, inputs):
    """Visits the parents of a node before the node itself, with a stack of its own."""
    values, open_nodes = {**inputs}, set()
    for root in nodes:
        stack = [root]
        while stack:
            name = stack[-1]
            if name in values:
                stack.pop()
                continue
            function, parents = nodes[name]
            if name in open_nodes:
                if any(parent not in values for parent in parents):
                    raise ValueError("a circle")
                values[name] = function(*[values[parent] for parent in parents])
                open_nodes.discard(name)
                stack.pop()
                continue
            open_nodes.add(name)
            stack.extend(parent for parent in parents if parent not in values)
    return values


@solution
def an_order_first(nodes, inputs):
    """Sorts the nodes first, from the results back to the inputs, then computes them in reverse."""
    for _, parents in nodes.values():
        for parent in parents:
            if parent not in nodes and parent not in inputs:
                raise KeyError(f"{parent} is not known")
    uses = dict.fromkeys(nodes, 0)
    for _, parents in nodes.values():
        for parent in set(parents) & nodes.keys():
            uses[parent] += 1
    unused, order = [name for name, count in uses.items() if not count], []
    while unused:
        order.append(unused.pop())
        for parent in set(nodes[order[-1]][1]) & nodes.keys():
            uses[parent] -= 1
            if not uses[parent]:
                unused.append(parent)
    if len(order) < len(nodes):
        raise ValueError("a circle")
    values = dict(inputs)
    for name in reversed(order):
        values[name] = nodes[name][0](*map(values.get, nodes[name][1]))
    return values


@mistake(caught_by="every function is called exactly once")
def computes_shared_nodes_again(nodes, inputs):
    """For every node you compute all its parents anew, by recursion, even if they have a value
    already. In a chain of shared nodes the work doubles with every step: keep each value in the
    dict and look there first."""
    on_the_way = []

    def value(name):
        if name in inputs:
            return inputs[name]
        if name in on_the_way:
            raise ValueError("a circle")
        on_the_way.append(name)
        f, parents = nodes[name]
        result = f(*[value(parent) for parent in parents])
        on_the_way.pop()
        return result

    return {name: value(name) for name in [*inputs, *nodes]}


@mistake(caught_by="returns what it promises")
def takes_zero_for_no_value(nodes, inputs):
    """You look a value up and compute the node (again) unless the value is true, so a node with the
    value 0 is computed once more whenever it is asked for; arrays have no truth value at all. Ask
    `name in values`."""
    values, on_the_way = dict(inputs), []

    def value(name):
        if name in inputs:
            return inputs[name]
        if not values.get(name):
            if name in on_the_way:
                raise ValueError("a circle")
            on_the_way.append(name)
            f, parents = nodes[name]
            values[name] = f(*[value(parent) for parent in parents])
            on_the_way.pop()
        return values[name]

    for name in nodes:
        value(name)
    return values


@mistake(caught_by="returns what it promises")
def trusts_the_order_of_the_dict(nodes, inputs):
    """You compute the nodes in the order in which the dict lists them. A node may stand there
    before its parents, whose values are then missing (KeyError): find an order in which parents
    come first."""
    values = dict(inputs)
    for name, (f, parents) in nodes.items():
        values[name] = f(*[values[parent] for parent in parents])
    return values


@mistake(caught_by="every value is its function of its parents' values")
def goes_by_the_names(nodes, inputs):
    """You sort the arguments by the parents' names. Their order is that of the list: a - b is not b
    - a."""
    changed = {name: (_sorting(f, parents), parents) for name, (f, parents) in nodes.items()}
    return evaluate(changed, inputs)


def _sorting(f, parents):
    order = sorted(range(len(parents)), key=lambda i: parents[i])
    return lambda *values: f(*[values[i] for i in order])


@mistake(caught_by="every value is its function of its parents' values")
def computes_only_what_the_last_node_needs(nodes, inputs):
    """You start from the last node of the dict and compute only what that one needs. Every node is
    asked for (and every input), also one that nothing else uses."""
    needed, stack = set(), list(nodes)[-1:]
    while stack:
        name = stack.pop()
        if name in nodes and name not in needed:
            needed.add(name)
            stack.extend(nodes[name][1])
    return evaluate({name: nodes[name] for name in nodes if name in needed}, inputs)


@mistake(caught_by="every value is its function of its parents' values")
def leaves_the_inputs_out(nodes, inputs):
    """Your answer holds the nodes alone. Inputs have values as well, and whoever reads the answer
    needs them in the same place: start from a copy of inputs."""
    values = evaluate(nodes, inputs)
    return {name: values[name] for name in nodes}


@mistake(caught_by="returns what it promises")
def starts_from_the_inputs_only(nodes, inputs):
    """A node becomes ready only when the last of its parents is done, so you never reach a node
    that has no parents, and take what waits for it for a circle (ValueError). Such nodes are ready
    from the start, beside the inputs."""
    values = evaluate(nodes, inputs)
    if any(not parents for _, parents in nodes.values()):
        raise ValueError("a circle")
    return values


@mistake(caught_by="returns what it promises")
def gives_equal_parents_once(nodes, inputs):
    """You removed repeated parents, so a function gets each parent's value only once, and x + x
    fails with a TypeError (the order of the rest is kept). The same parent may stand in the list
    twice, and counts twice."""
    once = {name: (f, list(dict.fromkeys(parents))) for name, (f, parents) in nodes.items()}
    return evaluate(once, inputs)


@mistake(caught_by="a missing parent raises KeyError")
def passes_none_for_a_missing_parent(nodes, inputs):
    """You fetch the parents' values with .get, and for a name that is nowhere the function receives
    None (and usually fails with a TypeError). A typing error in a name should be reported as what
    it is: KeyError."""
    known = {*nodes, *inputs}
    missing = {parent for _, parents in nodes.values() for parent in parents if parent not in known}
    values = evaluate(nodes, {**inputs, **dict.fromkeys(missing)})
    return {name: values[name] for name in known}


@mistake(caught_by="a missing parent raises KeyError")
def takes_a_missing_parent_for_a_circle(nodes, inputs):
    """You repeat until no further node can be computed, and then raise ValueError for what is left.
    A node that waits for a name which is nowhere is no circle: check the names first, and raise
    KeyError."""
    try:
        return evaluate(nodes, inputs)
    except KeyError:
        raise ValueError("a circle") from None


@mistake(caught_by="a circle raises ValueError")
def returns_what_it_could_compute(nodes, inputs):
    """In a graph with a circle you return the values of the other nodes. Compare how many nodes got
    a value with how many there are, and raise ValueError."""
    known = {*nodes, *inputs}
    for _, parents in nodes.values():
        for parent in parents:
            if parent not in known:
                raise KeyError(parent)
    values, progress = dict(inputs), True
    while progress:
        progress = False
        for name, (f, parents) in reversed(nodes.items()):
            if name not in values and all(parent in values for parent in parents):
                values[name], progress = f(*[values[parent] for parent in parents]), True
    return values


@mistake(caught_by="a circle raises ValueError")
def never_looks_for_a_circle(nodes, inputs):
    """Your recursion keeps values, but goes round a circle until Python gives up with a
    RecursionError. Mark the nodes that are being computed; whoever meets a marked one has found a
    circle: ValueError."""
    values = dict(inputs)

    def value(name):
        if name not in values:
            f, parents = nodes[name]
            values[name] = f(*[value(parent) for parent in parents])
        return values[name]

    for name in nodes:
        value(name)
    return values


@mistake(caught_by="a path of 100,000 nodes, and many nodes apart")
def recurses_from_node_to_node(nodes, inputs):
    """All is right for small graphs, but your recursion is as deep as the longest path, and Python
    gives up after 1000 calls within calls. Use a list of ready nodes, or a stack of your own."""
    values, on_the_way = dict(inputs), set()

    def value(name):
        if name not in values:
            if name in on_the_way:
                raise ValueError("a circle")
            on_the_way.add(name)
            f, parents = nodes[name]
            values[name] = f(*[value(parent) for parent in parents])
        return values[name]

    for name in nodes:
        value(name)
    return values


@mistake(caught_by="the caller's dicts stay as they are")
def writes_into_the_inputs(nodes, inputs):
    """You put the values into the caller's `inputs` (values = inputs is the same dict, not a copy).
    Start from dict(inputs)."""
    values = evaluate(nodes, inputs)
    inputs.update(values)
    return inputs


@mistake(caught_by="the caller's dicts stay as they are")
def uses_up_the_lists_of_parents(nodes, inputs):
    """You take the parents out of the caller's lists as they are computed, and leave the lists
    empty. A second evaluation would find a graph without edges: count in a dict of your own."""
    values = evaluate(nodes, inputs)
    for _, parents in nodes.values():
        parents.clear()
    return values
