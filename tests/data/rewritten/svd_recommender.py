import numpy as np


def cut(F, k):
    U, s, Vt = np.linalg.svd(F, full_matrices=False)
    X = np.zeros(F.shape)
    for j in range(k):
        X += s[j] * np.outer(U[:, j], Vt[j])
    return X


def rounds(R, mask, k, times, start):
    X = np.full(np.shape(R), start) if np.ndim(start) == 0 else start
    X = X.astype(float)
    for _ in range(times):
        X = cut(np.where(mask, R, X), k)
    return X


def observed_mean(R, mask):
    return float(np.sum(R[mask]) / np.sum(mask))

# %% right


def svd_recommender(R, mask, k, n_iter=100):
    return rounds(R, mask, k, n_iter, observed_mean(R, mask))


# %% takes_gaps_for_zeros


def svd_recommender(R, mask, k, n_iter=100):
    return cut(np.where(mask, R, 0.0), k)


# %% stays_where_it_is


def svd_recommender(R, mask, k, n_iter=100):
    X = np.where(mask, R, observed_mean(R, mask))
    for _ in range(n_iter):
        X = cut(X, k)
    return X


# %% averages_over_everything


def svd_recommender(R, mask, k, n_iter=100):
    return rounds(R, mask, k, n_iter, np.mean(R))


# %% keeps_the_type_of_the_ratings


def svd_recommender(R, mask, k, n_iter=100):
    table = np.full_like(R, observed_mean(R, mask))
    table[mask] = R[mask]
    for left in range(n_iter, 0, -1):
        answer = cut(table, k)
        np.copyto(table, answer, where=~mask, casting="unsafe")
    return answer


# %% takes_zeros_for_gaps


def svd_recommender(R, mask, k, n_iter=100):
    known = mask & (R != 0)
    total, number = 0.0, 0
    for r in R[known]:
        total += r
        number += 1
    return rounds(R, known, k, n_iter, total / max(number, 1))


# %% keeps_the_observed_ratings


def svd_recommender(R, mask, k, n_iter=100):
    F = np.where(mask, R, observed_mean(R, mask))
    for _ in range(n_iter):
        F = np.where(mask, R, cut(F, k))
    return F


# %% centres_the_ratings


def svd_recommender(R, mask, k, n_iter=100):
    mu = observed_mean(R, mask)
    return mu + rounds(R - mu, mask, k, n_iter, 0.0)


# %% clips_to_the_scale


def svd_recommender(R, mask, k, n_iter=100):
    X = rounds(R, mask, k, n_iter, observed_mean(R, mask))
    return np.minimum(np.maximum(X, R[mask].min()), R[mask].max())


# %% keeps_one_layer_too_few


def svd_recommender(R, mask, k, n_iter=100):
    return rounds(R, mask, k - 1, n_iter, observed_mean(R, mask))


# %% starts_from_zero


def svd_recommender(R, mask, k, n_iter=100):
    return rounds(R, mask, k, n_iter, 0.0)


# %% starts_from_the_mean_of_each_item


def svd_recommender(R, mask, k, n_iter=100):
    start = np.full(R.shape, observed_mean(R, mask))
    for j in range(R.shape[1]):
        if mask[:, j].any():
            start[:, j] = R[mask[:, j], j].mean()
    return rounds(R, mask, k, n_iter, start)


# %% stops_one_round_early


def svd_recommender(R, mask, k, n_iter=100):
    X = cut(np.where(mask, R, observed_mean(R, mask)), k)
    for _ in range(1, n_iter - 1):
        X = cut(np.where(mask, R, X), k)
    return X


# %% does_one_round_more


def svd_recommender(R, mask, k, n_iter=100):
    X = cut(np.where(mask, R, observed_mean(R, mask)), k)
    for _ in range(n_iter):
        X = cut(np.where(mask, R, X), k)
    return X


# %% fills_in_the_callers_table


def svd_recommender(R, mask, k, n_iter=100):
    gaps = np.logical_not(mask)
    R[gaps] = observed_mean(R, mask)
    for _ in range(n_iter):
        X = cut(R, k)
        R[gaps] = X[gaps]
    return X


# %%
import numpy as np


def rounds(R, mask, k, n_iter, blend):
    R, mask = np.asarray(R), np.asarray(mask, dtype=bool)
    X = np.full(R.shape, R[mask].mean())
    for _ in range(n_iter):
        U, s, Vt = np.linalg.svd(blend(R, mask, X), full_matrices=False)
        s[k:] = 0
        X = U @ np.diag(s) @ Vt
    return X

# %% multiplies_by_the_mask


def svd_recommender(R, mask, k, n_iter=100):
    return rounds(R, mask, k, n_iter, lambda R, mask, X: mask * R + (1 - mask) * X)
