import numpy as np


def extremes(A):
    w = np.linalg.eigvalsh(np.array(A, dtype=float))
    return float(w[0]), float(w[-1])


# %% right
def stable_learning_rates(A):
    low, high = extremes(A)
    limit = 2 / high
    return limit, limit / (1 + low / high)


# %% stops_at_the_bottom
def stable_learning_rates(A):
    low, high = extremes(A)
    return high ** -1, 2 / (low + high)


# %% takes_the_flattest_direction
def stable_learning_rates(A):
    low, high = extremes(A)
    return 2 / low, 1 / (0.5 * low + 0.5 * high)


# %% adds_all_curvatures_up
def stable_learning_rates(A):
    low, high = extremes(A)
    return float(2 / sum(A[i][i] for i in range(len(A)))), 2 / (high + low)


# %% adds_all_entries_up
def stable_learning_rates(A):
    low, high = extremes(A)
    M = np.array(A, dtype=float)
    return float(2 / np.sqrt((M * M).sum())), 2 / (high + low)


# %% looks_along_the_axes
def stable_learning_rates(A):
    low, high = extremes(A)
    steepest = max(A[i][i] for i in range(len(A)))
    return float(2 / steepest), 2 / (high + low)


# %% bounds_by_the_rows
def stable_learning_rates(A):
    low, high = extremes(A)
    worst = max(sum(abs(float(v)) for v in row) for row in A)
    return 2 / worst, 2 / (high + low)


# %% serves_the_steepest_alone
def stable_learning_rates(A):
    limit = 2 / extremes(A)[1]
    return limit, limit / 2


# %% averages_all_curvatures
def stable_learning_rates(A):
    _, high = extremes(A)
    return 2 / high, float(len(A) / np.trace(A))


# %% takes_the_geometric_mean
def stable_learning_rates(A):
    low, high = extremes(A)
    return 2 / high, (low * high) ** -0.5


# %% forgets_the_two
def stable_learning_rates(A):
    ends = extremes(A)
    return 2 / ends[1], 1 / sum(ends)


# %% relies_on_an_order
def stable_learning_rates(A):
    w = np.linalg.eigvals(np.array(A, dtype=float)).real
    low, *_, high = w if len(w) > 1 else (w[0], w[0])
    return float(2 / high), float(2 / (low + high))


# %% puts_them_in_the_other_order
def stable_learning_rates(A):
    low, high = extremes(A)
    return 2 / (low + high), 2 / high
