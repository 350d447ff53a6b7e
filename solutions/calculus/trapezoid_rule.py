import numpy as np

from grader.author import close, law, mistake, solution


def trapezoid(y, x):
    y, widths = np.asarray(y, dtype=float), np.diff(np.asarray(x, dtype=float))
    if len(y) != len(x) or np.any(widths <= 0):
        raise ValueError("x must increase and have as many entries as y")
    return np.sum(widths * (y[:-1] + y[1:])) / 2


@law("shifting the curve up adds a rectangle", over="curves")
def _(y, x, c, area, trapezoid):
    """A curve that is c higher everywhere has an area that is larger by c times the distance of the
    first and last x. So the weights of all points must add up to that distance."""
    assert close(trapezoid(y + c, x), area + c * (x[-1] - x[0]))


@solution
def strip_by_strip(y, x):
    """A loop over the strips."""
    if len(y) != len(x):
        raise ValueError("lengths differ")
    y, x = np.asarray(y).tolist(), np.asarray(x).tolist()
    area = 0.0
    for i in range(len(x) - 1):
        if x[i] >= x[i + 1]:
            raise ValueError("x does not increase")
        area += (x[i + 1] - x[i]) * (y[i] + y[i + 1]) / 2
    return area


@solution
def point_by_point(y, x):
    """Every point has a weight: half the distance from its left to its right neighbour."""
    y, x = np.asarray(y, dtype=float), np.asarray(x, dtype=float)
    if y.shape != x.shape or not np.all(x[:-1] < x[1:]):
        raise ValueError("no curve")
    fenced = np.concatenate([x[:1], x, x[-1:]])
    return float(y @ (fenced[2:] - fenced[:-2]) / 2)


@mistake(caught_by="exact for straight lines")
def gives_the_ends_full_weight(y, x):
    """You gave the first and the last point full weight; they belong to one strip only, so they count
    half as much as the others."""
    area, y = trapezoid(y, x), np.asarray(y)
    if len(x) < 2:
        return area
    return area + (x[1] - x[0]) * y[0] / 2 + (x[-1] - x[-2]) * y[-1] / 2


@mistake(caught_by="exact for straight lines")
def assumes_even_spacing(y, x):
    """You used the first width for all strips; every strip has a width of its own."""
    trapezoid(y, x)
    y = np.asarray(y)
    return np.sum(y[:-1] + y[1:]) / 2 * (x[1] - x[0]) if len(x) > 1 else 0.0


@mistake(caught_by="exact for straight lines")
def takes_the_mean_width(y, x):
    """You used the mean width for all strips; they are not evenly spaced, so each has its own."""
    trapezoid(y, x)
    y, strips = np.asarray(y), len(x) - 1
    return np.sum(y[:-1] + y[1:]) / 2 * (x[-1] - x[0]) / strips if strips else 0.0


@mistake(caught_by="exact for straight lines")
def takes_left_heights(y, x):
    """You took the height at the left end of each strip; take the mean of both ends."""
    trapezoid(y, x)
    return np.sum(np.diff(x) * np.asarray(y)[:-1])


@mistake(caught_by="exact for straight lines")
def takes_right_heights(y, x):
    """You took the height at the right end of each strip; take the mean of both ends."""
    trapezoid(y, x)
    return np.sum(np.diff(x) * np.asarray(y)[1:])


@mistake(caught_by="exact for straight lines")
def does_not_halve(y, x):
    """You added the two heights of each strip; their mean is half of that."""
    return 2 * trapezoid(y, x)


@mistake(caught_by="exact for straight lines")
def exchanges_x_and_y(y, x):
    """You took the widths from y and the heights from x: y comes first in this signature."""
    trapezoid(y, x)
    x = np.asarray(x)
    return np.sum(np.diff(y) * (x[:-1] + x[1:])) / 2


@mistake(caught_by="exact for straight lines")
def counts_area_below_as_positive(y, x):
    """You took the absolute values of y; what lies below the axis counts as negative."""
    return trapezoid(np.abs(y), x)


@mistake(caught_by="whole numbers and single points")
def halves_to_whole_numbers(y, x):
    """Where y holds whole numbers, you round the mean height of each strip down to a whole number,
    as `//` does: 7 / 2 becomes 3. Divide with `/`."""
    trapezoid(y, x)
    y = np.asarray(y)
    both = y[:-1] + y[1:]
    return np.sum(np.diff(x) * (both // 2 if both.dtype.kind == "i" else both / 2))


@mistake(caught_by="x must increase and be as long as y")
def sorts_the_points(y, x):
    """You sorted the points; an x that does not increase is a mistake of the caller: raise
    ValueError."""
    if len(y) != len(x):
        raise ValueError("lengths differ")
    order = np.argsort(x)
    y, x = np.asarray(y)[order], np.asarray(x)[order]
    return np.sum(np.diff(x) * (y[:-1] + y[1:])) / 2


@mistake(caught_by="x must increase and be as long as y", accepts=True)
def allows_equal_xs(y, x):
    """Two equal entries of x do not increase either; raise ValueError for a width of 0 as well."""
    y, widths = np.asarray(y), np.diff(x)
    if len(y) != len(x) or np.any(widths < 0):
        raise ValueError("x must increase and have as many entries as y")
    return np.sum(widths * (y[:-1] + y[1:])) / 2


@mistake(caught_by="x must increase and be as long as y")
def cuts_to_the_shorter(y, x):
    """zip, or a slice, silently drops what is too many; raise ValueError if the lengths differ."""
    n = min(len(y), len(x))
    return trapezoid(y[:n], x[:n])
