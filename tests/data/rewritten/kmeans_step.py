import numpy as np


def squares(X, C):
    return np.stack([((X - c * 1.0) ** 2).sum(axis=1) for c in C], axis=1)


def nearest(X, C):
    table = squares(X, C)
    assign = table.argmin(axis=1)
    return assign, table[np.arange(len(X)), assign].sum()


def middles(X, C, assign, middle=np.mean):
    new = np.array(C, dtype=float)
    for j in set(assign.tolist()):
        new[j] = middle(X[assign == j], axis=0)
    return new


# %% right
def kmeans_step(X, C):
    assign, inertia = nearest(X, C)
    return assign, middles(X, C, assign), inertia


# %% averages_nothing
def kmeans_step(X, C):
    assign, inertia = nearest(X, C)
    member = (assign[None, :] == np.arange(len(C))[:, None]) * 1.0
    with np.errstate(all="ignore"):
        new = member @ X / member.sum(axis=1, keepdims=True)
    return assign, new, inertia


# %% sends_empty_clusters_to_the_origin
def kmeans_step(X, C):
    assign, inertia = nearest(X, C)
    new = np.zeros(C.shape)
    for j in range(len(C)):
        mine = X[assign == j]
        if len(mine):
            new[j] = mine.sum(axis=0) / len(mine)
    return assign, new, inertia


# %% drops_empty_clusters
def kmeans_step(X, C):
    assign, inertia = nearest(X, C)
    return assign, np.array([X[assign == j].mean(axis=0) for j in np.unique(assign)]), inertia


# %% expands_the_square
def kmeans_step(X, C):
    P, Q = X.astype(float), C.astype(float)
    table = (P * P).sum(axis=1)[:, None] - 2 * P @ Q.T + (Q * Q).sum(axis=1)
    assign = table.argmin(axis=1)
    return assign, middles(X, C, assign), table.min(axis=1).sum()


# %% sums_distances
def kmeans_step(X, C):
    assign, _ = nearest(X, C)
    inertia = sum(np.linalg.norm(x - C[a]) for x, a in zip(X, assign))
    return assign, middles(X, C, assign), inertia


# %% averages_the_inertia
def kmeans_step(X, C):
    assign, inertia = nearest(X, C)
    return assign, middles(X, C, assign), inertia / len(X)


# %% measures_after_the_move
def kmeans_step(X, C):
    assign, _ = nearest(X, C)
    new = middles(X, C, assign)
    return assign, new, sum(((x - new[a]) ** 2).sum() for x, a in zip(X, assign))


# %% adds_up_the_differences
def kmeans_step(X, C):
    table = np.array([[np.sum(np.abs(x - c)) for c in C] for x in X], dtype=float)
    assign = np.argmin(table, axis=1)
    return assign, middles(X, C, assign), table.min(axis=1).sum()


# %% compares_projections
def kmeans_step(X, C):
    assign = np.argmax(np.einsum("id,jd->ij", X, C), axis=1)
    return assign, middles(X, C, assign), ((X - 1.0 * C[assign]) ** 2).sum()


# %% gives_ties_to_the_last
def kmeans_step(X, C):
    assign, inertia = [], 0.0
    for x in X:
        best, who = np.inf, 0
        for j, c in enumerate(C):
            far = float(np.sum((x - c) ** 2.0))
            if far <= best:
                best, who = far, j
        assign.append(who)
        inertia += best
    assign = np.array(assign)
    return assign, middles(X, C, assign), inertia


# %% takes_medians
def kmeans_step(X, C):
    assign, inertia = nearest(X, C)
    return assign, middles(X, C, assign, np.median), inertia


# %% rounds_the_centres
def kmeans_step(X, C):
    assign, inertia = nearest(X, C)
    new = np.empty_like(C)
    for j in range(len(C)):
        mine = X[assign == j]
        new[j] = mine.mean(axis=0) if len(mine) else C[j]
    return assign, new, inertia


# %% goes_half_the_way
def kmeans_step(X, C):
    assign, inertia = nearest(X, C)
    return assign, 0.5 * C + 0.5 * middles(X, C, assign), inertia


# %% moves_the_callers_centres
def kmeans_step(X, C):
    C = np.asarray(C, dtype=float)
    assign, inertia = nearest(X, C)
    for j in range(len(C)):
        if (assign == j).any():
            C[j] = X[assign == j].mean(axis=0)
    return assign, C, inertia
