def double(x):
    return [set()] * 100_000
