class Endless(Exception):
    def __str__(self):
        return 'x' * 10**8

    __repr__ = __str__


def double(x):
    raise Endless
