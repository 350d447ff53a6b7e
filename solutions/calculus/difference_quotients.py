import numpy as np

from grader.author import close, given, law, mistake, solution


def forward_diff(f, x, h):
    x = np.asarray(x, dtype=float)
    return (f(x + h) - f(x)) / h


def central_diff(f, x, h):
    x = np.asarray(x, dtype=float)
    return (f(x + h) - f(x - h)) / (2 * h)


given(
    "whole numbers",
    f={"polynomial": 2},
    x={"integers": ["n"], "between": [-3, 3]},
    h={"real": [0.01, 0.9]},
    examples=30,
)
given(
    "a whole number",
    f={"polynomial": 2},
    x={"integer": [-3, 3]},
    h={"real": [0.01, 0.9]},
    examples=20,
)


@law("whole numbers are points like any other", over=("whole numbers", "a whole number"))
def _(f, x, h, forward, central):
    """x may be an integer, or an array of integers, which cannot hold x + h nor a step below 1: let
    x + h be a new array of floats."""
    assert close(forward, f.grad(x + h / 2))
    assert close(central, f.grad(x * 1.0))


@solution
class OnePointAfterTheOther:
    """Measures at every point on its own, and takes central as the mean of both sides."""

    def forward_diff(f, x, h):
        points = np.ravel(x).tolist()
        return np.array([(f(p + h) - f(p)) / h for p in points]).reshape(np.shape(x))

    def central_diff(f, x, h):
        points = np.ravel(x).tolist()
        ahead = np.array([(f(p + h) - f(p)) / h for p in points])
        behind = np.array([(f(p) - f(p - h)) / h for p in points])
        return (ahead / 2 + behind / 2).reshape(np.shape(x))


@mistake(caught_by="on a parabola forward gives the slope half a step ahead, central the slope at x")
class ForwardForBoth:
    """Your central quotient looks ahead only, from x to x + h; let it look from x - h to x + h."""

    def central_diff(f, x, h):
        return (f(x + h) - f(x)) / h


@mistake(caught_by="both are exact for straight lines")
class CentralOverH:
    """You divided the central difference by h; from x - h to x + h it is 2h."""

    def central_diff(f, x, h):
        return (f(x + h) - f(x - h)) / h


@mistake(caught_by="both are exact for straight lines")
class DividesByTwoThenTimesH:
    """`/ 2 * h` divides by 2 and then multiplies by h; put the distance in brackets: `/ (2 * h)`."""

    def central_diff(f, x, h):
        return (f(x + h) - f(x - h)) / 2 * h


@mistake(caught_by="on a parabola forward gives the slope half a step ahead, central the slope at x")
class BackwardForForward:
    """Your forward quotient looks back, from x - h to x; it goes from x to x + h."""

    def forward_diff(f, x, h):
        return (f(x) - f(x - h)) / h


@mistake(caught_by="both are exact for straight lines")
class DoesNotDivide:
    """f(x + h) - f(x) is a height; divide both differences by the distance of their points."""

    def forward_diff(f, x, h):
        return f(x + h) - f(x)

    def central_diff(f, x, h):
        return f(x + h) - f(x - h)


@mistake(caught_by="central is the mean of the forward quotients to both sides")
class HalfASmallStep:
    """Your central quotient goes half a step to each side, from x - h/2 to x + h/2 over h; asked for
    is a whole step h to each side, over 2h."""

    def central_diff(f, x, h):
        return (f(x + h / 2) - f(x - h / 2)) / h


@mistake(caught_by="on a parabola forward gives the slope half a step ahead, central the slope at x", free="step")
class ChoosesItsOwnStep:
    """You use a step of {step} whatever h is; the caller chooses it."""

    step = 1e-6

    def forward_diff(f, x, h):
        step = ChoosesItsOwnStep.step
        return (f(x + step) - f(x)) / step

    def central_diff(f, x, h):
        step = ChoosesItsOwnStep.step
        return (f(x + step) - f(x - step)) / (2 * step)


@mistake(caught_by="central is the mean of the forward quotients to both sides")
class TakesTheSizeOfTheStep:
    """You replaced h by its absolute value; a negative h is to look back, from x to x + h."""

    def forward_diff(f, x, h):
        h = abs(h)
        return (f(x + h) - f(x)) / h


@mistake(caught_by="whole numbers are points like any other")
class IntegersSwallowTheStep:
    """full_like(x, h) of an array of integers holds integers, so your step became 0; add h itself."""

    def forward_diff(f, x, h):
        step = np.full_like(x, h)
        return (f(x + step) - f(x)) / h

    def central_diff(f, x, h):
        step = np.full_like(x, h)
        return (f(x + step) - f(x - step)) / (2 * h)


@mistake(caught_by="returns what it promises")
class HandlesSingleNumbersOnly:
    """float(x) fails for an array of several points; f takes arrays, so leave x as it is."""

    def forward_diff(f, x, h):
        x = float(x)
        return (f(x + h) - f(x)) / h

    def central_diff(f, x, h):
        x = float(x)
        return (f(x + h) - f(x - h)) / (2 * h)
