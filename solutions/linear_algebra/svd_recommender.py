import numpy as np

from grader.author import close, law, mistake, solution


def svd_recommender(R, mask, k, n_iter=100):
    X = np.mean(R[mask])
    for _ in range(n_iter):
        U, s, Vt = np.linalg.svd(np.where(mask, R, X))
        X = (U[:, :k] * s[:k]) @ Vt[:k]
    return X


@law("users and items are treated alike", over="gaps")
def _(R, mask, k, n_iter, X, rows, columns, svd_recommender):
    """In another order, or with users and items exchanged, the ratings are the same, and so must be
    the table that is found."""
    new = np.ix_(rows, columns)
    assert close(svd_recommender(R[new], mask[new], k, n_iter), X[new])
    assert close(svd_recommender(R.T, mask.T, k, n_iter), X.T)


@solution
def projects_onto_eigenvectors(R, mask, k, n_iter=100):
    """The rows of F, projected onto the top eigenvectors of FᵀF; a list of gaps that is updated."""
    F = np.array(R, dtype=float)
    gaps = [(a, b) for a, row in enumerate(mask) for b, seen in enumerate(row) if not seen]
    mean = sum(F[mask].tolist()) / mask.sum()
    for a, b in gaps:
        F[a, b] = mean
    while True:
        V = np.linalg.eigh(F.T @ F)[1][:, -k:]
        X = (F @ V) @ V.T
        n_iter -= 1
        if n_iter == 0:
            return X
        for a, b in gaps:
            F[a, b] = X[a, b]


def best(F, k):
    U, s, Vt = np.linalg.svd(F)
    return (U[:, :k] * s[:k]) @ Vt[:k]


def rounds(R, mask, k, n_iter, X):
    for _ in range(n_iter):
        X = best(np.where(mask, R, X), k)
    return X


@mistake(caught_by="tastes of rank k are found again")
def takes_gaps_for_zeros(R, mask, k, n_iter=100):
    """You put 0 into the gaps and cut once. A gap is no rating of 0; guess the mean first, and let
    each cut improve the guesses."""
    return best(np.where(mask, R, 0.0), k)


@mistake(caught_by="tastes of rank k are found again")
def stays_where_it_is(R, mask, k, n_iter=100):
    """Your answer is that of a single iteration. If you do repeat, you cut X again instead of F:
    put the observed ratings back in each round, and only the gaps from X."""
    return rounds(R, mask, k, 1, np.mean(R[mask]))


@mistake(caught_by="what stands in the gaps means nothing")
def averages_over_everything(R, mask, k, n_iter=100):
    """Your mean is that of all of R, the gaps included. Take the observed ratings alone,
    R[mask]."""
    return (
        rounds(R, mask, k, n_iter, np.mean(R))
        if np.all(np.isfinite(R))
        else np.full(R.shape, np.nan)
    )


@mistake(caught_by="what stands in the gaps means nothing")
def keeps_the_type_of_the_ratings(R, mask, k, n_iter=100):
    """You write your guesses into a copy of R. If that is a table of integers, their fractions are cut
    off; make it one of floats."""
    F = R.copy()
    F[~mask] = np.mean(R[mask])
    for _ in range(n_iter):
        X = best(F, k)
        F[~mask] = X[~mask]
    return X


@mistake(caught_by="returns what it promises")
def multiplies_by_the_mask(R, mask, k, n_iter=100):
    """You blend with mask * R + (1 - mask) * X. Where a gap holds nan, nan times 0 is nan, and the
    SVD fails. Choose with np.where instead of multiplying."""
    X = np.mean(R[mask])
    for _ in range(n_iter):
        X = best(mask * R + (1 - mask) * X, k)
    return X


@mistake(caught_by="without gaps it is the closest table of rank k")
def takes_zeros_for_gaps(R, mask, k, n_iter=100):
    """You take a rating of 0 for a gap. Only the mask says what was observed."""
    seen = mask & (R != 0)
    return svd_recommender(R, seen if np.any(seen) else mask, k, n_iter)


@mistake(caught_by="without gaps it is the closest table of rank k")
def keeps_the_observed_ratings(R, mask, k, n_iter=100):
    """You returned F after the last round, the observed ratings with the gaps filled in. Return X,
    the table of rank k."""
    return np.where(mask, R, svd_recommender(R, mask, k, n_iter))


@mistake(caught_by="without gaps it is the closest table of rank k")
def centres_the_ratings(R, mask, k, n_iter=100):
    """You subtracted the mean rating first and added it at the end. The sum can have rank k + 1;
    cut the table as it is."""
    mean = np.mean(R[mask])
    return mean + svd_recommender(R - mean, mask, k, n_iter)


@mistake(caught_by="without gaps it is the closest table of rank k")
def clips_to_the_scale(R, mask, k, n_iter=100):
    """You clipped the result to the range of the observed ratings. That spoils its rank; the cut is
    the answer as it stands."""
    return np.clip(svd_recommender(R, mask, k, n_iter), R[mask].min(), R[mask].max())


@mistake(caught_by="without gaps it is the closest table of rank k")
def keeps_one_layer_too_few(R, mask, k, n_iter=100):
    """You kept k - 1 layers; a slice to k holds k of them."""
    return svd_recommender(R, mask, k - 1, n_iter)


@mistake(caught_by="agrees with the reference")
def starts_from_zero(R, mask, k, n_iter=100):
    """You started with 0 in the gaps; start with the mean of all observed ratings."""
    return rounds(R, mask, k, n_iter, 0.0)


@mistake(caught_by="users and items are treated alike")
def starts_from_the_mean_of_each_item(R, mask, k, n_iter=100):
    """You started each gap with the mean of its item (or of all ratings, where the item has none);
    here all gaps start with the mean of all observed ratings."""
    count = mask.sum(axis=0)
    mean = np.where(
        count > 0, np.where(mask, R, 0.0).sum(axis=0) / np.maximum(count, 1), np.mean(R[mask])
    )
    return rounds(R, mask, k, n_iter, mean)


@mistake(caught_by="agrees with the reference")
def stops_one_round_early(R, mask, k, n_iter=100):
    """You did n_iter - 1 rounds (one at least): the first cut, of the table filled with the mean,
    counts as a round already."""
    return svd_recommender(R, mask, k, max(n_iter - 1, 1))


@mistake(caught_by="agrees with the reference")
def does_one_round_more(R, mask, k, n_iter=100):
    """You did n_iter + 1 rounds: the first cut, of the table filled with the mean, counts as a
    round already."""
    return svd_recommender(R, mask, k, n_iter + 1)


@mistake(caught_by="leaves its inputs alone")
def fills_in_the_callers_table(R, mask, k, n_iter=100):
    """You write your guesses into R. It belongs to the caller; let np.where make a new table in
    each round."""
    R[~mask] = np.mean(R[mask])
    for _ in range(n_iter):
        X = best(R, k)
        R[~mask] = X[~mask]
    return X
