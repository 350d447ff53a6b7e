"""The rooms of the house are the same in the code, the contracts, the guide and the tests."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from places import DOCS, ROOT

TOOL = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]
CONTRACTS = {contract["name"]: contract for contract in TOOL["importlinter"]["contracts"]}
HOUSE = CONTRACTS["imports point downwards"]
LARGE = 6
"""A room of more modules than these has floors of its own."""


def modules_of(package: Path) -> set[str]:
    files = {path.stem for path in package.glob("*.py")}
    return (files | {path.parent.name for path in package.glob("*/__init__.py")}) - {"__init__"}


ROOMS = sorted(path.parent.name for path in (ROOT / "grader").glob("*/__init__.py"))
LARGE_ROOMS = [room for room in ROOMS if len(modules_of(ROOT / "grader" / room)) > LARGE]


def floors_of(contract: dict[str, list[str]]) -> list[set[str]]:
    return [set(layer.split(" | ")) for layer in contract["layers"]]


def test_every_room_has_its_tests_and_no_other_folder_has_any() -> None:
    modules = (ROOT / "tests").glob("*/*.py")
    assert sorted({path.parent.name for path in modules} - {"support"}) == ROOMS
    for room in ROOMS:
        assert list((ROOT / "tests" / room).glob("test_*.py")), room


def test_every_room_is_installed() -> None:
    rooms = {f"grader.{room}" for room in (*ROOMS, "public")}
    assert set(TOOL["setuptools"]["packages"]) == {"grader", *rooms}


def test_the_guide_shows_the_rooms_on_their_floors() -> None:
    guide = (DOCS / "architecture.md").read_text(encoding="utf-8")
    table = guide.split("\n## Rooms\n")[1].split("\n## ")[0]
    rows = [line.split("|") for line in table.splitlines() if line.startswith("|")][2:]
    assert [set(re.findall(r"`(\w+)`", row[2])) for row in rows] == floors_of(HOUSE)


def test_the_contract_names_every_room() -> None:
    assert HOUSE["exhaustive"]
    assert set().union(*floors_of(HOUSE)) == modules_of(ROOT / "grader")


@pytest.mark.parametrize("room", LARGE_ROOMS)
def test_a_large_room_has_floors_of_its_own(room: str) -> None:
    (contract,) = (c for c in CONTRACTS.values() if c.get("containers") == [f"grader.{room}"])
    assert contract["type"] == "layers"
    assert contract["exhaustive"]
    assert set().union(*floors_of(contract)) == modules_of(ROOT / "grader" / room)


def test_no_contract_has_exceptions() -> None:
    assert "exclude_type_checking_imports" not in TOOL["importlinter"]
    assert not [name for name, contract in CONTRACTS.items() if "ignore_imports" in contract]
