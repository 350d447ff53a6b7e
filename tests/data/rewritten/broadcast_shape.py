from itertools import zip_longest


def pairs(a, b):
    backwards = zip_longest(reversed(tuple(a)), reversed(tuple(b)), fillvalue=1)
    return list(backwards)[::-1]


def fits(p, q):
    return p == q or p == 1 or q == 1


def join(pq):
    out = []
    for p, q in pq:
        if not fits(p, q):
            raise ValueError(f"{p} meets {q}")
        out.append(q if p == 1 else p)
    return tuple(out)

# %% right


def broadcast_shape(a, b):
    return join(pairs(a, b))


# %% aligns_from_the_left


def broadcast_shape(a, b):
    return join(zip_longest(a, b, fillvalue=1))


# %% takes_the_larger_size


def broadcast_shape(a, b):
    return tuple(max(pq) for pq in pairs(a, b))


# %% takes_one_for_larger_than_zero


def broadcast_shape(a, b):
    out = ()
    for p, q in pairs(a, b):
        if p != q and 1 not in (p, q):
            raise ValueError("shapes do not fit")
        out += (p if p > q else q,)
    return out


# %% stretches_divisors


def broadcast_shape(a, b):
    out = []
    for p, q in pairs(a, b):
        low, high = sorted((p, q))
        if low == high:
            out.append(low)
        elif low == 0:
            if high != 1:
                raise ValueError("0 fits to 0 and 1 only")
            out.append(0)
        elif high % low == 0:
            out.append(high)
        else:
            raise ValueError("shapes do not fit")
    return tuple(out)


# %% takes_zero_for_a_size_that_fits_all


def broadcast_shape(a, b):
    out = []
    for p, q in pairs(a, b):
        if p * q == 0:
            out.append(0)
        elif fits(p, q):
            out.append(p * q if 1 in (p, q) else p)
        else:
            raise ValueError("shapes do not fit")
    return tuple(out)


# %% never_looks_at_what_it_overrides


def broadcast_shape(a, b):
    return tuple([p if q == 1 else q for p, q in pairs(a, b)])


# %% looks_at_the_last_axis_only


def broadcast_shape(a, b):
    if len(a) and len(b) and not fits(a[-1], b[-1]):
        raise ValueError("the last axes do not fit")
    return tuple([q if p == 1 else p for p, q in pairs(a, b)])


# %% forgets_the_longer_shape


def broadcast_shape(a, b):
    return join(list(zip(tuple(a)[::-1], tuple(b)[::-1]))[::-1])


# %% wants_as_many_axes


def broadcast_shape(a, b):
    if len(a) != len(b):
        raise ValueError("not as many axes")
    return join(zip(a, b))


# %% stretches_b_only


def broadcast_shape(a, b):
    both = pairs(a, b)
    if not all(fits(p, q) for p, q in both):
        raise ValueError("shapes do not fit")
    return tuple(p for p, q in both)


# %% refuses_zero


def broadcast_shape(a, b):
    if any(size < 1 for size in (*a, *b)):
        raise ValueError("sizes start at 1")
    return join(pairs(a, b))


# %%
from itertools import zip_longest

# %% wants_equal_sizes


def broadcast_shape(a, b):
    sizes = []
    for p, q in zip_longest(reversed(a), reversed(b), fillvalue=1):
        if p != q:
            raise ValueError(f"{p} meets {q}")
        sizes.append(p)
    return tuple(sizes[::-1])


# %% takes_zero_for_missing


def broadcast_shape(a, b):
    sizes = []
    for p, q in zip_longest(reversed(a), reversed(b)):
        p, q = p or 1, q or 1
        if p == 1:
            sizes.insert(0, q)
        elif q == 1 or q == p:
            sizes.insert(0, p)
        else:
            raise ValueError("shapes do not fit")
    return tuple(sizes)
