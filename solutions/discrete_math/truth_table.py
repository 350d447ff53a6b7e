import itertools

import numpy as np

from grader.author import given, law, mistake, same, solution


def truth_table(f, n):
    cases = itertools.product((0, 1), repeat=n)
    return np.array([[*case, int(f(*case))] for case in cases])


given(
    "ten inputs",
    like="functions",
    sizes={"m": 10},
    answers={"is": "np.arange(1024) % 7 % 2"},
    examples=2,
)


@law("ten inputs, 1024 cases", over="ten inputs")
def _(table, answers):
    """For n inputs there are 2**n cases, however many n is, and the last column lists f's answers
    in counting order."""
    assert same(table[:, -1], answers)


@solution
def shifts_bits(f, n):
    """Digits by shifting; the answers in a column that is stacked to the inputs."""
    inputs = (np.arange(2**n)[:, None] >> np.arange(n)[::-1]) & 1
    last = [1 if f(*row) else 0 for row in inputs]
    return np.column_stack([inputs, np.array(last, dtype=inputs.dtype)])


@solution
def grows_by_one_input(f, n):
    """The cases for n inputs are those for n - 1, once behind a 0 and once behind a 1."""
    cases = [[]]
    for _ in range(n):
        cases = [[0, *case] for case in cases] + [[1, *case] for case in cases]
    return [[*case, 1 * f(*case)] for case in cases]


def listed(f, rows):
    return np.array([[*row, int(f(*row))] for row in rows])


@mistake(caught_by="the inputs count upwards in binary")
def counts_with_the_first_input(f, n):
    """Your first input changes from row to row. It is the most significant digit, so the last one
    changes fastest."""
    return listed(f, (np.arange(2**n)[:, None] >> np.arange(n)) & 1)


@mistake(caught_by="the inputs count upwards in binary")
def counts_downwards(f, n):
    """You begin with all inputs 1, as many logic books do. Begin with all of them 0 and count
    upwards."""
    return listed(f, (np.arange(2**n)[::-1, None] >> np.arange(n)[::-1]) & 1)


@mistake(caught_by="the inputs count upwards in binary")
def changes_one_input_at_a_time(f, n):
    """From row to row you change one input only (a Gray code). Counting changes several when a
    digit carries: 01 is followed by 10."""
    r = np.arange(2**n)
    return listed(f, ((r ^ (r >> 1))[:, None] >> np.arange(n)[::-1]) & 1)


@mistake(caught_by="the inputs count upwards in binary")
def sorts_by_the_number_of_ones(f, n):
    """You list the cases with no 1 first, then those with one 1, and so on. Count in binary
    instead: 011 comes before 100."""
    return listed(f, sorted(itertools.product((0, 1), repeat=n), key=sum))


@mistake(caught_by="returns what it promises")
def misses_the_last_row(f, n):
    """The case with all inputs 1 is missing: range(2**n - 1) ends one too early."""
    return truth_table(f, n)[:-1]


@mistake(caught_by="gives integers as integers")
def writes_floats(f, n):
    """Your table does not hold integers: np.zeros makes floats unless told otherwise, and a
    comparison makes booleans. Give it dtype=int."""
    return truth_table(f, n).astype(float)


@mistake(caught_by="returns what it promises")
def leaves_out_the_inputs(f, n):
    """You return f's answers alone, as a vector of one axis. The table has a row for each case, with
    the inputs before the answer."""
    return truth_table(f, n)[:, -1]


@mistake(caught_by="the inputs count upwards in binary")
def puts_the_answer_first(f, n):
    """You put f's answer before the inputs; it belongs into the last column."""
    return np.roll(truth_table(f, n), 1, axis=1)


@mistake(caught_by="the last column is what f answers")
def calls_f_with_digits_reversed(f, n):
    """You call f with the inputs in the opposite order of the row; give them as they stand
    there."""
    table = truth_table(lambda *row: f(*row[::-1]), n)
    return table


@mistake(caught_by="the last column is what f answers")
def negates_the_answer(f, n):
    """Your last column is negated: 1 stands where f says no."""
    table = truth_table(f, n)
    table[:, -1] = 1 - table[:, -1]
    return table


@mistake(caught_by="returns what it promises")
def gives_f_a_list(f, n):
    """You call f with one list. It takes n separate arguments; write f(*row)."""
    return np.array([[*case, int(f(list(case)))] for case in itertools.product((0, 1), repeat=n)])


@mistake(caught_by="f is asked once for every case")
def asks_twice(f, n):
    """You call f more than once for the same inputs; keep its answer."""
    truth_table(f, n)
    return truth_table(f, n)


@mistake(caught_by="returns what it promises")
def has_no_case_without_inputs(f, n):
    """With n = 0 you return no row. There is one case, the call without arguments."""
    return truth_table(f, n) if n else np.zeros((0, 1), dtype=int)


@mistake(caught_by="ten inputs, 1024 cases")
def knows_only_eight_digits(f, n):
    """You take the digits of r from a byte, which has eight; for more inputs the first ones are
    always 0. Take n digits."""
    r = np.arange(2**n).astype(np.uint8)
    return listed(f, (r[:, None].astype(int) >> np.arange(n)[::-1]) & 1)
