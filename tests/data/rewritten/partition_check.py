from itertools import combinations


def some_empty(blocks):
    return any(len(block) == 0 for block in blocks)


def together(blocks):
    return {x for block in blocks for x in block}


def disjoint(blocks):
    return all(set(a).isdisjoint(b) for a, b in combinations(blocks, 2))


# %% right
def is_partition(blocks, universe):
    return not some_empty(blocks) and together(blocks) == set(universe) and disjoint(blocks)


# %% lets_elements_get_lost
def is_partition(blocks, universe):
    return not some_empty(blocks) and together(blocks) <= set(universe) and disjoint(blocks)


# %% allows_foreign_elements
def is_partition(blocks, universe):
    if some_empty(blocks) or not disjoint(blocks):
        return False
    found = together(blocks)
    return all(x in found for x in universe)


# %% compares_sizes_alone
def is_partition(blocks, universe):
    total = 0
    for block in blocks:
        if not block:
            return False
        total += len(set(block))
    return total == len(set(universe))


# %% compares_the_union_alone
def is_partition(blocks, universe):
    return not some_empty(blocks) and together(blocks) == set(universe)


# %% compares_neighbours_alone
def is_partition(blocks, universe):
    for i in range(len(blocks) - 1):
        if set(blocks[i]) & set(blocks[i + 1]):
            return False
    return not some_empty(blocks) and together(blocks) == set(universe)


# %% asks_what_all_blocks_share
def is_partition(blocks, universe):
    if some_empty(blocks) or together(blocks) != set(universe):
        return False
    if len(blocks) < 2:
        return True
    return not any(all(x in block for block in blocks) for x in universe)


# %% allows_empty_blocks
def is_partition(blocks, universe):
    return together(blocks) == set(universe) and disjoint(blocks)


# %% counts_repetitions
def is_partition(blocks, universe):
    flat = [x for block in blocks for x in block]
    same_count = len(flat) == len(universe)
    return same_count and set(flat) == set(universe) and not some_empty(blocks)


# %% drops_copies_of_blocks
def is_partition(blocks, universe):
    family = list({frozenset(block) for block in blocks})
    return not some_empty(family) and together(family) == set(universe) and disjoint(family)


# %% expects_an_order
def is_partition(blocks, universe):
    chain = []
    for block in blocks:
        if not block:
            return False
        chain += block
    return chain == universe


# %% compares_each_block_with_itself
def is_partition(blocks, universe):
    for a in blocks:
        for b in blocks:
            if not set(a).isdisjoint(b):
                return False
    return not some_empty(blocks) and together(blocks) == set(universe)


# %% refuses_the_empty_universe
def is_partition(blocks, universe):
    if not blocks:
        return False
    return not some_empty(blocks) and together(blocks) == set(universe) and disjoint(blocks)


# %% crosses_out_in_the_callers_list
def is_partition(blocks, universe):
    for block in blocks:
        if not block:
            return False
        for x in set(block):
            if x not in universe:
                return False
            while x in universe:
                universe.remove(x)
    return len(universe) == 0
