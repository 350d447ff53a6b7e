import numpy as np

from grader.author import close, given, law, mistake, solution


def scale_and_add(alpha, X, beta, Y):
    X, Y = np.asarray(X, dtype=float), np.asarray(Y, dtype=float)
    if X.shape != Y.shape:
        raise ValueError(f"X has the shape {X.shape}, Y {Y.shape}")
    return alpha * X + beta * Y


given(
    "pixels",
    sizes={"m": "1..4", "n": "1..6", "k": "0..3"},
    alpha={"integer": [-3, 9]},
    X={"integers": ["m", "n", "k"], "between": [0, 255], "dtype": "uint8"},
    beta={"integer": [-3, 9]},
    Y={"integers": ["m", "n", "k"], "between": [0, 255], "dtype": "uint8"},
    examples=40,
)
given(
    "single numbers",
    alpha={"integer": [-3, 9]},
    X={"integers": [], "between": [0, 255], "dtype": "uint8"},
    beta={"integer": [-3, 9]},
    Y={"reals": []},
    examples=20,
)


@law("bytes do not start again at 0", over=("pixels", "single numbers"))
def _(alpha, X, beta, Y, Z):
    """Image bytes (uint8) times a whole number stay bytes in NumPy, and 200 + 100 becomes 44; make
    the arrays float first. Images have three axes or more, and a single number has none."""
    assert close(Z, alpha * X.astype(float) + beta * Y.astype(float))


@solution
def place_by_place(alpha, X, beta, Y):
    """One entry at a time, in Python's own numbers."""
    if np.shape(X) != np.shape(Y):
        raise ValueError("shapes differ")
    Z = np.zeros(np.shape(X))
    for place in np.ndindex(Z.shape):
        Z[place] = float(alpha) * float(X[place]) + float(beta) * float(Y[place])
    return Z


@solution
def the_factors_times_a_stack(alpha, X, beta, Y):
    """X and Y as the rows of a matrix, and the factors as a row in front of it."""
    if X.shape != Y.shape:
        raise ValueError("shapes differ")
    rows = np.array([X.ravel(), Y.ravel()], dtype=float)
    return np.reshape(np.array([alpha, beta], dtype=float) @ rows, X.shape)


def checked(X, Y):
    if X.shape != Y.shape:
        raise ValueError("shapes differ")


@mistake(caught_by="leaves its inputs alone")
def scales_the_callers_array(alpha, X, beta, Y):
    """`X *= alpha` writes into the caller's array; `alpha * X` makes a new one."""
    checked(X, Y)
    if X.dtype.kind != "f":
        X = X.astype(float)
    X *= alpha
    return X + beta * Y


@mistake(caught_by="leaves its inputs alone")
def hands_back_X_itself(alpha, X, beta, Y):
    """For alpha = 1 and beta = 0 you returned X itself: whoever changes your answer then changes
    X. Return a new array in every case."""
    checked(X, Y)
    if alpha == 1 and beta == 0:
        return X
    return scale_and_add(alpha, X, beta, Y)


@mistake(caught_by="shapes that differ raise ValueError")
def leaves_the_shapes_to_numpy(alpha, X, beta, Y):
    """NumPy stretches axes of length one and fills up missing ones; compare the shapes yourself."""
    return alpha * X.astype(float) + beta * Y.astype(float)


@mistake(caught_by="shapes that differ raise ValueError", accepts=True)
def compares_the_numbers_of_axes_and_entries(alpha, X, beta, Y):
    """You compared how many axes and how many entries X and Y have; (2, 3) and (3, 2) have as many of
    both and do not fit. Compare the shapes."""
    if X.ndim != Y.ndim or X.size != Y.size:
        raise ValueError("sizes differ")
    return alpha * X.astype(float) + beta * Y.astype(float).reshape(X.shape)


@mistake(caught_by="shapes that differ raise ValueError", accepts=True)
def compares_the_number_of_entries(alpha, X, beta, Y):
    """You compared how many entries X and Y have; (3,) and (3, 1) have as many and do not fit.
    Compare the shapes."""
    if X.size != Y.size:
        raise ValueError("sizes differ")
    return alpha * X.astype(float) + beta * Y.astype(float)


@mistake(caught_by="whole numbers may have halves as their answer")
def keeps_the_type_of_X(alpha, X, beta, Y):
    """You stored the answer in an array of X's type; if that is integer, fractions are cut off."""
    Z = np.empty_like(X)
    Z[...] = scale_and_add(alpha, X, beta, Y)
    return Z


@mistake(caught_by="the two arrays may change places")
def scales_the_whole_sum(alpha, X, beta, Y):
    """You computed alpha (X + beta Y), which multiplies Y by alpha as well; each array has its own
    factor."""
    return scale_and_add(alpha, X, alpha * beta, Y)


@mistake(caught_by="the two arrays may change places")
def subtracts(alpha, X, beta, Y):
    """You subtracted beta Y. A step downhill gets its minus sign from a negative beta, so add."""
    return scale_and_add(alpha, X, -beta, Y)


@mistake(caught_by="the two arrays may change places")
def mixes_with_shares_that_sum_to_one(alpha, X, beta, Y):
    """You mixed alpha X + (1 - alpha) Y and did not look at beta; the two factors are independent
    of each other."""
    return scale_and_add(alpha, X, 1 - alpha, Y)


@mistake(caught_by="one times X plus zero times Y is X")
def multiplies_the_arrays(alpha, X, beta, Y):
    """You multiplied alpha X and beta Y with each other; add them."""
    checked(X, Y)
    return (alpha * X.astype(float)) * (beta * Y.astype(float))


@mistake(caught_by="one times X plus zero times Y is X")
def adds_the_factors(alpha, X, beta, Y):
    """You added alpha to X and beta to Y; the factors multiply."""
    checked(X, Y)
    return (alpha + X.astype(float)) + (beta + Y.astype(float))


@mistake(caught_by="bytes do not start again at 0")
def calculates_in_bytes(alpha, X, beta, Y):
    """You calculated in the type of the arrays: a whole number times a uint8 array is a uint8
    array, and what is above 255 starts again at 0. Make both arrays float first."""
    checked(X, Y)
    return alpha * X + beta * Y
