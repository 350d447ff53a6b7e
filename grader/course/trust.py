"""What `grader trust` does: gives, shows and takes back the trust in banks that lie about."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from grader.errors import UsageError
from grader.escaping import printable
from grader.exercise import trust
from grader.exercise.bank import find_bank
from grader.reports.console import say

if TYPE_CHECKING:
    from collections.abc import Callable

    Ask = Callable[[str], None] | None


def give(directory: Path, *, ask: Ask) -> int:
    """Says what would run of a bank, asks, and trusts it as it is now."""
    bank = find_bank([directory])
    before = trust.digest(directory)
    hidden = [path for path in trust.runs(directory) if path.suffix == ".py"]
    helped = [bank.path(name) for name in bank.names() if bank.problem(name).support]
    say(f"Of {_shown(directory)}, this would run unconfined, with all that you may do:", "strong")
    say(f"  the laws and expressions of {len(bank.names())} problems in problems")
    for path in (*helped, *hidden):
        what = "the support code of " if path in helped else ""
        say(f"  {what}{_shown(path)}")
    say("Trust ends when one of these files is changed, added or removed.", "dim")
    if ask is not None:
        ask(f"Trust {_shown(directory.resolve())}?")
    if trust.digest(directory) != before:
        raise UsageError(f"{_shown(directory)} was changed meanwhile", "look at it once more")
    trust.give(directory)
    say(f"Trusted: {_shown(directory.resolve())}")
    return 0


def take(directory: Path) -> int:
    """Trusts a bank no more."""
    if not trust.take(directory):
        raise UsageError(f"{_shown(directory)} was not trusted", "grader trust --list shows all")
    say(f"Not trusted any more: {_shown(directory.resolve())}")
    return 0


def show() -> int:
    """Lists the trusted banks."""
    known = trust.known()
    for place in sorted(known):
        doubt = trust.standing(Path(place)) if Path(place).is_dir() else "is gone"
        say(f"{printable(place)}{f' ({doubt})' if doubt else ''}")
    if not known:
        say(f"No bank is trusted: {_shown(trust.file())} names none.")
    return 0


def _shown(path: Path) -> str:
    return printable(str(path))
