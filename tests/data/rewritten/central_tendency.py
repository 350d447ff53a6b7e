from collections import Counter

import numpy as np


def filled(x):
    if len(x) == 0:
        raise ValueError("no numbers")
    return [float(entry) for entry in x]


def balance(numbers):
    return sum(numbers) / len(numbers)


def middle(ordered):
    n = len(ordered)
    return (ordered[(n - 1) // 2] + ordered[n // 2]) / 2


def tallest(numbers):
    tally = Counter(numbers)
    return [value for value in sorted(tally) if tally[value] == max(tally.values())]

# %% right


def central_tendency(x):
    numbers = filled(x)
    return balance(numbers), middle(sorted(numbers)), tallest(numbers)[0]


# %% forgets_to_sort


def central_tendency(x):
    numbers = filled(x)
    return balance(numbers), middle(numbers), tallest(numbers)[0]


# %% takes_the_upper_middle


def central_tendency(x):
    numbers = filled(x)
    return balance(numbers), sorted(numbers)[len(numbers) // 2], tallest(numbers)[0]


# %% takes_the_lower_middle


def central_tendency(x):
    numbers = filled(x)
    downwards = sorted(numbers, reverse=True)
    return balance(numbers), downwards[len(numbers) // 2], tallest(numbers)[0]


# %% takes_the_median_of_the_distinct_values


def central_tendency(x):
    numbers = filled(x)
    return balance(numbers), middle(sorted(set(numbers))), tallest(numbers)[0]


# %% takes_the_middle_of_the_range


def central_tendency(x):
    numbers = filled(x)
    return balance(numbers), min(numbers) / 2 + max(numbers) / 2, tallest(numbers)[0]


# %% returns_how_often_the_mode_occurs


def central_tendency(x):
    numbers = filled(x)
    often = max(numbers.count(value) for value in numbers)
    return balance(numbers), middle(sorted(numbers)), often


# %% takes_the_first_of_the_most_frequent


def central_tendency(x):
    numbers = filled(x)
    return balance(numbers), middle(sorted(numbers)), max(numbers, key=numbers.count)


# %% takes_the_largest_of_the_most_frequent


def central_tendency(x):
    numbers = filled(x)
    return balance(numbers), middle(sorted(numbers)), tallest(numbers)[-1]


# %% averages_the_distinct_values


def central_tendency(x):
    numbers = filled(x)
    return balance(list(set(numbers))), middle(sorted(numbers)), tallest(numbers)[0]


# %% sorts_the_callers_array


def central_tendency(x):
    filled(x)
    x.sort()
    numbers = x.tolist()
    return balance(numbers), middle(numbers), tallest(numbers)[0]


# %% returns_nan_for_no_numbers


def central_tendency(x):
    if not len(x):
        return float("nan"), float("nan"), float("nan")
    numbers = filled(x)
    return balance(numbers), middle(sorted(numbers)), tallest(numbers)[0]


# %%
from collections import Counter

import numpy as np


def common(x):
    if len(x) == 0:
        raise ValueError("no numbers")
    counts = Counter(x.tolist())
    mode = min(counts, key=lambda v: (-counts[v], v))
    return float(x.sum() / len(x)), sorted(x.tolist()), mode

# %% rounds_the_middle_down


def central_tendency(x):
    mean, line, mode = common(x)
    half, odd = divmod(len(line), 2)
    median = line[half] if odd else (line[half - 1] + line[half]) // 2
    return mean, median, mode


# %% adds_the_two_in_the_middle_as_they_are


def central_tendency(x):
    mean, line, mode = common(x)
    half = len(line) // 2
    if len(line) % 2:
        return mean, line[half], mode
    two = np.partition(x, [half - 1, half])[half - 1 : half + 1]
    return mean, 0.5 * (two[0] + two[1]), mode
