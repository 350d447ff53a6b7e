import numpy as np


def size(g):
    return float(np.sqrt(np.sum(np.square(g))))

# %% right


def gradient_descent(grad, x0, lr, steps, tol=0.0):
    here = np.array(x0, dtype=float)
    path = here[None].copy()
    while len(path) <= steps:
        g = grad(path[-1].copy())
        if size(g) <= tol:
            break
        path = np.concatenate([path, (path[-1] - lr * g)[None]])
    return path


# %% climbs


def gradient_descent(grad, x0, lr, steps, tol=0.0):
    path = [np.array(x0, dtype=float)]
    for _ in range(steps):
        g = grad(path[-1])
        if size(g) <= tol:
            break
        path.append(path[-1] + lr * g)
    return np.array(path)


# %% keeps_the_same_array


def gradient_descent(grad, x0, lr, steps, tol=0.0):
    x = np.array(x0, dtype=float)
    path = [x]
    for _ in range(steps):
        g = grad(x)
        if size(g) <= tol:
            break
        x -= lr * g
        path.append(x)
    return np.stack(path)


# %% feels_the_slope_once


def gradient_descent(grad, x0, lr, steps, tol=0.0):
    start = np.array(x0, dtype=float)
    g = grad(start.copy())
    if size(g) <= tol:
        return start[None]
    return np.array([start - k * lr * g for k in range(steps + 1)])


# %% leaves_the_start_out


def gradient_descent(grad, x0, lr, steps, tol=0.0):
    x = np.array(x0, dtype=float)
    path = []
    while len(path) < steps:
        g = grad(x)
        if size(g) <= tol:
            break
        x = x - lr * g
        path.append(x)
    return np.array(path).reshape(len(path), *x.shape)


# %% takes_one_step_too_few


def gradient_descent(grad, x0, lr, steps, tol=0.0):
    path = [np.array(x0, dtype=float)]
    while len(path) < steps:
        g = grad(path[-1])
        if size(g) <= tol:
            break
        path.append(path[-1] - lr * g)
    return np.array(path)


# %% ignores_tol


def gradient_descent(grad, x0, lr, steps, tol=0.0):
    path = [np.array(x0, dtype=float)]
    for _ in range(steps):
        g = grad(path[-1])
        if not np.any(g):
            break
        path.append(path[-1] - lr * g)
    return np.array(path)


# %% tests_after_the_step


def gradient_descent(grad, x0, lr, steps, tol=0.0):
    x = np.array(x0, dtype=float)
    path = [x]
    for _ in range(steps):
        g = grad(x)
        x = x - lr * g
        path.append(x)
        if size(g) <= tol:
            break
    return np.array(path)


# %% waits_for_every_entry


def gradient_descent(grad, x0, lr, steps, tol=0.0):
    path = [np.array(x0, dtype=float)]
    for _ in range(steps):
        g = grad(path[-1])
        if all(abs(v) <= tol for v in np.ravel(g)):
            break
        path.append(path[-1] - lr * g)
    return np.array(path)


# %% forgets_the_root


def gradient_descent(grad, x0, lr, steps, tol=0.0):
    path = [np.array(x0, dtype=float)]
    for _ in range(steps):
        g = grad(path[-1])
        if np.vdot(g, g) <= tol:
            break
        path.append(path[-1] - lr * g)
    return np.array(path)


# %% measures_the_step


def gradient_descent(grad, x0, lr, steps, tol=0.0):
    path = [np.array(x0, dtype=float)]
    for _ in range(steps):
        move = -lr * grad(path[-1])
        if size(move) <= tol:
            break
        path.append(path[-1] + move)
    return np.array(path)


# %% walks_on_whole_numbers


def gradient_descent(grad, x0, lr, steps, tol=0.0):
    x0 = np.asarray(x0)
    path = np.empty((steps + 1, *x0.shape), dtype=x0.dtype)
    path[0] = x0
    rows = 1
    while rows <= steps:
        here = path[rows - 1].astype(float)
        g = grad(here)
        if size(g) <= tol:
            break
        path[rows] = here - lr * g
        rows += 1
    return path[:rows].astype(float)


# %% walks_in_the_callers_array


def gradient_descent(grad, x0, lr, steps, tol=0.0):
    x = np.asarray(x0, dtype=float)
    path = [x.copy()]
    for _ in range(steps):
        g = grad(x)
        if size(g) <= tol:
            break
        x -= lr * g
        path.append(x.copy())
    return np.array(path)


# %%
import numpy as np


def length(g):
    return float(np.sqrt(np.sum(np.square(g))))


def walk(grad, x0, steps, enough, move):
    path = [np.array(x0, dtype=float)]
    while len(path) <= steps:
        g = grad(path[-1].copy())
        if enough(length(g)):
            break
        path.append(path[-1] - move(g))
    return np.stack(path)

# %% steps_by_lr_alone


def gradient_descent(grad, x0, lr, steps, tol=0.0):
    return walk(grad, x0, steps, lambda s: s <= tol, lambda g: lr * (g / length(g)))


# %% takes_a_gentle_slope_for_none


def gradient_descent(grad, x0, lr, steps, tol=0.0):
    x = np.array(x0, dtype=float)
    rows = [x]
    for _ in range(steps):
        g = grad(x)
        s = length(g)
        if s <= tol or s < 0.01:
            break
        x = x - lr * g
        rows.append(x)
    return np.array(rows)


# %% takes_the_largest_singular_value


def gradient_descent(grad, x0, lr, steps, tol=0.0):
    x = np.array(x0, dtype=float)
    path = [x]
    while len(path) < steps + 1:
        g = grad(x)
        stretch = np.linalg.svd(g, compute_uv=False)[0] if np.ndim(g) == 2 else length(g)
        if stretch <= tol:
            break
        x = x - lr * g
        path.append(x)
    return np.array(path)
