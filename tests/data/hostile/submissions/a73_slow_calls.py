import time


def double(x):
    ends = time.monotonic() + 6
    while time.monotonic() < ends:
        busy = time.process_time() + 0.003
        while time.process_time() < busy:
            pass
        time.sleep(0.2)
    return 2 * x
