import math

import numpy as np

from grader.author import close, equivalent, given, law, mistake, solution, unpromised


def power_iteration(A, v0, n_iter=1000, tol=1e-12):
    A, v = np.asarray(A, dtype=float), np.asarray(v0, dtype=float)
    for _ in range(n_iter):
        v = v / np.linalg.norm(v)
        w = A @ v
        lam = v @ w
        if math.dist(w, lam * v) <= tol * abs(lam):
            return float(lam), v
        v = w
    raise RuntimeError(f"no eigenpair within {n_iter} steps")


equivalent("2e529970", because="how many steps are taken before giving up is not judged")
equivalent("e956d9f6", because="how many steps are taken before giving up is not judged")
equivalent("32272ec4", because="the sign of v is free")

ACCURACY = "Vectors that satisfy the equation to $10^{-5}$ are accepted"
unpromised("ignores tol", says=ACCURACY)
unpromised("another default of tol", says=ACCURACY)
unpromised("1f31e343", says=ACCURACY)

given(
    "huge and tiny",
    like="matrices",
    factor={"choice": [1e100, 1e-100, 1e60, 1e-60]},
    A={"is": "factor * (B + B.T) / 2"},
    examples=20,
)


@law("works for huge and for tiny matrices", over="huge and tiny")
def _(A, factor, lam, v, spectrum):
    """Entries go from 1e-100 to 1e100. Rescale v to length one in every step, lest powers of A
    overflow or vanish, and compare the error with tol |lam|, not with tol alone."""
    assert close(v @ v, 1)
    assert close(lam / factor, spectrum[0])
    assert close(A @ v / lam, v, rtol=1e-5)


@solution
def squares_the_matrix(A, v0, n_iter=1000, tol=1e-12):
    """Squaring A twelve times makes 4096 steps at once."""
    power = A / np.linalg.norm(A)
    for _ in range(12):
        power = power @ power
        power = power / np.linalg.norm(power)
    v = power @ v0
    v = v / np.linalg.norm(v)
    lam = v @ A @ v
    if np.linalg.norm(A @ v - lam * v) > max(tol, 1e-9) * abs(lam):
        raise RuntimeError("no eigenvalue dominates")
    return lam, -v


@solution
def always_takes_every_step(A, v0, n_iter=1000, tol=1e-12):
    """Never stops early; divides by the largest entry, and makes a unit vector of it at the end."""
    v = np.array(v0, dtype=float)
    v /= np.abs(v).max()
    for _ in range(n_iter):
        v = A @ v
        v /= v[np.argmax(np.abs(v))]
    lam = (v @ A @ v) / (v @ v)
    if np.linalg.norm(A @ v - lam * v) > 1e-8 * abs(lam):
        raise RuntimeError("no eigenvalue dominates")
    return lam, v / np.sqrt(v @ v)


@solution
def settles_by_the_line(A, v0, n_iter=1000, tol=1e-12):
    """Stops when v and the vector before it agree up to sign."""
    v = v0 / np.sqrt(np.sum(np.square(v0, dtype=float)))
    for _ in range(n_iter):
        w = A @ v
        w = w / np.linalg.norm(w)
        moved = min(np.linalg.norm(w - v), np.linalg.norm(w + v))
        v = w
        if moved < tol:
            return v @ A @ v, v
    raise RuntimeError("v keeps moving")


@mistake(caught_by="lam is the factor by which A stretches v")
def returns_a_norm(A, v0, n_iter=1000, tol=1e-12):
    """|Av| is how far A stretches v, without the sign; the Rayleigh quotient v'Av keeps it."""
    _, v = power_iteration(A, v0, n_iter, tol)
    return float(np.linalg.norm(A @ v)), v


@mistake(caught_by="returns what it promises")
def starts_somewhere_else(A, v0, n_iter=1000, tol=1e-12):
    """You start from a vector of your own. Whoever hands you v0 may know the line already, and then
    no step is needed; yours needs many to get there."""
    return power_iteration(A, np.arange(1.0, len(A) + 1), n_iter, tol)


@mistake(caught_by="v is an eigenvector of length one")
def stops_without_an_absolute_value(A, v0, n_iter=1000, tol=1e-12):
    """If lam goes down towards a negative value, `lam - old` is below tol in the second step
    already; take its absolute value."""
    v = v0 / np.linalg.norm(v0)
    old = v @ A @ v
    for _ in range(n_iter):
        v = A @ v
        v = v / np.linalg.norm(v)
        lam = v @ A @ v
        if lam - old < tol * abs(lam):
            return float(lam), v
        old = lam
    raise RuntimeError


@mistake(caught_by="works for huge and for tiny matrices")
def never_normalises(A, v0, n_iter=1000, tol=1e-12):
    """You rescale only at the end. By then the powers of A have overflowed, or vanished."""
    v = np.array(v0, dtype=float)
    for _ in range(n_iter):
        w = A @ v
        lam = (v @ w) / (v @ v)
        if np.linalg.norm(w - lam * v) <= tol * abs(lam) * np.linalg.norm(v):
            break
        v = w
    else:
        raise RuntimeError
    return float(lam), v / np.linalg.norm(v)


@mistake(caught_by="returns what it promises")
def compares_successive_vectors(A, v0, n_iter=1000, tol=1e-12):
    """For a negative eigenvalue v changes its sign in every step, so it never equals the vector
    before it, and you give up on a matrix that has converged. Test Av = λv: that knows no sign."""
    v = v0 / np.linalg.norm(v0)
    for _ in range(n_iter):
        w = A @ v
        w = w / np.linalg.norm(w)
        if np.linalg.norm(w - v) < 1e-10:
            return float(w @ A @ w), w
        v = w
    raise RuntimeError


@mistake(caught_by="raises RuntimeError if two eigenvalues of opposite sign tie")
def trusts_a_lam_that_stands_still(A, v0, n_iter=1000, tol=1e-12):
    """lam stood still, so you stopped, though v was still swinging: test whether Av equals λv."""
    v = v0 / np.linalg.norm(v0)
    old = np.inf
    for _ in range(n_iter):
        w = A @ v
        lam = v @ w
        if abs(lam - old) <= tol * abs(lam):
            return float(lam), v
        old, v = lam, w / np.linalg.norm(w)
    raise RuntimeError


@mistake(caught_by="raises RuntimeError if two eigenvalues of opposite sign tie")
def returns_whatever_came_out(A, v0, n_iter=1000, tol=1e-12):
    """After n_iter steps without success you return the last pair, which is none: raise instead."""
    v = v0 / np.linalg.norm(v0)
    for _ in range(n_iter):
        w = A @ v
        v = w / np.linalg.norm(w)
    return float(v @ A @ v), v


@mistake(caught_by="works for huge and for tiny matrices")
def compares_with_tol_itself(A, v0, n_iter=1000, tol=1e-12):
    """|Av - λv| ≤ tol depends on the units of A: a tiny matrix passes at once. Compare it with
    tol |lam|."""
    v = v0 / np.linalg.norm(v0)
    for _ in range(n_iter):
        w = A @ v
        lam = v @ w
        if np.linalg.norm(w - lam * v) <= tol:
            return float(lam), v
        v = w / np.linalg.norm(w)
    raise RuntimeError


@mistake(caught_by="no unit vector is stretched more")
def finds_the_smallest(A, v0, n_iter=1000, tol=1e-12):
    """You solved with A instead of multiplying by it, step after step without asking whether Av is
    λv: that finds the smallest eigenvalue."""
    shifted = A + 1e-15 * np.linalg.norm(A) * np.eye(len(A))  # A may be singular
    v = v0 / np.linalg.norm(v0)
    for _ in range(50):
        v = np.linalg.solve(shifted, v)
        v = v / np.linalg.norm(v)
    return float(v @ A @ v), v


@mistake(caught_by="leaves its inputs alone")
def normalises_the_callers_vector(A, v0, n_iter=1000, tol=1e-12):
    """`v[:] = …` on the caller's v0 changes it, and makes zeros of integers; start from a new
    array."""
    v0[:] = v0 / np.linalg.norm(v0)
    return power_iteration(A, v0.copy(), n_iter, tol)
