def double(x):
    """Keys of different hashes that meet in one run of a dict's places."""
    mask, place, keys = (1 << 16) - 1, 0, {}
    for _ in range(20_000):
        keys[place] = None
        place = (5 * place + 1) & mask
    return keys
