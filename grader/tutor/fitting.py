"""Which members of families explain all that a submission answered, and how well."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from grader.judge.deviation import NONE, Deviations, Likeness, deviating, explained
from grader.judge.likeness import akin, identical
from grader.model import Answer
from grader.tutor.asker import Asker
from grader.tutor.family import Family, Query
from grader.tutor.members import Member, Search
from grader.tutor.telling import Telling

if TYPE_CHECKING:
    from grader.judge.setting import Setting
    from grader.sandbox import Sandbox


@dataclass(frozen=True)
class Fitting:
    """The deviations of a submission on some `domains` of a setting, to be explained by families
    whose programs run in one worker, one after the other.
    """

    setting: Setting
    domains: Collection[str]
    theirs: Deviations
    sandbox: Sandbox

    @property
    def telling(self) -> list[Telling]:
        """The examples that were answered wrongly where there is a right answer."""
        return [
            Telling(self.setting.examples.domains[domain][place], one.reply)
            for (domain, place), one in self.theirs.items()
            if isinstance(one.right, Answer) and isinstance(one.reply, Answer)
        ]

    def members(
        self, groups: Sequence[Sequence[Family]], agreement: float
    ) -> Iterator[tuple[Likeness, Member]]:
        """The members that explain the answers; the families of a group share their program. Where
        an `agreement` in part is enough, so are some of the parts of an answer.
        """
        telling = self.telling
        if not telling or not groups:
            return
        fits = akin if agreement < 1 else identical
        with Asker(self.setting, self.sandbox) as asker:
            for families in groups:
                search = Search(self.setting.problem, asker, telling, fits)
                for member in search.members(families):
                    wrong = self._wrong(member, asker)
                    like = explained(self.setting.problem, self.theirs, wrong, agreement=agreement)
                    if like > NONE:
                        yield like, member

    def _wrong(self, member: Member, asker: Asker) -> Deviations:
        problem = self.setting.problem
        examples = {
            (name, place): example
            for name in self.domains
            for place, example in enumerate(self.setting.examples.domains[name])
            if example.right is not None
        }
        queries = [Query(member.family, member.constant, one) for one in examples.values()]
        replies = asker.replies(queries)
        return deviating(problem, examples, replies)
