import math


class Base:
    def __init__(self, value, deriv=0.0):
        self.value = float(value)
        self.deriv = float(deriv)

    def lift(self, other):
        return other if isinstance(other, Base) else type(self)(other, 0.0)

    def make(self, value, deriv):
        return type(self)(value, deriv)

    def __add__(self, other):
        o = self.lift(other)
        return self.make(self.value + o.value, self.deriv + o.deriv)

    def __radd__(self, other):
        return self.lift(other) + self

    def __sub__(self, other):
        o = self.lift(other)
        return self.make(self.value - o.value, self.deriv - o.deriv)

    def __rsub__(self, other):
        return self.lift(other) - self

    def __mul__(self, other):
        o = self.lift(other)
        return self.make(self.value * o.value, self.value * o.deriv + o.value * self.deriv)

    def __rmul__(self, other):
        return self.lift(other) * self

    def __truediv__(self, other):
        o = self.lift(other)
        ratio = self.value / o.value
        return self.make(ratio, (self.deriv - ratio * o.deriv) / o.value)

    def __rtruediv__(self, other):
        return self.lift(other) / self

    def __neg__(self):
        return self.make(-self.value, -self.deriv)

    def __pow__(self, p):
        return self.make(self.value ** p, p * self.value ** (p - 1) * self.deriv)

    def chain(self, value, slope):
        return self.make(value, slope * self.deriv)

    def exp(self):
        e = math.exp(self.value)
        return self.chain(e, e)

    def log(self):
        return self.chain(math.log(self.value), 1 / self.value)

    def sin(self):
        return self.chain(math.sin(self.value), math.cos(self.value))

    def tanh(self):
        t = math.tanh(self.value)
        return self.chain(t, (1 - t) * (1 + t))

# %% right


class Dual(Base):
    pass


# %% SubtractsTheWrongWayRound


class Dual(Base):
    def __rsub__(self, other):
        return self.make(other - self.value, self.deriv)


# %% SubtractsInTheOrderGiven


class Dual(Base):
    def __rsub__(self, other):
        return self - other


# %% DividesTheWrongWayRound


class Dual(Base):
    def __rtruediv__(self, other):
        return self / other


# %% TakesTheDenominatorForAConstant


class Dual(Base):
    def __truediv__(self, other):
        o = self.lift(other)
        return self.make(self.value / o.value, self.deriv / o.value)


# %% AddsInTheQuotientRule


class Dual(Base):
    def __truediv__(self, other):
        o = self.lift(other)
        ratio = self.value / o.value
        return self.make(ratio, (self.deriv + ratio * o.deriv) / o.value)


# %% ForgetsTheSquareBelow


class Dual(Base):
    def __truediv__(self, other):
        o = self.lift(other)
        ratio = self.value / o.value
        return self.make(ratio, self.deriv - ratio * o.deriv)


# %% ForgetsTheInnerDerivative


class Dual(Base):
    def chain(self, value, slope):
        return self.make(value, slope)


# %% ForgetsTheInnerDerivativeOfPowers


class Dual(Base):
    def __pow__(self, p):
        return self.make(self.value ** p, p * self.value ** (p - 1))


# %% LeavesTheExponentAsItIs


class Dual(Base):
    def __pow__(self, p):
        power = self.value ** p
        return self.chain(power, p * power)


# %% MultipliesOutPowers


class Dual(Base):
    def __pow__(self, p):
        product = self.make(1.0, 0.0)
        done = 0
        while done + 1 <= p:
            product = product * self
            done += 1
        return product


# %% SquaresTheArgumentOfTanh


class Dual(Base):
    def tanh(self):
        return self.chain(math.tanh(self.value), 1 - self.value ** 2)


# %% ConstantsMove


class Dual(Base):
    def __init__(self, value, deriv=1.0):
        super().__init__(value, deriv)


# %% TakesNoNumbers


class Dual(Base):
    def lift(self, other):
        return self.make(other.value, other.deriv)


# %%
import math


class Base:
    def __init__(self, value, deriv=0.0):
        self.value = float(value)
        self.deriv = float(deriv)

    def new(self, v, d):
        return type(self)(v, d)

    def lift(self, other):
        return other if isinstance(other, Base) else self.new(other, 0.0)

    def __add__(self, other):
        o = self.lift(other)
        return self.new(self.value + o.value, self.deriv + o.deriv)

    def __radd__(self, other):
        return self.new(other + self.value, self.deriv)

    def __sub__(self, other):
        o = self.lift(other)
        return self.new(self.value - o.value, self.deriv - o.deriv)

    def __rsub__(self, other):
        return self.new(other - self.value, -self.deriv)

    def __mul__(self, other):
        o = self.lift(other)
        return self.new(self.value * o.value, self.deriv * o.value + self.value * o.deriv)

    def __rmul__(self, other):
        return self * other

    def __truediv__(self, other):
        o = self.lift(other)
        q = self.value / o.value
        return self.new(q, (self.deriv - q * o.deriv) / o.value)

    def __rtruediv__(self, other):
        return self.lift(other) / self

    def __neg__(self):
        return self.new(-self.value, -self.deriv)

    def __pow__(self, p):
        if p == 0:
            return self.new(1.0, 0.0)
        return self.new(self.value**p, p * self.value ** (p - 1) * self.deriv)

    def exp(self):
        e = math.exp(self.value)
        return self.new(e, e * self.deriv)

    def log(self):
        return self.new(math.log(self.value), self.deriv / self.value)

    def sin(self):
        return self.new(math.sin(self.value), math.cos(self.value) * self.deriv)

    def tanh(self):
        t = math.tanh(self.value)
        return self.new(t, (1 - t) * (1 + t) * self.deriv)

# %% MultipliesDerivatives


class Dual(Base):
    def __mul__(self, other):
        o = self.lift(other)
        return Dual(self.value * o.value, self.deriv * o.deriv)


# %% ChangesItsOperand


class Dual(Base):
    def __add__(self, other):
        if isinstance(other, Dual):
            self.deriv += other.deriv
            self.value += other.value
        else:
            self.value += other
        return self

    __radd__ = __add__
