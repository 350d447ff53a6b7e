"""What a class may hand in: files, folders and archives of any name, suffix, encoding and content."""

from __future__ import annotations

import io
import json
import random
import zipfile
from collections.abc import Callable
from pathlib import Path

RIGHT = "def double(x):\n    return 2 * x\n"
WRONG = "def double(x):\n    return 3 * x\n"

STEMS = (
    *(
        "double",
        "Double",
        "double (1)",
        "doub le",
        "hw",
        "b\u00f6b",
        "bo\u0308b",
        "a" * 120,
        "\u5b66",
    ),
    *(
        "main",
        "utils",
        "numpy",
        "random",
        "-rf",
        "=1+1",
        "CON",
        "a\nb",
        "\x1b[1m",
        "__init__",
        "x.y",
    ),
    *("\u202eyp", "' OR 1", "double.ipynb", "__MACOSX", "site-packages", "problems", "b" * 248),
)
SUFFIXES = (
    *(".py", ".py", ".py", ".PY", ".ipynb", ".ipynb", ".zip", ".ZIP", ".7z", ".tar.gz", ".rar"),
    *(".docx", ".txt", ".pdf", ".pyc", "", ".foo", ".py.txt"),
)
TEXTS: tuple[str, ...] = (
    RIGHT,
    WRONG,
    "",
    "\n",
    "double = lambda x: 2 * x",
    "def Double(x): return 2 * x",
    "def double(x)\n    return 2 * x",
    "def double(x): return 2 * (",
    "import pandas as pd\n" + RIGHT,
    "import utils\ndef double(x): return utils.double(x)",
    "from .utils import double",
    "from double import *",
    "print(double(3))\n" + RIGHT + "input()\nexit()\n",
    ">>> def double(x):\n...     return 2 * x\n",
    "%matplotlib inline\n!ls\n" + RIGHT,
    "%%time\n" + RIGHT,
    "# r\u00e9sum\u00e9\n" + RIGHT,
    "# -*- coding: latin-1 -*-\n# r\u00e9sum\u00e9\n" + RIGHT,
    "# coding: klingon\n" + RIGHT,
    "x = '\0'\n" + RIGHT,
    "raise SystemExit",
    "import os; os._exit(0)",
    "double = double",
    "class double: pass",
    "def double(x): return x.tolist() + x.tolist()",
    "def double(x): raise NotImplementedError",
    "if __name__ == '__main__':\n    def double(x): return 2 * x",
    "=" * 3000,
    "(" * 3000,
    "a = " * 3000 + "1",
    "x = 1;" * 3000,
    "\u0301" * 500,
)
ENCODINGS = ("utf-8", "utf-8", "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252", "utf-32")


def plant(chance: random.Random, folder: Path) -> Path | None:
    """Hands something in; nothing where a file of that name is there, or cannot be."""
    name = chance.choice(STEMS) + chance.choice((*SUFFIXES, "", ""))
    path = folder / name
    try:
        if path.exists() or path.is_symlink():
            return None
        return _grow(chance, path, 0)
    except OSError:
        return None


def _grow(chance: random.Random, path: Path, depth: int) -> Path:
    if "." not in path.name[1:] and chance.random() < 0.9 and depth < 10:
        path.mkdir()
        for _ in range(chance.choice((0, 1, 1, 2, 3, 5))):
            plant(chance, path) if chance.random() < 0.7 else _grow(
                chance, path / f"d{depth}{chance.randint(0, 99)}", depth + 1
            )
    elif chance.random() < 0.03:
        path.symlink_to(chance.choice(("/etc/passwd", "nowhere", ".", "..")))
    else:
        path.write_bytes(_content(chance, path.suffix.lower()))
    return path


def _content(chance: random.Random, suffix: str) -> bytes:
    kinds: dict[str, Callable[[random.Random], bytes]] = {".ipynb": _notebook, ".zip": _archive}
    content = kinds.get(suffix, _text)(chance)
    if chance.random() < 0.1 and content:  # damaged
        where = chance.randrange(len(content))
        content = content[:where] + bytes([chance.randrange(256)]) + content[where + 1 :]
    return content[: chance.randrange(len(content) + 1)] if chance.random() < 0.05 else content


def _text(chance: random.Random) -> bytes:
    text = chance.choice(TEXTS)
    if chance.random() < 0.2:
        text += "\n" + chance.choice(TEXTS)
    ends = chance.choice(("\n", "\n", "\r\n", "\r"))
    return text.replace("\n", ends).encode(chance.choice(ENCODINGS), "replace")


def _notebook(chance: random.Random) -> bytes:
    cells: list[object] = []
    for _ in range(chance.randint(0, 4)):
        source: object = chance.choice(TEXTS)
        cell = {"cell_type": "code", "metadata": {}, "outputs": [], "source": source}
        if chance.random() < 0.2:
            odd: list[object] = [None, 3, [], {}, [3], ["a"]]
            cell[chance.choice(list(cell))] = chance.choice(odd)
        cells.append(chance.choice((cell, cell, cell, None)))
    return json.dumps({"cells": cells, "nbformat": 4, "metadata": {}}).encode()


def _archive(chance: random.Random) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(
        out, "w", chance.choice((zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2))
    ) as made:
        for number in range(chance.choice((0, 1, 1, 2, 4))):
            folder = chance.choice(("", "", "a/", "a\\", "../", "/", "__MACOSX/", "C:", "a/" * 12))
            name = f"{folder}{chance.choice(STEMS)}{number or ''}{chance.choice(SUFFIXES)}"
            suffix = Path(name.replace("\0", "")).suffix.lower()
            content = _text(chance) if suffix == ".zip" else _content(chance, suffix)
            made.writestr(name.replace("\0", ""), content)
    return out.getvalue()
