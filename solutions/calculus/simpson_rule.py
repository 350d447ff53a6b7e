import numpy as np

from grader.author import close, given, law, mistake, solution


def simpson(f, a, b, n):
    pairs = n // 2
    if pairs < 1 or 2 * pairs != n:
        raise ValueError("the number of steps must be even and positive")
    h = (b - a) / n
    starts = [a + 2 * i * h for i in range(pairs)]
    return sum(f(x) + 4 * f(x + h) + f(x + 2 * h) for x in starts) * h / 3


given(
    "whole numbers",
    f={"polynomial": 3},
    a={"integer": [-3, 3]},
    b={"integer": [-3, 3]},
    n={"is": "2 * k"},
    examples=30,
)


@law("limits may be whole numbers", over="whole numbers")
def _(f, a, b, area):
    """a and b may be integers. The step between the nodes is a fraction all the same, so neither
    divide with // nor keep the nodes in an array of integers."""
    assert close(area, f.integral(float(a), float(b)))


@solution
def with_an_array_of_weights(f, a, b, n):
    """All nodes and weights as arrays, and one product."""
    if n < 2 or n % 2:
        raise ValueError(f"{n} steps")
    weights = np.ones(n + 1)
    weights[1:-1:2], weights[2:-1:2] = 4, 2
    return float(weights @ f(np.linspace(a, b, n + 1)) * (b - a) / (3 * n))


@solution
def node_by_node(f, a, b, n):
    """A loop over the nodes, with the weight of each."""
    if n <= 0 or n % 2:
        raise ValueError("n must be even and positive")
    area = 0.0
    for i in range(n + 1):
        weight = 1 if i in (0, n) else 4 if i % 2 else 2
        area += weight * f(((n - i) * a + i * b) / n)
    return area * (b - a) / (3 * n)


@solution
def from_two_trapezoid_rules(f, a, b, n):
    """Four thirds of the trapezoid rule, less a third of that with half of the nodes."""
    if n <= 0 or n % 2 != 0:
        raise ValueError("n")
    y = np.array([f(a + (b - a) * i / n) for i in range(n + 1)])
    fine = (np.sum(y) - (y[0] + y[-1]) / 2) * (b - a) / n
    coarse = (np.sum(y[::2]) - (y[0] + y[-1]) / 2) * (b - a) / (n / 2)
    return (4 * fine - coarse) / 3


def checked(n):
    if n < 1 or n % 2:
        raise ValueError("n")


def weighted(f, a, b, n, odd, even, end, over):
    h = (b - a) / n
    total = sum((odd if i % 2 else even) * f(a + i * h) for i in range(1, n))
    return (end * (f(a) + f(b)) + total) * h / over


@mistake(caught_by="exact for cubics, however few the steps")
def exchanges_four_and_two(f, a, b, n):
    """You gave the odd nodes the weight 2 and the even ones 4; a parabola's middle node, with an odd
    number, has 4."""
    checked(n)
    return weighted(f, a, b, n, 2, 4, 1, 3)


@mistake(caught_by="exact for cubics, however few the steps")
def divides_by_six(f, a, b, n):
    """You divided by 6. That belongs to the width of a whole parabola, which is 2h; with h it is 3."""
    checked(n)
    return weighted(f, a, b, n, 4, 2, 1, 6)


@mistake(caught_by="exact for cubics, however few the steps")
def gives_the_ends_weight_two(f, a, b, n):
    """You gave all even nodes the weight 2, also the first and the last; they belong to one parabola
    only and have 1."""
    checked(n)
    return weighted(f, a, b, n, 4, 2, 2, 3)


@mistake(caught_by="exact for cubics, however few the steps")
def forgets_the_last_node(f, a, b, n):
    """Your loop ends before b: there are n + 1 nodes for n steps, and the last has the weight 1."""
    checked(n)
    return weighted(f, a, b, n, 4, 2, 1, 3) - f(b) * (b - a) / n / 3


@mistake(caught_by="exact for cubics, however few the steps")
def uses_straight_lines(f, a, b, n):
    """This is the trapezoid rule, with weights 1 inside and 1/2 at the ends; Simpson's are
    1, 4, 2, 4, …, 4, 1 over 3."""
    checked(n)
    return weighted(f, a, b, n, 1, 1, 0.5, 1)


@mistake(caught_by="exact for cubics, however few the steps")
def steps_until_b_is_passed(f, a, b, n):
    """You added h again and again while x was below b. Rounding may bring x just below b after n
    steps, and then b counts twice; compute node i as a + i h."""
    checked(n)
    h = (b - a) / n
    if h == 0:
        return 0.0
    total, x, weight = f(a) + f(b), a + h, 4
    while (x - b) * h < 0:
        total += weight * f(x)
        x, weight = x + h, 6 - weight
    return total * h / 3


@mistake(caught_by="agrees with the reference")
def takes_n_for_the_number_of_parabolas(f, a, b, n):
    """You made n parabolas of two steps each; n is the number of steps, so there are n / 2."""
    checked(n)
    return simpson(f, a, b, 2 * n)


@mistake(caught_by="the number of steps must be even and positive", accepts=True)
def accepts_odd_numbers(f, a, b, n):
    """With an odd number of steps one is left without a partner, and the weights come out wrong:
    raise ValueError."""
    if n < 1:
        raise ValueError("n")
    return weighted(f, a, b, n, 4, 2, 1, 3)


@mistake(caught_by="the number of steps must be even and positive")
def makes_odd_numbers_even(f, a, b, n):
    """You silently took one more step if n was odd; the caller should know: raise ValueError."""
    if n < 1:
        raise ValueError("n")
    return simpson(f, a, b, n + n % 2)


@mistake(caught_by="the number of steps must be even and positive", accepts=True)
def accepts_negative_numbers(f, a, b, n):
    """-2 and 0 are even, so `n % 2` does not find them; raise ValueError for those as well."""
    if n % 2:
        raise ValueError("n")
    return simpson(f, a, b, n) if n > 0 else 0.0


@mistake(caught_by="turning the limits round turns the sign")
def sorts_the_limits(f, a, b, n):
    """You took the width as |b - a|, or sorted the limits; from right to left the area counts with the
    other sign."""
    return simpson(f, min(a, b), max(a, b), n)


@mistake(caught_by="limits may be whole numbers")
def rounds_the_step(f, a, b, n):
    """Where a and b are both of type int you divided with `//`, which makes a whole number of the
    step, and the last of your nodes a + i h misses b; divide with `/`, whatever their type."""
    checked(n)
    whole = isinstance(a, int) and isinstance(b, int)
    h = (b - a) // n if whole else (b - a) / n
    total = sum((4 if i % 2 else 2) * f(a + i * h) for i in range(1, n))
    return (f(a) + total + f(a + n * h)) * h / 3
