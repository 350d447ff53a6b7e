import math


def near(f, a, h):
    first = float(f(a + h))
    if first > 1000:
        return math.inf
    if first < -1000:
        return -math.inf
    return first + (first - float(f(a + 2 * h)))


def agree(p, q):
    return p == q or abs(p - q) < 0.01


def solve(f, a, side, one=near, h=1e-4):
    if side == "right":
        return one(f, a, h)
    if side == "left":
        return one(f, a, -h)
    p, q = one(f, a, -h), one(f, a, h)
    return q if agree(p, q) else math.nan

# %% right


def limit(f, a, side="both"):
    return solve(f, a, side)


# %% asks_at_a


def limit(f, a, side="both"):
    return float(f(a))


# %% comes_too_near


def limit(f, a, side="both"):
    def look(f, a, h):
        y = float(f(a + h))
        return math.copysign(math.inf, y) if abs(y) > 1000 else y
    return solve(f, a, side, look, 1e-9)


# %% looks_to_the_right_only


def limit(f, a, side="both"):
    return near(f, a, -1e-4 if side == "left" else 1e-4)


# %% averages_the_sides


def limit(f, a, side="both"):
    if side != "both":
        return solve(f, a, side)
    return (near(f, a, -1e-4) + near(f, a, 1e-4)) / 2


# %% forgets_the_sign_of_infinity


def limit(f, a, side="both"):
    def look(f, a, h):
        y = float(f(a + h))
        if abs(y) > 1000:
            return math.inf
        return 2 * y - float(f(a + 2 * h))
    return solve(f, a, side, look)


# %% subtracts_infinities


def limit(f, a, side="both"):
    if side != "both":
        return solve(f, a, side)
    p, q = near(f, a, -1e-4), near(f, a, 1e-4)
    if abs(p - q) < 0.05:
        return p
    return math.nan


# %% wants_equal_sides


def limit(f, a, side="both"):
    if side != "both":
        return solve(f, a, side)
    p, q = near(f, a, -1e-4), near(f, a, 1e-4)
    if p == q:
        return p
    return math.nan


# %% always_looks_to_both_sides


def limit(f, a, side="both"):
    found = {"left": near(f, a, -1e-4), "right": near(f, a, 1e-4)}
    same = agree(found["left"], found["right"])
    found["both"] = found["left"] if same else math.nan
    return found[side]


# %%
import math

H = 1e-4


def combined(f, a, h):
    near = f(a + h)
    if abs(near) > 1000:
        return math.copysign(math.inf, near)
    return float(near + (near - f(a + 2 * h)))


def settle(left, right):
    if left == right or abs(left - right) < 0.05:
        return left
    return math.nan


def by_side(one, side, left=-H, right=H):
    if side == "both":
        return settle(one(left), one(right))
    return one({"left": left, "right": right}[side])

# %% stays_too_far_away


def limit(f, a, side="both"):
    def one(h):
        near = float(f(a + h))
        return math.copysign(math.inf, near) if abs(near) > 1000 else near

    return by_side(one, side)


# %% reports_a_large_number


def limit(f, a, side="both"):
    return by_side(lambda h: float(2 * f(a + h) - f(a + 2 * h)), side)


# %% mixes_up_left_and_right


def limit(f, a, side="both"):
    return by_side(lambda h: combined(f, a, h), side, left=H, right=-H)
