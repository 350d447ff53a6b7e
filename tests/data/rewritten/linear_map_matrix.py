import numpy as np


def unit(n, j, kind=float):
    e = np.zeros(n, dtype=kind)
    e[j] = 1
    return e


def answer(f, e):
    return np.array(f(e), dtype=float)


def images(f, n, kind=float):
    return [answer(f, unit(n, j, kind)) for j in range(n)]

# %% right


def matrix_of(f, n):
    first = answer(f, unit(n, 0))
    M = np.empty((len(first), n))
    M[:, 0] = first
    for j in range(1, n):
        M[:, j] = answer(f, unit(n, j))
    return M


# %% stacks_the_images_as_rows


def matrix_of(f, n):
    return np.vstack(images(f, n))


# %% stacks_rows_where_it_fits


def matrix_of(f, n):
    rows = np.array(images(f, n))
    if rows.shape[0] == rows.shape[1]:
        return rows
    return rows.T


# %% never_sets_back_to_zero


def matrix_of(f, n):
    e = np.zeros(n)
    columns = []
    for j in range(n):
        e[j] = 1.0
        columns.append(answer(f, e.copy()))
    return np.stack(columns, axis=1)


# %% sets_back_one_place_only


def matrix_of(f, n):
    e = np.zeros(n)
    columns = []
    for j in range(n):
        e[j] = 1.0
        columns.append(answer(f, e))
        e[j] = 0.0
    return np.column_stack(columns)


# %% passes_integers


def matrix_of(f, n):
    return np.column_stack(images(f, n, kind=int))


# %% takes_the_matrix_for_square


def matrix_of(f, n):
    M = np.zeros((n, n))
    for j in range(n):
        M[:, j] = answer(f, unit(n, j))
    return M


# %% passes_the_whole_identity


def matrix_of(f, n):
    return np.array(f(np.eye(n)), dtype=float)


# %% asks_once


def matrix_of(f, n):
    total = answer(f, np.ones(n))
    return np.outer(total, np.full(n, 1.0 / n))


# %% adds_a_constant


def matrix_of(f, n):
    start = answer(f, unit(n, 0))
    return np.column_stack([column - start for column in images(f, n)])


# %% goes_through_them_backwards


def matrix_of(f, n):
    return np.column_stack([answer(f, unit(n, n - 1 - j)) for j in range(n)])


# %%
import numpy as np

# %% keeps_what_it_will_overwrite


def matrix_of(f, n):
    e = np.zeros(n)
    answers = []
    for j in range(n):
        e[j] = 1.0
        answers.append(f(e))
        e[:] = 0.0
    return np.column_stack(answers)
