import numpy as np


def from_layers(A, keep):
    U, s, Vt = np.linalg.svd(np.array(A, dtype=float), full_matrices=False)
    P = np.zeros((U.shape[0], Vt.shape[1])).T
    for i in range(len(s)):
        if keep(s, i):
            P = P + np.outer(Vt[i], U[:, i]) / s[i]
    return P


# %% right
def pinv(A, rtol=1e-12):
    return from_layers(A, lambda s, i: s[i] > rtol * s[0])


# %% inverts_everything
def pinv(A, rtol=1e-12):
    return from_layers(A, lambda s, i: s[i] != 0)


# %% divides_nowhere
def pinv(A, rtol=1e-12):
    u, sig, vt = np.linalg.svd(A, full_matrices=False)
    sig = np.array([t if t > rtol * sig.max() else 0.0 for t in sig])
    return vt.T @ np.diag(sig) @ u.T


# %% inverts_the_entries
def pinv(A, rtol=1e-12):
    m, n = np.shape(A)
    out = np.zeros((n, m))
    for i in range(m):
        for j in range(n):
            if A[i, j] != 0:
                out[j, i] = 1.0 / A[i, j]
    return out


# %% solves_the_normal_equations
def pinv(A, rtol=1e-12):
    A = np.array(A, dtype=float)
    return np.linalg.inv(A.T @ A) @ A.T


# %% lifts_the_normal_equations
def pinv(A, rtol=1e-12):
    A = np.array(A, dtype=float)
    gram = A.T @ A
    return np.linalg.solve(gram + 1e-6 * np.eye(len(gram)), A.T)


# %% keeps_the_shape
def pinv(A, rtol=1e-12):
    u, sig, vt = np.linalg.svd(A, full_matrices=False)
    out = np.zeros(np.shape(A))
    for k, t in enumerate(sig):
        if t > rtol * sig[0]:
            out += np.outer(u[:, k], vt[k]) / t
    return out


# %% compares_with_a_constant
def pinv(A, rtol=1e-12):
    return from_layers(A, lambda s, i: s[i] > rtol)


# %% ignores_rtol
def pinv(A, rtol=1e-12):
    return from_layers(A, lambda s, i: s[i] > 1e-12 * max(s))


# %% squares_the_bound
def pinv(A, rtol=1e-12):
    A = np.array(A, dtype=float)
    lam, V = np.linalg.eigh(A.T @ A)
    G = np.zeros((len(lam), len(lam)))
    for l, v in zip(lam, V.T):
        if l > rtol * lam[-1]:
            G += np.outer(v, v) / l
    return G @ A.T


# %% lifts_small_values_to_the_bound
def pinv(A, rtol=1e-12):
    u, sig, vt = np.linalg.svd(A, full_matrices=False)
    low = rtol * sig[0]
    sig = np.maximum(sig, low) if low > 0 else np.ones(len(sig))
    return vt.T @ (u.T / sig[:, None])


# %% divides_zero_by_zero
def pinv(A, rtol=1e-12):
    u, sig, vt = np.linalg.svd(A, full_matrices=False)
    keep = sig >= rtol * sig[0]
    with np.errstate(all="ignore"):
        rec = np.where(keep, 1 / sig, 0)
        return (vt.T * rec) @ u.T
