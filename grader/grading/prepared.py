"""What judging an exercise rests on, made once and handed to whoever judges it elsewhere: examples
with the reference's answers, and what the typical mistakes answer.

It travels as entries of the cache, under the names that they have there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from grader.cache import Cache
from grader.tutor.mistaken import mistake_pattern, mistakes

if TYPE_CHECKING:
    from grader.judge.setting import Setting
    from grader.sandbox import Sandbox


def entries(setting: Setting, sandbox: Sandbox) -> dict[str, bytes]:
    """All of it, as far as it can be kept here; what was kept before is not made again."""
    setting.prepare()
    for mistake in mistakes(setting):
        mistake_pattern(setting, mistake, sandbox)
    cache = Cache()
    found = {name: cache.get(name) for name in _names(setting)}
    return {name: content for name, content in found.items() if content is not None}


def take(found: Mapping[str, bytes]) -> None:
    """Keeps here what was made elsewhere."""
    cache = Cache()
    for name, content in found.items():
        cache.put(name, content)


def _names(setting: Setting) -> Iterator[str]:
    yield setting.key("examples")
    for mistake in mistakes(setting):
        yield setting.key("mistake", mistake.name)
        yield setting.key("pattern", mistake.name)
