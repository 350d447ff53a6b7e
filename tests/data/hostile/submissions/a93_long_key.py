def double(x):
    return {"x" * 10_000_000: [[]] * 1000}
