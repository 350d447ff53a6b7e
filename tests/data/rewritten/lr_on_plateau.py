import math


class Base:
    def __init__(self, lr, factor, patience, min_lr):
        self.rate, self.factor, self.patience, self.floor = lr, factor, patience, min_lr
        self.record = math.inf
        self.waits = 0

    def lower(self):
        self.rate = self.rate * self.factor
        if self.rate < self.floor:
            self.rate = self.floor

# %% right


class PlateauLR(Base):
    def step(self, loss):
        if loss < self.record:
            self.record, self.waits = loss, 0
            return self.rate
        if self.waits == self.patience:
            self.lower()
            self.waits = 0
        else:
            self.waits += 1
        return self.rate


# %% ComparesWithTheLastLoss


class PlateauLR(Base):
    def step(self, loss):
        better = loss < self.record
        self.record = loss
        self.waits = 0 if better else self.waits + 1
        if self.waits > self.patience:
            self.lower()
            self.waits = 0
        return self.rate


# %% KeepsCountingAfterACut


class PlateauLR(Base):
    def step(self, loss):
        if loss < self.record:
            self.record, self.waits = loss, 0
        else:
            self.waits += 1
            if self.waits > self.patience:
                self.lower()
        return self.rate


# %% CutsOneTooEarly


class PlateauLR(Base):
    def step(self, loss):
        if loss < self.record:
            self.record, self.waits = loss, 0
        else:
            self.waits += 1
            if self.waits >= self.patience:
                self.lower()
                self.waits = 0
        return self.rate


# %% CutsOneTooLate


class PlateauLR(Base):
    def step(self, loss):
        if loss < self.record:
            self.record, self.waits = loss, 0
            return self.rate
        self.waits += 1
        if self.waits == self.patience + 2:
            self.lower()
            self.waits = 0
        return self.rate


# %% NeverForgivesABadLoss


class PlateauLR(Base):
    def step(self, loss):
        if loss < self.record:
            self.record = loss
        elif self.waits == self.patience:
            self.lower()
            self.waits = 0
        else:
            self.waits += 1
        return self.rate


# %% TakesATieForProgress


class PlateauLR(Base):
    def step(self, loss):
        if loss <= self.record:
            self.record, self.waits = loss, 0
            return self.rate
        self.waits += 1
        if self.waits > self.patience:
            self.lower()
            self.waits = 0
        return self.rate


# %% TakesNanForProgress


class PlateauLR(Base):
    def step(self, loss):
        if loss >= self.record:
            self.waits += 1
        else:
            self.record, self.waits = loss, 0
        if self.waits > self.patience:
            self.lower()
            self.waits = 0
        return self.rate


# %% StartsWithTheFirstLoss


class PlateauLR(Base):
    def step(self, loss):
        if not hasattr(self, "seen"):
            self.seen = True
            self.record = loss
            return self.rate
        if loss < self.record:
            self.record, self.waits = loss, 0
        else:
            self.waits += 1
        if self.waits > self.patience:
            self.lower()
            self.waits = 0
        return self.rate


# %% StopsAboveTheFloor


class PlateauLR(Base):
    def step(self, loss):
        if loss < self.record:
            self.record, self.waits = loss, 0
            return self.rate
        self.waits += 1
        if self.waits > self.patience:
            self.waits = 0
            lower = self.rate * self.factor
            if not lower < self.floor:
                self.rate = lower
        return self.rate


# %% HasNoFloor


class PlateauLR(Base):
    def step(self, loss):
        if loss < self.record:
            self.record, self.waits = loss, 0
            return self.rate
        self.waits += 1
        if self.waits > self.patience:
            self.rate *= self.factor
            self.waits = 0
        return self.rate


# %% ForgetsTheBestAtACut


class PlateauLR(Base):
    def step(self, loss):
        if loss < self.record:
            self.record, self.waits = loss, 0
            return self.rate
        self.waits += 1
        if self.waits > self.patience:
            self.lower()
            self.record, self.waits = math.inf, 0
        return self.rate


# %% AsksForOnePercent


class PlateauLR(Base):
    def step(self, loss):
        if loss < self.record * 0.99:
            self.record, self.waits = loss, 0
            return self.rate
        self.waits += 1
        if self.waits > self.patience:
            self.lower()
            self.waits = 0
        return self.rate


# %% StartsWithABestOfZero


class PlateauLR(Base):
    def __init__(self, lr, factor, patience, min_lr):
        super().__init__(lr, factor, patience, min_lr)
        self.record = 0.0

    def step(self, loss):
        if loss < self.record:
            self.record, self.waits = loss, 0
            return self.rate
        self.waits += 1
        if self.waits > self.patience:
            self.lower()
            self.waits = 0
        return self.rate


# %% ComparesSizes


class PlateauLR(Base):
    def step(self, loss):
        if abs(loss) < self.record:
            self.record, self.waits = abs(loss), 0
            return self.rate
        self.waits += 1
        if self.waits > self.patience:
            self.lower()
            self.waits = 0
        return self.rate


# %%
import math


class Settings:
    def __init__(self, lr, factor, patience, min_lr):
        self.lr, self.factor = float(lr), factor
        self.patience, self.min_lr = patience, float(min_lr)

    def cut(self):
        self.lr = max(self.min_lr, self.factor * self.lr)


def better(loss, best):
    return loss < (math.inf if best is None else best)

# %% RemembersInTheClass


class PlateauLR(Settings):
    best = None
    bad = 0

    def __init__(self, lr, factor, patience, min_lr):
        super().__init__(lr, factor, patience, min_lr)
        PlateauLR.best = None
        PlateauLR.bad = 0

    def step(self, loss):
        if better(loss, PlateauLR.best):
            PlateauLR.best = loss
            PlateauLR.bad = 0
            return self.lr
        PlateauLR.bad += 1
        if PlateauLR.bad > self.patience:
            PlateauLR.bad = 0
            self.cut()
        return self.lr
