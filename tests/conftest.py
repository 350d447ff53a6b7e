"""What all tests share: a cache of their own, and a sandbox for those that need real workers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from grader import parallel
from grader.sandbox import Sandbox


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--renew", action="store_true", help="write the golden files anew")


@pytest.fixture
def renew(request: pytest.FixtureRequest) -> bool:
    """Whether golden files are written rather than compared."""
    return bool(request.config.getoption("--renew"))


@pytest.fixture(scope="session", autouse=True)
def _own_places(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No test reads or fills the user's cache, or trusts what the user does."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GRADER_CACHE", str(tmp_path_factory.mktemp("cache")))
        patch.setenv("XDG_CONFIG_HOME", str(tmp_path_factory.mktemp("settings")))
        yield


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    """Makes real workers."""
    with Sandbox() as box:
        yield box


@pytest.fixture
def in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is replaced here is replaced where submissions are graded, too."""

    def here(function: Any, items: Any, *_: Any, **__: Any) -> Any:
        return parallel.in_turn(function, items)

    monkeypatch.setattr(parallel, "side_by_side", here)
