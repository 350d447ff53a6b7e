def double(x):
    return {"\u202e" * 300_000: x}
