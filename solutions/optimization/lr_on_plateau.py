import numpy as np

from grader.author import close, given, law, mistake, solution


class PlateauLR:
    def __init__(self, lr, factor, patience, min_lr):
        self.lr, self.factor, self.patience, self.min_lr = lr, factor, patience, min_lr
        self.best, self.bad = np.inf, 0

    def step(self, loss):
        if loss < self.best:
            self.best, self.bad = loss, 0
        else:
            self.bad += 1
        if self.bad > self.patience:
            self.cut()
            self.bad = 0
        return self.lr

    def cut(self):
        self.lr = max(self.lr * self.factor, self.min_lr)


given(
    "losses with gaps",
    like="noisy losses",
    gap={"booleans": ["T"]},
    endless={"booleans": ["T"]},
    losses={"is": "np.where(gap, np.where(endless, np.inf, np.nan), whole / 4)"},
    examples=60,
)


@law("nan is a bad loss", over="losses with gaps")
def _(losses, lr, factor, patience, min_lr, lrs, rates):
    """A loss of nan or infinity is no improvement, at the start neither; it must not become the
    best one either. It counts exactly like a loss that is very high, and the first finite loss is
    an improvement even after it."""
    best, bad, now = np.inf, 0, lr
    for loss, given_rate in zip(losses, lrs, strict=True):
        better = bool(np.isfinite(loss)) and loss < best
        best, bad = (loss, 0) if better else (best, bad + 1)
        if bad == patience + 1:
            now, bad = max(now * factor, min_lr), 0
        assert close(given_rate, now)


@solution
class RemembersEverything:
    """Keeps all losses and reads the number of cuts off them anew each time."""

    class PlateauLR:
        def __init__(self, lr, factor, patience, min_lr):
            self.start, self.factor, self.patience, self.floor = lr, factor, patience, min_lr
            self.losses = []

        def step(self, loss):
            self.losses.append(loss)
            cuts, run = 0, 0
            for i, x in enumerate(self.losses):
                earlier = [y for y in self.losses[:i] if y == y]
                record = x == x and x != float("inf") and all(x < y for y in earlier)
                if record:
                    cuts, run = cuts + run // (self.patience + 1), 0
                else:
                    run += 1
            cuts += run // (self.patience + 1)
            return max(self.start * self.factor**cuts, self.floor)


@solution
class CountsDown:
    """Counts the chances that are left, and keeps None for the best as long as there is none."""

    class PlateauLR:
        def __init__(self, lr, factor, patience, min_lr):
            self.rate, self.settings, self.best, self.left = lr, (factor, patience, min_lr), None, patience

        def step(self, loss):
            factor, patience, floor = self.settings
            if np.isfinite(loss) and (self.best is None or loss < self.best):
                self.best, self.left = loss, patience
            elif self.left:
                self.left -= 1
            else:
                self.rate, self.left = np.clip(self.rate * factor, floor, None), patience
            return self.rate


@mistake(caught_by="patience + 1 losses in a row without a record cut the rate once")
class ComparesWithTheLastLoss:
    """You compare with the loss before, so going up and half of it down again counts as an
    improvement; compare with the best loss of all so far."""

    class PlateauLR(PlateauLR):
        def step(self, loss):
            rate = super().step(loss)
            self.best = loss
            return rate


@mistake(caught_by="a constant loss cuts the rate every patience + 1 steps, down to the floor")
class KeepsCountingAfterACut:
    """You do not set the count back after a cut, so every further bad loss cuts again; a cut earns
    new patience."""

    class PlateauLR(PlateauLR):
        def step(self, loss):
            if loss < self.best:
                self.best, self.bad = loss, 0
            else:
                self.bad += 1
            if self.bad > self.patience:
                self.cut()
            return self.lr


@mistake(caught_by="a constant loss cuts the rate every patience + 1 steps, down to the floor")
class CutsOneTooEarly:
    """You cut as soon as the count of bad losses reaches patience (and is not 0); that many are
    forgiven, and only the next one cuts."""

    class PlateauLR(PlateauLR):
        def __init__(self, lr, factor, patience, min_lr):
            super().__init__(lr, factor, max(patience - 1, 0), min_lr)


@mistake(caught_by="a constant loss cuts the rate every patience + 1 steps, down to the floor")
class CutsOneTooLate:
    """You wait for patience + 2 bad losses; the rate is cut when the count exceeds patience for the
    first time."""

    class PlateauLR(PlateauLR):
        def __init__(self, lr, factor, patience, min_lr):
            super().__init__(lr, factor, patience + 1, min_lr)


@mistake(caught_by="patience + 1 losses in a row without a record cut the rate once")
class NeverForgivesABadLoss:
    """An improvement does not set your count back to 0, so bad losses far apart add up to a cut."""

    class PlateauLR(PlateauLR):
        def step(self, loss):
            bad = self.bad
            if loss < self.best:
                self.best = loss
            else:
                bad += 1
            if bad > self.patience:
                self.cut()
                bad = 0
            self.bad = bad
            return self.lr


@mistake(caught_by="a constant loss cuts the rate every patience + 1 steps, down to the floor")
class TakesATieForProgress:
    """You count a loss that equals the best as an improvement, so a loss that stands still never
    cuts the rate; ask for strictly less."""

    class PlateauLR(PlateauLR):
        def step(self, loss):
            if loss == self.best:
                self.bad = 0
                return self.lr
            return super().step(loss)


@mistake(caught_by="nan is a bad loss")
class TakesNanForProgress:
    """You ask `loss >= best` and treat everything else as an improvement. With nan every comparison
    is false, so nan becomes your best loss, and after it every number is an improvement; ask `loss
    < best`."""

    class PlateauLR(PlateauLR):
        def step(self, loss):
            if loss >= self.best:
                self.bad += 1
            else:
                self.best, self.bad = loss, 0
            if self.bad > self.patience:
                self.cut()
                self.bad = 0
            return self.lr


@mistake(caught_by="nan is a bad loss")
class StartsWithTheFirstLoss:
    """You take the first loss for the best one without a look, even if it is nan; no later loss is
    below nan, so nothing is ever an improvement. Start with infinity."""

    class PlateauLR(PlateauLR):
        def __init__(self, lr, factor, patience, min_lr):
            super().__init__(lr, factor, patience, min_lr)
            self.best = None

        def step(self, loss):
            if self.best is None:
                self.best = loss
                return self.lr
            return super().step(loss)


@mistake(caught_by="a constant loss cuts the rate every patience + 1 steps, down to the floor")
class StopsAboveTheFloor:
    """You leave out a cut that would go below min_lr, and stay above it; the last cut ends on the
    floor: max(lr * factor, min_lr)."""

    class PlateauLR(PlateauLR):
        def cut(self):
            if self.lr * self.factor >= self.min_lr:
                self.lr *= self.factor


@mistake(caught_by="a constant loss cuts the rate every patience + 1 steps, down to the floor")
class HasNoFloor:
    """You never look at min_lr, and the rate shrinks towards 0; take the larger of the two."""

    class PlateauLR(PlateauLR):
        def cut(self):
            self.lr *= self.factor


@mistake(caught_by="a constant loss cuts the rate every patience + 1 steps, down to the floor")
class ForgetsTheBestAtACut:
    """You set the best loss back to infinity when you cut, so the next loss is an improvement
    however bad it is; the best is never forgotten."""

    class PlateauLR(PlateauLR):
        def cut(self):
            super().cut()
            self.best = np.inf


@mistake(caught_by="losses that set records never cut the rate")
class AsksForOnePercent:
    """You count a loss as an improvement only below 0.99 times the best one. Here every progress
    counts, however small, and for a negative best 0.99 times it even lies above it."""

    class PlateauLR(PlateauLR):
        def step(self, loss):
            if 0.99 * self.best <= loss < self.best:
                loss = self.best
            elif self.best <= loss < 0.99 * self.best:
                self.best = np.nextafter(loss, np.inf)
            return super().step(loss)


@mistake(caught_by="a constant loss cuts the rate every patience + 1 steps, down to the floor")
class StartsWithABestOfZero:
    """Your best loss starts at 0, so no positive loss is ever an improvement; the first number
    always is, so start at infinity."""

    class PlateauLR(PlateauLR):
        def __init__(self, lr, factor, patience, min_lr):
            super().__init__(lr, factor, patience, min_lr)
            self.best = 0.0


@mistake(caught_by="two schedules do not disturb each other")
class RemembersInTheClass:
    """You keep the best loss and the count in the class, where all objects share them: each __init__
    sets them back for the older objects, too, and each step counts for all. Keep them in self."""

    class PlateauLR(PlateauLR):
        memory = {}

        def __init__(self, lr, factor, patience, min_lr):
            super().__init__(lr, factor, patience, min_lr)
            self.memory.update(best=np.inf, bad=0)

        def step(self, loss):
            self.best, self.bad = self.memory["best"], self.memory["bad"]
            rate = super().step(loss)
            self.memory.update(best=self.best, bad=self.bad)
            return rate


@mistake(caught_by="only the order of the losses matters")
class ComparesSizes:
    """You compare absolute values, as if losses could not be negative; a log-likelihood can, and -3
    is lower than -2. Compare the losses as they are."""

    class PlateauLR(PlateauLR):
        def step(self, loss):
            return super().step(abs(loss))
