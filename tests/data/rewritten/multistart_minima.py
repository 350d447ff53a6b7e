import numpy as np


def descend(grad, x, lr, steps):
    with np.errstate(all="ignore"):
        while steps > 0:
            x = x - lr * grad(x)
            steps -= 1
    return x


def value(f, x):
    with np.errstate(all="ignore"):
        return float(f(x))


def run_all(f, grad, starts, lr, steps):
    finals = [descend(grad, np.array(row, dtype=float), lr, steps) for row in starts]
    return finals, np.array([value(f, x) for x in finals])


def finite_places(vals):
    good = [i for i, v in enumerate(vals) if np.isfinite(v)]
    if not good:
        raise ValueError("all runs diverged")
    return good

# %% right


def multistart(f, grad, starts, lr, steps):
    finals, vals = run_all(f, grad, starts, lr, steps)
    k = min(finite_places(vals), key=lambda i: vals[i])
    return finals[k], vals[k], vals


# %% chooses_by_the_start


def multistart(f, grad, starts, lr, steps):
    finals, vals = run_all(f, grad, starts, lr, steps)
    heights = [value(f, np.array(row, dtype=float)) for row in starts]
    k = min(finite_places(vals), key=lambda i: heights[i])
    return finals[k], vals[k], vals


# %% returns_the_last_run


def multistart(f, grad, starts, lr, steps):
    vals = []
    for row in starts:
        x = descend(grad, np.array(row, dtype=float), lr, steps)
        vals.append(value(f, x))
    finite_places(vals)
    return x, vals[-1], np.array(vals)


# %% returns_the_best_start


def multistart(f, grad, starts, lr, steps):
    vals = run_all(f, grad, starts, lr, steps)[1]
    finite_places(vals)
    k = np.where(np.isfinite(vals), vals, np.inf).argmin()
    return np.array(starts[k], dtype=float), vals[k], vals


# %% lets_nan_win


def multistart(f, grad, starts, lr, steps):
    finals, vals = run_all(f, grad, starts, lr, steps)
    if not np.isfinite(vals).any():
        raise ValueError("no finite value")
    k = int(np.argmin(vals))
    return finals[k], vals[k], vals


# %% passes_over_nan_alone


def multistart(f, grad, starts, lr, steps):
    finals, vals = run_all(f, grad, starts, lr, steps)
    best_x, best_f = None, np.inf
    for x, v in zip(finals, vals):
        if np.isnan(v):
            continue
        if v < best_f:
            best_x, best_f = x, v
    if best_x is None:
        raise ValueError("no run ended well")
    return best_x, best_f, vals


# %% takes_the_first_for_granted


def multistart(f, grad, starts, lr, steps):
    finals, vals = run_all(f, grad, starts, lr, steps)
    finite_places(vals)
    k = 0
    for i in range(1, len(vals)):
        if vals[i] < vals[k]:
            k = i
    return finals[k], vals[k], vals


# %% returns_what_is_no_number


def multistart(f, grad, starts, lr, steps):
    finals, vals = run_all(f, grad, starts, lr, steps)
    k = np.where(np.isfinite(vals), vals, np.inf).argmin()
    return finals[k], vals[k], vals


# %% goes_on_from_the_last_end


def multistart(f, grad, starts, lr, steps):
    x = np.array(starts[0], dtype=float)
    finals = []
    for _ in range(len(starts)):
        x = descend(grad, x, lr, steps)
        finals.append(x)
    vals = np.array([value(f, x) for x in finals])
    k = min(finite_places(vals), key=lambda i: vals[i])
    return finals[k], vals[k], vals


# %% takes_a_single_step


def multistart(f, grad, starts, lr, steps):
    finals, vals = [], []
    for row in np.array(starts, dtype=float):
        x = row - lr * grad(row)
        finals.append(x)
        vals.append(value(f, x))
    k = min(finite_places(vals), key=lambda i: vals[i])
    return finals[k], vals[k], np.array(vals)


# %% takes_one_step_too_many


def multistart(f, grad, starts, lr, steps):
    finals, vals = [], []
    for row in np.array(starts, dtype=float):
        x, done = row, 0
        while done <= steps:
            x = descend(grad, x, lr, 1)
            done += 1
        finals.append(x)
        vals.append(value(f, x))
    k = min(finite_places(vals), key=lambda i: vals[i])
    return finals[k], vals[k], np.array(vals)


# %% sorts_the_values


def multistart(f, grad, starts, lr, steps):
    finals, vals = run_all(f, grad, starts, lr, steps)
    k = min(finite_places(vals), key=lambda i: vals[i])
    return finals[k], vals[k], np.sort(vals)


# %% moves_the_starts


def multistart(f, grad, starts, lr, steps):
    starts = np.asarray(starts, dtype=float)
    vals = np.empty(len(starts))
    with np.errstate(all="ignore"):
        for i in range(len(starts)):
            x = starts[i]
            for _ in range(steps):
                x -= lr * grad(x)
            vals[i] = f(x)
    k = min(finite_places(vals), key=lambda i: vals[i])
    return starts[k].copy(), vals[k], vals


# %%
import numpy as np


def roll(grad, start, lr, steps):
    x = np.array(start, dtype=float)
    with np.errstate(all="ignore"):
        for _ in range(steps):
            x = x - lr * np.asarray(grad(x))
    return x


def values(f, points):
    with np.errstate(all="ignore"):
        return np.array([float(f(p)) for p in points])

# %% runs_the_best_start_only


def multistart(f, grad, starts, lr, steps):
    all_f = values(f, np.array(starts, dtype=float))
    alive = [i for i in range(len(all_f)) if np.isfinite(all_f[i])]
    if not alive:
        raise ValueError("all runs diverged")
    best = min(alive, key=lambda i: all_f[i])
    end = roll(grad, starts[best], lr, steps)
    best_f = values(f, [end])[0]
    if not np.isfinite(best_f):
        raise ValueError("all runs diverged")
    return end, float(best_f), all_f


# %% returns_the_highest


def multistart(f, grad, starts, lr, steps):
    ends = [roll(grad, s, lr, steps) for s in starts]
    all_f = values(f, ends)
    alive = [i for i in range(len(ends)) if np.isfinite(all_f[i])]
    if not alive:
        raise ValueError("all runs diverged")
    best = max(alive, key=lambda i: all_f[i])
    return ends[best], float(all_f[best]), all_f
