import numpy as np


def is_flat(data):
    return np.max(data, axis=0) == np.min(data, axis=0)


def ruler(data):
    data = np.array(data, dtype=float)
    centre = data.sum(axis=0) / len(data)
    spread = np.sqrt(((data - centre) ** 2).sum(axis=0) / len(data))
    flat = is_flat(data)
    return np.where(flat, data[0], centre), np.where(flat, 1.0, spread)


def measured(data, centre, spread):
    return (np.array(data, dtype=float) - centre) / spread


# %% right
def standardize(train, test):
    centre, spread = ruler(train)
    return measured(train, centre, spread), measured(test, centre, spread)


# %% passes_the_test_set_through
def standardize(train, test):
    return measured(train, *ruler(train)), np.array(test, dtype=float)


# %% gives_the_test_set_its_own_ruler
def standardize(train, test):
    return measured(train, *ruler(train)), measured(test, *ruler(test))


# %% measures_both_sets_together
def standardize(train, test):
    common = ruler(np.vstack([train, test]))
    return measured(train, *common), measured(test, *common)


# %% centres_the_test_set_by_itself
def standardize(train, test):
    centre, spread = ruler(train)
    return measured(train, centre, spread), measured(test, np.mean(test, axis=0), spread)


# %% takes_one_ruler_for_all_features
def standardize(train, test):
    centre, spread = ruler(np.ravel(train))
    return measured(train, centre, spread), measured(test, centre, spread)


# %% divides_by_n_minus_one
def standardize(train, test):
    centre, spread = ruler(train)
    n = len(train)
    if n > 1:
        spread = np.where(is_flat(train), 1.0, spread * np.sqrt(n / (n - 1)))
    return measured(train, centre, spread), measured(test, centre, spread)


# %% divides_by_the_variance
def standardize(train, test):
    centre, spread = ruler(train)
    return measured(train, centre, spread * spread), measured(test, centre, spread * spread)


# %% maps_to_the_unit_interval
def standardize(train, test):
    low = np.array(train, dtype=float).min(axis=0)
    width = np.array(train, dtype=float).max(axis=0) - low
    width[is_flat(train)] = 1.0
    return measured(train, low, width), measured(test, low, width)


# %% divides_by_zero
def standardize(train, test):
    centre, spread = np.mean(train, axis=0), np.std(train, axis=0)
    with np.errstate(all="ignore"):
        return measured(train, centre, spread), measured(test, centre, spread)


# %% adds_an_eps
def standardize(train, test):
    centre, spread = np.mean(train, axis=0), np.std(train, axis=0) + 1e-12
    return measured(train, centre, spread), measured(test, centre, spread)


# %% asks_whether_the_deviation_is_zero
def standardize(train, test):
    centre, spread = np.mean(train, axis=0), np.std(train, axis=0)
    spread[spread == 0] = 1.0
    return measured(train, centre, spread), measured(test, centre, spread)


# %% writes_into_the_training_set
def standardize(train, test):
    train = np.asarray(train, dtype=float)
    centre, spread = ruler(train)
    test_z = measured(test, centre, spread)
    train -= centre
    train /= spread
    return train, test_z
