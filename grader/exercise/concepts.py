"""The concept map: what the exercises teach, by area, and which of them teach it.

`problems/concepts.yaml` lists the known concepts, `area: {id: title}`; `problems/README.md` is the
index made of it.
"""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from grader.cache import Cache, engine, key
from grader.exercise import text
from grader.exercise.bank import AREAS

if TYPE_CHECKING:
    from pathlib import Path

    from grader.exercise.bank import Bank

FILE: Final = "concepts.yaml"
INDEX: Final = "README.md"
_ID: Final = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")

Concepts = Mapping[str, Mapping[str, str]]
"""Titles by id, by area."""


def load_concepts(path: Path) -> Concepts:
    """The concepts in the file at `path`; raises `SpecError` with all that is wrong.

    Content that was read before is taken from the cache.
    """
    content, cache = text.content(path), Cache()
    name = key("concepts", engine(), content)
    with contextlib.suppress(ValueError):
        if (kept := cache.get(name)) is not None and isinstance(data := json.loads(kept), dict):
            return data
    found = _parsed(content, path)
    cache.put(name, json.dumps(found).encode())
    return found


def _parsed(content: bytes, path: Path) -> Concepts:
    from grader.exercise import strict_yaml
    from grader.exercise.strict_yaml import Complaints

    complain = Complaints(strict_yaml.parse(content, str(path)))
    data = complain.document.data
    seen: dict[str, str] = {}
    if not isinstance(data, dict):
        complain((), "must be a mapping of areas")
        raise complain.error()
    for area, concepts in data.items():
        if area not in AREAS:
            complain((area,), f"there is no area {area!r}; there are {', '.join(AREAS)}")
        if not isinstance(concepts, dict) or not concepts:
            complain((area,), "must be a mapping of ids to titles")
            continue
        for name, title in concepts.items():
            if not _ID.fullmatch(name):
                complain((area, name), "the id must be words with hyphens, such as matrix-product")
            if not isinstance(title, str) or not title.strip() or "\n" in title:
                complain((area, name), "the title must be one line of text")
            if name in seen:
                complain((area, name), f"is listed in {seen[name]} already")
            seen[name] = area
    complain.settle()
    return data


def known(bank: Bank) -> dict[str, str] | None:
    """Every concept's title by id; None where no bank lists any."""
    found: dict[str, str] = {}
    files = [root.problems / FILE for root in bank.roots]
    listed = [path for path in files if path.is_file()]
    for path in listed:
        for concepts in load_concepts(path).values():
            found.update(concepts)
    return found if listed else None


def index(bank: Bank) -> str:
    """The Markdown of the index: exercises by topic, and concepts with what covers them."""
    problems = {name: bank.problem(name) for name in bank.names()}
    covering: dict[str, list[str]] = {}
    for name, problem in problems.items():
        for concept in problem.concepts:
            covering.setdefault(concept, []).append(f"[{name}]({problem.area}/{name}.yaml)")
    lines = [
        "# The exercises and what they teach",
        "",
        "Written by `grader audit --index`; do not edit by hand.",
        "",
        f"{len(problems)} exercises; difficulty goes from 1 (first steps) to 5 (capstone).",
    ]
    for area in bank.topics():
        lines += ["", f"## {area.title}"]
        for topic in area.topics:
            lines += ["", f"**{topic.title}**", ""]
            for name in topic.problems:
                problem = problems[name]
                link = f"[{name}]({area.name}/{name}.yaml)"
                lines.append(f"- {link}: {problem.title} (difficulty {problem.difficulty})")
    path = bank.roots[0].problems / FILE
    if path.is_file():
        lines += _map(load_concepts(path), covering)
    return "\n".join(lines) + "\n"


def _map(concepts: Concepts, covering: Mapping[str, list[str]]) -> list[str]:
    lines = ["", "## Concepts"]
    uncovered: list[str] = []
    for area, titles in concepts.items():
        rows = []
        for name, title in titles.items():
            if name in covering:
                rows.append(f"- {title}: {', '.join(covering[name])}")
            else:
                uncovered.append(f"- {title} (`{name}`)")
        if rows:
            lines += ["", f"### {area.replace('_', ' ').capitalize()}", "", *rows]
    if uncovered:
        lines += ["", "## Concepts that no exercise covers yet", "", *uncovered]
    return lines
