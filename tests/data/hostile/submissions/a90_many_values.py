def double(x):
    return [None] * 2_000_000
