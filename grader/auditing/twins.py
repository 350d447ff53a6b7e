"""Twin mistakes: two with the same wrong answers, so nobody can tell which of them was made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from grader.auditing.findings import WARNING, Item
from grader.judge.diagnosis import Replies, mistake_replies
from grader.judge.likeness import alike

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from grader.auditing.proofs import Proofs
    from grader.exercise.solution import Mistake
    from grader.judge.setting import Setting
    from grader.model import Reply


def twins(proofs: Proofs) -> Iterator[Item]:
    """Every mistake that answers all examples as an earlier one does, some of them wrongly."""
    setting = proofs.first
    right = {
        name: [example.right for example in examples]
        for name, examples in setting.examples.domains.items()
    }
    earlier: list[tuple[Mistake, Replies]] = []
    for mistake in proofs.solution.mistakes:
        replies = mistake_replies(setting, mistake, proofs.sandbox)
        if _same(setting, replies, right):
            continue  # it shows only in what laws ask
        twin = next((other for other, told in earlier if _same(setting, replies, told)), None)
        if twin is not None:
            reason = (
                f"{mistake.name} answers every example as {twin.name} does, so it is never"
                " diagnosed; merge the two, or draw examples that tell them apart"
            )
            yield proofs.site.hidden(mistake.name, reason, level=WARNING)
        earlier.append((mistake, replies))


def _same(setting: Setting, one: Replies, other: Mapping[str, Sequence[Reply | None]]) -> bool:
    return all(
        b is None or alike(setting.problem, a, b)
        for name, replies in one.items()
        for a, b in zip(replies, other[name], strict=True)
    )
