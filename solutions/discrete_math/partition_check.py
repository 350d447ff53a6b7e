from grader.author import given, law, mistake, solution


def is_partition(blocks, universe):
    sizes = [len(set(block)) for block in blocks]
    return set().union(*blocks) == set(universe) and sum(sizes) == len(set(universe)) and 0 not in sizes


given("small", blocks=[], universe=[], element={"integer": [-3, 3]}, examples=7)


@law("the empty universe has one partition", over="small")
def _(verdict, element, is_partition):
    """Without elements there is one partition, the one without blocks; with an element there is
    one, the block that holds it."""
    assert verdict
    assert is_partition([[element]], [element])
    assert not is_partition([[]], [])
    assert not is_partition([], [element])
    assert not is_partition([[element]], [])
    assert not is_partition([[], [element]], [element])


@solution
def ticks_off(blocks, universe):
    """Takes the elements of each block out of what is left."""
    left = set(universe)
    for block in map(set, blocks):
        if not block or not block <= left:
            return False
        left -= block
    return not left


@solution
def compares_sorted_lists(blocks, universe):
    """All blocks, without repetitions inside, one behind the other and sorted."""
    dealt = sorted(element for block in blocks for element in dict.fromkeys(block))
    return all(len(block) > 0 for block in blocks) and dealt == sorted(dict.fromkeys(universe))


@mistake(caught_by="every element of the universe lies in a block")
def lets_elements_get_lost(blocks, universe):
    """You check that blocks are not empty, do not overlap and have no foreign elements, but not
    that they cover the universe. Nothing may be lost."""
    inside = set().union(*blocks)
    return is_partition(blocks, inside) and inside <= set(universe)


@mistake(caught_by="no block has an element from outside")
def allows_foreign_elements(blocks, universe):
    """You check that the universe is covered, but not that the blocks lie inside it. Their union
    must equal the universe."""
    inside = set().union(*blocks)
    return is_partition(blocks, inside) and inside >= set(universe)


@mistake(caught_by="no element lies in two blocks")
def compares_sizes_alone(blocks, universe):
    """You compare the sum of the sizes with the size of the universe. One element lost and another
    repeated add up as well; compare the union, too."""
    sizes = [len(set(block)) for block in blocks]
    return 0 not in sizes and sum(sizes) == len(set(universe))


@mistake(caught_by="no element lies in two blocks")
def compares_the_union_alone(blocks, universe):
    """You compare the union of the blocks with the universe (and look for empty ones). Blocks that
    overlap can have the right union; they must be disjoint as well."""
    return all(blocks) and set().union(*blocks) == set(universe)


@mistake(caught_by="no element lies in two blocks")
def compares_neighbours_alone(blocks, universe):
    """You check each block against the next one only. Blocks that are not next to each other can
    overlap, too."""
    return compares_the_union_alone(blocks, universe) and all(
        set(a).isdisjoint(b) for a, b in zip(blocks, blocks[1:], strict=False)
    )


@mistake(caught_by="no element lies in two blocks")
def asks_what_all_blocks_share(blocks, universe):
    """You check that no element lies in *all* blocks (the intersection of all of them is empty, if
    there are two or more). Disjoint means that no two of them share anything."""
    if len(blocks) > 1 and set(blocks[0]).intersection(*blocks[1:]):
        return False
    return compares_the_union_alone(blocks, universe)


@mistake(caught_by="no block is empty")
def allows_empty_blocks(blocks, universe):
    """You do not look for empty blocks. They overlap with nothing, but a partition has none."""
    return is_partition([block for block in blocks if block], universe)


@mistake(caught_by="an element twice in one list is no overlap, a block given twice is")
def counts_repetitions(blocks, universe):
    """You count the entries of the lists (those of the blocks against those of the universe, apart
    from the union). An element that stands twice in one list is there once: make a set of each
    block first."""
    same_union = set().union(*blocks) == set(universe)
    return all(blocks) and same_union and sum(map(len, blocks)) == len(universe)


@mistake(caught_by="an element twice in one list is no overlap, a block given twice is")
def drops_copies_of_blocks(blocks, universe):
    """You put the blocks themselves into a set, so a block given twice counts once. It overlaps
    with itself: no partition."""
    return is_partition([list(block) for block in {frozenset(block) for block in blocks}], universe)


@mistake(caught_by="every element of the universe lies in a block")
def expects_an_order(blocks, universe):
    """You put the blocks one behind the other and compare the list with the universe as it is
    given. Sets have no order."""
    return all(blocks) and [element for block in blocks for element in block] == list(universe)


@mistake(caught_by="every element of the universe lies in a block")
def compares_each_block_with_itself(blocks, universe):
    """Your double loop also compares each block with itself, where there is always an overlap, so
    you accept nothing but the empty partition. Compare different blocks only."""
    return not blocks and not universe


@mistake(caught_by="the empty universe has one partition")
def refuses_the_empty_universe(blocks, universe):
    """You answer False whenever there are no blocks. For the empty universe that is its one
    partition."""
    return len(blocks) > 0 and is_partition(blocks, universe)


@mistake(caught_by="leaves its inputs alone")
def crosses_out_in_the_callers_list(blocks, universe):
    """You remove from `universe` what you have seen. That list belongs to the caller; work with a
    set of your own."""
    answer = is_partition(blocks, universe)
    for block in blocks:
        for element in block:
            if element in universe:
                universe.remove(element)
    return answer
