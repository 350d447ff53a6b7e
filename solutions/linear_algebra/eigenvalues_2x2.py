import cmath

import numpy as np

from grader.author import close, equivalent, given, law, mistake, solution


def eigenvalues_2x2(A):
    (a, b), (c, d) = np.asarray(A, dtype=float)
    mean = (a + d) / 2
    root = np.sqrt(complex(((a - d) / 2) ** 2 + b * c))
    first = max(mean + root, mean - root, key=abs)
    return np.array([first, (a * d - b * c) / first if first else 0])


equivalent("06e04eed", because="the square does not see the sign")

given(
    "very different",
    big={"real": [1e3, 1e12], "log": True},
    small={"real": [0.1, 9]},
    b={"real": [0.1, 5]},
    c={"real": [-5, -0.1]},
    sign={"choice": [1.0, -1.0]},
    order={"permutation": "n"},
    A={"is": "sign * np.array([[big, b], [c, small]])[order][:, order]"},
    examples=60,
)


@law("the smaller of two very different eigenvalues keeps its digits", over="very different")
def _(A, re, im):
    """Mean and root are two large numbers here, and nearly the same; their difference is the
    smaller eigenvalue, without its digits. Take the larger one from the formula, for a negative
    mean that is the one with the minus sign, and divide the determinant by it."""
    det = A[0, 0] * A[1, 1] - A[0, 1] * A[1, 0]
    assert close(np.sum(re), A[0, 0] + A[1, 1])
    assert close(re[0] * re[1], det, scale=abs(det))
    assert close(im, np.zeros(2))


def parts(A):
    (a, b), (c, d) = np.asarray(A, dtype=float)
    return (a + d) / 2, ((a - d) / 2) ** 2 + b * c, a * d - b * c


@solution
def real_or_turned(A):
    """Treats both cases apart, in real numbers; no division for a conjugate pair."""
    mean, square, det = parts(A)
    if square < 0:
        return [complex(mean, (-square) ** 0.5), complex(mean, -((-square) ** 0.5))]
    far = mean - square**0.5 if mean < 0 else mean + square**0.5
    return [far, det / far] if far else [0.0, 0.0]


@solution
def turns_the_corner_away(A):
    """Looks for a shear that makes A triangular: its slope t solves b t² + (a - d) t - c = 0."""
    (a, b), (c, d) = np.asarray(A, dtype=float)
    if c == 0 or b == 0:
        return np.array([a, d])
    h = (a - d) / 2
    q = cmath.sqrt(h * h + b * c)
    far = h + q if abs(h + q) > abs(h - q) else h - q
    # The eigenvalues are d + h + q and d + h - q, and the product of h + q and h - q is -bc.
    near = -b * c / far
    values = np.array([d + far, d + near])
    if abs(values[0]) < abs(values[1]):
        values = values[::-1]
    values[1] = (a * d - b * c) / values[0] if values[0] else 0
    return values


@mistake(caught_by="a turn that stretches by r has r cos t + i r sin t, and its mirror image")
def takes_real_roots_only(A):
    """You took the real square root, which is nan for a negative number; make the number complex
    first."""
    mean, square, det = parts(A)
    root = np.sqrt(square)
    first = mean + root if mean >= 0 else mean - root
    return np.array([first, det / first if first else 0])


@mistake(caught_by="a turn that stretches by r has r cos t + i r sin t, and its mirror image")
def makes_the_square_positive(A):
    """You took the absolute value of the number under the root, so that a turn seems to stretch; a
    negative one has an imaginary root."""
    mean, square, _ = parts(A)
    root = abs(square) ** 0.5
    return np.array([mean + root, mean - root])


@mistake(caught_by="a turn that stretches by r has r cos t + i r sin t, and its mirror image")
def drops_the_imaginary_part(A):
    """You kept the real parts only, or cut off the number under the root at 0, which comes to the
    same, the mean and again the mean. The imaginary parts say by how much the matrix turns."""
    return eigenvalues_2x2(A).real.copy()


@mistake(caught_by="returns what it promises")
def refuses_turns(A):
    """A matrix without real eigenvalues is no error: return the complex ones."""
    if parts(A)[1] < 0:
        raise ValueError("no real eigenvalues")
    return eigenvalues_2x2(A)


@mistake(caught_by="a matrix built from two eigenvalues has these")
def flips_the_sign_of_the_trace(A):
    """Your eigenvalues have the opposite sign, as if the trace had the wrong one: the coefficient of
    λ is -(a + d), and in the solution it is positive again."""
    return -eigenvalues_2x2(A)


@mistake(caught_by="a matrix built from two eigenvalues has these")
def forgets_to_halve_the_root(A):
    """You added the whole root of (a - d)² + 4bc to half of the trace; it has to be halved as
    well."""
    mean, square, _ = parts(A)
    root = 2 * cmath.sqrt(square)
    return np.array([mean + root, mean - root])


@mistake(caught_by="a matrix built from two eigenvalues has these")
def reads_the_diagonal(A):
    """You returned the diagonal; those are the eigenvalues only if b or c is 0."""
    return np.array([A[0, 0], A[1, 1]], dtype=complex)


@mistake(caught_by="a matrix built from two eigenvalues has these")
def subtracts_bc_under_the_root(A):
    """You subtracted bc under the root, as if the determinant were ad + bc; there it is added."""
    (a, b), (c, d) = np.asarray(A, dtype=float)
    root = cmath.sqrt(((a - d) / 2) ** 2 - b * c)
    return np.array([(a + d) / 2 + root, (a + d) / 2 - root])


@mistake(caught_by="a matrix built from two eigenvalues has these")
def takes_it_for_symmetric(A):
    """You took b² for bc, as for a symmetric matrix; b and c may differ."""
    (a, b), (c, d) = np.asarray(A, dtype=float)
    root = np.hypot((a - d) / 2, b)
    return np.array([(a + d) / 2 + root, (a + d) / 2 - root])


@mistake(caught_by="a matrix built from two eigenvalues has these")
def takes_singular_values(A):
    """You returned the singular values, by which A stretches at most and at least; eigenvalues may
    be negative or complex, and belong to arrows that keep their line."""
    return np.linalg.svd(A, compute_uv=False)


@mistake(caught_by="a matrix built from two eigenvalues has these")
def returns_one_root_twice(A):
    """You returned mean + root twice; the second eigenvalue has the minus sign."""
    mean, square, _ = parts(A)
    return np.array([mean + cmath.sqrt(square)] * 2)


@mistake(caught_by="returns what it promises")
def returns_each_value_once(A):
    """You returned an eigenvalue that occurs twice only once; the answer always has two entries."""
    return np.unique(eigenvalues_2x2(A))


@mistake(caught_by="an eigenvalue that occurs twice is there twice")
def divides_by_zero(A):
    """If both eigenvalues are 0, dividing the determinant by the larger one is 0/0; return zeros
    there."""
    mean, square, det = parts(A)
    root = cmath.sqrt(square)
    first = np.complex128(max(mean + root, mean - root, key=abs))
    return np.array([first, det / first])


@mistake(caught_by="the smaller of two very different eigenvalues keeps its digits")
def trusts_in_both_signs(A):
    """You took both eigenvalues from mean ± root; where those are nearly the same numbers, their
    difference has lost its digits. Divide the determinant by the larger eigenvalue instead."""
    mean, square, _ = parts(A)
    root = cmath.sqrt(square)
    return np.array([mean + root, mean - root])


@mistake(caught_by="the smaller of two very different eigenvalues keeps its digits")
def always_divides_by_mean_plus_root(A):
    """You took mean + root for the larger eigenvalue; if the mean is negative, mean - root is.
    Compare their sizes."""
    mean, square, det = parts(A)
    root = cmath.sqrt(square)
    return np.array([mean + root, det / (mean + root) if mean + root else mean - root])
