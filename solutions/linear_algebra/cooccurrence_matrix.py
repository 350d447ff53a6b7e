import numpy as np

from grader.author import law, mistake, same, solution


def known(tokens, vocab_size):
    if any(not 0 <= t < vocab_size for t in tokens):
        raise ValueError("an id outside the vocabulary")
    return tokens


def cooccurrence(tokens, vocab_size, window):
    known(tokens, vocab_size)
    C = np.zeros((vocab_size, vocab_size), dtype=int)
    for p, a in enumerate(tokens):
        for b in tokens[p + 1 : p + 1 + window]:
            C[a, b] += 1
            C[b, a] += 1
    return C


@law("a wider window adds the pairs at the new distance", over="texts")
def _(tokens, C, V, window, cooccurrence):
    """Going from window - 1 to window adds the pairs that are exactly window apart, each in both
    orders, and nothing else."""
    step = np.zeros((V, V), dtype=int)
    for a, b in zip(tokens, tokens[window:], strict=False):
        step[a, b] += 1
        step[b, a] += 1
    assert same(C - cooccurrence(tokens, V, window - 1), step)


@solution
def one_hot_products(tokens, vocab_size, window):
    """Rows of the unit matrix for the words; a product for every distance."""
    onehot = np.eye(vocab_size, dtype=int)[np.array(known(tokens, vocab_size), dtype=int)]
    C = np.zeros((vocab_size, vocab_size), dtype=int)
    for d in range(1, min(window, len(tokens)) + 1):
        step = onehot[:-d].T @ onehot[d:]
        C = C + step + step.T
    return C


@solution
def asks_every_pair(tokens, vocab_size, window):
    """The definition itself."""
    places = range(len(known(tokens, vocab_size)))
    C = np.zeros((vocab_size, vocab_size), dtype=np.int32)
    for p in places:
        for q in places:
            if p != q and abs(p - q) <= window:
                C[tokens[p], tokens[q]] += 1
    return C


def counted(tokens, vocab_size, pairs):
    C = np.zeros((vocab_size, vocab_size), dtype=int)
    for p, q in pairs:
        C[tokens[p], tokens[q]] += 1
    return C


def around(p, window, length):
    return [q for q in range(max(p - window, 0), min(p + window + 1, length)) if q != p]


@mistake(caught_by="every row sums to the number of neighbours of its word")
def looks_to_the_right_alone(tokens, vocab_size, window):
    """You count only the words that follow. Those before a word are its neighbours as well: raise
    C[b, a] together with C[a, b]."""
    n = len(known(tokens, vocab_size))
    return counted(
        tokens, vocab_size, [(p, q) for p in range(n) for q in around(p, window, n) if q > p]
    )


@mistake(caught_by="every row sums to the number of neighbours of its word")
def is_its_own_neighbour(tokens, vocab_size, window):
    """You count each position once as a neighbour of itself, so the diagonal is too large; leave
    out q = p."""
    n = len(known(tokens, vocab_size))
    pairs = [(p, q) for p in range(n) for q in [*around(p, window, n), p]]
    return counted(tokens, vocab_size, pairs)


@mistake(caught_by="returns what it promises")
def wraps_around_the_beginning(tokens, vocab_size, window):
    """Before the first word you read tokens[-1], which Python takes for the last one, and in a short
    text so far back that it raises IndexError. Start the neighbours on the left at
    max(p - window, 0)."""
    n = len(known(tokens, vocab_size))
    pairs = [(p, q) for p in range(n) for q in range(p - window, min(p + window + 1, n)) if q != p]
    return counted(tokens, vocab_size, pairs)


@mistake(caught_by="every row sums to the number of neighbours of its word")
def stops_one_short(tokens, vocab_size, window):
    """Your neighbours are less than `window` apart; range(1, window) and slices end before their
    last number, and that distance counts too."""
    return cooccurrence(tokens, vocab_size, max(window - 1, 0))


@mistake(caught_by="every row sums to the number of neighbours of its word")
def halves_the_window(tokens, vocab_size, window):
    """You took the window for the width of both sides together, and looked window // 2 to each
    side. It is the largest distance, on either side."""
    return cooccurrence(tokens, vocab_size, window // 2)


@mistake(caught_by="every row sums to the number of neighbours of its word")
def notes_whether_instead_of_how_often(tokens, vocab_size, window):
    """Your entries are 0 or 1: you set C[a, b] = 1 instead of adding 1. It is a count."""
    return np.minimum(cooccurrence(tokens, vocab_size, window), 1)


@mistake(caught_by="every row sums to the number of neighbours of its word")
def adds_an_array_of_repeats(tokens, vocab_size, window):
    """C[left, right] += 1 with arrays of ids adds 1 only once where the same pair occurs several
    times at one distance. Use np.add.at, or a loop."""
    ids = np.array(known(tokens, vocab_size), dtype=int)
    C = np.zeros((vocab_size, vocab_size), dtype=int)
    for d in range(1, window + 1):
        C[ids[:-d], ids[d:]] += 1
        C[ids[d:], ids[:-d]] += 1
    return C


@mistake(caught_by="every row sums to the number of neighbours of its word")
def counts_everything_twice(tokens, vocab_size, window):
    """Your counts are twice as large: you visit both sides of every position, and each time raise
    C[a, b] and C[b, a]. Do one or the other."""
    return 2 * cooccurrence(tokens, vocab_size, window)


@mistake(caught_by="every row sums to the number of neighbours of its word")
def leaves_the_diagonal_empty(tokens, vocab_size, window):
    """You skip neighbours that are the same word, so your diagonal is 0. Two different positions
    are neighbours whatever stands there."""
    C = cooccurrence(tokens, vocab_size, window)
    return C - np.diag(np.diag(C))


@mistake(caught_by="every row sums to the number of neighbours of its word")
def counts_equal_neighbours_once(tokens, vocab_size, window):
    """Two neighbours that are the same word add 2 to C[a, a], one from each side; you added 1."""
    C = cooccurrence(tokens, vocab_size, window)
    return C - np.diag(np.diag(C) // 2)


@mistake(caught_by="returns what it promises")
def weighs_by_distance(tokens, vocab_size, window):
    """You add 1 over the distance, as some methods do. Here every pair within the window counts 1,
    and the table holds integers."""
    C = np.zeros((vocab_size, vocab_size))
    for p, a in enumerate(known(tokens, vocab_size)):
        for q in around(p, window, len(tokens)):
            C[a, tokens[q]] += 1 / abs(p - q)
    return C


@mistake(caught_by="an id outside the vocabulary raises ValueError")
def lets_negative_ids_wrap(tokens, vocab_size, window):
    """You refuse ids that are too large, but take a negative one for a row counted from the end.
    Refuse it as well."""
    if any(t >= vocab_size for t in tokens):
        raise ValueError("an id outside the vocabulary")
    return cooccurrence([t % vocab_size for t in tokens], vocab_size, window)


@mistake(caught_by="an id outside the vocabulary raises ValueError")
def checks_only_what_it_counts(tokens, vocab_size, window):
    """You look at an id only when it has a neighbour, so an unknown word that stands alone, or a
    window of 0, goes unnoticed. Check all ids first."""
    if window == 0 or len(tokens) < 2:
        return np.zeros((vocab_size, vocab_size), dtype=int)
    return cooccurrence(tokens, vocab_size, window)


@mistake(caught_by="renaming the words renames rows and columns alike")
def takes_word_0_for_padding(tokens, vocab_size, window):
    """You treat id 0 as an empty place and count no pair with it. It is a word like all others."""
    C = cooccurrence(tokens, vocab_size, window)
    C[0], C[:, 0] = 0, 0
    return C
