import numpy as np

from grader.author import close, given, law, mistake, solution


def stable_learning_rates(A):
    curvatures = np.linalg.eigvalsh(A)
    return 2 / curvatures[-1], 2 / (curvatures[0] + curvatures[-1])


given(
    "thin valleys",
    like="bowls",
    sizes={"n": "2..6"},
    thin={"real": [1e4, 1e8], "log": True},
    size={"choice": [1e-6, 1.0, 1e6]},
    curvatures={"is": "size * np.append(np.ones(n - 1), 1 / thin)"},
    examples=30,
)


@law("holds in very thin valleys", over="thin valleys")
def _(curvatures, lr_max, lr_opt):
    """Curvatures may differ by a factor of 1e8, and the loss may be in any units. The limit knows
    the steepest direction alone; the best rate is then just below it."""
    assert close(lr_max * curvatures.max(), 2.0)
    # Relative to the limit, the two differ by 1e-8 at least.
    assert close(lr_opt * (curvatures.min() + curvatures.max()), 2.0, rtol=1e-12)
    assert lr_opt < lr_max


@solution
def by_norms(A):
    """For a symmetric positive A the norms of A and of its inverse are the extreme eigenvalues."""
    largest = np.linalg.norm(A, 2)
    smallest = 1 / np.linalg.norm(np.linalg.inv(A), 2)
    return 2.0 / largest, 1.0 / (0.5 * largest + 0.5 * smallest)


@solution
def by_squaring(A):
    """Powers of A, squared and rescaled thirty times, keep its largest eigenvalue alone; that of
    λmax - A is λmax - λmin."""

    def top(M):
        power = M / (np.trace(M) or 1.0)
        for _ in range(30):
            power = power @ power
            power = power / (np.trace(power) or 1.0)
        return np.sum(power * M)

    A = np.array(A, dtype=float)
    largest = top(A)
    return 2 / largest, 2 / (2 * largest - top(largest * np.eye(len(A)) - A))


def rates(limit, A):
    return limit, stable_learning_rates(A)[1]


@mistake(caught_by="just above the limit some start is thrown out")
def stops_at_the_bottom(A):
    """You returned 1 / λmax as the limit. There the steepest factor is 0, the best it can be; the
    limit is where it is -1, twice as far."""
    limit, best = stable_learning_rates(A)
    return limit / 2, best


@mistake(caught_by="just below the limit every start comes to rest")
def takes_the_flattest_direction(A):
    """Your limit is 2 / λmin; the steepest direction blows up long before."""
    return rates(2 / np.linalg.eigvalsh(A)[0], A)


@mistake(caught_by="just above the limit some start is thrown out")
def adds_all_curvatures_up(A):
    """Your limit is 2 / trace(A), with the sum of all eigenvalues; the directions don't disturb each
    other, so only the steepest counts."""
    return rates(2 / np.trace(A), A)


@mistake(caught_by="just above the limit some start is thrown out")
def adds_all_entries_up(A):
    """Your limit is 2 over the Frobenius norm, np.linalg.norm(A), which mixes all directions; take
    the largest eigenvalue."""
    return rates(2 / np.linalg.norm(A), A)


@mistake(caught_by="just below the limit every start comes to rest")
def looks_along_the_axes(A):
    """Your limit is 2 over the largest entry of the diagonal; the steepest direction may lie between
    the axes."""
    return rates(2 / np.diag(A).max(), A)


@mistake(caught_by="just above the limit some start is thrown out")
def bounds_by_the_rows(A):
    """Your limit is 2 over the largest sum of absolute values in a row. That is safe, but not the
    largest stable rate; take the largest eigenvalue."""
    return rates(2 / np.abs(A).sum(axis=1).max(), A)


@mistake(caught_by="no other rate brings the slowest start closer")
def serves_the_steepest_alone(A):
    """Your best rate is 1 / λmax, which finishes the steepest direction in one step; the flattest
    would gain from a larger one."""
    limit, _ = stable_learning_rates(A)
    return limit, limit / 2


@mistake(caught_by="no other rate brings the slowest start closer")
def averages_all_curvatures(A):
    """Your best rate is 1 over the mean of all eigenvalues; only the two extremes matter, so take
    2 / (λmin + λmax)."""
    return stable_learning_rates(A)[0], len(A) / np.trace(A)


@mistake(caught_by="no other rate brings the slowest start closer")
def takes_the_geometric_mean(A):
    """Your best rate is 1 over the root of λmin λmax; the factors are 1 - ηλ, so the arithmetic mean
    of the two eigenvalues balances them."""
    w = np.linalg.eigvalsh(A)
    return 2 / w[-1], 1 / np.sqrt(w[0] * w[-1])


@mistake(caught_by="no other rate brings the slowest start closer")
def forgets_the_two(A):
    """Your best rate is 1 / (λmin + λmax). From 1 - ηλmin = ηλmax - 1 you get a 2 on one side."""
    limit, best = stable_learning_rates(A)
    return limit, best / 2


@mistake(caught_by="just below the limit every start comes to rest")
def relies_on_an_order(A):
    """You took the last of np.linalg.eigvals for the largest and the first for the smallest; they
    come in no order. Use eigvalsh, which sorts, or max and min."""
    w = np.linalg.eigvals(A).real
    return 2 / w[-1], 2 / (w[0] + w[-1])


@mistake(caught_by="just above the limit some start is thrown out")
def puts_them_in_the_other_order(A):
    """You returned the best rate first; the limit comes first, then the best rate."""
    return stable_learning_rates(A)[::-1]
