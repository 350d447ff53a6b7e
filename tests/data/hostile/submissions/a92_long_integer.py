def double(x):
    return ("min", 10**5000)
