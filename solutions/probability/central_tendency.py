from collections import Counter

import numpy as np

from grader.author import close, equivalent, law, mistake, solution


def central_tendency(x):
    n = len(x)
    if n == 0:
        raise ValueError("no numbers have no middle")
    ascending = np.sort(x)
    middle = (float(ascending[(n - 1) // 2]) + float(ascending[n // 2])) / 2
    values, counts = np.unique(x, return_counts=True)
    return np.mean(x), middle, values[np.argmax(counts)]


equivalent("d0b11e2a", because="n // -2 is the same place, counted from the end")


@law("the order and a second copy of the sample change nothing", over=("numbers", "votes"))
def _(x, order, answer, central_tendency):
    """All three speak of the numbers, not of how they are listed: another order, or every number
    twice, gives the same mean, median and mode."""
    assert close(list(central_tendency(x[order])), list(answer))
    assert close(list(central_tendency(np.concatenate([x, x]))), list(answer))


@solution
def by_counting(x):
    """Plain Python: peels off both ends, and counts with a dictionary."""
    left = sorted(x.tolist())
    if not left:
        raise ValueError("empty")
    counts = {}
    for v in left:
        counts[v] = counts.get(v, 0) + 1
    mode = min(counts, key=lambda v: (-counts[v], v))
    mean = sum(left) / len(left)
    while len(left) > 2:
        left = left[1:-1]
    return mean, sum(left) / len(left), mode


@solution
def by_ranks(x):
    """Ranks instead of sorting: whoever has no more than half below and above is in the middle."""
    if x.size == 0:
        raise ValueError("empty")
    less = (x[None, :] < x[:, None]).sum(axis=1)
    more = (x[None, :] > x[:, None]).sum(axis=1)
    middle = x[(2 * less <= x.size) & (2 * more <= x.size)]
    equal = x.size - less - more
    return x.sum() / x.size, (float(middle.min()) + float(middle.max())) / 2, x[equal == equal.max()].min()


def and_the_rest(x, median):
    mean, _, mode = central_tendency(x)
    return mean, median, mode


@mistake(caught_by="the median has as many numbers on either side, and mirrors with them")
def forgets_to_sort(x):
    """You took the middle of the list as it came, without sorting: sort a copy first."""
    x, n = x.astype(float), len(x)
    return and_the_rest(x, (x[(n - 1) // 2] + x[n // 2]) / 2 if n else 0.0)


@mistake(caught_by="the median has as many numbers on either side, and mirrors with them")
def takes_the_upper_middle(x):
    """For an even count you took the upper one of the two middle numbers; take their average."""
    return and_the_rest(x, float(np.sort(x)[len(x) // 2]) if len(x) else 0.0)


@mistake(caught_by="the median has as many numbers on either side, and mirrors with them")
def takes_the_lower_middle(x):
    """For an even count you took the lower one of the two middle numbers; take their average."""
    return and_the_rest(x, float(np.sort(x)[(len(x) - 1) // 2]) if len(x) else 0.0)


@mistake(caught_by="the median has as many numbers on either side, and mirrors with them")
def rounds_the_middle_down(x):
    """For an even count you halved the sum of the two middle numbers by `//`, which cuts off the
    fraction: between 2 and 5 lies 3.5, so divide by `/`."""
    s, half = np.sort(x).astype(float), len(x) // 2
    if len(x) % 2:
        return and_the_rest(x, s[half])
    return and_the_rest(x, (s[half - 1] + s[half]) // 2 if half else 0.0)


@mistake(caught_by="the median has as many numbers on either side, and mirrors with them")
def takes_the_median_of_the_distinct_values(x):
    """You took the median of the distinct values, each counted once. A number that occurs three
    times stands three times in the sorted list: use sort, not unique or set."""
    s = np.unique(x).astype(float)
    n = len(s)
    return and_the_rest(x, (s[(n - 1) // 2] + s[n // 2]) / 2 if n else 0.0)


@mistake(caught_by="the median has as many numbers on either side, and mirrors with them")
def takes_the_middle_of_the_range(x):
    """You averaged the smallest and the largest number. The median halves the list of numbers, not
    the way between its ends."""
    return and_the_rest(x, (float(x.min()) + float(x.max())) / 2 if len(x) else 0.0)


@mistake(caught_by="agrees with the reference")
def adds_the_two_in_the_middle_as_they_are(x):
    """For an even count you added the two middle numbers in x's own type, where 200 + 100 is 44 if that is uint8;
    turn them into floats first."""
    s, half = np.sort(x), len(x) // 2
    if len(x) % 2:
        return and_the_rest(x, s[half])
    return and_the_rest(x, (s[half - 1] + s[half]) / 2 if half else 0.0)


@mistake(caught_by="no value is more frequent than the mode, nor as frequent and smaller")
def returns_how_often_the_mode_occurs(x):
    """You returned how often the most frequent value occurs; asked for is the value itself."""
    mean, median, _ = central_tendency(x)
    return mean, median, int(np.unique(x, return_counts=True)[1].max())


@mistake(caught_by="no value is more frequent than the mode, nor as frequent and smaller")
def takes_the_first_of_the_most_frequent(x):
    """Among equally frequent values you took the one that comes first in x, as Counter does; take
    the smallest."""
    mean, median, _ = central_tendency(x)
    return mean, median, Counter(x.tolist()).most_common(1)[0][0]


@mistake(caught_by="no value is more frequent than the mode, nor as frequent and smaller")
def takes_the_largest_of_the_most_frequent(x):
    """Among equally frequent values you took the largest; take the smallest."""
    mean, median, _ = central_tendency(x)
    values, counts = np.unique(x, return_counts=True)
    return mean, median, values[counts == counts.max()][-1]


@mistake(caught_by="around the mean the deviations cancel")
def averages_the_distinct_values(x):
    """Your mean counts every distinct value once; a number that occurs three times weighs three
    times as much."""
    _, median, mode = central_tendency(x)
    return np.unique(x).mean(), median, mode


@mistake(caught_by="leaves its inputs alone")
def sorts_the_callers_array(x):
    """`x.sort()` reorders the caller's data; np.sort(x) gives a sorted copy."""
    x.sort()
    return central_tendency(x)


@mistake(caught_by="an empty sample raises ValueError")
def returns_nan_for_no_numbers(x):
    """For an empty sample you returned nan, which would spread silently; raise ValueError."""
    return central_tendency(x) if len(x) else (np.nan, np.nan, np.nan)
