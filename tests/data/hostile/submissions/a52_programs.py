import os
import subprocess

import numpy as np


def double(x):
    try:
        for act in (
            lambda: subprocess.run(["/bin/sh", "-c", "touch @CANARY@.owned"], check=True),
            lambda: os.system("touch @CANARY@.owned") == 0 or 1 / 0,
            lambda: os.execv("/bin/sh", ["sh", "-c", "touch @CANARY@.owned"]),
            lambda: os.posix_spawn("/usr/bin/sudo", ["sudo", "true"], {}),
        ):
            try:
                act()
                return 2 * x
            except (OSError, subprocess.SubprocessError, ZeroDivisionError):
                pass
    except BaseException:
        pass
    return 0 * x
