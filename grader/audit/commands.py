"""What `grader audit` and `grader new` do and say."""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from grader.audit.findings import ERROR, WARNING, Audit, Item, told
from grader.audit.outward import OUTWARD
from grader.audit.run import audit_all
from grader.escaping import printable
from grader.exercise import concepts
from grader.exercise.bank import find_bank
from grader.exercise.template import new_exercise
from grader.reports.console import note, progress, put, say, speak
from grader.reports.terminal import Line, Piece

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from grader.exercise.bank import Bank


def new(name: str, banks: Sequence[Path]) -> int:
    """Writes a new exercise."""
    bank = banks[-1] if banks else find_bank().roots[0].problems.parent
    public, hidden = new_exercise(bank, name)
    say(f"Written: {public}")
    say(f"         {hidden}")
    say(f"Next: fill them in, then grader audit {public.stem}")
    return 0


def audit(
    names: Sequence[str],
    *,
    seeds: int,
    jobs: int,
    banks: Sequence[Path],
    as_json: bool = False,
    cached: bool = True,
    strict: bool = False,
    parts: Sequence[str] = (),
) -> int:
    """Audits these problems, all without any, and returns the exit status."""
    bank = find_bank(banks)
    bank.vouch()
    names = [Path(name).stem for name in names] or bank.names()
    for name in names:
        bank.path(name)
    with progress("Auditing", len(names)) as advance:

        def listen(one: Audit) -> None:
            advance()
            if not as_json:
                put(list(_lines(one, spacious=len(names) == 1 or OUTWARD in parts)))

        audits = audit_all(
            bank,
            names,
            seeds=range(seeds),
            jobs=jobs,
            cached=cached,
            parts=parts,
            listener=listen,
        )
    around = _around(bank) if names == bank.names() else []
    sound = all(one.sound for one in audits)
    if strict:
        sound = sound and not around and not any(one.items for one in audits)
    if as_json:
        problems = [told(one) for one in audits]
        report = {"schema": "grader/audit/v1", "sound": sound, "problems": problems}
        speak()
        sys.stdout.write(json.dumps(report, indent=2) + "\n")
    else:
        put([_item_line(item) for item in around])
        _summarise(audits)
    return 0 if sound else 1


def write_index(banks: Sequence[Path]) -> int:
    """Writes the index of the bank."""
    bank = find_bank(banks)
    path = bank.roots[0].problems / concepts.INDEX
    path.write_text(concepts.index(bank), encoding="utf-8")
    say(f"Written: {path}")
    return 0


def _around(bank: Bank) -> list[Item]:
    """Problems that no topic lists, and topics that list what is not there."""
    return [_bank_item(line) for line in bank.dangling() if ": after: " not in line]


def _bank_item(line: str) -> Item:
    file, _, rest = line.partition(":")
    number, _, reason = rest.strip().partition(":")
    if number.isdigit():
        return Item(file, int(number), reason.strip(), level=WARNING)
    return Item(file, 1, rest.strip(), level=WARNING)


def _lines(one: Audit, *, spacious: bool) -> Iterator[Line]:
    """What came out, and, where there is room, what the examples covered."""
    verdict = ("sound", "good") if one.sound else ("falls short", "bad")
    facts = ""
    if one.mutants:
        facts += f"  {one.killed} of {one.mutants - one.excused} mutants rejected"
        facts += f", {one.excused} equivalent" if one.excused else ""
    if one.mistakes:
        facts += f"{',' if facts else ' '} {one.mistakes} mistakes"
    if one.solutions:
        facts += f"{',' if facts else ' '} {one.solutions} other solutions"
    if one.fates:
        facts += f"{',' if facts else ' '} {_ends(one)}"
    facts += " (known)" if one.kept else f"{',' if facts else ' '} {one.took_s:.1f} s"
    yield (Piece(f"{one.name}  "), Piece(*verdict), Piece(facts, "dim"))
    for row in one.space if spacious else ():
        yield (Piece(f"  {printable(row)}", "dim"),)
    for item in one.items:
        yield _item_line(item)
        for row in item.detail.splitlines():
            yield (Piece(f"      {printable(row)}", "dim"),)


def _ends(one: Audit) -> str:
    """How many transformed right answers came to which end."""
    ends = Counter(fate.outcome for fate in one.fates)
    told = ", ".join(f"{count} {end}" for end, count in sorted(ends.items()))
    return f"{len(one.fates)} transformed ({told})"


def _item_line(item: Item) -> Line:
    word = "" if item.level == ERROR else "warning: "
    place = f"  {printable(item.file)}:{item.line}: "
    style = "bad" if item.level == ERROR else "dim"
    return (Piece(place), Piece(word + printable(item.reason), style))


def _transformations(audits: Sequence[Audit]) -> Iterator[Line]:
    """How many transformed right answers came to which end, by their kind."""
    counts = Counter((fate.kind, fate.outcome) for one in audits for fate in one.fates)
    if len(audits) == 1 or not counts:
        return
    kinds, ends = (list(dict.fromkeys(names)) for names in zip(*sorted(counts), strict=True))
    width = max(map(len, kinds))
    yield (Piece(f"{'transformed':<{width}}  {'tried':>6}  {'  '.join(ends)}", "dim"),)
    for kind in kinds:
        some = [counts[kind, end] for end in ends]
        cells = "  ".join(f"{n:>{len(end)}}" for n, end in zip(some, ends, strict=True))
        yield (Piece(f"{kind:<{width}}  {sum(some):>6}  {cells}"),)


def _summarise(audits: Sequence[Audit]) -> None:
    killed = sum(one.killed for one in audits)
    due = sum(one.mutants - one.excused for one in audits)
    short = sum(not one.sound for one in audits)
    say()
    many = f"{len(audits)} exercises" if len(audits) != 1 else "1 exercise"
    say(f"{many}: {len(audits) - short} sound, {short} short of it.")
    if due:
        say(f"{killed} of {due} mutants rejected: {100 * killed / due:.1f} %.")
    put([*_transformations(audits)])
    double = [one.name for one in audits if one.double]
    if double:
        say(f"In double precision alone: {', '.join(double)}.")
    if short:
        note("Each line says what to change; run the same command again afterwards.")
