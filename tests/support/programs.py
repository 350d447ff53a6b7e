"""Programs as people write them in notebooks: cells of statements drawn at random over few names."""

from __future__ import annotations

import contextlib
import io
import random
from collections.abc import Sequence

VALUES = ("a", "b", "c")
TABLES = ("t", "u")
FUNCTIONS = ("f", "g", "h")
CLASSES = ("M", "N")

TEMPLATES: tuple[str, ...] = (
    "{v} = {n}",
    "{v} = {w}",
    "{v}, {w} = {n}, {m}",
    "{v} = {w} = {n}",
    "({v}, *{t}) = {n}, {m}, {n}",
    "{v} += {n}",
    "{v}: float = {n}",
    "del {v}",
    "{t} = [{n}, {m}]",
    "{t} = {s}",
    "{t} = list({s})",
    "{t} = {s}[:]",
    "{t} = [{s}, {s}]; {t} = {t}[0]",
    "{t}.append({v})",
    "{t} += [{n}]",
    "{t}[0] = {n}",
    "{t}.extend({s})",
    "{t}.sort()",
    "{t}.pop()",
    "del {t}[-1]",
    "print({f}({n}))",
    "{f}({n})",
    "{v} = {f}({n})",
    "assert {f}({n}) == {m}",
    "print({t}, {v})",
    "for i in range(2):\n    {t}.append(i)",
    "for {v} in {t}:\n    pass",
    "for i, x in enumerate({t}):\n    {t}[i] = x + {n}",
    "if {n} < {m}:\n    {v} = {n}\nelse:\n    {w} = {m}",
    "if {v} > {n}:\n    def {f}(x): return x - {v}",
    "try:\n    {v} = {w} / {n}\nexcept Exception:\n    {v} = {m}",
    "try:\n    import gone\n    {v} = {n}\nexcept ImportError:\n    {v} = {m}",
    "with contextlib.suppress(Exception):\n    {v} = {t}[{n}]",
    "def {f}(x):\n    return x + {n}",
    "def {f}(x):\n    return x * {v}",
    "def {f}(x):\n    return x + sum({t})",
    "def {f}(x):\n    return {g}(x) + {n}",
    "def {f}(x, k={v}):\n    return x + k",
    "def {f}(x):\n    return sum(y + {v} for y in [x, {n}])",
    "def {f}(x):\n    {v} = x\n    return {v} + {n}",
    "def {f}(x):\n    m = {c}()\n    return x + m.k()",
    "def {f}(x):\n    return x + {c}.z",
    "def {f}(x):\n    {t}.append(x)\n    return len({t})",
    "def {f}(x):\n    global {v}\n    {v} = x + {n}\n    return {v}",
    "{f} = lambda x: x - {v}",
    "{f} = {g}",
    "{f} = functools.partial({g})",
    "{f} = wrap({g})",
    "@wrap\ndef {f}(x):\n    return x + {v}",
    "def wrap(fun):\n    return lambda x: fun(x) + {n}",
    "class {c}:\n    z = {n}\n    def k(self): return {v}",
    "class {c}({c}):\n    def k(self): return {n}",
    "class {c}({d}):\n    z = {v}",
    "{c}.z = {v}",
    "{c}.k = lambda self: {n}",
    "setattr({c}, 'z', {n})",
    "@method({c})\ndef k(self): return {v}",
    "def method(cls):\n    def add(fun):\n        setattr(cls, fun.__name__, fun)\n        return fun\n    return add",
    "def fill(into):\n    into.append({n})",
    "fill({t})",
    "def prepare():\n    global {v}\n    {v} = {n}",
    "def prepare():\n    {t}.append({n})",
    "prepare()",
    "{v} = prepare()",
    "globals()['{v}'] = {n}",
    "exec('{v} = {n}')",
    "print({v} := {n})",
    "from math import floor as {f}",
    "import math; {v} = math.pi",
    "from math import *; {v} = floor({n})",
    "raise ValueError",
    "{v} = undefined",
    "{v} = [x for x in {t}][0]",
    "if __name__ == '__main__':\n    {v} = {n}",
)  # fmt: skip

HEAD = "import contextlib, functools"
ANSWER = "def f(x):\n    return x + {v}"


def drawn(chance: random.Random) -> list[str]:
    """The cells of a notebook in which everything works as it is written."""
    names: dict[str, object] = {"__name__": "__main__"}
    exec(HEAD, names)
    statements: list[str] = []
    wanted = chance.randint(5, 18)
    for _ in range(400):
        answer = len(statements) == wanted
        statement = _statement(chance, ANSWER if answer else "")
        try:
            with contextlib.redirect_stdout(io.StringIO()):
                exec(compile(statement, "<statement>", "exec"), names)
        except Exception:
            continue
        statements.append(statement)
        if len(statements) > wanted + chance.randint(0, 5):
            break
    cells = [HEAD]
    while statements:
        count = chance.randint(1, 3)
        cells.append("\n".join(statements[:count]))
        del statements[:count]
    return cells


def _statement(chance: random.Random, template: str = "") -> str:
    f, g = chance.sample(FUNCTIONS, 2)
    v, w = chance.sample(VALUES, 2)
    t, s = chance.sample(TABLES, 2)
    c, d = chance.sample(CLASSES, 2)
    n, m = chance.randint(1, 5), chance.randint(1, 5)
    text = template or chance.choice(TEMPLATES)
    return text.format(f=f, g=g, v=v, w=w, t=t, s=s, c=c, d=d, n=n, m=m)


def as_kernel(cells: Sequence[str]) -> dict[str, object]:
    """What is left when a kernel has run these cells, each to its end or its first error."""
    names: dict[str, object] = {"__name__": "__main__"}
    for cell in cells:
        try:
            exec(compile(cell, "<cell>", "exec"), names)
        except Exception:
            continue
    return names
