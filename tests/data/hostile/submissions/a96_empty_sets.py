def double(x):
    return [set()] * 300_000
