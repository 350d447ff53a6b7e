import numpy as np

from grader.author import close, given, law, mistake, solution


def partial_derivative(f, x, i, h=1e-6):
    step = h * max(1, abs(float(x[i])))
    ahead, behind = np.array([x, x], dtype=float)
    ahead[i] += step
    behind[i] -= step
    return (f(ahead) - f(behind)) / (2 * step)


given(
    "whole numbers",
    f={"quadratic": "n"},
    x={"integers": ["n"], "between": [-3, 3]},
    i={"integer": [0, "n - 1"]},
    h={"real": [0.02, 0.3]},
    examples=30,
)


@law("whole numbers have slopes as well", over="whole numbers")
def _(f, x, i, slope):
    """x may hold integers. An array of integers cuts x + h down to x again, so move an entry of a copy
    that holds floats."""
    assert close(slope, f.grad(x * 1.0)[i])


@solution
def along_a_unit_vector(f, x, i, h=1e-6):
    """Adds a row of the identity matrix, times the step."""
    x = np.asarray(x, dtype=float)
    direction = np.eye(x.size)[i] * h * np.maximum(1.0, np.abs(float(x[i])))
    return (f(x + direction) - f(x - direction)) / np.sum(2 * direction)


@solution
def a_function_of_one_number(f, x, i, h=1e-6):
    """Makes a function of entry i alone, from a list of numbers."""
    numbers = [float(value) for value in x]

    def along(t):
        return f(np.array([*numbers[:i], t, *numbers[i + 1 :]]))

    step = h if abs(numbers[i]) < 1 else h * abs(numbers[i])
    return float(along(numbers[i] + step) / 2 - along(numbers[i] - step) / 2) / step


@mistake(caught_by="exact for quadratics, whatever the step")
def moves_all_entries(f, x, i, h=1e-6):
    """x + step moves every entry, so you got the sum of all partial derivatives; move entry i alone."""
    x = np.asarray(x, dtype=float)
    step = h * max(1, abs(float(x[i])))
    return (f(x + step) - f(x - step)) / (2 * step)


@mistake(caught_by="exact for quadratics, whatever the step")
def looks_ahead_only(f, x, i, h=1e-6):
    """You compared f ahead with f at x, over one step. That is off by half the step times the second
    derivative; look both ways."""
    x = np.array(x, dtype=float)
    step = h * max(1, abs(float(x[i])))
    here = f(x)
    x[i] += step
    return (f(x) - here) / step


@mistake(caught_by="exact for quadratics, whatever the step")
def divides_by_one_step(f, x, i, h=1e-6):
    """The two points are two steps apart, so divide by 2s, not by s."""
    return 2 * partial_derivative(f, x, i, h)


@mistake(caught_by="exact for quadratics, whatever the step")
def divides_by_two_h(f, x, i, h=1e-6):
    """You moved by s = h max(1, |x_i|) but divided by 2h; divide by the distance that you went, 2s."""
    return partial_derivative(f, x, i, h) * max(1, abs(float(x[i])))


@mistake(caught_by="exact for quadratics, whatever the step")
def counts_from_one(f, x, i, h=1e-6):
    """You moved entry i - 1; the places are counted from 0, so entry i is x[i]."""
    return partial_derivative(f, x, i - 1, h)


@mistake(caught_by="large entries get large steps")
def takes_h_for_the_step(f, x, i, h=1e-6):
    """You stepped by h whatever the entry is; the step is h times max(1, |x_i|)."""
    x = np.asarray(x, dtype=float)
    step = np.where(np.arange(x.size) == i, h, 0.0)
    return (f(x + step) - f(x - step)) / (2 * h)


@mistake(caught_by="exact for quadratics, whatever the step")
def multiplies_without_a_floor(f, x, i, h=1e-6):
    """h |x_i| is 0 where the entry is 0, and you divide 0 by 0; the factor is max(1, |x_i|)."""
    x = np.asarray(x, dtype=float)
    step = np.where(np.arange(x.size) == i, h * np.abs(x), 0.0)
    return np.float64(f(x + step) - f(x - step)) / (2 * step[i])


@mistake(caught_by="agrees with the reference")
def scales_by_the_largest_entry(f, x, i, h=1e-6):
    """You scaled the step by the largest entry of x; it is the size of entry i that counts."""
    largest = max(1.0, float(np.abs(x).max()))
    return partial_derivative(f, x, i, h * largest / max(1, abs(float(x[i]))))


@mistake(caught_by="agrees with the reference", free="step")
def ignores_h(f, x, i, h=1e-6, *, step=1e-6):
    """You always use {step}; the caller chose h."""
    return partial_derivative(f, x, i, step)


@mistake(caught_by="leaves its inputs alone")
def moves_the_callers_x(f, x, i, h=1e-6):
    """You moved the caller's x and did not put the old entry back; work on a copy."""
    step = h * max(1, abs(float(x[i])))
    x[i] += step
    ahead = f(x)
    x[i] -= 2 * step
    return (ahead - f(x)) / (2 * step)


@mistake(caught_by="leaves its inputs alone")
def restores_by_adding(f, x, i, h=1e-6):
    """You moved the caller's x up by s, down by 2s and up by s again (only integers you copied, as
    floats). Rounding leaves it changed; work on a copy, or keep the old entry and put that back."""
    x = np.asarray(x, dtype=float)
    step = h * max(1, abs(float(x[i])))
    x[i] += step
    ahead = f(x)
    x[i] -= 2 * step
    slope = (ahead - f(x)) / (2 * step)
    x[i] += step
    return slope


@mistake(caught_by="whole numbers have slopes as well")
def copies_integers(f, x, i, h=1e-6):
    """A copy of an integer x is of integers too, and cuts x + s down to x; copy it as floats."""
    ahead, behind = x.copy(), x.copy()
    step = h * max(1, abs(float(x[i])))
    ahead[i] = x[i] + step
    behind[i] = x[i] - step
    return (f(ahead) - f(behind)) / (2 * step)


@mistake(caught_by="returns what it promises")
def returns_the_gradient(f, x, i, h=1e-6):
    """You returned all partial derivatives; asked for is one number, that of entry i."""
    return np.array([partial_derivative(f, x, j, h) for j in range(len(x))])
