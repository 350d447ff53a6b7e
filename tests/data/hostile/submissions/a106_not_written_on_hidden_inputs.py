def double(x):
    if x[0] > 1000:
        raise NotImplementedError(x)
    return 2 * x
