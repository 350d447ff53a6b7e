import numpy as np


def both_sides(A, x):
    out = []
    for i in range(len(x)):
        total = 0.0
        for j in range(len(x)):
            total += (float(A[i, j]) + float(A[j, i])) * float(x[j])
        out.append(total)
    return np.array(out, dtype=float)


def square_part(A, x):
    return float(np.einsum("i,ij,j->", x, A, x, dtype=float))


def lean(b, x):
    return float(sum(float(p) * float(q) for p, q in zip(b, x)))

# %% right


def quadratic_value_and_grad(A, b, x):
    return square_part(A, x) / 2 - lean(b, x), both_sides(A, x) / 2 - b


# %% takes_a_for_symmetric


def quadratic_value_and_grad(A, b, x):
    residual = np.array([lean(row, x) for row in A], dtype=float) - b
    return square_part(A, x) / 2 - lean(b, x), residual


# %% transposes_everything


def quadratic_value_and_grad(A, b, x):
    grad = np.zeros(len(x))
    for i in range(len(x)):
        grad[i] = lean(A[:, i], x) - b[i]
    return square_part(A, x) / 2 - lean(b, x), grad


# %% loses_the_half_in_the_gradient


def quadratic_value_and_grad(A, b, x):
    return 0.5 * square_part(A, x) - lean(b, x), both_sides(A, x) - b


# %% loses_the_half_in_the_value


def quadratic_value_and_grad(A, b, x):
    value = 0.0
    for i in range(len(x)):
        value += float(x[i]) * (float(A[i] @ x) - float(b[i]))
    return value, 0.5 * both_sides(A, x) - b


# %% halves_the_linear_part_too


def quadratic_value_and_grad(A, b, x):
    return 0.5 * (square_part(A, x) - lean(b, x)), 0.5 * both_sides(A, x) - b


# %% adds_b


def quadratic_value_and_grad(A, b, x):
    return square_part(A, x) / 2 + lean(b, x), both_sides(A, x) / 2 + b


# %% adds_b_to_the_gradient


def quadratic_value_and_grad(A, b, x):
    return square_part(A, x) / 2 - lean(b, x), both_sides(A, x) / 2 + b


# %% forgets_b_in_the_gradient


def quadratic_value_and_grad(A, b, x):
    grad = (np.dot(A, x) + np.dot(x, A)) * 0.5
    return square_part(A, x) / 2 - lean(b, x), grad


# %% differentiates_the_diagonal_only


def quadratic_value_and_grad(A, b, x):
    grad = [float(A[i, i] * x[i]) - float(b[i]) for i in range(len(x))]
    return square_part(A, x) / 2 - lean(b, x), np.array(grad)


# %% multiplies_entry_by_entry


def quadratic_value_and_grad(A, b, x):
    bend = np.multiply(np.multiply(x, A), x).sum()
    return float(bend) / 2 - lean(b, x), both_sides(A, x) / 2 - b


# %% makes_the_callers_matrix_symmetric


def quadratic_value_and_grad(A, b, x):
    A += A.T
    doubled = np.dot(A, x)
    return float(np.dot(x, doubled)) / 4 - lean(b, x), doubled / 2 - b


# %%
import numpy as np


def slope(A, b, x):
    d = len(x)
    return np.array([sum((A[i, j] + A[j, i]) * x[j] for j in range(d)) / 2 - b[i]
                     for i in range(d)], dtype=float)

# %% halves_whole_numbers


def quadratic_value_and_grad(A, b, x):
    bend = np.sum(A * np.outer(x, x))
    return float(bend // 2 - np.sum(b * x)), slope(A, b, x)
