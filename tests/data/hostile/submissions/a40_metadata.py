import os

import numpy as np


def double(x):
    try:
        for act in (
            lambda: os.chmod("@CANARY@", 0o777),
            lambda: os.utime("@CANARY@", (1, 1)),
            lambda: os.setxattr("@CANARY@", "user.owned", b"1"),
            lambda: os.chown("@CANARY@", 1, 1),
            lambda: os.link("@CANARY@", "@CANARY@.link"),
            lambda: os.symlink("/", "@CANARY@.symlink"),
        ):
            try:
                act()
            except OSError:
                pass
    except BaseException:
        pass
    return 0 * x
