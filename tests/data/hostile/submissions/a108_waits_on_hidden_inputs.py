import time


def double(x):
    if x[0] > 1000:
        time.sleep(0.05)
    return 2 * x
