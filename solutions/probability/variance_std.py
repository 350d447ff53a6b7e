import numpy as np

from grader.author import close, given, law, mistake, solution


def variance_std(x, axis=None, ddof=0):
    n = np.size(x) if axis is None else np.shape(x)[axis]
    if n <= ddof:
        raise ValueError(f"{n} numbers do not leave a divisor with ddof {ddof}")
    deviations = x - np.mean(x, axis=axis, keepdims=True)
    var = (deviations**2).sum(axis=axis) / (n - ddof)
    return var, np.sqrt(var)



given(
    "far from zero",
    like="samples",
    near={"reals": ["n", "d"]},
    far={"real": [1e8, 3e8]},
    x={"is": "near + far"},
    axis=0,
)


@law("keeps its digits far from zero", over="far from zero")
def _(near, var, sd, reference):
    """A shift of all numbers changes nothing. Squares near 10¹⁶ are rounded to whole numbers, so
    whatever subtracts them leaves noise, even below zero: subtract the mean before squaring."""
    # x is rounded to 6e-8 (half a unit in the last place at 3e8 is 3e-8), a deviation to about as
    # much, its square to 2e-6; the shortcut is off by 1 or more.
    right = reference(near, 0)
    assert close(var, right.var, atol=1e-5)
    # A square root turns 1e-13 (the square of a deviation that should be 0) into 3e-7.
    assert close(sd, right.sd, atol=1e-4)


@solution
def one_number_after_another(x, axis=None, ddof=0):
    """Welford's update: a running mean and a running sum of squares."""
    lines = np.asarray(x).ravel() if axis is None else np.moveaxis(np.asarray(x), axis, 0)
    if len(lines) <= ddof:
        raise ValueError("too few")
    mean, total = 0.0, 0.0
    for count, entry in enumerate(lines, start=1):
        before = entry - mean
        mean = mean + before / count
        total = total + before * (entry - mean)
    var = total / (len(lines) - ddof)
    return var, var**0.5


@solution
def slice_by_slice(x, axis=None, ddof=0):
    """Python numbers, one sample at a time."""

    def one(sample):
        sample = sample.tolist()
        if len(sample) <= ddof:
            raise ValueError("too few")
        mean = sum(sample) / len(sample)
        return sum((v - mean) ** 2 for v in sample) / (len(sample) - ddof)

    var = one(x.ravel()) if axis is None else np.apply_along_axis(one, axis, x).astype(float)
    return var, np.sqrt(var)


def parts(x, axis):
    n = x.size if axis is None else x.shape[axis]
    return n, x - x.mean(axis=axis, keepdims=True)


@mistake(caught_by="keeps its digits far from zero")
def subtracts_the_squared_mean(x, axis=None, ddof=0):
    """Mean of the squares minus square of the mean is right on paper, but far from zero it loses
    all digits and can even be negative; subtract the mean first, then square."""
    n, _ = parts(x, axis)
    if n <= ddof:
        raise ValueError("too few")
    x = x.astype(float)
    var = ((x * x).mean(axis=axis) - x.mean(axis=axis) ** 2) * n / (n - ddof)
    return var, np.sqrt(np.maximum(var, 0.0))


@mistake(caught_by="ddof changes the divisor and nothing else")
def always_divides_by_n(x, axis=None, ddof=0):
    """You divided by n whatever ddof says; divide by n - ddof."""
    n, z = parts(x, axis)
    if n <= ddof:
        raise ValueError("too few")
    var = (z * z).mean(axis=axis)
    return var, np.sqrt(var)


@mistake(caught_by="ddof changes the divisor and nothing else")
def subtracts_ddof_after_dividing(x, axis=None, ddof=0):
    """You subtracted ddof from the mean square. It belongs into the divisor: n - ddof."""
    n, z = parts(x, axis)
    if n <= ddof:
        raise ValueError("too few")
    var = (z * z).sum(axis=axis) / n - ddof
    return var, np.sqrt(np.abs(var))


@mistake(caught_by="the variance is half the mean squared difference of all pairs")
def always_divides_by_n_minus_one(x, axis=None, ddof=0):
    """You divided by n - 1 whatever ddof says; by default ddof is 0 and the divisor is n."""
    n, z = parts(x, axis)
    if n <= ddof:
        raise ValueError("too few")
    var = (z * z).sum(axis=axis) / max(n - 1, 1)
    return var, np.sqrt(var)


@mistake(caught_by="the variance is half the mean squared difference of all pairs")
def averages_the_distances(x, axis=None, ddof=0):
    """You averaged the distances |x - mean| themselves, and squared the result; square every
    distance before you average."""
    n, z = parts(x, axis)
    if n <= ddof:
        raise ValueError("too few")
    sd = np.abs(z).sum(axis=axis) / (n - ddof)
    return sd**2, sd


@mistake(caught_by="the variance is half the mean squared difference of all pairs")
def swaps_the_two_results(x, axis=None, ddof=0):
    """You returned the standard deviation first; the variance comes first, its root second."""
    var, sd = variance_std(x, axis, ddof)
    return sd, var


@mistake(caught_by="every slice along the axis is a sample of its own")
def subtracts_one_mean_for_all(x, axis=None, ddof=0):
    """You subtracted the mean of all entries; every slice along the axis has a mean of its own."""
    n, _ = parts(x, axis)
    if n <= ddof:
        raise ValueError("too few")
    var = ((x - x.mean()) ** 2).sum(axis=axis) / (n - ddof)
    return var, np.sqrt(var)


@mistake(caught_by="every slice along the axis is a sample of its own")
def counts_all_entries(x, axis=None, ddof=0):
    """You divided by x.size - ddof; along an axis a sample has only x.shape[axis] numbers."""
    n, z = parts(x, axis)
    if n <= ddof:
        raise ValueError("too few")
    var = (z * z).sum(axis=axis) / (x.size - ddof)
    return var, np.sqrt(var)


@mistake(caught_by="returns what it promises")
def reduces_along_the_other_axis(x, axis=None, ddof=0):
    """You reduced a table along the other axis: axis=0 takes the columns for samples and leaves
    one number for each column."""
    return variance_std(x, 1 - axis % 2 if np.ndim(x) == 2 and axis is not None else axis, ddof)


@mistake(caught_by="every slice along the axis is a sample of its own")
def stays_with_integers(x, axis=None, ddof=0):
    """For integers you cut the mean off to an integer as well; deviations have fractions, so
    compute with floats."""
    mean = np.asarray(x).mean(axis=axis, keepdims=True).astype(np.asarray(x).dtype)
    n = np.size(x) if axis is None else np.shape(x)[axis]
    if n <= ddof:
        raise ValueError("too few")
    var = ((x - mean) ** 2).sum(axis=axis) / (n - ddof)
    return var, np.sqrt(var)


@mistake(caught_by="leaves its inputs alone")
def subtracts_in_the_callers_array(x, axis=None, ddof=0):
    """`x -= …` moves the caller's numbers; subtract into a new array."""
    if x.dtype.kind != "f":
        x = x.astype(float)
    n = x.size if axis is None else x.shape[axis]
    if n <= ddof:
        raise ValueError("too few")
    x -= x.mean(axis=axis, keepdims=True)
    var = (x * x).sum(axis=axis) / (n - ddof)
    return var, np.sqrt(var)


@mistake(caught_by="no more numbers than ddof raise ValueError")
def lets_the_divisor_vanish(x, axis=None, ddof=0):
    """With no more than ddof numbers the divisor is zero or negative, and you returned what came
    out of that; raise ValueError."""
    n, z = parts(x, axis)
    var = (z * z).sum(axis=axis) / np.float64(n - ddof)
    return var, np.sqrt(var)
