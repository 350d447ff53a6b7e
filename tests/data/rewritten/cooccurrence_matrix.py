import numpy as np


def check(tokens, vocab_size):
    for t in tokens:
        if t < 0 or t >= vocab_size:
            raise ValueError(f"unknown word {t}")


def count(tokens, vocab_size, span, itself=False, skip=lambda a, b: False):
    check(tokens, vocab_size)
    C = np.zeros((vocab_size, vocab_size), dtype=int)
    for p in range(len(tokens)):
        for q in range(len(tokens)):
            if abs(p - q) in span and (itself or p != q) and not skip(tokens[p], tokens[q]):
                C[tokens[p], tokens[q]] += 1
    return C

# %% right


def cooccurrence(tokens, vocab_size, window):
    return count(tokens, vocab_size, range(1, window + 1))


# %% looks_to_the_right_alone


def cooccurrence(tokens, vocab_size, window):
    check(tokens, vocab_size)
    C = np.zeros((vocab_size, vocab_size), dtype=int)
    for p, a in enumerate(tokens):
        for b in tokens[p + 1:p + 1 + window]:
            C[a, b] += 1
    return C


# %% is_its_own_neighbour


def cooccurrence(tokens, vocab_size, window):
    check(tokens, vocab_size)
    C = np.zeros((vocab_size, vocab_size), dtype=int)
    for p, a in enumerate(tokens):
        for b in tokens[max(p - window, 0):p + window + 1]:
            C[a, b] += 1
    return C


# %% stops_one_short


def cooccurrence(tokens, vocab_size, window):
    return count(tokens, vocab_size, range(1, window))


# %% halves_the_window


def cooccurrence(tokens, vocab_size, window):
    return count(tokens, vocab_size, range(1, window // 2 + 1))


# %% notes_whether_instead_of_how_often


def cooccurrence(tokens, vocab_size, window):
    check(tokens, vocab_size)
    C = np.zeros((vocab_size, vocab_size), dtype=int)
    for p, a in enumerate(tokens):
        for b in tokens[p + 1:p + window + 1]:
            C[a, b] = 1
            C[b, a] = 1
    return C


# %% adds_an_array_of_repeats


def cooccurrence(tokens, vocab_size, window):
    check(tokens, vocab_size)
    C = np.zeros((vocab_size, vocab_size), dtype=int)
    ids = np.array(tokens, dtype=int)
    for d in range(1, min(window, len(ids) - 1) + 1):
        left, right = ids[:-d], ids[d:]
        C[left, right] += 1
        C[right, left] += 1
    return C


# %% counts_everything_twice


def cooccurrence(tokens, vocab_size, window):
    check(tokens, vocab_size)
    C = np.zeros((vocab_size, vocab_size), dtype=int)
    for p in range(len(tokens)):
        for q in range(max(0, p - window), min(len(tokens), p + window + 1)):
            if p != q:
                C[tokens[p], tokens[q]] += 1
                C[tokens[q], tokens[p]] += 1
    return C


# %% leaves_the_diagonal_empty


def cooccurrence(tokens, vocab_size, window):
    return count(tokens, vocab_size, range(1, window + 1), skip=lambda a, b: a == b)


# %% counts_equal_neighbours_once


def cooccurrence(tokens, vocab_size, window):
    check(tokens, vocab_size)
    C = np.zeros((vocab_size, vocab_size), dtype=int)
    for q in range(len(tokens)):
        for p in range(max(0, q - window), q):
            a, b = tokens[p], tokens[q]
            C[a, b] += 1
            if a != b:
                C[b, a] += 1
    return C


# %% weighs_by_distance


def cooccurrence(tokens, vocab_size, window):
    check(tokens, vocab_size)
    C = np.zeros((vocab_size, vocab_size))
    for p in range(len(tokens)):
        for q in range(len(tokens)):
            if 1 <= abs(p - q) <= window:
                C[tokens[p], tokens[q]] += 1 / abs(p - q)
    return C


# %% lets_negative_ids_wrap


def cooccurrence(tokens, vocab_size, window):
    if any(t >= vocab_size for t in tokens):
        raise ValueError("unknown word")
    C = np.zeros((vocab_size, vocab_size), dtype=int)
    for p in range(len(tokens)):
        for q in range(p + 1, min(len(tokens), p + window + 1)):
            C[tokens[p], tokens[q]] += 1
            C[tokens[q], tokens[p]] += 1
    return C


# %% checks_only_what_it_counts


def cooccurrence(tokens, vocab_size, window):
    C = np.zeros((vocab_size, vocab_size), dtype=int)
    for p in range(len(tokens)):
        for q in range(p + 1, min(len(tokens), p + window + 1)):
            for t in (tokens[p], tokens[q]):
                if not 0 <= t < vocab_size:
                    raise ValueError("unknown word")
            C[tokens[p], tokens[q]] += 1
            C[tokens[q], tokens[p]] += 1
    return C


# %% takes_word_0_for_padding


def cooccurrence(tokens, vocab_size, window):
    return count(tokens, vocab_size, range(1, window + 1), skip=lambda a, b: a == 0 or b == 0)


# %%
import numpy as np


def check(tokens, vocab_size):
    if any(t < 0 or t >= vocab_size for t in tokens):
        raise ValueError("unknown word")

# %% wraps_around_the_beginning


def cooccurrence(tokens, vocab_size, window):
    check(tokens, vocab_size)
    C = np.zeros((vocab_size, vocab_size), dtype=int)
    for p, word in enumerate(tokens):
        stop = min(p + window + 1, len(tokens))
        for q in range(p - window, stop):
            if q != p:
                C[word, tokens[q]] += 1
    return C
