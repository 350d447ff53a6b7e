import math

import numpy as np

from grader.author import close, given, law, mistake, solution


def cosine_similarity(X, Y):
    rows = np.vstack([X, Y]).astype(float)
    for p in (np.inf, 2):
        lengths = np.linalg.norm(rows, p, axis=1, keepdims=True)
        rows = np.divide(rows, lengths, out=np.zeros_like(rows), where=lengths != 0)
    return np.clip(rows[: len(X)] @ rows[len(X) :].T, -1, 1)


given(
    "huge and tiny",
    X0={"reals": ["n", "d"], "between": [-5, 5]},
    Y0={"reals": ["m", "d"], "between": [-5, 5]},
    powers={"integers": ["n"], "between": [-200, 200]},
    other={"choice": [1e200, 1e-200, 1.0]},
    X={"is": "X0 * (10.0 ** powers)[:, None]"},
    Y={"is": "other * Y0"},
    examples=60,
)
# The largest entry is 0, the largest in size is not.
given(
    "nothing above zero",
    like="huge and tiny",
    sizes={"d": "2..6"},
    entries={"reals": ["n", "d"], "between": [1, 5]},
    X0={"is": "-entries * (np.arange(d) > 0)"},
    unit={"choice": [1e200, 1e-200]},
    X={"is": "unit * X0"},
    examples=8,
)


@law("works for huge and for tiny rows", over=("huge and tiny", "nothing above zero"))
def _(X0, Y0, C, reference):
    """Squares of 1e200 are infinite, those of 1e-200 are zero. Divide every row by the size of its
    largest entry, negative ones included, before you take its length; and add nothing to that length, for a tiny row it would be
    all there is."""
    assert close(C, reference(X0, Y0))


@solution
def pair_by_pair(X, Y):
    """One pair at a time, with lengths from math.hypot, which rescales by itself."""
    C = np.zeros((len(X), len(Y)))
    for i, x in enumerate(X):
        for j, y in enumerate(Y):
            a, b = math.hypot(*x), math.hypot(*y)
            if a and b:
                total = sum((float(u) / a) * (float(v) / b) for u, v in zip(x, y))
                C[i, j] = max(-1.0, min(1.0, total))
    return C


def directions(X):
    for p in (np.inf, 2):
        lengths = np.linalg.norm(X, p, axis=1, keepdims=True)
        X = X / np.where(lengths > 0, lengths, 1)
    return X


@solution
def from_distances_of_unit_rows(X, Y):
    """Unit vectors at the angle t are 2 sin(t / 2) apart, and cos t is 1 - 2 sin(t / 2) squared."""
    U, V = directions(X), directions(Y)
    squared = np.sum((U[:, None, :] - V[None, :, :]) ** 2, axis=2)
    known = np.any(U, axis=1)[:, None] & np.any(V, axis=1)
    return np.where(known, np.maximum(-1.0, np.minimum(1 - squared / 2, 1.0)), 0.0)


def plain_lengths(X):
    return np.sqrt(np.sum(np.square(X, dtype=float), axis=1))


@mistake(caught_by="works for huge and for tiny rows", free="eps")
def adds_a_small_constant(X, Y, *, eps=1e-12):
    """You added {eps} to every length, or took none for less; a row whose length is smaller still
    then looks like no row at all. Treat length 0 apart."""
    def unit(X):
        top = np.max(np.abs(X), axis=1, keepdims=True)
        lengths = top * np.linalg.norm(X / np.where(top > 0, top, 1), axis=1, keepdims=True)
        return X / (lengths + eps)

    return np.clip(unit(X) @ unit(Y).T, -1, 1)


@mistake(caught_by="a row of zeros is similar to nothing")
def divides_by_zero(X, Y):
    """You divided every row by its length, rows of zeros too, and 0/0 makes all their similarities
    nan; put 0 there."""
    def unit(X):
        X = X / np.abs(X).max(axis=1, keepdims=True)
        return X / plain_lengths(X)[:, None]

    return np.clip(unit(X) @ unit(Y).T, -1, 1)


@mistake(caught_by="a row of zeros is similar to nothing")
def finds_zeros_alike(X, Y):
    """Two rows of zeros got the similarity 1; rows without a direction are similar to nothing, and
    not to each other."""
    C = cosine_similarity(X, Y)
    nothing = np.all(X == 0, axis=1)[:, None] & np.all(Y == 0, axis=1)
    return np.where(nothing, 1.0, C)


@mistake(caught_by="in the plane it is the cosine of the angle between")
def normalises_columns(X, Y):
    """You divided columns by their lengths; the words are the rows, so sum along axis 1."""
    def unit(X):
        lengths = plain_lengths(X.T)
        return X / np.where(lengths > 0, lengths, 1)

    return np.clip(unit(X) @ unit(Y).T, -1, 1)


@mistake(caught_by="never leaves the range from -1 to 1")
def trusts_in_rounding(X, Y):
    """Parallel rows come out as 1.0000000000000002 at times; cut off at -1 and 1."""
    return directions(X) @ directions(Y).T


@mistake(caught_by="in the plane it is the cosine of the angle between")
def takes_plain_dot_products(X, Y):
    """You cut the dot products off at -1 and 1 without dividing by the lengths of both rows; divide
    first."""
    return np.clip(X @ Y.T, -1.0, 1.0)


@mistake(caught_by="in the plane it is the cosine of the angle between")
def normalises_X_only(X, Y):
    """You divided by the lengths of the rows of X only; those of Y have lengths of their own."""
    return np.clip(directions(X) @ Y.T, -1, 1)


@mistake(caught_by="in the plane it is the cosine of the angle between")
def divides_by_squared_lengths(X, Y):
    """You divided by the squared lengths; take the root of the sum of squares."""
    a, b = np.square(plain_lengths(X)), np.square(plain_lengths(Y))
    lengths = np.outer(a, b)
    return np.clip(X @ Y.T / np.where(lengths > 0, lengths, 1), -1, 1)


@mistake(caught_by="in the plane it is the cosine of the angle between")
def forgets_the_sign(X, Y):
    """You took absolute values; arrows that point apart have a negative cosine."""
    return np.abs(cosine_similarity(X, Y))


@mistake(caught_by="in the plane it is the cosine of the angle between")
def returns_the_distance(X, Y):
    """You returned 1 - cosine, which is a distance: small for similar rows. Asked for is the cosine
    itself."""
    return 1 - cosine_similarity(X, Y)


@mistake(caught_by="in the plane it is the cosine of the angle between")
def returns_the_angle(X, Y):
    """You returned the angle, the arc cosine of what is asked for."""
    return np.arccos(cosine_similarity(X, Y))


@mistake(caught_by="in the plane it is the cosine of the angle between")
def takes_one_length_for_all(X, Y):
    """You divided by the length of the whole matrix; every row has a length of its own, so the norm
    needs axis=1."""
    lengths = np.linalg.norm(X) * np.linalg.norm(Y)
    return np.clip(X @ Y.T / (lengths or 1.0), -1, 1)


@mistake(caught_by="works for huge and for tiny rows")
def squares_the_entries_as_they_are(X, Y):
    """You divided each row by a length from squares of the entries as they are. These overflow above
    1e154 and vanish below 1e-162, and such rows become similar to nothing; divide each row by its
    largest entry first."""
    def unit(X):
        lengths = plain_lengths(X)[:, None]
        return np.divide(X, lengths, out=np.zeros(X.shape), where=lengths > 0)

    return np.clip(unit(X) @ unit(Y).T, -1, 1)


@mistake(caught_by="returns what it promises")
def compares_Y_with_X(X, Y):
    """Your answer is (m, n); the rows of X belong to its rows, so it must be (n, m)."""
    return cosine_similarity(Y, X)


@mistake(caught_by="leaves its inputs alone")
def normalises_in_place(X, Y):
    """`X /= …` writes into the caller's array; make a new one."""
    if X.dtype.kind == "f":
        lengths = plain_lengths(X)[:, None]
        X /= np.where(lengths > 0, lengths, 1)
    return cosine_similarity(X, Y)
