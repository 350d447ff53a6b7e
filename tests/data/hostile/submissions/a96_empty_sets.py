def double(x):
    return [set()] * 80_000
