import math

import numpy as np

from grader.author import close, law, mistake, solution


class Dual:
    def __init__(self, value, deriv=0.0):
        self.value, self.deriv = value, deriv

    def chain(self, value, slope):
        return type(self)(value, slope * self.deriv)

    def other(self, x):
        return x if isinstance(x, Dual) else type(self)(x)

    def __add__(self, b):
        b = self.other(b)
        return type(self)(self.value + b.value, self.deriv + b.deriv)

    def __mul__(self, b):
        b = self.other(b)
        return type(self)(self.value * b.value, self.deriv * b.value + self.value * b.deriv)

    def __pow__(self, p):
        return self.chain(self.value**p, p * self.value ** (p - 1))

    def __neg__(self):
        return self.chain(-self.value, -1)

    def __sub__(self, b):
        b = self.other(b)
        return type(self)(self.value - b.value, self.deriv - b.deriv)

    def __truediv__(self, b):
        b = self.other(b)
        top = self.deriv * b.value - self.value * b.deriv
        return type(self)(self.value / b.value, top / b.value**2)

    def __rsub__(self, b):
        return self.other(b) - self

    def __rtruediv__(self, b):
        return self.other(b) / self

    __radd__, __rmul__ = __add__, __mul__

    def exp(self):
        return self.chain(math.exp(self.value), math.exp(self.value))

    def log(self):
        return self.chain(math.log(self.value), 1 / self.value)

    def sin(self):
        return self.chain(math.sin(self.value), math.cos(self.value))

    def tanh(self):
        return self.chain(math.tanh(self.value), 1 - math.tanh(self.value) ** 2)


@law("operands stay what they were", over=("pairs", "computations"))
def _(nodes, speeds, values, derivs, makes_new):
    """An operation makes a new Dual, also `a + 0`, and leaves its operands alone: at the end of the
    computation the leaves still have their values and their speeds."""
    places = [i for i, node in enumerate(nodes) if node[0] == "leaf"]
    assert close(values[places], np.array([nodes[i][1] for i in places], dtype=float))
    assert close(derivs[places], speeds)
    assert makes_new(2.0, 3.0)


@solution
class RuleByRule:
    """Every rule written out, with the quotient rule as in the books."""

    class Dual:
        def __init__(self, value, deriv=0.0):
            self.value, self.deriv = float(value), float(deriv)

        def both(self, b):
            if not isinstance(b, RuleByRule.Dual):
                b = RuleByRule.Dual(b)
            return self.value, self.deriv, b.value, b.deriv

        def __add__(self, b):
            x, dx, y, dy = self.both(b)
            return RuleByRule.Dual(x + y, dx + dy)

        def __radd__(self, b):
            return self + b

        def __sub__(self, b):
            x, dx, y, dy = self.both(b)
            return RuleByRule.Dual(x - y, dx - dy)

        def __rsub__(self, b):
            return -(self - b)

        def __mul__(self, b):
            x, dx, y, dy = self.both(b)
            return RuleByRule.Dual(x * y, dx * y + x * dy)

        def __rmul__(self, b):
            return self * b

        def __truediv__(self, b):
            x, dx, y, dy = self.both(b)
            return RuleByRule.Dual(x / y, (dx * y - x * dy) / y**2)

        def __rtruediv__(self, b):
            return RuleByRule.Dual(b) / self

        def __neg__(self):
            return RuleByRule.Dual(-self.value, -self.deriv)

        def __pow__(self, p):
            slope = p * self.value ** (p - 1)
            return RuleByRule.Dual(self.value**p, slope * self.deriv)

        def exp(self):
            y = np.exp(self.value)
            return RuleByRule.Dual(y, y * self.deriv)

        def log(self):
            return RuleByRule.Dual(np.log(self.value), self.deriv / self.value)

        def sin(self):
            return RuleByRule.Dual(np.sin(self.value), np.cos(self.value) * self.deriv)

        def tanh(self):
            return RuleByRule.Dual(np.tanh(self.value), self.deriv / np.cosh(self.value) ** 2)


@solution
class AsMatrices:
    """The matrices [[a, a'], [0, a]] add, multiply and divide just as dual numbers do."""

    class Dual:
        def __init__(self, value, deriv=0.0):
            self.matrix = np.array([[value, deriv], [0.0, value]], dtype=float)

        @property
        def value(self):
            return float(self.matrix[0, 0])

        @property
        def deriv(self):
            return float(self.matrix[0, 1])

        @staticmethod
        def of(x):
            return x.matrix if isinstance(x, AsMatrices.Dual) else x * np.eye(2)

        @staticmethod
        def made(matrix):
            return AsMatrices.Dual(matrix[0, 0], matrix[0, 1])

        def __add__(self, b):
            return self.made(self.matrix + self.of(b))

        def __mul__(self, b):
            return self.made(self.matrix @ self.of(b))

        __radd__, __rmul__ = __add__, __mul__

        def __neg__(self):
            return self.made(-self.matrix)

        def __sub__(self, b):
            return self.made(self.matrix - self.of(b))

        def __rsub__(self, b):
            return self.made(self.of(b) - self.matrix)

        def __truediv__(self, b):
            return self.made(self.matrix @ np.linalg.inv(self.of(b)))

        def __rtruediv__(self, b):
            return self.made(self.of(b) @ np.linalg.inv(self.matrix))

        def applied(self, f, slope):
            return AsMatrices.Dual(f(self.value), slope(self.value) * self.deriv)

        def __pow__(self, p):
            return self.applied(lambda a: a**p, lambda a: p * a ** (p - 1))

        def exp(self):
            return self.applied(math.exp, math.exp)

        def log(self):
            return self.applied(math.log, lambda a: 1 / a)

        def sin(self):
            return self.applied(math.sin, math.cos)

        def tanh(self):
            return self.applied(math.tanh, lambda a: 1 - math.tanh(a) ** 2)


@mistake(caught_by="single steps give the slope times the speed")
class SubtractsTheWrongWayRound:
    """In `2 - x` Python calls x.__rsub__(2): the number stands on the left, so it is 2 - x, not
    x - 2."""

    class Dual(Dual):
        def __rsub__(self, b):
            return Dual(b - self.value, self.deriv)


@mistake(caught_by="the value is that of plain numbers")
class SubtractsInTheOrderGiven:
    """__rsub__ and __sub__ are the same for you, so `2 - x` comes out as x - 2, derivative and all."""

    class Dual(Dual):
        def __rsub__(self, b):
            return self - b


@mistake(caught_by="the value is that of plain numbers")
class DividesTheWrongWayRound:
    """In `3 / x` Python calls x.__rtruediv__(3): the number stands on the left, so it is 3 / x, not
    x / 3."""

    class Dual(Dual):
        def __rtruediv__(self, b):
            return self / b


@mistake(caught_by="sums, products and quotients follow their rules")
class MultipliesDerivatives:
    """In `*` you multiplied the derivatives as well; the derivative of a product is not a'b', but
    a'b + ab'. (Your rule for `/` is right.)"""

    class Dual(Dual):
        def __mul__(self, b):
            b = self.other(b)
            return type(self)(self.value * b.value, self.deriv * b.deriv)

        __rmul__ = __mul__


@mistake(caught_by="sums, products and quotients follow their rules")
class TakesTheDenominatorForAConstant:
    """You divided value and derivative by b and left out how b changes; it is (a'b - ab') / b²."""

    class Dual(Dual):
        def __truediv__(self, b):
            b = self.other(b)
            return type(self)(self.value / b.value, self.deriv / b.value)


@mistake(caught_by="sums, products and quotients follow their rules")
class AddsInTheQuotientRule:
    """You have (a'b + ab') / b²; a growing denominator makes the quotient smaller, so there is a
    minus."""

    class Dual(Dual):
        def __truediv__(self, b):
            b = self.other(b)
            top = self.deriv * b.value + self.value * b.deriv
            return type(self)(self.value / b.value, top / b.value**2)


@mistake(caught_by="sums, products and quotients follow their rules")
class ForgetsTheSquareBelow:
    """You have (a'b - ab') / b; the quotient rule divides by b²."""

    class Dual(Dual):
        def __truediv__(self, b):
            b = self.other(b)
            top = self.deriv * b.value - self.value * b.deriv
            return type(self)(self.value / b.value, top / b.value)


@mistake(caught_by="single steps give the slope times the speed")
class ForgetsTheInnerDerivative:
    """exp, log, sin and tanh give their own derivative for you; the chain rule multiplies it by the
    derivative of what is inside."""

    class Dual(Dual):
        def chain(self, value, slope):
            return type(self)(value, slope)

        def __neg__(self):
            return type(self)(-self.value, -self.deriv)

        def __pow__(self, p):
            return type(self)(self.value**p, p * self.value ** (p - 1) * self.deriv)


@mistake(caught_by="single steps give the slope times the speed")
class ForgetsTheInnerDerivativeOfPowers:
    """The derivative of a ** p is p a ** (p - 1) times a'; you left a' out."""

    class Dual(Dual):
        def __pow__(self, p):
            return type(self)(self.value**p, p * self.value ** (p - 1))


@mistake(caught_by="single steps give the slope times the speed")
class LeavesTheExponentAsItIs:
    """You have p a ** p; the exponent goes down by one, to p - 1."""

    class Dual(Dual):
        def __pow__(self, p):
            return self.chain(self.value**p, p * self.value**p)


@mistake(caught_by="the value is that of plain numbers")
class MultipliesOutPowers:
    """You multiply p times, so ** 0.5 and ** -1 do nothing and give 1; use the rule for powers, which
    holds for every p."""

    class Dual(Dual):
        def __pow__(self, p):
            product = type(self)(1.0)
            for _ in range(int(p)):
                product = product * self
            return product


@mistake(caught_by="single steps give the slope times the speed")
class SquaresTheArgumentOfTanh:
    """The derivative of tanh is 1 minus the square of its value, not of its argument."""

    class Dual(Dual):
        def tanh(self):
            return self.chain(math.tanh(self.value), 1 - self.value**2)


@mistake(caught_by="derivatives are linear in the speeds, and 0 for constants")
class ConstantsMove:
    """Without a second argument your Dual has the derivative 1, that of a variable; a number alone is
    a constant, with 0."""

    class Dual(Dual):
        def __init__(self, value, deriv=1.0):
            super().__init__(value, deriv)

        def other(self, x):
            return x if isinstance(x, Dual) else type(self)(x, 0.0)


@mistake(caught_by="returns what it promises")
class TakesNoNumbers:
    """Your operators read .value of whatever is on the other side; turn ints and floats into Duals
    first."""

    class Dual(Dual):
        def other(self, x):
            x.value  # noqa: B018
            return x


@mistake(caught_by="operands stay what they were")
class ChangesItsOperand:
    """`a + b` added b to a itself and returned a; a result is a new Dual, since a may be needed
    again. (Other operators do make one.)"""

    class Dual(Dual):
        def __add__(self, b):
            b = self.other(b)
            self.value += b.value
            self.deriv += b.deriv
            return self

        __radd__ = __add__
