import math

import numpy as np

from grader.author import close, given, law, mistake, solution, unpromised


def limit(f, a, side="both"):
    if side == "both":
        left, right = limit(f, a, "left"), limit(f, a, "right")
        return left if math.isclose(left, right, abs_tol=0.01) else math.nan
    h = 1e-4 if side == "right" else -1e-4
    near = f(a + h)
    if abs(near) > 1000:
        return math.copysign(math.inf, near)
    return 2 * near - f(a + 2 * h)


ACCURACY = "must be right to $10^{-5}$"
unpromised("answers below 1e-8 are 0", says=ACCURACY)
unpromised("d92c411d", says="a smooth graph, with values below 100")

given(
    "halves",
    a={"real": [-2, 2]},
    end={"choice": [1, -1]},
    slope={"real": [-5, 5]},
    side={"is": "'right' if end == 1 else 'left'"},
    f={"function": "half", "with": {"a": "a", "end": "end", "slope": "slope"}},
    examples=30,
)
given(
    "one side of a step",
    like="steps",
    side={"choice": ["left", "right"]},
    end={"is": "left if side == 'left' else left + up * gap"},
    examples=30,
)


@law("one side is enough", over=("halves", "one side of a step"))
def _(L, end, a, side, seen):
    """Here f is defined on one side of a only, or heads elsewhere on the other, and only that side
    is asked for: do not look at the other, nor at a, not even to catch an error."""
    assert close(L, end, rtol=1e-5)
    asked = np.hstack([np.ravel(x) for x in seen.arguments("f")])
    assert np.all(asked > a if side == "right" else asked < a)


@solution
def extrapolates_again_and_again(f, a, side="both"):
    """Neville's scheme on halved steps, and divergence told by growth towards a."""

    def one_side(sign):
        steps = [sign * 0.05 / 2**k for k in range(6)]
        values = [float(f(a + h)) for h in steps]
        if abs(f(a + sign * 1e-6)) > 1e4:
            return values[-1] * math.inf
        for width in range(1, 6):
            values = [
                values[k + 1] + (values[k + 1] - values[k]) / (2**width - 1)
                for k in range(6 - width)
            ]
        return values[0]

    if side != "both":
        return one_side(1 if side == "right" else -1)
    left, right = one_side(-1), one_side(1)
    if math.isinf(left) or math.isinf(right):
        return left if left == right else math.nan
    return (left + right) / 2 if abs(left - right) < 0.05 else math.nan


@solution
def fits_a_parabola(f, a, side="both"):
    """Draws a parabola through points on one side, and reads it off at a."""
    if side == "both":
        sides = [fits_a_parabola(f, a, one) for one in ("left", "right")]
        return sides[0] if np.isclose(*sides, atol=1e-3) else np.nan
    h = np.array([1, 2, 3, 4]) * (1e-3 if side == "right" else -1e-3)
    values = np.array([f(a + step) for step in h])
    if np.abs(values[0]) > 400:
        return np.sign(values[0]) * np.inf
    return np.polyfit(h / 1e-3, values, 2)[-1]


@mistake(caught_by="returns what it promises")
def asks_at_a(f, a, side="both"):
    """You return f(a). The limit is about the points around a; at a itself f may not be defined."""
    return f(a)


@mistake(caught_by="the value at a does not matter", free="distance")
def comes_too_near(f, a, side="both", *, distance=1e-9):
    """You took f at a distance of {distance} for the limit. Very near, a difference such as 1 - cos(x)
    keeps none of its digits, and further away f has not arrived: stay at about 1e-4 and get rid of
    the error that is left by combining two steps."""
    if side == "both":
        left, right = comes_too_near(f, a, "left"), comes_too_near(f, a, "right")
        agree = left == right or abs(left - right) < 0.01
        return left if agree else math.nan
    value = f(a + distance if side == "right" else a - distance)
    return value if abs(value) < 1e6 else math.copysign(math.inf, value)


@mistake(caught_by="a derivative is the limit of slopes")
def stays_too_far_away(f, a, side="both"):
    """You take f at a distance of 1e-4 for the limit (that on the left where the sides agree), but f
    still differs from it by about 1e-4 times its slope: combine the values at h and 2h."""
    if side == "both":
        left, right = stays_too_far_away(f, a, "left"), stays_too_far_away(f, a, "right")
        agree = left == right or abs(left - right) < 0.01
        return left if agree else math.nan
    value = f(a + 1e-4 if side == "right" else a - 1e-4)
    return value if abs(value) < 1000 else math.copysign(math.inf, value)


@mistake(caught_by="a step has a limit on each side, and none from both")
def looks_to_the_right_only(f, a, side="both"):
    """For both sides you looked to the right alone; look to both and compare."""
    return limit(f, a, "right" if side == "both" else side)


@mistake(caught_by="a step has a limit on each side, and none from both")
def averages_the_sides(f, a, side="both"):
    """You averaged the two sides. Where they differ, there is no limit from both: return nan."""
    if side != "both":
        return limit(f, a, side)
    left, right = limit(f, a, "left"), limit(f, a, "right")
    return left if left == right else (left + right) / 2


@mistake(caught_by="a pole goes to infinity, with its sign on each side")
def reports_a_large_number(f, a, side="both"):
    """You never look for infinity, so for 1/x you return the large number that 2 f(a + h) - f(a + 2h)
    happens to be there; above 1000 here means that f grows beyond all bounds, so return infinity."""
    if side == "both":
        left, right = (reports_a_large_number(f, a, one) for one in ("left", "right"))
        return left if math.isclose(left, right, abs_tol=0.01) else math.nan
    h = 1e-4 if side == "right" else -1e-4
    return 2 * f(a + h) - f(a + 2 * h)


@mistake(caught_by="a pole goes to infinity, with its sign on each side")
def forgets_the_sign_of_infinity(f, a, side="both"):
    """You return inf for every pole; where f is negative it goes to -inf, and a pole with two signs
    has no limit from both sides."""
    if side == "both":
        left, right = (forgets_the_sign_of_infinity(f, a, one) for one in ("left", "right"))
        return left if left == right or abs(left - right) < 0.01 else math.nan
    return abs(limit(f, a, side)) if math.isinf(limit(f, a, side)) else limit(f, a, side)


@mistake(caught_by="a pole goes to infinity, with its sign on each side")
def subtracts_infinities(f, a, side="both"):
    """inf - inf is nan, which is not small, so two equal infinities count as different for you;
    test for equality first."""
    if side != "both":
        return limit(f, a, side)
    left, right = limit(f, a, "left"), limit(f, a, "right")
    return left if abs(left - right) < 0.01 else math.nan


@mistake(caught_by="the value at a does not matter")
def wants_equal_sides(f, a, side="both"):
    """You compare the two sides with ==. Both are approximations, so they differ in their last
    digits: call them the same if they are close."""
    if side != "both":
        return limit(f, a, side)
    left, right = limit(f, a, "left"), limit(f, a, "right")
    return left if left == right else math.nan


@mistake(caught_by="one side is enough")
def always_looks_to_both_sides(f, a, side="both"):
    """You compute both limits before you look at `side`; with one side alone, f need not be defined on
    the other."""
    left, right = limit(f, a, "left"), limit(f, a, "right")
    if side == "left":
        return left
    if side == "right":
        return right
    return left if left == right or abs(left - right) < 0.01 else math.nan


@mistake(caught_by="a step has a limit on each side, and none from both")
def mixes_up_left_and_right(f, a, side="both"):
    """You took the right side for "left" and the left one for "right". From the left means through
    points x < a, so that the step is negative."""
    return limit(f, a, {"left": "right", "right": "left"}.get(side, side))
