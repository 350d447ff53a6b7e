import numpy as np

from grader.author import given, law, mistake, same, solution


def transpose_buffer(buf, rows, cols):
    if len(buf) != rows * cols:
        raise ValueError(f"{len(buf)} numbers are no {rows} by {cols} matrix")
    return np.array([buf[i * cols + j] for j in range(cols) for i in range(rows)])


given(
    "thin",
    like="matrices",
    sizes={"m": "0..1", "n": "0..4"},
    buf={"reals": ["m * n"]},
    i=0,
    j=0,
    examples=20,
)
given("one number", like="matrices", sizes={"m": 1, "n": 1}, examples=5)


@law("works for a single row, a single number and none", over=("thin", "one number"))
def _(buf, rows, cols, out, transpose_buffer):
    """A single row, or a single column, lies in memory as its transpose does; an empty matrix has
    nothing to move."""
    assert same(out, buf)
    assert same(transpose_buffer(buf, cols, rows), buf)


def checked(buf, rows, cols):
    if len(buf) != rows * cols:
        raise ValueError("length")
    return np.array(buf)


@solution
def row_by_row(buf, rows, cols):
    """Row i of A goes to every rows-th place, from place i on."""
    checked(buf, rows, cols)
    out = np.empty(rows * cols, dtype=buf.dtype)
    for i in range(rows):
        out[i::rows] = buf[i * cols : (i + 1) * cols]
    return out


@solution
def reads_columns(buf, rows, cols):
    """NumPy can write a matrix out column by column."""
    return np.reshape(buf, (rows, cols)).flatten(order="F")


@solution
def where_each_one_comes_from(buf, rows, cols):
    """Place k of the new buffer is row k // rows, column k % rows."""
    if len(buf) - rows * cols:
        raise ValueError(rows, cols)
    return [float(buf[k % rows * cols + k // rows]) for k in range(rows * cols)]


@mistake(caught_by="the entry at (i, j) goes to (j, i)")
def only_renames_the_shape(buf, rows, cols):
    """You gave the numbers another shape, but reshape moves none of them: (cols, rows) is the shape
    of the transpose, and not yet the transpose."""
    return checked(buf, rows, cols).reshape(cols, rows).flatten()


@mistake(caught_by="the entry at (i, j) goes to (j, i)")
def steps_by_the_number_of_rows(buf, rows, cols):
    """You read (i, j) at i * rows + j, or took buf for a (cols, rows) matrix; from one row of A to
    the next it is cols places. In a square matrix nobody notices."""
    return checked(buf, rows, cols).reshape(cols, rows).flatten(order="F")


@mistake(caught_by="returns what it promises")
def writes_with_the_old_step(buf, rows, cols):
    """You wrote (j, i) at j * cols + i; a row of the transpose has the length rows, so it lies at
    j * rows + i."""
    old = checked(buf, rows, cols)
    out = np.zeros(rows * cols)
    for i in range(rows):
        for j in range(cols):
            out[j * cols + i] = old[i * cols + j]
    return out


@mistake(caught_by="the entry at (i, j) goes to (j, i)")
def turns_the_buffer_around(buf, rows, cols):
    """You read the buffer from its end; that turns the matrix by half a turn. The transpose swaps i
    and j."""
    return checked(buf, rows, cols)[::-1].copy()


@mistake(caught_by="the entry at (i, j) goes to (j, i)")
def rotates_by_a_quarter(buf, rows, cols):
    """You wrote each column from its last entry up, which turns the matrix by a quarter turn; the
    transpose reads it from its first entry down."""
    return checked(buf, rows, cols).reshape(rows, cols)[::-1].flatten(order="F")


@mistake(caught_by="leaves its inputs alone")
def swaps_in_the_callers_buffer(buf, rows, cols):
    """You wrote the new order into the caller's buffer and returned that; make a new one."""
    buf[:] = transpose_buffer(buf, rows, cols)
    return buf


@mistake(caught_by="leaves its inputs alone")
def returns_a_view_of_one_row(buf, rows, cols):
    """A single row need not move, and there you returned the caller's memory, as ravel() and reshape()
    do where they need not copy. flatten() always copies."""
    if len(buf) != rows * cols:
        raise ValueError("length")
    return buf.reshape(rows, cols).T.ravel()


@mistake(caught_by="returns what it promises")
def returns_a_matrix(buf, rows, cols):
    """You returned the matrix; asked for is its buffer, an array with one axis."""
    return checked(buf, rows, cols).reshape(rows, cols).T.copy()


@mistake(caught_by="another length raises ValueError", accepts=True)
def ignores_what_is_left_over(buf, rows, cols):
    """You only noticed a buffer that is too short; numbers left over are an error as well."""
    if len(buf) < rows * cols:
        raise ValueError("too short")
    return np.array([buf[i * cols + j] for j in range(cols) for i in range(rows)])


@mistake(caught_by="another length raises ValueError")
def runs_over_the_end(buf, rows, cols):
    """A buffer that is too short ends in an IndexError, and one that is too long in none; compare
    its length first."""
    return np.array([buf[i * cols + j] for j in range(cols) for i in range(rows)])


@mistake(caught_by="works for a single row, a single number and none")
def jumps_modulo_the_last_place(buf, rows, cols):
    """Place k goes to k * rows modulo N - 1, for N numbers. With N = 1 that is modulo 0, and with N
    = 0 there is no last place; treat them apart."""
    N = len(checked(buf, rows, cols))
    out = np.array(buf)
    for k in range(N - 1):
        out[k * rows % (N - 1)] = buf[k]
    out[N - 1 + 0 % (N - 1)] = buf[N - 1]
    return out
