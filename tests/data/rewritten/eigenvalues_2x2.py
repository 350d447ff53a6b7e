import numpy as np


def entries(A):
    (a, b), (c, d) = np.asarray(A, dtype=float)
    return a, b, c, d


def root_of(number):
    return np.sqrt(complex(number))


def steady(mean, root, det):
    first = max(mean + root, mean - root, key=abs)
    if first == 0:
        return np.zeros(2, dtype=complex)
    return np.array([first, det / first], dtype=complex)

# %% right
def eigenvalues_2x2(A):
    a, b, c, d = entries(A)
    half = (a - d) / 2
    return steady((a + d) / 2, root_of(half * half + b * c), a * d - b * c)

# %% takes_real_roots_only
def eigenvalues_2x2(A):
    a, b, c, d = entries(A)
    with np.errstate(all="ignore"):
        root = np.sqrt(((a - d) / 2) ** 2 + b * c)
    return steady((a + d) / 2, root, a * d - b * c)

# %% makes_the_square_positive
def eigenvalues_2x2(A):
    a, b, c, d = entries(A)
    mean, under = (a + d) / 2, ((a - d) / 2) ** 2 + b * c
    if under >= 0:
        return steady(mean, root_of(under), a * d - b * c)
    return np.array([mean + np.sqrt(-under), mean - np.sqrt(-under)], dtype=complex)

# %% drops_the_imaginary_part
def eigenvalues_2x2(A):
    a, b, c, d = entries(A)
    both = steady((a + d) / 2, root_of((a - d) ** 2 / 4 + b * c), a * d - b * c)
    return both.real.astype(complex)

# %% refuses_turns
def eigenvalues_2x2(A):
    a, b, c, d = entries(A)
    under = ((a - d) / 2) ** 2 + b * c
    if under < 0:
        raise ValueError("A has no real eigenvalues")
    return steady((a + d) / 2, np.sqrt(under), a * d - b * c)

# %% flips_the_sign_of_the_trace
def eigenvalues_2x2(A):
    a, b, c, d = entries(A)
    return steady(-(a + d) / 2, root_of((a - d) ** 2 / 4 + b * c), a * d - b * c)

# %% forgets_to_halve_the_root
def eigenvalues_2x2(A):
    a, b, c, d = entries(A)
    root = root_of((a - d) ** 2 + 4 * b * c)
    return (a + d) / 2 + np.array([1, -1]) * root

# %% reads_the_diagonal
def eigenvalues_2x2(A):
    return np.diagonal(np.asarray(A)).astype(complex)

# %% subtracts_bc_under_the_root
def eigenvalues_2x2(A):
    a, b, c, d = entries(A)
    det = a * d + b * c
    mean = (a + d) / 2
    return steady(mean, root_of(((a - d) / 2) ** 2 - b * c), det)

# %% takes_it_for_symmetric
def eigenvalues_2x2(A):
    a, b, c, d = entries(A)
    return steady((a + d) / 2, root_of(((a - d) / 2) ** 2 + b ** 2), a * d - b ** 2)

# %% takes_singular_values
def eigenvalues_2x2(A):
    stretches = np.linalg.svd(np.asarray(A, dtype=float), compute_uv=False)
    return stretches.astype(complex)

# %% returns_one_root_twice
def eigenvalues_2x2(A):
    a, b, c, d = entries(A)
    value = (a + d) / 2 + root_of(((a - d) / 2) ** 2 + b * c)
    return np.full(2, value, dtype=complex)

# %% returns_each_value_once
def eigenvalues_2x2(A):
    a, b, c, d = entries(A)
    mean, root = (a + d) / 2, root_of((a - d) ** 2 / 4 + b * c)
    if root == 0:
        return np.array([mean], dtype=complex)
    return steady(mean, root, a * d - b * c)

# %% divides_by_zero
def eigenvalues_2x2(A):
    a, b, c, d = entries(A)
    mean, root = (a + d) / 2, root_of((a - d) ** 2 / 4 + b * c)
    first = np.complex128(mean + root if abs(mean + root) >= abs(mean - root) else mean - root)
    with np.errstate(all="ignore"):
        return np.array([first, np.complex128(a * d - b * c) / first])

# %% trusts_in_both_signs
def eigenvalues_2x2(A):
    a, b, c, d = entries(A)
    mean, root = (a + d) / 2, root_of((a - d) ** 2 / 4 + b * c)
    return np.array([mean - root, mean + root], dtype=complex)

# %% always_divides_by_mean_plus_root
def eigenvalues_2x2(A):
    a, b, c, d = entries(A)
    mean, root = (a + d) / 2, root_of((a - d) ** 2 / 4 + b * c)
    first = mean + root
    second = (a * d - b * c) / first if first != 0 else mean - root
    return np.array([first, second], dtype=complex)
