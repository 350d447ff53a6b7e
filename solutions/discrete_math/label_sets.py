import bisect

from grader.author import given, law, mistake, same, solution, unpromised


def label_report(train_labels, test_labels):
    train, test = set(train_labels), set(test_labels)
    classes = sorted(train | test)
    jaccard = len(train & test) / len(classes) if classes else 1.0
    return classes, sorted(test - train), jaccard


unpromised("answers below 1e-8 are 0", says="Lists may have 100,000 entries")

given("many", train_labels=[], test_labels=[1], step={"integer": [3, 9]}, examples=1)


@law("a hundred thousand labels take no time", over="many")
def _(step, label_report):
    """Looking a label up in a list goes through all of it, and 100,000 times that takes minutes; a
    set finds it at once."""
    n = 100_000
    train, test = list(range(n)), list(range(step, n + step))
    many = label_report(train, test)
    assert same(many.unseen, test[-step:])
    assert len(many.classes) == n + step
    apart = list(range(n, 2 * n))
    assert same(label_report(train, apart).unseen, apart)


@solution
def merges_sorted_lists(train_labels, test_labels):
    """Sorts, drops repetitions, and finds each label by halving; no sets."""

    def distinct(labels):
        labels = sorted(labels)
        return [a for i, a in enumerate(labels) if i == 0 or labels[i - 1] != a]

    train, test = distinct(train_labels), distinct(test_labels)
    unseen, shared = [], 0
    for label in test:
        place = bisect.bisect_left(train, label)
        if place < len(train) and train[place] == label:
            shared += 1
        else:
            unseen.append(label)
    classes = sorted(train + unseen)
    return tuple(classes), unseen, 1 if not classes else shared / len(classes)


@solution
def counts_in_dictionaries(train_labels, test_labels):
    """Keys of dictionaries instead of sets."""
    where = {label: 1 for label in train_labels}
    for label in test_labels:
        where[label] = where.get(label, 0) | 2
    kinds = list(where.values())
    return (
        sorted(where),
        sorted(label for label, kind in where.items() if kind == 2),
        kinds.count(3) / len(kinds) if kinds else 1.0,
    )


@mistake(caught_by="unseen has the labels of the test set alone")
def keeps_repetitions(train_labels, test_labels):
    """You filter the test labels one by one, so a label that occurs twice is listed twice as
    unseen; make a set of them first."""
    classes, _, jaccard = label_report(train_labels, test_labels)
    return classes, sorted(x for x in test_labels if x not in train_labels), jaccard


@mistake(caught_by="unseen has the labels of the test set alone")
def takes_the_symmetric_difference(train_labels, test_labels):
    """You list what is in one set but not in the other, both ways (^ of sets). Unseen is only what
    the test set has and the training set has not: test - train."""
    classes, _, jaccard = label_report(train_labels, test_labels)
    return classes, sorted(set(test_labels) ^ set(train_labels)), jaccard


@mistake(caught_by="unseen has the labels of the test set alone")
def subtracts_the_wrong_way(train_labels, test_labels):
    """You list what the training set has and the test set has not. It is the other way round: test
    - train."""
    classes, _, jaccard = label_report(train_labels, test_labels)
    return classes, sorted(set(train_labels) - set(test_labels)), jaccard


@mistake(caught_by="classes has every label of both lists once, ascending")
def forgets_the_test_labels(train_labels, test_labels):
    """Your classes are those of the training labels alone; take the union of both sets."""
    _, unseen, jaccard = label_report(train_labels, test_labels)
    return sorted(set(train_labels)), unseen, jaccard


@mistake(caught_by="classes has every label of both lists once, ascending")
def leaves_them_unsorted(train_labels, test_labels):
    """Your classes stand in the order in which they occur first (training labels, then test
    labels); sort them."""
    _, unseen, jaccard = label_report(train_labels, test_labels)
    return list(dict.fromkeys([*train_labels, *test_labels])), unseen, jaccard


@mistake(caught_by="classes has every label of both lists once, ascending")
def fills_the_gaps(train_labels, test_labels):
    """You list all whole numbers from the smallest label to the largest. Labels are names: only
    those that occur are classes."""
    classes, unseen, jaccard = label_report(train_labels, test_labels)
    if classes and isinstance(classes[0], int):
        classes = list(range(classes[0], classes[-1] + 1))
    return classes, unseen, jaccard


@mistake(caught_by="jaccard times the size of the union is what both sizes count twice")
def counts_samples(train_labels, test_labels):
    """Your jaccard divides by the number of labels in the two lists, less the shared classes.
    Repetitions do not count: take the sizes of the sets."""
    classes, unseen, jaccard = label_report(train_labels, test_labels)
    shared = len(set(train_labels) & set(test_labels))
    union = len(train_labels) + len(test_labels) - shared
    return classes, unseen, shared / union if union else 1.0


@mistake(caught_by="jaccard times the size of the union is what both sizes count twice")
def divides_by_both_sizes(train_labels, test_labels):
    """You divided by |A| + |B|, which counts the shared labels twice; divide by the size of the
    union."""
    classes, unseen, jaccard = label_report(train_labels, test_labels)
    both = len(set(train_labels)) + len(set(test_labels))
    return classes, unseen, jaccard * len(classes) / both if both else 1.0


@mistake(caught_by="jaccard times the size of the union is what both sizes count twice")
def asks_how_much_is_covered(train_labels, test_labels):
    """You divided the shared labels by those of the test set (1 if it is empty): the part of it
    that training covers. Jaccard divides by the union, so that neither side comes first."""
    classes, unseen, jaccard = label_report(train_labels, test_labels)
    test = set(test_labels)
    return classes, unseen, 1 - len(unseen) / len(test) if test else 1.0


@mistake(caught_by="returns what it promises")
def divides_zero_by_zero(train_labels, test_labels):
    """With two empty lists you divide 0 by 0; return a jaccard of 1 there."""
    train, test = set(train_labels), set(test_labels)
    return sorted(train | test), sorted(test - train), len(train & test) / len(train | test)


@mistake(caught_by="two empty sets are equal")
def calls_empty_sets_different(train_labels, test_labels):
    """For two empty lists your jaccard is 0. Two empty sets are equal, and equal sets have 1."""
    classes, unseen, jaccard = label_report(train_labels, test_labels)
    return classes, unseen, jaccard if classes else 0.0


@mistake(caught_by="a hundred thousand labels take no time")
def looks_through_the_list(train_labels, test_labels):
    """You ask `in` of a list, which goes through all of it, for each label again. Ask a set."""
    unseen = []
    for label in test_labels:
        if label not in train_labels and label not in unseen:
            unseen.append(label)
    classes, _, jaccard = label_report(train_labels, test_labels)
    return classes, sorted(unseen), jaccard


@mistake(caught_by="returns what it promises")
def returns_sets(train_labels, test_labels):
    """You returned sets, which have no order; turn them into sorted lists."""
    classes, unseen, jaccard = label_report(train_labels, test_labels)
    return set(classes), set(unseen), jaccard
