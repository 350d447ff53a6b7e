import numpy as np


def pick(rows, how):
    if how == "sum":
        return rows.sum(axis=0)
    return rows.mean(axis=0) if how == "mean" else rows.max(axis=0)


def gather(A, H, how, pick=pick):
    out = np.zeros(H.shape)
    for i, row in enumerate(A):
        heard = H[row == 1]
        if len(heard):
            out[i] = pick(heard, how)
    return out

# %% right


def aggregate(A, H, how):
    return gather(A, H, how)


# %% listens_to_itself


def aggregate(A, H, how):
    return gather(np.maximum(A, np.eye(len(A), dtype=int)), H, how)


# %% sends_instead_of_listening


def aggregate(A, H, how):
    out = np.zeros(H.shape)
    for j in range(len(A)):
        heard = [H[i] for i in range(len(A)) if A[i, j]]
        if heard:
            out[j] = pick(np.array(heard), how)
    return out


# %% makes_edges_go_both_ways


def aggregate(A, H, how):
    return gather(np.maximum(A, A.T), H, how)


# %% divides_by_the_number_of_nodes


def aggregate(A, H, how):
    if how == "mean":
        return (A @ H) / H.shape[0]
    return gather(A, H, how)


# %% divides_by_zero


def aggregate(A, H, how):
    if how == "mean":
        with np.errstate(all="ignore"):
            return (A @ H) / A.sum(axis=1)[:, None]
    return gather(A, H, how)


# %% lets_zero_win


def aggregate(A, H, how):
    if how == "max":
        return np.array([(row[:, None] * H).max(axis=0) for row in A])
    return gather(A, H, how)


# %% keeps_lonely_nodes_as_they_are


def aggregate(A, H, how):
    out = gather(A, H, how)
    if how != "sum":
        lonely = ~A.any(axis=1)
        out[lonely] = H[lonely]
    return out


# %% picks_the_longest_neighbour


def aggregate(A, H, how):
    def choose(rows, how):
        return max(rows, key=sum) if how == "max" else pick(rows, how)

    return gather(A, H, how, choose)


# %% counts_the_listeners


def aggregate(A, H, how):
    if how == "mean":
        return (A @ H) / np.clip(A.sum(axis=0), 1, None).reshape(-1, 1)
    return gather(A, H, how)


# %% takes_the_largest_size


def aggregate(A, H, how):
    def choose(rows, how):
        if how == "max":
            return np.array([max(column, key=abs) for column in rows.T])
        return pick(rows, how)

    return gather(A, H, how, choose)


# %% hears_only_new_values


def aggregate(A, H, how):
    def choose(rows, how):
        if how == "mean":
            rows = np.array(sorted({tuple(row) for row in rows.tolist()}))
        return pick(rows, how)

    return gather(A, H, how, choose)


# %%
import numpy as np


def combine(rows, how):
    if how == "max":
        return np.amax(rows, axis=0)
    total = np.add.reduce(rows, axis=0)
    return total / len(rows) if how == "mean" else total

# %% passes_messages_in_place


def aggregate(A, H, how):
    for node, row in enumerate(A):
        friends = np.flatnonzero(row)
        if friends.size:
            H[node] = combine(H[friends], how)
        else:
            H[node] = 0
    return H
