import numpy as np


def spectrum(H):
    return np.linalg.eigvalsh(np.array(H, dtype=float))


def verdict(values, bound):
    down = sum(1 for v in values if v < -bound)
    up = sum(1 for v in values if v > bound)
    if up and down:
        return "saddle"
    if up + down < len(values):
        return "degenerate"
    return "min" if up else "max"


def ways_down(values, bound):
    return int(np.count_nonzero(values < -bound))

# %% right


def classify(H, tol=1e-8):
    w = spectrum(H)
    bound = tol * max(-w[0], w[-1])
    return verdict(w, bound), ways_down(w, bound)


# %% uses_the_rule_for_the_plane


def classify(H, tol=1e-8):
    w = spectrum(H)
    bound = tol * np.abs(w).max()
    sign = np.linalg.slogdet(np.array(H, dtype=float))[0]
    if np.any(np.abs(w) <= bound):
        sign = 0
    if sign < 0:
        kind = "saddle"
    elif sign == 0:
        kind = "degenerate"
    else:
        kind = "min" if H[0][0] > 0 else "max"
    return kind, ways_down(w, bound)


# %% looks_along_the_axes


def classify(H, tol=1e-8):
    axes = np.array([float(H[i][i]) for i in range(len(H))])
    bound = tol * np.abs(axes).max()
    return verdict(axes, bound), ways_down(axes, bound)


# %% compares_with_tol_itself


def classify(H, tol=1e-8):
    w = spectrum(H)
    return verdict(w, tol), ways_down(w, tol)


# %% waits_for_an_exact_zero


def classify(H, tol=1e-8):
    signs = set(np.sign(spectrum(H)).astype(int).tolist())
    if {-1, 1} <= signs:
        kind = "saddle"
    elif 0 in signs:
        kind = "degenerate"
    else:
        kind = {1: "min", -1: "max"}[signs.pop()]
    return kind, int(np.sum(spectrum(H) < 0))


# %% takes_flat_for_up


def classify(H, tol=1e-8):
    w = spectrum(H)
    bound = tol * np.abs(w).max()
    index = ways_down(w, bound)
    if index == 0:
        return "min", 0
    if w[-1] <= bound:
        return "max", index
    return "saddle", index


# %% stops_at_the_first_zero


def classify(H, tol=1e-8):
    w = spectrum(H)
    bound = tol * np.abs(w).max()
    index = ways_down(w, bound)
    if min(abs(w)) <= bound:
        return "degenerate", index
    return {0: "min", len(w): "max"}.get(index, "saddle"), index


# %% wants_negative_minors_for_a_maximum


def classify(H, tol=1e-8):
    w = spectrum(H)
    size = np.abs(w).max()
    bound = tol * size
    index = ways_down(w, bound)
    if verdict(w, bound) == "degenerate":
        return "degenerate", index
    M = np.array(H, dtype=float) / size
    minors = [np.linalg.det(M[:k, :k]) for k in range(1, len(M) + 1)]
    if all(m > 0 for m in minors):
        return "min", index
    if all(m < 0 for m in minors):
        return "max", index
    return "saddle", index


# %% has_a_tol_of_its_own


def classify(H, tol=1e-8):
    w = spectrum(H)
    bound = 1e-8 * np.max(np.abs(w))
    return verdict(w, bound), ways_down(w, bound)


# %% compares_with_the_largest_without_its_sign


def classify(H, tol=1e-8):
    w = spectrum(H)
    bound = tol * w.max()
    flat = np.abs(w) <= bound
    up, down = (w > 0) & ~flat, (w < 0) & ~flat
    if up.any() and down.any():
        kind = "saddle"
    elif flat.any():
        kind = "degenerate"
    else:
        kind = "min" if up.all() else "max"
    return kind, int(down.sum())


# %% counts_rounding_as_a_way_down


def classify(H, tol=1e-8):
    w = spectrum(H)
    return verdict(w, tol * np.abs(w).max()), len([v for v in w if v < 0])


# %%
import numpy as np


def curvatures(H, tol):
    lam = np.linalg.eigvalsh(np.array(H, dtype=float))
    return lam, tol * max(abs(v) for v in lam)


def verdict(ups, downs, d):
    if ups and downs:
        return "saddle"
    if ups + downs < d:
        return "degenerate"
    return "min" if ups else "max"

# %% adds_the_curvatures_up


def classify(H, tol=1e-8):
    lam, eps = curvatures(H, tol)
    total = 0.0
    downs = 0
    for v in lam:
        total += v
        if v < -eps:
            downs += 1
    if total > eps:
        return "min", downs
    if total < -eps:
        return "max", downs
    return "degenerate", downs


# %% counts_the_ways_up


def classify(H, tol=1e-8):
    lam, eps = curvatures(H, tol)
    index = int(np.count_nonzero(lam > eps))
    negative = int(np.count_nonzero(lam < -eps))
    return verdict(index, negative, lam.size), index
