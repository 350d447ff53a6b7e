import numpy as np


def checked(y, k):
    y = np.asarray(y)
    if any(label < 0 or label >= k for label in y):
        raise ValueError("label out of range")
    return y


# %% right
def one_hot(y, k):
    y = checked(y, k)
    return np.where(y.reshape(-1, 1) == np.arange(k), 1.0, 0.0)

# %% reads_k_off_the_labels
def one_hot(y, k):
    y = checked(y, k)
    classes = int(y.max(initial=-1)) + 1
    return (y[:, None] == np.arange(classes)).astype(float)

# %% has_columns_for_present_classes_only
def one_hot(y, k):
    y = checked(y, k)
    present = sorted(set(y.tolist()))
    E = np.zeros((len(y), len(present)))
    for i, label in enumerate(y):
        E[i, present.index(label)] = 1
    return E

# %% sets_whole_columns
def one_hot(y, k):
    y = checked(y, k)
    E = np.zeros((len(y), k))
    E[:, y] = 1
    return E

# %% counts_classes_from_one
def one_hot(y, k):
    y = checked(y, k)
    E = np.zeros((len(y), k))
    for row, label in zip(E, y):
        row[label - 1] = 1.0
    return E

# %% writes_the_label_itself
def one_hot(y, k):
    y = checked(y, k)
    return (y[:, None] == np.arange(k)) * y[:, None].astype(float)

# %% transposes
def one_hot(y, k):
    y = checked(y, k)
    E = np.zeros((k, len(y)))
    for i, label in enumerate(y):
        E[label, i] = 1
    return E

# %% lets_minus_one_wrap
def one_hot(y, k):
    if np.any(np.asarray(y) > k - 1):
        raise ValueError("label too large")
    E = np.zeros((len(y), k))
    for i in range(len(y)):
        E[i, y[i]] = 1
    return E

# %% leaves_unknown_labels_without_a_one
def one_hot(y, k):
    E = np.zeros((len(y), k))
    for i in range(len(y)):
        for j in range(k):
            if y[i] == j:
                E[i, j] = 1
    return E

# %% lets_the_index_fail
def one_hot(y, k):
    E = np.zeros((len(y), k))
    E[range(len(y)), y] = 1
    return E

# %% allows_the_label_k
def one_hot(y, k):
    y = np.asarray(y)
    if ((y < 0) | (y > k)).any():
        raise ValueError("label out of range")
    return (y[:, None] == np.arange(k)[None, :]).astype(float)

# %% asks_no_labels_for_their_maximum
def one_hot(y, k):
    if np.min(y) < 0 or np.max(y) > k - 1:
        raise ValueError("label out of range")
    return (np.asarray(y)[:, None] == np.arange(k)).astype(float)

# %% shares_the_ones_among_equal_labels
def one_hot(y, k):
    y = checked(y, k)
    E = (y[:, None] == np.arange(k)).astype(float)
    return E / np.maximum(E.sum(axis=0), 1)
