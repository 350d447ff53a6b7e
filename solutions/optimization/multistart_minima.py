import numpy as np

from grader.author import close, finite, law, mistake, solution


def multistart(f, grad, starts, lr, steps):
    ends = []
    for x in np.asarray(starts, dtype=float):
        for _ in range(steps):
            x = x - lr * grad(x)
        ends.append(x)
    all_f = np.array([f(x) for x in ends])
    ranks = np.where(np.isfinite(all_f), all_f, np.inf)
    best = np.argmin(ranks)
    if ranks[best] == np.inf:
        raise ValueError("every run has diverged")
    return ends[best].copy(), all_f[best], all_f


@law("runs that diverge cannot win", over=("some runs diverge", "some runs overflow"))
def _(f, lost, s, best_x, best_f, all_f):
    """One of the runs falls without end, or ends at nan. Its value is no finite number, so it is
    passed over, wherever it stands in the list, and the best of the others wins."""
    others = [i for i in range(s) if i != lost]
    assert not np.isfinite(all_f[lost])
    assert finite(all_f[others])
    assert close(best_f, np.min(all_f[others]))
    assert close(f(best_x), best_f)


@solution
def keeps_the_best_so_far(f, grad, starts, lr, steps):
    """Compares each end with the best so far; nan and the infinities never are better."""
    best_x, best_f, all_f = None, None, []
    for start in starts:
        x = np.array(start, dtype=float)
        for _ in range(steps):
            x -= lr * grad(x.copy())
        value = f(x)
        all_f.append(value)
        if abs(value) < np.inf and (best_f is None or value <= best_f):
            best_x, best_f = x, value
    if best_x is None:
        raise ValueError("diverged")
    return best_x, best_f, np.array(all_f)


@solution
def all_runs_side_by_side(f, grad, starts, lr, steps):
    """Moves all points together, step by step, and sorts the finite ends."""
    points = np.array(starts, dtype=float)
    for _ in range(steps):
        points -= lr * np.array([grad(x) for x in points])
    all_f = np.array([f(x) for x in points])
    finite = [i for i in np.argsort(all_f) if np.isfinite(all_f[i])]
    if not finite:
        raise ValueError("diverged")
    return points[finite[0]].copy(), float(all_f[finite[0]]), all_f


def end(grad, x, lr, steps):
    x = np.array(x, dtype=float)
    for _ in range(steps):
        x = x - lr * grad(x)
    return x


def chosen(f, ends, best):
    """The end at `best`, unless all runs have diverged."""
    all_f = np.array([f(x) for x in ends])
    if not np.any(np.isfinite(all_f)):
        raise ValueError("diverged")
    return ends[best].copy(), all_f[best], all_f


def ends_of(grad, starts, lr, steps):
    return np.array([end(grad, x, lr, steps) for x in starts])


@mistake(caught_by="the best end is the lowest of all, and its value that of f")
def chooses_by_the_start(f, grad, starts, lr, steps):
    """You chose the run whose start had the smallest value; a high start may lead to the deepest
    valley. Compare the ends."""
    ends = ends_of(grad, starts, lr, steps)
    return chosen(f, ends, np.argmin([f(np.array(x, dtype=float)) for x in starts]))


@mistake(caught_by="the best end is the lowest of all, and its value that of f")
def runs_the_best_start_only(f, grad, starts, lr, steps):
    """Your list holds the values of the starts, and only the lowest start went downhill; best_x and
    best_f are its end. Let each run go to its end first, then compare."""
    starts = np.asarray(starts, dtype=float)
    all_f = np.array([f(x) for x in starts])
    x = end(grad, starts[np.argmin(all_f)], lr, steps)
    if not np.isfinite(f(x)):
        raise ValueError("diverged")
    return x, f(x), all_f


@mistake(caught_by="the best end is the lowest of all, and its value that of f")
def returns_the_last_run(f, grad, starts, lr, steps):
    """You returned the end of the last run, not of the best."""
    return chosen(f, ends_of(grad, starts, lr, steps), -1)


@mistake(caught_by="the best end is the lowest of all, and its value that of f")
def returns_the_highest(f, grad, starts, lr, steps):
    """You returned the end with the largest of the finite values; a minimum is asked for."""
    ends = ends_of(grad, starts, lr, steps)
    values = np.array([f(x) for x in ends])
    return chosen(f, ends, np.argmax(np.where(np.isfinite(values), values, -np.inf)))


@mistake(caught_by="the best end is the lowest of all, and its value that of f")
def returns_the_best_start(f, grad, starts, lr, steps):
    """Your best_x is the start of the best run; return its end, where the value was taken."""
    best_x, best_f, all_f = multistart(f, grad, starts, lr, steps)
    place = np.flatnonzero(all_f == best_f)[0]
    return np.array(starts[place], dtype=float), best_f, all_f


@mistake(caught_by="runs that diverge cannot win")
def lets_nan_win(f, grad, starts, lr, steps):
    """You took np.argmin of all values, and nan counts as the smallest there, as does -inf; look at
    the finite values only."""
    ends = ends_of(grad, starts, lr, steps)
    return chosen(f, ends, np.argmin([f(x) for x in ends]))


@mistake(caught_by="runs that diverge cannot win")
def passes_over_nan_alone(f, grad, starts, lr, steps):
    """You passed over nan but not over -inf: a run that has fallen without end has diverged too. Ask
    np.isfinite."""
    ends = ends_of(grad, starts, lr, steps)
    values = [f(x) for x in ends]
    if np.all(np.isnan(values)):
        raise ValueError("diverged")
    return chosen(f, ends, np.nanargmin(values))


@mistake(caught_by="runs that diverge cannot win")
def takes_the_first_for_granted(f, grad, starts, lr, steps):
    """You took the first run for the best and replaced it by any that is smaller; if the first is nan,
    nothing ever is. Begin with infinity, and with finite values only."""
    ends = ends_of(grad, starts, lr, steps)
    values, best = [f(x) for x in ends], 0
    for i, value in enumerate(values):
        if value < values[best] and value > -np.inf:
            best = i
    return chosen(f, ends, best)


@mistake(caught_by="if every run diverges, ValueError is raised")
def returns_what_is_no_number(f, grad, starts, lr, steps):
    """Where no run ended at a finite value you returned nan or infinity all the same; raise
    ValueError."""
    try:
        return multistart(f, grad, starts, lr, steps)
    except ValueError:
        ends = ends_of(grad, starts, lr, steps)
        return ends[0].copy(), f(ends[0]), np.array([f(x) for x in ends])


@mistake(caught_by="no run knows of the others")
def goes_on_from_the_last_end(f, grad, starts, lr, steps):
    """You never went back: each run began where the one before had ended. Begin with its own start."""
    x, ends = np.array(starts[0], dtype=float), []
    for _ in range(len(starts)):
        x = end(grad, x, lr, steps)
        ends.append(x)
    return chosen(f, np.array(ends), np.argmin([f(x) for x in ends]))


@mistake(caught_by="on a convex function all runs agree")
def takes_a_single_step(f, grad, starts, lr, steps):
    """You took a single step from each start; take `steps` of them."""
    return multistart(f, grad, starts, lr, 1)


@mistake(caught_by="agrees with the reference")
def takes_one_step_too_many(f, grad, starts, lr, steps):
    """You took one step too many in each run; there are exactly `steps`."""
    return multistart(f, grad, starts, lr, steps + 1)


@mistake(caught_by="no run knows of the others")
def sorts_the_values(f, grad, starts, lr, steps):
    """You sorted the values; keep them in the order of the starts."""
    best_x, best_f, all_f = multistart(f, grad, starts, lr, steps)
    return best_x, best_f, np.sort(all_f)


@mistake(caught_by="leaves its inputs alone")
def moves_the_starts(f, grad, starts, lr, steps):
    """Your runs moved the caller's starts themselves (`x -= …` on a row of the array writes into it);
    copy each start."""
    answer = multistart(f, grad, starts, lr, steps)
    if starts.dtype.kind == "f":
        starts[:] = ends_of(grad, starts, lr, steps)
    return answer
