import numpy as np

from grader.author import close, given, law, mistake, solution


def interval_probability(pdf, a, b, n=200):
    if b < a:
        raise ValueError("the interval ends before it begins")
    f = pdf(np.linspace(a, b, n + 1))
    return (b - a) / n * (f.sum() - (f[0] + f[-1]) / 2)


given(
    "smooth",
    rate={"real": [0.5, 2]},
    pdf={"function": "exponential", "with": {"rate": "rate"}},
    a={"real": [0, 1]},
    length={"real": [0.5, 2]},
    b={"is": "a + length"},
    n={"integer": [20, 60]},
    examples=25,
)


@law("half the step leaves a quarter of the error", over="smooth")
def _(pdf, a, b, n, rate, probability, interval_probability):
    """Straight lines miss a curved density by an area that is proportional to the square of the step:
    twice as many steps leave a quarter of the error. With a rule that weighs the ends wrongly only
    half of it would go."""
    exact = np.exp(-rate * a) - np.exp(-rate * b)
    # The next term is (rate h)² / 60 of the first, where rate h <= 2 · 2 / 20.
    ratio = (probability - exact) / (interval_probability(pdf, a, b, 2 * n) - exact)
    assert close(ratio, 4, atol=0.01)


@solution
def strip_by_strip(pdf, a, b, n=200):
    """A loop that asks for one density at a time."""
    if a > b:
        raise ValueError("b < a")
    h, total, behind = (b - a) / n, 0.0, float(pdf(a))
    for i in range(1, n + 1):
        ahead = float(pdf(a + i * h if i < n else b))
        total += h * (behind + ahead) / 2
        behind = ahead
    return total


@solution
def by_weights(pdf, a, b, n=200):
    """The mean of the left and the right sum, as inner products with the step widths."""
    if b < a:
        raise ValueError("b < a")
    x = a + (b - a) * np.arange(n + 1) / n
    x[-1] = b
    f, h = np.asarray(pdf(x)), np.diff(x)
    return float(f[:-1] @ h + f[1:] @ h) / 2


def points(pdf, a, b, n):
    if b < a:
        raise ValueError("b < a")
    return pdf(np.linspace(a, b, n + 1)), (b - a) / n


@mistake(caught_by="a density that rises in a straight line is integrated exactly, whatever n")
def subtracts_densities(pdf, a, b, n=200):
    """You subtracted the density at a from that at b. That would be right for the cumulative
    distribution function; of a density you need the area."""
    if b < a:
        raise ValueError("b < a")
    return float(pdf(b) - pdf(a))


@mistake(caught_by="a density that rises in a straight line is integrated exactly, whatever n")
def forgets_the_width(pdf, a, b, n=200):
    """You added densities up and did not multiply by the width of a step: more steps then give a
    larger result."""
    f, _ = points(pdf, a, b, n)
    return float(f.sum() - (f[0] + f[-1]) / 2)


@mistake(caught_by="a density that rises in a straight line is integrated exactly, whatever n")
def averages_the_density(pdf, a, b, n=200):
    """You took the mean height over the n steps, and did not multiply by b - a. A mean of densities
    is a density; a probability is an area."""
    f, _ = points(pdf, a, b, n)
    return float(f.sum() - (f[0] + f[-1]) / 2) / n


@mistake(caught_by="a density that rises in a straight line is integrated exactly, whatever n")
def takes_the_left_ends(pdf, a, b, n=200):
    """You gave each strip the height of its left end; take the mean of both ends."""
    f, h = points(pdf, a, b, n)
    return float(h * f[:-1].sum())


@mistake(caught_by="a density that rises in a straight line is integrated exactly, whatever n")
def takes_the_right_ends(pdf, a, b, n=200):
    """You gave each strip the height of its right end; take the mean of both ends."""
    f, h = points(pdf, a, b, n)
    return float(h * f[1:].sum())


@mistake(caught_by="a density that rises in a straight line is integrated exactly, whatever n")
def counts_the_ends_in_full(pdf, a, b, n=200):
    """You counted all n + 1 points in full. The first and the last belong to one strip only, so
    they count half."""
    f, h = points(pdf, a, b, n)
    return float(h * f.sum())


@mistake(caught_by="a density that rises in a straight line is integrated exactly, whatever n")
def takes_n_points(pdf, a, b, n=200):
    """You took n points, which makes n - 1 steps, but the width of n: n steps need n + 1 points."""
    if b < a:
        raise ValueError("b < a")
    f = pdf(np.linspace(a, b, n))
    return float((b - a) / n * (f.sum() - (f[0] + f[-1]) / 2))


@mistake(caught_by="agrees with the reference")
def takes_n_minus_one_steps(pdf, a, b, n=200):
    """You took n points, so n - 1 steps; asked for are n steps, which have n + 1 points."""
    return interval_probability(pdf, a, b, max(n - 1, 1))


@mistake(caught_by="agrees with the reference")
def takes_the_middles(pdf, a, b, n=200):
    """You gave each strip the density in its middle. That is a good rule too, but not the trapezoid
    rule, which asks for the densities at both ends."""
    if b < a:
        raise ValueError("b < a")
    h = (b - a) / n
    return float(h * pdf(a + h * (np.arange(n) + 0.5)).sum())


@mistake(caught_by="all of the support has probability 1, and no part of it more")
def cuts_the_density_off_at_one(pdf, a, b, n=200):
    """You cut densities off at 1. Only probabilities have to stay below 1; a density may be as high
    as it likes on a short interval."""
    return interval_probability(lambda x: np.minimum(pdf(x), 1.0), a, b, n)


@mistake(caught_by="a single point has probability 0")
def gives_a_point_its_density(pdf, a, b, n=200):
    """For a = b you returned the density; a single point has no length, and probability 0."""
    return float(pdf(a)) if a == b else interval_probability(pdf, a, b, n)


@mistake(caught_by="an interval that ends before it begins raises ValueError")
def turns_the_interval_round(pdf, a, b, n=200):
    """For b < a you exchanged the ends and hid the caller's slip; raise ValueError."""
    return interval_probability(pdf, min(a, b), max(a, b), n)


@mistake(caught_by="an interval that ends before it begins raises ValueError")
def returns_a_negative_probability(pdf, a, b, n=200):
    """For b < a you returned minus the probability, as integrals do; no probability is negative:
    raise ValueError."""
    if b < a:
        return -interval_probability(pdf, b, a, n)
    return interval_probability(pdf, a, b, n)


@mistake(caught_by="agrees with the reference", free="steps")
def ignores_n(pdf, a, b, n=200, *, steps=200):
    """You always took {steps} steps; the caller chooses n."""
    return interval_probability(pdf, a, b, steps)
