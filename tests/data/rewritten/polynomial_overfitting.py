import numpy as np


def table(x, powers):
    return np.array([[value**p for p in powers] for value in x.tolist()]).reshape(len(x), -1)


def solve(V, y, lam):
    if V.shape[1] == 0:
        return np.zeros(0)
    U, s, Wt = np.linalg.svd(V, full_matrices=False)
    keep = s > 1e-15 * max(V.shape) * s[0]
    factor = np.zeros_like(s)
    factor[keep] = s[keep] / (s[keep] ** 2 + lam)
    return Wt.T @ (factor * (U.T @ y))


def mse(V, c, y):
    gap = y - V @ c
    return gap @ gap / len(y)


def collect(pairs):
    pairs = list(pairs)
    return np.array([a for a, _ in pairs], float), np.array([b for _, b in pairs], float)


def upto(k):
    return range(k + 1)


def usual(x_tr, y_tr, x_va, y_va, degrees, lam, powers=upto, error=mse):
    def one(k):
        V = table(x_tr, powers(k))
        c = solve(V, y_tr, lam)
        return error(V, c, y_tr), error(table(x_va, powers(k)), c, y_va)

    return collect(map(one, degrees))


# %% right
def fit_errors(x_tr, y_tr, x_va, y_va, degrees, lam=0.0):
    return usual(x_tr, y_tr, x_va, y_va, degrees, lam)


# %% fits_on_all_data
def fit_errors(x_tr, y_tr, x_va, y_va, degrees, lam=0.0):
    x_all, y_all = np.append(x_tr, x_va), np.append(y_tr, y_va)
    out = []
    for k in degrees:
        c = solve(table(x_all, upto(k)), y_all, lam)
        out.append((mse(table(x_tr, upto(k)), c, y_tr), mse(table(x_va, upto(k)), c, y_va)))
    return collect(out)


# %% fits_again_on_validation
def fit_errors(x_tr, y_tr, x_va, y_va, degrees, lam=0.0):
    def own_error(x, y, k):
        V = table(x, upto(k))
        return mse(V, solve(V, y, lam), y)

    return collect((own_error(x_tr, y_tr, k), own_error(x_va, y_va, k)) for k in degrees)


# %% solves_normal_equations
def fit_errors(x_tr, y_tr, x_va, y_va, degrees, lam=0.0):
    out = []
    for k in degrees:
        V, T = table(x_tr, upto(k)), table(x_va, upto(k))
        gram = V.T @ V
        gram[np.diag_indices(k + 1)] += lam
        c = np.linalg.pinv(gram) @ (V.T @ y_tr)
        out.append((mse(V, c, y_tr), mse(T, c, y_va)))
    return collect(out)


# %% returns_sums
def fit_errors(x_tr, y_tr, x_va, y_va, degrees, lam=0.0):
    def sse(V, c, y):
        return sum((V @ c - y) ** 2)

    return usual(x_tr, y_tr, x_va, y_va, degrees, lam, error=sse)


# %% returns_roots
def fit_errors(x_tr, y_tr, x_va, y_va, degrees, lam=0.0):
    train, val = usual(x_tr, y_tr, x_va, y_va, degrees, lam)
    return train**0.5, val**0.5


# %% stops_one_power_short
def fit_errors(x_tr, y_tr, x_va, y_va, degrees, lam=0.0):
    return usual(x_tr, y_tr, x_va, y_va, degrees, lam, powers=lambda k: range(k or 1))


# %% has_no_constant
def fit_errors(x_tr, y_tr, x_va, y_va, degrees, lam=0.0):
    return usual(x_tr, y_tr, x_va, y_va, degrees, lam, powers=lambda k: range(1, k + 1))


# %% ignores_the_penalty
def fit_errors(x_tr, y_tr, x_va, y_va, degrees, lam=0.0):
    return usual(x_tr, y_tr, x_va, y_va, degrees, 0.0)


# %% spares_the_constant
def fit_errors(x_tr, y_tr, x_va, y_va, degrees, lam=0.0):
    out = []
    for k in degrees:
        V = table(x_tr, upto(k))
        extra = np.sqrt(lam) * np.eye(k + 1)[1:]
        rows, goal = np.vstack([V, extra]), np.append(y_tr, np.zeros(k))
        c = solve(rows, goal, 0.0)
        out.append((mse(V, c, y_tr), mse(table(x_va, upto(k)), c, y_va)))
    return collect(out)


# %% scales_the_penalty
def fit_errors(x_tr, y_tr, x_va, y_va, degrees, lam=0.0):
    return usual(x_tr, y_tr, x_va, y_va, degrees, len(y_tr) * lam)


# %% adds_rows_of_lam
def fit_errors(x_tr, y_tr, x_va, y_va, degrees, lam=0.0):
    out = []
    for k in degrees:
        V = table(x_tr, upto(k))
        rows = np.vstack([V, np.diag(np.full(k + 1, lam))])
        c = solve(rows, np.append(y_tr, np.zeros(k + 1)), 0.0)
        out.append((mse(V, c, y_tr), mse(table(x_va, upto(k)), c, y_va)))
    return collect(out)


# %% adds_the_penalty_to_the_errors
def fit_errors(x_tr, y_tr, x_va, y_va, degrees, lam=0.0):
    def objective(V, c, y):
        return mse(V, c, y) + lam * (c @ c)

    return usual(x_tr, y_tr, x_va, y_va, degrees, lam, error=objective)


# %% skips_the_powers_between
def fit_errors(x_tr, y_tr, x_va, y_va, degrees, lam=0.0):
    return usual(x_tr, y_tr, x_va, y_va, degrees, lam, powers=lambda k: sorted({0, k}))
