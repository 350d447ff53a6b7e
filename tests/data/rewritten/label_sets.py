def similarity(A, B):
    return len(A & B) / len(A | B) if A or B else 1.0


# %% right
def label_report(train_labels, test_labels):
    A, B = set(train_labels), set(test_labels)
    return sorted(A | B), sorted(B - A), similarity(A, B)


# %% keeps_repetitions
def label_report(train_labels, test_labels):
    A, B = set(train_labels), set(test_labels)
    unseen = []
    for label in test_labels:
        if label not in A:
            unseen.append(label)
    unseen.sort()
    return sorted(A.union(B)), unseen, similarity(A, B)


# %% takes_the_symmetric_difference
def label_report(train_labels, test_labels):
    A, B = set(train_labels), set(test_labels)
    return sorted(A | B), sorted(A.symmetric_difference(B)), similarity(A, B)


# %% subtracts_the_wrong_way
def label_report(train_labels, test_labels):
    A, B = set(train_labels), set(test_labels)
    return sorted(A | B), sorted(a for a in A if a not in B), similarity(A, B)


# %% forgets_the_test_labels
def label_report(train_labels, test_labels):
    A, B = set(train_labels), set(test_labels)
    return sorted(A), sorted(B - A), similarity(A, B)


# %% leaves_them_unsorted
def label_report(train_labels, test_labels):
    A, B = set(train_labels), set(test_labels)
    found, classes = set(), []
    for label in [*train_labels, *test_labels]:
        if label not in found:
            found.add(label)
            classes.append(label)
    return classes, sorted(B - A), similarity(A, B)


# %% fills_the_gaps
def label_report(train_labels, test_labels):
    A, B = set(train_labels), set(test_labels)
    classes = sorted(A | B)
    if classes and isinstance(classes[0], int):
        classes = list(range(classes[0], classes[-1] + 1))
    return classes, sorted(B - A), similarity(A, B)


# %% counts_samples
def label_report(train_labels, test_labels):
    A, B = set(train_labels), set(test_labels)
    shared = len(A & B)
    whole = len(train_labels) + len(test_labels) - shared
    return sorted(A | B), sorted(B - A), shared / whole if whole else 1.0


# %% divides_by_both_sizes
def label_report(train_labels, test_labels):
    A, B = set(train_labels), set(test_labels)
    sizes = len(A) + len(B)
    return sorted(A | B), sorted(B - A), (len(A & B) / sizes if sizes > 0 else 1.0)


# %% asks_how_much_is_covered
def label_report(train_labels, test_labels):
    A, B = set(train_labels), set(test_labels)
    covered = 1.0 if not B else 1 - len(B - A) / len(B)
    return sorted(A | B), sorted(B - A), covered


# %% divides_zero_by_zero
def label_report(train_labels, test_labels):
    A, B = set(train_labels), set(test_labels)
    both = len(A.intersection(B))
    return sorted(A | B), sorted(B - A), both / (len(A) + len(B) - both)


# %% calls_empty_sets_different
def label_report(train_labels, test_labels):
    A, B = set(train_labels), set(test_labels)
    jaccard = 0.0
    if A or B:
        jaccard = similarity(A, B)
    return sorted(A | B), sorted(B - A), jaccard


# %% looks_through_the_list
def label_report(train_labels, test_labels):
    A, B = [], []
    for labels, names in ((train_labels, A), (test_labels, B)):
        for label in labels:
            if label not in names:
                names.append(label)
    unseen = sorted(b for b in B if b not in train_labels)
    shared = len(B) - len(unseen)
    union = len(A) + len(unseen)
    return sorted(A + unseen), unseen, shared / union if union else 1.0


# %% returns_sets
def label_report(train_labels, test_labels):
    A, B = set(train_labels), set(test_labels)
    return A | B, B - A, similarity(A, B)
