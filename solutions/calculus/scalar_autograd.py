import math

from grader.author import close, given, law, mistake, solution


class Value:
    def __init__(self, data, inputs=()):
        self.data, self.grad = data, 0.0
        self.inputs = inputs  # pairs: an operand, and the derivative by it

    def new(self, data, inputs):
        return type(self)(data, inputs)

    def other(self, x):
        return x if isinstance(x, Value) else type(self)(x)

    def __add__(self, b):
        b = self.other(b)
        return self.new(self.data + b.data, ((self, 1.0), (b, 1.0)))

    def __mul__(self, b):
        b = self.other(b)
        return self.new(self.data * b.data, ((self, b.data), (b, self.data)))

    def __pow__(self, p):
        return self.new(self.data**p, ((self, p * self.data ** (p - 1)),))

    def __neg__(self):
        return self.new(-self.data, ((self, -1.0),))

    def __sub__(self, b):
        return self + -self.other(b)

    def __truediv__(self, b):
        return self * self.other(b) ** -1.0

    def __rsub__(self, b):
        return self.other(b) - self

    def __rtruediv__(self, b):
        return self.other(b) / self

    __radd__, __rmul__ = __add__, __mul__

    def exp(self):
        y = math.exp(self.data)
        return self.new(y, ((self, y),))

    def tanh(self):
        y = math.tanh(self.data)
        return self.new(y, ((self, 1 - y * y),))

    def relu(self):
        return self.new(max(self.data, 0.0), ((self, float(self.data > 0)),))

    def operands_first(self):
        """All nodes behind this one, itself last, every operand before what uses it."""
        order, entered, stack = [], set(), [(self, False)]
        while stack:
            node, left = stack.pop()
            if left:
                order.append(node)
            elif id(node) not in entered:
                entered.add(id(node))
                stack.append((node, True))
                stack.extend((operand, False) for operand, _ in node.inputs)
        return order

    def backward(self):
        self.grad = 1.0
        for node in reversed(self.operands_first()):
            for operand, slope in node.inputs:
                operand.grad += node.grad * slope


given("deep", x={"real": [-2, 2]}, nodes={"is": "[('leaf', x)]"}, examples=1)


@law("5000 nodes deep", over="deep")
def _(x, differentiate):
    """Here every node is the mean of the one before with itself, so all values are equal and all
    gradients are 1. A function that calls itself from node to node ends at Python's recursion
    limit; one that follows every path from the root, rather than visit every node once, has 2^5000
    of them before it."""
    deep = differentiate([("leaf", x), *(("mean", i, i) for i in range(5000))])
    assert close(deep.data, x)
    assert close(deep.grads, 1)


@solution
class CountsUses:
    """Closures for the steps, and Kahn's order: a node is ready once all its uses were counted
    down."""

    class Value:
        def __init__(self, data, operands=(), pass_on=None):
            self.data, self.grad = float(data), 0.0
            self.operands, self.pass_on = operands, pass_on

        def step(self, data, *shares):
            """A node with this data; `shares` are pairs of an operand and a function of grad."""
            operands = [operand for operand, _ in shares]

            def pass_on(grad):
                for operand, share in shares:
                    operand.grad += share(grad)

            return CountsUses.Value(data, operands, pass_on)

        def wrap(self, x):
            return x if isinstance(x, CountsUses.Value) else CountsUses.Value(x)

        def __add__(self, b):
            b = self.wrap(b)
            return self.step(self.data + b.data, (self, lambda g: g), (b, lambda g: g))

        def __sub__(self, b):
            b = self.wrap(b)
            return self.step(self.data - b.data, (self, lambda g: g), (b, lambda g: -g))

        def __mul__(self, b):
            b = self.wrap(b)
            return self.step(
                self.data * b.data, (self, lambda g: g * b.data), (b, lambda g: g * self.data)
            )

        def __truediv__(self, b):
            b = self.wrap(b)
            q = self.data / b.data
            return self.step(q, (self, lambda g: g / b.data), (b, lambda g: -g * q / b.data))

        def __neg__(self):
            return 0 - self

        def __radd__(self, b):
            return self.wrap(b) + self

        def __rsub__(self, b):
            return self.wrap(b) - self

        def __rmul__(self, b):
            return self.wrap(b) * self

        def __rtruediv__(self, b):
            return self.wrap(b) / self

        def __pow__(self, p):
            return self.step(self.data**p, (self, lambda g: g * p * self.data ** (p - 1)))

        def exp(self):
            y = math.exp(self.data)
            return self.step(y, (self, lambda g: g * y))

        def tanh(self):
            y = math.tanh(self.data)
            return self.step(y, (self, lambda g: g * (1 - y**2)))

        def relu(self):
            return self.step(self.data if self.data > 0 else 0.0, (self, self.through))

        def through(self, g):
            return g if self.data > 0 else 0.0

        def backward(self):
            uses, waiting = {id(self): 0}, [self]
            while waiting:
                for operand in waiting.pop().operands:
                    if id(operand) not in uses:
                        uses[id(operand)] = 0
                        operand.grad = 0.0
                        waiting.append(operand)
                    uses[id(operand)] += 1
            self.grad, ready = 1.0, [self]
            while ready:
                node = ready.pop()
                if node.pass_on:
                    node.pass_on(node.grad)
                for operand in node.operands:
                    uses[id(operand)] -= 1
                    if uses[id(operand)] == 0:
                        ready.append(operand)


@solution
class CountsUp:
    """Every node has a number, larger than those of its operands, and they are sorted."""

    class Value(Value):
        made = 0

        def __init__(self, data, inputs=()):
            super().__init__(data, inputs)
            CountsUp.Value.made += 1
            self.number = CountsUp.Value.made

        def operands_first(self):
            found, waiting = {self.number: self}, [self]
            while waiting:
                for operand, _ in waiting.pop().inputs:
                    if operand.number not in found:
                        found[operand.number] = operand
                        waiting.append(operand)
            return [found[number] for number in sorted(found)]

        def backward(self):
            self.grad = 1.0
            for node in reversed(self.operands_first()):
                for operand, slope in node.inputs:
                    operand.grad = operand.grad + slope * node.grad


@mistake(caught_by="a node that is used twice collects both shares")
class Assigns:
    """You assign to grad as you go back from the node made last to the one made first, so of all
    uses of a node only the one made first counts; add to it."""

    class Value(Value):
        made = 0

        def __init__(self, data, inputs=()):
            super().__init__(data, inputs)
            Assigns.Value.made += 1
            self.number = Assigns.Value.made

        def backward(self):
            self.grad = 1.0
            for node in sorted(self.operands_first(), key=lambda node: -node.number):
                for operand, slope in node.inputs:
                    operand.grad = node.grad * slope


@mistake(caught_by="gradients equal finite differences")
class WalksDepthFirst:
    """You pass a node's gradient on when the walk first meets it. It may still be waiting for
    shares of other uses: go in reverse topological order."""

    class Value(Value):
        def operands_first(self):
            met, seen, stack = [], set(), [self]
            while stack:
                node = stack.pop()
                if id(node) not in seen:
                    seen.add(id(node))
                    met.append(node)
                    stack.extend(operand for operand, _ in reversed(node.inputs))
            return met[::-1]


@mistake(caught_by="gradients equal finite differences")
class WalksBreadthFirst:
    """Level by level is no topological order either: a shortcut reaches a node before the long way
    round does, and its gradient is passed on too early."""

    class Value(Value):
        def operands_first(self):
            met, seen = [self], {id(self)}
            for node in met:
                for operand, _ in node.inputs:
                    if id(operand) not in seen:
                        seen.add(id(operand))
                        met.append(operand)
            return met[::-1]


@mistake(caught_by="gradients equal finite differences")
class PassesOnWhatItHasAtEveryMeeting:
    """Each time you have added to an operand's gradient you go on from there at once, with its whole
    gradient so far, also from the -b inside your a - b = a + (-b) and the b ** -1 inside your a / b.
    What was passed on before is counted again; visit each node once, when its gradient is
    complete."""

    class Value(Value):
        def backward(self):
            self.grad = 1.0
            self.spread()

        def spread(self):
            for operand, slope in self.inputs:
                operand.grad += self.grad * slope
                operand.spread()


@mistake(caught_by="5000 nodes deep")
class CallsItself:
    """Python allows about 1000 nested calls, so a deep graph breaks your walk; keep a stack of
    your own."""

    class Value(Value):
        def operands_first(self):
            order, entered = [], set()

            def visit(node):
                if id(node) not in entered:
                    entered.add(id(node))
                    for operand, _ in node.inputs:
                        visit(operand)
                    order.append(node)

            visit(self)
            return order


@mistake(caught_by="5000 nodes deep")
class FollowsEveryPath:
    """You walk every path from the root to the leaves. Their number doubles with each node that is
    used twice; collect a node's gradient first and pass it on once."""

    class Value(Value):
        def backward(self):
            for node in self.operands_first():
                node.grad = 0.0
            stack = [(self, 1.0)]
            while stack:
                node, share = stack.pop()
                node.grad += share
                stack.extend((operand, share * slope) for operand, slope in node.inputs)


@mistake(caught_by="nodes with equal values are two nodes")
class TakesEqualValuesForTheSameNode:
    """You recognise nodes by their value, so of two with the same number only the one that your walk
    meets first (left operands go before right ones) passes its gradient on; use `is` or id(), and
    define no __eq__ by data."""

    class Value(Value):
        def __eq__(self, other):
            return isinstance(other, Value) and self.data == other.data

        def __hash__(self):
            return hash(self.data)

        def operands_first(self):
            order, entered, stack = [], set(), [(self, False)]
            while stack:
                node, left = stack.pop()
                if left:
                    order.append(node)
                elif node not in entered:
                    entered.add(node)
                    stack.append((node, True))
                    stack.extend((operand, False) for operand, _ in reversed(node.inputs))
            return order


@mistake(caught_by="every backward pass starts clean: the root at 1, the rest at 0")
class RemembersVisitedNodesForGood:
    """`seen=set()` as a default is made once and kept: nodes of a later graph that happen to get an
    old id count as visited. Make a new set in every call."""

    class Value(Value):
        def operands_first(self, entered=set()):
            order, stack = [], [(self, False)]
            while stack:
                node, left = stack.pop()
                if left:
                    order.append(node)
                elif id(node) not in entered:
                    entered.add(id(node))
                    stack.append((node, True))
                    stack.extend((operand, False) for operand, _ in node.inputs)
            return order


@mistake(caught_by="every backward pass starts clean: the root at 1, the rest at 0")
class StartsAllGradientsAtOne:
    """You make every Value with gradient 1, also the -b inside your a - b = a + (-b) and the b ** -1
    inside your a / b. Only the root starts with 1; a node that nothing depends on keeps 0."""

    class Value(Value):
        def __init__(self, data, inputs=()):
            super().__init__(data, inputs)
            self.grad = 1.0


@mistake(caught_by="every backward pass starts clean: the root at 1, the rest at 0")
class ForgetsTheRoot:
    """The root moves with itself one to one: set its gradient to 1 before you go back."""

    class Value(Value):
        def backward(self):
            for node in reversed(self.operands_first()):
                for operand, slope in node.inputs:
                    operand.grad += node.grad * slope


@mistake(caught_by="gradients equal finite differences")
class ForgetsTheExponent:
    """You left the factor p out: the derivative of v ** p is p · v ** (p - 1). Your division, a times
    b ** -1, suffers with it."""

    class Value(Value):
        def __pow__(self, p):
            return self.new(self.data**p, ((self, self.data ** (p - 1)),))


@mistake(caught_by="agrees with the reference")
class SubtractsTheWrongWayRound:
    """In `3 - v` Python calls v.__rsub__(3): the number stands on the left, so it is 3 - v, not
    v - 3."""

    class Value(Value):
        def __rsub__(self, b):
            return self - b


@mistake(caught_by="agrees with the reference")
class LetsReluPassEverything:
    """relu is flat where its input is not positive: no gradient passes there."""

    class Value(Value):
        def relu(self):
            return self.new(max(self.data, 0.0), ((self, 1.0),))


@mistake(caught_by="returns what it promises")
class TakesNoNumbers:
    """Your operators expect a Value on the other side; wrap ints and floats first, and define the
    reflected operators for a number on the left."""

    class Value(Value):
        def other(self, x):
            if not isinstance(x, Value):
                raise TypeError(f"{x!r} is no Value")
            return x


@mistake(caught_by="returns what it promises")
class BuildsTanhFromExponentials:
    """exp(2x) overflows where tanh(x) is simply 1; use math.tanh."""

    class Value(Value):
        def tanh(self):
            e = math.exp(2 * self.data)
            y = (e - 1) / (e + 1)
            return self.new(y, ((self, 1 - y * y),))
