import numpy as np

from grader.author import close, law, mistake, solution


def one_hot(y, k):
    y = np.asarray(y)
    if np.any(y < 0) or np.any(y >= k):
        raise ValueError("label out of range")
    return (y[:, None] == np.arange(k)).astype(float)


@law("a sample's row does not depend on the others", over=("labels", "as many labels as classes"))
def _(y, k, E, one_hot, after_writing):
    """A batch of one sample, and that sample among others, must give the same row: neither which
    labels occur nor how often may matter, nor what the caller writes into an answer: each is a new
    matrix."""
    for i in range(len(y)):
        assert close(one_hot(y[i : i + 1], k), E[i : i + 1])
    assert close(after_writing(y, k), E)


@solution
def sets_the_ones(y, k):
    """Zeros, with one entry of each row set."""
    if any(label < 0 or label >= k for label in y):
        raise ValueError(f"labels must lie between 0 and {k - 1}")
    E = np.zeros((len(y), k))
    E[np.arange(len(y)), y] = 1
    return E


@solution
def picks_rows_of_the_identity(y, k):
    """The rows of the identity matrix, as float32."""
    if not set(y.tolist()) <= set(range(k)):
        raise ValueError("no such class")
    return np.eye(k, dtype=np.float32)[y]


@mistake(caught_by="returns what it promises")
def reads_k_off_the_labels(y, k):
    """You took the largest label plus one for the number of classes. A batch need not hold the
    last class; k is given."""
    one_hot(y, k)
    return np.eye(y.max(initial=-1) + 1)[y]


@mistake(caught_by="returns what it promises")
def has_columns_for_present_classes_only(y, k):
    """You made a column only for every class that occurs; the classes are 0 to k - 1, present or
    not."""
    one_hot(y, k)
    return (y[:, None] == np.unique(y)).astype(float)


@mistake(caught_by="each row has its one in the column of its label")
def sets_whole_columns(y, k):
    """`E[:, y] = 1` sets these columns in every row. To set one entry per row, name its row too:
    E[arange(n), y]."""
    E = np.zeros_like(one_hot(y, k))
    E[:, y] = 1
    return E


@mistake(caught_by="each row has its one in the column of its label")
def counts_classes_from_one(y, k):
    """Your ones stand one column too far left (and those of class 0 in the last): classes are
    numbered from 0."""
    return np.roll(one_hot(y, k), -1, axis=1)


@mistake(caught_by="each row has its one in the column of its label")
def writes_the_label_itself(y, k):
    """You wrote the label where the 1 belongs; a label is a name, and class 0 would vanish."""
    return one_hot(y, k) * y[:, None]


@mistake(caught_by="returns what it promises")
def transposes(y, k):
    """Your matrix is (k, n); samples stand in the rows."""
    return one_hot(y, k).T


@mistake(caught_by="a label out of range raises ValueError")
def lets_minus_one_wrap(y, k):
    """Label -1 became the last class: NumPy counts negative indices from the end. Check for labels
    below 0 too."""
    if np.any(y >= k):
        raise ValueError("label out of range")
    return np.eye(k)[y]


@mistake(caught_by="a label out of range raises ValueError")
def leaves_unknown_labels_without_a_one(y, k):
    """A label out of range got a row of zeros, which is no distribution; raise ValueError."""
    return (y[:, None] == np.arange(k)).astype(float)


@mistake(caught_by="a label out of range raises ValueError")
def lets_the_index_fail(y, k):
    """You left it to indexing to complain: it raises IndexError for k and above, not ValueError,
    and nothing at all for -1."""
    return np.eye(k)[y]


@mistake(caught_by="a label out of range raises ValueError")
def allows_the_label_k(y, k):
    """You allowed the label k. There are k classes, and as the first is 0, the last is k - 1."""
    if np.any(y < 0) or np.any(y > k):
        raise ValueError("label out of range")
    return (y[:, None] == np.arange(k)).astype(float)


@mistake(caught_by="returns what it promises")
def asks_no_labels_for_their_maximum(y, k):
    """The minimum and the maximum of no labels do not exist, and asking for them raises ValueError;
    ask whether any label is out of range."""
    if y.min() < 0 or y.max() >= k:
        raise ValueError("label out of range")
    return np.eye(k)[y]


@mistake(caught_by="each row has its one in the column of its label")
def shares_the_ones_among_equal_labels(y, k):
    """You divided each column by its sum. That makes columns sum to one; the rows are the
    distributions."""
    E = one_hot(y, k)
    return E / np.maximum(E.sum(axis=0), 1)
