from itertools import zip_longest

import numpy as np

from grader.author import given, law, mistake, same, solution, unpromised


def broadcast_shape(a, b):
    pairs = [*zip_longest(a[::-1], b[::-1], fillvalue=1)]
    for p, q in pairs:
        if p != q and 1 not in (p, q):
            raise ValueError(f"{a} and {b} do not fit: {p} meets {q}")
    return tuple(int(q if p == 1 else p) for p, q in pairs[::-1])


unpromised("wrong if longer than 100", says="at most 64 axes")


given(
    "with zeros",
    like="shapes that fit",
    full={"integers": ["r"], "between": [0, 2]},
    examples=60,
)


@law("an array without entries stays without entries", over="with zeros")
def _(a, b, shape, broadcast_shape):
    """Next to 0 a size of 1 is stretched to nothing: 0 wins, although 1 is larger, and although 0
    counts as false."""
    assert same(shape, np.array(np.broadcast_shapes(a, b), dtype=int))
    assert same(broadcast_shape((0, 1), (1, 4)), np.array([0, 4]))


@solution
def from_the_right(a, b):
    """Goes through the axes from the last to the first, by negative indices."""
    shape = []
    for i in range(1, max(len(a), len(b)) + 1):
        sizes = {s[-i] for s in (a, b) if len(s) >= i} - {1}
        if len(sizes) > 1:
            raise ValueError(f"axis {-i} differs")
        shape.insert(0, sizes.pop() if sizes else 1)
    return shape


@solution
def lets_numpy_add(a, b):
    """Adds two arrays whose entries share one place in memory."""
    one = np.zeros(1)
    first = np.ndarray(a, buffer=one, strides=(0,) * len(a))
    second = np.ndarray(b, buffer=one, strides=(0,) * len(b))
    return np.array(np.shape(first + second), dtype=int)


def lengthened(a, b):
    n = max(len(a), len(b))
    return [(1,) * (n - len(s)) + tuple(s) for s in (a, b)]


def check(p, q):
    if p != q and 1 not in (p, q):
        raise ValueError(f"{p} meets {q}")


@mistake(caught_by="returns what it promises")
def aligns_from_the_left(a, b):
    """You wrote the shapes flush left; the last axes belong together, and missing axes are added at
    the front."""
    return broadcast_shape(a[::-1], b[::-1])[::-1]


@mistake(caught_by="other sizes that differ raise ValueError")
def takes_the_larger_size(a, b):
    """You took the larger size of each pair. That hides sizes that do not fit, and next to 1 it is
    0 that wins."""
    return tuple(max(p, q) for p, q in zip(*lengthened(a, b)))


@mistake(caught_by="an array without entries stays without entries")
def takes_one_for_larger_than_zero(a, b):
    """You checked the sizes and then took the larger one; but next to 1, 0 wins. Take the one that
    is not 1."""
    pairs = list(zip(*lengthened(a, b)))
    for p, q in pairs:
        check(p, q)
    return tuple(max(p, q) for p, q in pairs)


@mistake(caught_by="other sizes that differ raise ValueError")
def stretches_divisors(a, b):
    """You let a size be stretched if it divides the other; only 1 may be stretched."""
    for p, q in zip(*lengthened(a, b)):
        if min(p, q) == 0:
            check(p, q)
        elif max(p, q) % min(p, q):
            raise ValueError
    return tuple(0 if 0 in (p, q) else max(p, q) for p, q in zip(*lengthened(a, b)))


@mistake(caught_by="other sizes that differ raise ValueError")
def takes_zero_for_a_size_that_fits_all(a, b):
    """You let 0 next to any size be 0; only next to 0 and 1 it fits."""
    for p, q in zip(*lengthened(a, b)):
        if 0 not in (p, q):
            check(p, q)
    return tuple(0 if 0 in (p, q) else max(p, q) for p, q in zip(*lengthened(a, b)))


@mistake(caught_by="other sizes that differ raise ValueError")
def never_looks_at_what_it_overrides(a, b):
    """Where b has a 1 you took a's size, else b's, without a look at what a has there; if neither
    is 1 and they differ, raise."""
    return tuple(p if q == 1 else q for p, q in zip(*lengthened(a, b)))


@mistake(caught_by="other sizes that differ raise ValueError")
def looks_at_the_last_axis_only(a, b):
    """You compared the last axes only; every pair of sizes has to fit."""
    if a and b:
        check(a[-1], b[-1])
    return tuple(p if q == 1 else q for p, q in zip(*lengthened(a, b)))


@mistake(caught_by="a shape stays what it is next to itself and to a single number")
def forgets_the_longer_shape(a, b):
    """zip stops at the end of the shorter shape, and you lost the axes that only one of them has;
    they stay in front."""
    shape = []
    for p, q in zip(a[::-1], b[::-1]):
        check(p, q)
        shape.append(q if p == 1 else p)
    return tuple(shape[::-1])


@mistake(caught_by="returns what it promises")
def wants_as_many_axes(a, b):
    """Shapes of different lengths are allowed: put ones in front of the shorter one."""
    if len(a) != len(b):
        raise ValueError("lengths differ")
    return broadcast_shape(a, b)


@mistake(caught_by="returns what it promises")
def wants_equal_sizes(a, b):
    """You put ones in front of the shorter shape, and then raised wherever two sizes differ. A size
    of 1 fits to any other; raise only if neither is 1."""
    a, b = lengthened(a, b)
    if a != b:
        raise ValueError("sizes differ")
    return a


@mistake(caught_by="either shape may come first")
def stretches_b_only(a, b):
    """You stretched the sizes of b to those of a but not the other way round; a 1 in a is stretched
    as well."""
    for p, q in zip(*lengthened(a, b)):
        check(p, q)
    return lengthened(a, b)[0]


@mistake(caught_by="an array without entries stays without entries")
def takes_zero_for_missing(a, b):
    """You wrote `p or 1` to put a 1 where an axis is missing. As 0 counts as false, every size of 0
    became a 1 as well, and fits to all; ask whether the axis is there."""
    shape = []
    for p, q in zip_longest(a[::-1], b[::-1]):
        p, q = p or 1, q or 1
        check(p, q)
        shape.append(q if p == 1 else p)
    return tuple(shape[::-1])


@mistake(caught_by="an array without entries stays without entries")
def refuses_zero(a, b):
    """You raised at a size of 0; next to 0 or 1 it is as good as any other."""
    if 0 in (*a, *b):
        raise ValueError("no entries")
    return broadcast_shape(a, b)
