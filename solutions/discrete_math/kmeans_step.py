import numpy as np

from grader.author import close, law, mistake, same, solution


def kmeans_step(X, C):
    X, C = np.asarray(X, dtype=float), np.asarray(C, dtype=float)
    squares = np.sum((X[:, None] - C) ** 2, axis=2)
    assign = np.argmin(squares, axis=1)
    new_C = np.array(C, dtype=float)
    for j in set(assign.tolist()):
        new_C[j] = np.mean(X[assign == j], axis=0)
    return assign, new_C, np.sum(np.min(squares, axis=1))


@law("right far from the origin", over="far away")
def _(near, about, place, assign, new_C, inertia, right, reference):
    """Coordinates are near 1e8 and points only units apart. Subtract first and square then; the
    expanded square loses all digits."""
    nearby = reference(near, about)
    assert same(assign, nearby.assign)
    assert close(inertia, nearby.inertia)
    # Means of coordinates of 1e8 are right to 1e-8.
    assert close(new_C - place, nearby.new_C, rtol=1e-6)


@solution
def point_by_point(X, C):
    """Loops, with running sums; a tie is decided by a strict comparison."""
    X, C = np.asarray(X, dtype=float), np.asarray(C, dtype=float)
    n, k = len(X), len(C)
    assign, inertia = [], 0.0
    sums, counts = np.zeros(C.shape), [0] * k
    for x in X:
        best, least = 0, np.inf
        for j in range(k):
            difference = x - C[j]
            square = float(difference @ difference)
            if square < least:
                best, least = j, square
        assign.append(best)
        inertia += least
        sums[best] += x
        counts[best] += 1
    new_C = [list(sums[j] / counts[j]) if counts[j] else list(C[j]) for j in range(k)]
    return assign, new_C, inertia


@solution
def with_a_matrix_of_memberships(X, C):
    """Expanded squares, but around one of the points; one-hot rows and a product for the sums."""
    X, C = np.asarray(X, dtype=float), np.asarray(C, dtype=float)
    middle = X[0]
    Y, D = X - middle, C - middle
    squares = np.sum(Y * Y, axis=1)[:, None] - 2 * Y @ D.T + np.sum(D * D, axis=1)
    assign = np.argmin(squares, axis=1)
    inertia = float(np.sum(squares[np.arange(len(X)), assign]))
    members = np.eye(len(C))[assign]
    counts = members.sum(axis=0)[:, None]
    moved = members.T @ Y / np.maximum(counts, 1) + middle
    return assign, np.where(counts > 0, moved, C), inertia


def moved(X, C, assign):
    new_C = np.array(C, dtype=float)
    for j in np.unique(assign):
        new_C[j] = X[assign == j].mean(axis=0)
    return new_C


@mistake(caught_by="every centre is the middle of its cluster, and an empty one stays")
def averages_nothing(X, C):
    """The mean of an empty cluster is 0/0, nan. Leave its centre where it is."""
    assign, new_C, inertia = kmeans_step(X, C)
    counts = np.bincount(assign, minlength=len(C))
    new_C[counts == 0] = np.nan
    return assign, new_C, inertia


@mistake(caught_by="every centre is the middle of its cluster, and an empty one stays")
def sends_empty_clusters_to_the_origin(X, C):
    """You move the centre of an empty cluster to the origin: you divide a sum of 0 by a count of 1,
    or start from zeros. It stays where it is."""
    assign, new_C, inertia = kmeans_step(X, C)
    counts = np.bincount(assign, minlength=len(C))
    new_C[counts == 0] = 0
    return assign, new_C, inertia


@mistake(caught_by="returns what it promises")
def drops_empty_clusters(X, C):
    """You return centres only for clusters that have points, so their numbers shift. Keep all k
    rows."""
    assign, new_C, inertia = kmeans_step(X, C)
    return assign, new_C[np.unique(assign)], inertia


@mistake(caught_by="right far from the origin")
def expands_the_square(X, C):
    """You computed |x|² - 2 x·c + |c|². Far from the origin these are huge numbers whose difference
    is lost in rounding, or even negative; subtract first, then square."""
    squares = np.sum(X * X, axis=1)[:, None] - 2 * X @ C.T + np.sum(C * C, axis=1)
    nearest = np.argmin(squares, axis=1)
    inertia = np.sum(squares[np.arange(len(X)), nearest])
    return nearest, moved(X, C, nearest), inertia


@mistake(caught_by="the inertia is the sum of the squared distances before the move")
def sums_distances(X, C):
    """Your inertia sums the distances; it is the sum of their squares."""
    assign, new_C, _ = kmeans_step(X, C)
    return assign, new_C, np.sum(np.linalg.norm(X - C[assign], axis=1))


@mistake(caught_by="the inertia is the sum of the squared distances before the move")
def averages_the_inertia(X, C):
    """You divided the inertia by the number of points; it is a sum."""
    assign, new_C, inertia = kmeans_step(X, C)
    return assign, new_C, inertia / len(X)


@mistake(caught_by="the inertia is the sum of the squared distances before the move")
def measures_after_the_move(X, C):
    """Your inertia is measured to the new centres. Measure it to those you were given, before they
    move."""
    assign, new_C, _ = kmeans_step(X, C)
    return assign, new_C, np.sum((X - new_C[assign]) ** 2)


@mistake(caught_by="no centre is closer than the assigned one")
def adds_up_the_differences(X, C):
    """You compare sums of absolute differences (the ℓ1 distance), and add up those; square the
    differences before you sum them."""
    distances = np.sum(np.abs(X[:, None] - C), axis=2)
    assign = np.argmin(distances, axis=1)
    return assign, moved(X, C, assign), np.sum(np.min(distances, axis=1))


@mistake(caught_by="no centre is closer than the assigned one")
def compares_projections(X, C):
    """You join each point to the centre with the largest inner product. That favours long centres;
    compare distances."""
    assign = np.argmax(X @ C.T, axis=1)
    return assign, moved(X, C, assign), np.sum((X - C[assign]) ** 2)


@mistake(caught_by="a tie goes to the centre with the smallest number")
def gives_ties_to_the_last(X, C):
    """Where two centres are equally close you take the later one; take the one with the smaller
    number (a strict <, or argmin)."""
    squares = np.sum((X[:, None] - C) ** 2, axis=2)
    assign = len(C) - 1 - np.argmin(squares[:, ::-1], axis=1)
    return assign, moved(X, C, assign), np.sum(np.min(squares, axis=1))


@mistake(caught_by="every centre is the middle of its cluster, and an empty one stays")
def takes_medians(X, C):
    """You moved each centre to the median of its cluster, coordinate by coordinate; the sum of
    squares is smallest at the mean."""
    assign, new_C, inertia = kmeans_step(X, C)
    for j in np.unique(assign):
        new_C[j] = np.median(X[assign == j], axis=0)
    return assign, new_C, inertia


@mistake(caught_by="every centre is the middle of its cluster, and an empty one stays")
def rounds_the_centres(X, C):
    """You write the means into an array of the type of C. If C holds integers, they lose their
    fractions: make it an array of floats."""
    assign, new_C, inertia = kmeans_step(X, C)
    return assign, new_C.astype(C.dtype), inertia


@mistake(caught_by="every centre is the middle of its cluster, and an empty one stays")
def goes_half_the_way(X, C):
    """You moved each centre half the way, to the average of the old centre and the mean of its
    cluster. It goes all the way to the mean."""
    assign, new_C, inertia = kmeans_step(X, C)
    return assign, (new_C + C) / 2, inertia


@mistake(caught_by="leaves its inputs alone")
def moves_the_callers_centres(X, C):
    """You write the new centres into C, which belongs to the caller; write them into a copy."""
    assign, new_C, inertia = kmeans_step(X, C)
    C[:] = new_C if C.dtype.kind == "f" else C
    return assign, new_C, inertia
