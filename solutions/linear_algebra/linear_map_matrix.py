import numpy as np

from grader.author import close, given, law, mistake, solution


def matrix_of(f, n):
    return np.array([f(e) for e in np.eye(n)]).T


given(
    "careless maps",
    like="maps",
    sizes={"d": "2..5"},
    f={"function": "careless", "with": {"A": "A"}},
    examples=30,
)


@law("a careless f does no harm", over="careless maps")
def _(M, A):
    """This f calculates in the type of the array that it is given, so integers would cut off its
    fractions, and it leaves other numbers in all places of that array. Give it a fresh array of
    floats in every call."""
    assert close(M, A)


@solution
def column_by_column(f, n):
    """Fills in one column after the other, once the first answer has told the height."""
    M = None
    for j in range(n):
        e = np.zeros(n)
        e[j] = 1
        y = np.array(f(e))
        if M is None:
            M = np.zeros((len(y), n))
        M[:, j] = y
    return M


@solution
def from_other_arrows(f, n):
    """Asks what becomes of (1, …, 1, 0, …, 0); neighbours differ by one column."""
    images = [np.array(f(np.where(np.arange(n) <= j, 2.0, 0.0))) for j in range(n)]
    return np.stack([(y - x) / 2 for x, y in zip([0 * images[0], *images], images)], axis=-1)


@mistake(caught_by="returns what it promises")
def stacks_the_images_as_rows(f, n):
    """You put f(e_j) into row j; it is column j, so transpose what np.array makes of the list."""
    return np.array([f(e) for e in np.eye(n)])


@mistake(caught_by="M x is f(x) for every x")
def stacks_rows_where_it_fits(f, n):
    """Where M is square you put f(e_j) into row j; it is column j for every shape."""
    M = matrix_of(f, n)
    return M.T.copy() if M.shape[0] == M.shape[1] else M


@mistake(caught_by="M x is f(x) for every x")
def never_sets_back_to_zero(f, n):
    """You set one more place to 1 each time and none back to 0, so that column j is the sum of all
    images up to there."""
    e, columns = np.zeros(n), []
    for j in range(n):
        e[j] = 1
        columns.append(np.array(f(e)))
    return np.array(columns).T


@mistake(caught_by="the identity map has the identity matrix")
def keeps_what_it_will_overwrite(f, n):
    """You use one array e for all calls, filled with zeros again after each, and keep f's answers as
    they are; if f returns e itself, all of them are the same array, zero in the end. Take a fresh
    array for each call."""
    e, columns = np.zeros(n), []
    for j in range(n):
        e[j] = 1
        columns.append(f(e))
        e[:] = 0
    return np.array(columns).T


@mistake(caught_by="a careless f does no harm")
def sets_back_one_place_only(f, n):
    """You use one array again and set only place j back to 0; f may have written into the others.
    Take a fresh array for each call."""
    e, columns = np.zeros(n), []
    for j in range(n):
        e[j] = 1
        columns.append(np.array(f(e)))
        e[j] = 0
    return np.array(columns).T


@mistake(caught_by="a careless f does no harm")
def passes_integers(f, n):
    """You passed arrays of integers; an f that calculates in the type of its input then cuts off
    fractions. Pass floats."""
    return np.array([np.array(f(e)) for e in np.eye(n, dtype=int)]).T


@mistake(caught_by="returns what it promises")
def takes_the_matrix_for_square(f, n):
    """You made M (n, n), but f may have more outputs than inputs, or fewer; look at the length of
    f's answer."""
    M = np.zeros((n, n))
    for j, e in enumerate(np.eye(n)):
        M[:, j] = f(e)
    return M


@mistake(caught_by="returns what it promises")
def passes_the_whole_identity(f, n):
    """You passed all of the identity matrix at once; f takes one vector of shape (n,) at a time."""
    return f(np.eye(n))


@mistake(caught_by="M x is f(x) for every x")
def asks_once(f, n):
    """You asked what becomes of (1, …, 1) and spread the answer over the columns; one answer cannot
    tell the columns apart, so ask for each e_j."""
    return np.outer(np.array(f(np.ones(n))) / n, np.ones(n))


@mistake(caught_by="M x is f(x) for every x")
def adds_a_constant(f, n):
    """You took column j for the difference f(e_j) - f(e_1), as for a map with an offset; a linear
    map has none, f(0) = 0, so that column j is f(e_j)."""
    M = matrix_of(f, n)
    return M - M[:, :1]


@mistake(caught_by="M x is f(x) for every x")
def goes_through_them_backwards(f, n):
    """You counted the places from the end: e_1 has its 1 at the first place, and its image is the
    first column."""
    return matrix_of(f, n)[:, ::-1].copy()
