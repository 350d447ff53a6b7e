import numpy as np


def in_order(a, b):
    if b < a:
        raise ValueError("b lies before a")


def heights(pdf, a, b, points):
    return np.asarray(pdf(np.linspace(a, b, points)), dtype=float)


def area(pdf, a, b, n):
    f = heights(pdf, a, b, n + 1)
    return float((b - a) / n * np.sum((f[1:] + f[:-1]) / 2))


# %% right
def interval_probability(pdf, a, b, n=200):
    in_order(a, b)
    return area(pdf, a, b, n)

# %% subtracts_densities
def interval_probability(pdf, a, b, n=200):
    in_order(a, b)
    at_a, at_b = pdf(np.array([a, b], dtype=float))
    return float(at_b - at_a)

# %% forgets_the_width
def interval_probability(pdf, a, b, n=200):
    in_order(a, b)
    f = heights(pdf, a, b, n + 1)
    return float(f[0] / 2 + f[1:-1].sum() + f[-1] / 2)

# %% averages_the_density
def interval_probability(pdf, a, b, n=200):
    in_order(a, b)
    f = heights(pdf, a, b, n + 1)
    return float(np.mean(0.5 * (f[:-1] + f[1:])))

# %% takes_the_left_ends
def interval_probability(pdf, a, b, n=200):
    in_order(a, b)
    h = (b - a) / n
    return float(h * np.sum(pdf(a + h * np.arange(n))))

# %% takes_the_right_ends
def interval_probability(pdf, a, b, n=200):
    in_order(a, b)
    return float(heights(pdf, a, b, n + 1)[1:].sum() * (b - a) / n)

# %% counts_the_ends_in_full
def interval_probability(pdf, a, b, n=200):
    in_order(a, b)
    return float(heights(pdf, a, b, n + 1).sum() * (b - a) / n)

# %% takes_n_points
def interval_probability(pdf, a, b, n=200):
    in_order(a, b)
    f = heights(pdf, a, b, n)
    h = (b - a) / n
    total = 0.0
    for left, right in zip(f, f[1:]):
        total += h * (left + right) / 2
    return float(total)

# %% takes_n_minus_one_steps
def interval_probability(pdf, a, b, n=200):
    in_order(a, b)
    return area(pdf, a, b, n - 1 if n > 1 else 1)

# %% takes_the_middles
def interval_probability(pdf, a, b, n=200):
    in_order(a, b)
    edges = np.linspace(a, b, n + 1)
    middles = (edges[1:] + edges[:-1]) / 2
    return float(np.sum(np.diff(edges) * pdf(middles)))

# %% cuts_the_density_off_at_one
def interval_probability(pdf, a, b, n=200):
    in_order(a, b)
    return area(lambda x: np.clip(pdf(x), 0, 1), a, b, n)

# %% gives_a_point_its_density
def interval_probability(pdf, a, b, n=200):
    in_order(a, b)
    return float(pdf(a)) if b == a else area(pdf, a, b, n)

# %% turns_the_interval_round
def interval_probability(pdf, a, b, n=200):
    return area(pdf, min(a, b), max(a, b), n)

# %% returns_a_negative_probability
def interval_probability(pdf, a, b, n=200):
    return area(pdf, a, b, n)

# %% ignores_n
def interval_probability(pdf, a, b, n=200):
    in_order(a, b)
    return area(pdf, a, b, 200)
