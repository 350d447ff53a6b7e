from itertools import product

import numpy as np


def digits(r, n):
    out = []
    for _ in range(n):
        out.insert(0, r % 2)
        r //= 2
    return out


def fill(f, n, cases):
    return np.array([[*case, int(f(*case))] for case in cases], dtype=int).reshape(-1, n + 1)

# %% right


def truth_table(f, n):
    return fill(f, n, (digits(r, n) for r in range(2**n)))


# %% counts_with_the_first_input


def truth_table(f, n):
    return fill(f, n, ([(r >> k) & 1 for k in range(n)] for r in range(2**n)))


# %% counts_downwards


def truth_table(f, n):
    return fill(f, n, product([1, 0], repeat=n))


# %% changes_one_input_at_a_time


def truth_table(f, n):
    def gray(k):
        if k == 0:
            return [[]]
        shorter = gray(k - 1)
        return [[0, *row] for row in shorter] + [[1, *row] for row in reversed(shorter)]

    return fill(f, n, gray(n))


# %% sorts_by_the_number_of_ones


def truth_table(f, n):
    return fill(f, n, sorted(product([0, 1], repeat=n), key=lambda case: (sum(case), case)))


# %% misses_the_last_row


def truth_table(f, n):
    return fill(f, n, (digits(r, n) for r in range(2**n - 1)))


# %% writes_floats


def truth_table(f, n):
    table = np.zeros((2**n, n + 1))
    for r in range(2**n):
        case = digits(r, n)
        table[r, :n] = case
        table[r, n] = f(*case)
    return table


# %% puts_the_answer_first


def truth_table(f, n):
    table = fill(f, n, product([0, 1], repeat=n))
    return np.hstack([table[:, n:], table[:, :n]])


# %% calls_f_with_digits_reversed


def truth_table(f, n):
    table = np.zeros((2**n, n + 1), dtype=int)
    for r in range(2**n):
        low_first = [(r >> k) & 1 for k in range(n)]
        table[r] = [*low_first[::-1], f(*low_first)]
    return table


# %% negates_the_answer


def truth_table(f, n):
    return fill(lambda *case: not f(*case), n, product([0, 1], repeat=n))


# %% gives_f_a_list


def truth_table(f, n):
    return fill(lambda *case: f(list(case)), n, product([0, 1], repeat=n))


# %% asks_twice


def truth_table(f, n):
    table = np.zeros((2**n, n + 1), dtype=int)
    for r, case in enumerate(product([0, 1], repeat=n)):
        table[r, :n] = case
        if f(*case) == 1:
            table[r, n] = 1
        if f(*case) == 0:
            table[r, n] = 0
    return table


# %% has_no_case_without_inputs


def truth_table(f, n):
    return fill(f, n, product([0, 1], repeat=n) if n > 0 else [])


# %% knows_only_eight_digits


def truth_table(f, n):
    table = np.zeros((2**n, n + 1), dtype=int)
    for r in range(2**n):
        byte = np.unpackbits(np.array([r % 256], dtype=np.uint8)).tolist()
        case = ([0] * n + byte)[len(byte) :]
        table[r] = [*case, f(*case)]
    return table


# %%
import itertools

import numpy as np

# %% leaves_out_the_inputs


def truth_table(f, n):
    return np.array([int(f(*case)) for case in itertools.product((0, 1), repeat=n)])
