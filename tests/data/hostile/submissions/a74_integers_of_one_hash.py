def double(x):
    return [k * (2**61 - 1) for k in range(1, 20_000)]
