import numpy as np

from grader.author import close, law, mistake, solution


def quadratic_value_and_grad(A, b, x):
    A, b = np.asarray(A, dtype=float), np.asarray(b, dtype=float)
    slope = (A + A.T) @ x / 2
    return (slope / 2 - b) @ x, slope - b


@law("at zero, the value is 0 and the gradient -b", over=("any matrix", "whole numbers"))
def _(A, b, x, quadratic_value_and_grad):
    """At x = 0 the bend has no say yet: the value is 0, and the gradient is what the linear part -b'x
    contributes."""
    at_zero = quadratic_value_and_grad(A, b, 0 * x)
    assert close(at_zero.value, 0)
    assert close(at_zero.grad, -1.0 * b)


@solution
def sum_by_sum(A, b, x):
    """Loops over the entries, straight from the product rule."""
    d, x, b = len(x), [float(entry) for entry in x], [float(entry) for entry in b]
    value, grad = 0.0, [-entry for entry in b]
    for i in range(d):
        value -= b[i] * x[i]
        for j in range(d):
            value += A[i, j] * x[i] * x[j] / 2
            grad[i] += A[i, j] * x[j] / 2
            grad[j] += A[i, j] * x[i] / 2
    return float(value), grad


@solution
def symmetric_part_first(A, b, x):
    """Replaces A by its symmetric part, for which everything is simple."""
    A, b, x = (np.array(one, dtype=float) for one in (A, b, x))
    S = 0.5 * (A + A.T)
    return float(np.einsum("i,ij,j", x, S, x)) / 2 - float(b @ x), np.einsum("ij,j->i", S, x) - b


@mistake(caught_by="the gradient passes a gradient check")
def takes_a_for_symmetric(A, b, x):
    """Ax - b is the gradient for a symmetric A only; in general it is half of Ax plus half of A'x,
    minus b."""
    return quadratic_value_and_grad(A, b, x)[0], A @ x - b * 1.0


@mistake(caught_by="the gradient passes a gradient check")
def transposes_everything(A, b, x):
    """A'x - b is only the part of the left x; add the part of the right one, Ax, and halve the sum."""
    return quadratic_value_and_grad(A, b, x)[0], A.T @ x - b * 1.0


@mistake(caught_by="the gradient passes a gradient check")
def loses_the_half_in_the_gradient(A, b, x):
    """(A + A')x is the gradient of x'Ax; with the half before it, it is half of that."""
    return quadratic_value_and_grad(A, b, x)[0], (A + A.T) @ x - b * 1.0


@mistake(caught_by="the value is the sum that the formula says")
def loses_the_half_in_the_value(A, b, x):
    """You returned x'Ax - b'x; the first term has a factor of one half."""
    return x @ A @ x - b @ x, quadratic_value_and_grad(A, b, x)[1]


@mistake(caught_by="the value is the sum that the formula says")
def halves_the_linear_part_too(A, b, x):
    """You halved the whole; the half belongs to x'Ax alone."""
    return (x @ A @ x - b @ x) / 2, quadratic_value_and_grad(A, b, x)[1]


@mistake(caught_by="the value is the sum that the formula says")
def adds_b(A, b, x):
    """You added b'x, and b to the gradient; both are subtracted here."""
    return quadratic_value_and_grad(A, -b, x)


@mistake(caught_by="the gradient passes a gradient check")
def adds_b_to_the_gradient(A, b, x):
    """b'x is subtracted, so its gradient is -b; you added b."""
    value, grad = quadratic_value_and_grad(A, b, x)
    return value, grad + 2 * b


@mistake(caught_by="the gradient passes a gradient check")
def forgets_b_in_the_gradient(A, b, x):
    """You left out the gradient of the linear part, which is -b."""
    value, grad = quadratic_value_and_grad(A, b, x)
    return value, grad + b


@mistake(caught_by="the gradient passes a gradient check")
def differentiates_the_diagonal_only(A, b, x):
    """You took the entries A[i, i] alone into the gradient; x[i] also stands in all products with
    other entries of x."""
    return quadratic_value_and_grad(A, b, x)[0], np.diag(A) * x - b * 1.0


@mistake(caught_by="the value is the sum that the formula says")
def multiplies_entry_by_entry(A, b, x):
    """You added up x * A * x for the value, which multiplies entry by entry; the products of vectors and
    matrices are made with @."""
    return np.sum(x * A * x) / 2 - b @ x, quadratic_value_and_grad(A, b, x)[1]


@mistake(caught_by="leaves its inputs alone")
def makes_the_callers_matrix_symmetric(A, b, x):
    """`A += A.T` changes the caller's matrix; make a new one."""
    A += A.T.copy()
    slope = A @ x / 2
    return slope @ x / 2 - b @ x, slope - b


@mistake(caught_by="the value is the sum that the formula says")
def halves_whole_numbers(A, b, x):
    """You halved x'Ax in the value with `//`, which rounds down to a whole number, floats as well;
    divide with `/`, as in your gradient."""
    return x @ A @ x // 2 - b @ x, quadratic_value_and_grad(A, b, x)[1]
