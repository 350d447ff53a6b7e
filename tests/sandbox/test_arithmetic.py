"""Judge and workers compute by the same instructions: the last digits of answers hang on that."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from benchmark import benchmark

OLDER = benchmark("elsewhere").OLDER

COMPARED = """
import numpy as np
from grader.model import Call, Limits, Program
from grader.sandbox import Sandbox
from grader.values.wire import encode

SOURCE = '''
import numpy as np

def digits():
    rng = np.random.default_rng(0)
    found = []
    for n in range(2, 200):
        A, x = rng.normal(size=(n, n)), rng.normal(size=n)
        found += [x @ x, np.sum(A @ x), np.sum(np.exp(x)), np.sum(np.sin(x)), np.sum(A)]
    return [float(one).hex() for one in found]
'''
program = Program("digits", SOURCE, {"digits": "digits"}, "digits", ())
exec(SOURCE)
with Sandbox() as sandbox, sandbox.worker(program, Limits()) as worker:
    (reply,) = worker.answer([Call("digits", encode(((), {})))])
assert len(reply.value) == 990, reply
print(sum(one != other for one, other in zip(reply.value, digits(), strict=True)))
"""


@pytest.mark.parametrize("told", [{}, *({name: OLDER[name]} for name in OLDER), OLDER])
def test_numbers_come_out_alike_whatever_is_chosen(told: dict[str, str]) -> None:
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1", **told}
    command = [sys.executable, "-c", COMPARED]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "0", done.stdout + done.stderr
