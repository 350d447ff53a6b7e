"""What was worked out once is kept for its user alone, and losing it does no harm."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from grader import cache
from grader.cache import Cache, key


def test_what_is_put_comes_back(tmp_path: Path) -> None:
    kept = Cache(tmp_path / "cache")
    name = key("a", b"b")
    assert kept.get(name) is None
    kept.put(name, b"content")
    assert kept.get(name) == Cache(tmp_path / "cache").get(name) == b"content"
    kept.put(name, b"other")
    assert kept.get(name) == b"other"


def test_keys_tell_parts_apart() -> None:
    assert len({key("ab", "c"), key("a", "bc"), key("abc"), key("ab", "c", "")}) == 4
    assert key("a") == key(b"a")


def test_the_directory_is_the_users_alone(tmp_path: Path) -> None:
    kept = Cache(tmp_path / "deep" / "cache")
    kept.put(key("a"), b"secret")
    files = [path for path in (tmp_path / "deep" / "cache").rglob("*") if path.is_file()]
    assert (tmp_path / "deep" / "cache").stat().st_mode & 0o777 == 0o700
    assert [path.stat().st_mode & 0o777 for path in files] == [0o600]


@pytest.mark.parametrize("mode", [0o770, 0o702])
def test_one_that_others_may_write_is_left_alone(tmp_path: Path, mode: int) -> None:
    tmp_path.chmod(mode)
    kept = Cache(tmp_path)
    kept.put(key("a"), b"content")
    assert kept.get(key("a")) is None
    assert not list(tmp_path.iterdir())


def test_one_of_somebody_else_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "getuid", lambda: 12345)
    kept = Cache(tmp_path)
    kept.put(key("a"), b"content")
    assert not list(tmp_path.iterdir())


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir(mode=0o700)
    (tmp_path / "link").symlink_to("real")
    Cache(tmp_path / "link").put(key("a"), b"content")
    assert not list((tmp_path / "real").iterdir())


def test_where_nothing_can_be_written_nothing_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    kept = Cache(tmp_path / "file" / "cache")
    kept.put(key("a"), b"content")
    assert kept.get(key("a")) is None

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    kept = Cache(tmp_path / "cache")
    monkeypatch.setattr(os, "replace", full)
    kept.put(key("a"), b"content")
    assert kept.get(key("a")) is None
    assert not [path for path in (tmp_path / "cache").rglob("*") if path.is_file()]


def test_a_damaged_entry_is_no_entry(tmp_path: Path) -> None:
    kept = Cache(tmp_path / "cache")
    kept.put(key("a"), b"content")
    (path,) = (path for path in (tmp_path / "cache").rglob("*") if path.is_file())
    path.write_bytes(path.read_bytes()[:-1])
    assert kept.get(key("a")) is None
    path.write_bytes(b"")
    assert kept.get(key("a")) is None


def test_the_least_recently_used_goes_first(tmp_path: Path) -> None:
    kept = Cache(tmp_path / "cache", most_bytes=10_000)
    for i in range(9):
        kept.put(key(str(i)), bytes(1000))
        (path,) = (tmp_path / "cache").rglob(key(str(i)))
        os.utime(path, (1000 + i, 1000 + i))
    assert kept.get(key("0")) is not None
    kept.put(key("large"), bytes(2000))
    kept.prune()
    left = [i for i in range(9) if kept.get(key(str(i))) is not None]
    assert left[0] == 0
    assert 1 not in left
    assert kept.get(key("large")) is not None
    assert sum(path.stat().st_size for path in tmp_path.rglob("*") if path.is_file()) <= 7500


def test_the_directory_can_be_chosen(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("GRADER_CACHE", str(tmp_path / "mine"))
    assert cache.directory() == tmp_path / "mine"
    monkeypatch.delenv("GRADER_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert cache.directory() == tmp_path / "grader"
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")
    assert cache.directory().is_absolute()


def test_odd_keys_leave_the_directory_alone(tmp_path: Path) -> None:
    kept = Cache(tmp_path / "cache")
    kept.put("../escape", b"content")
    assert kept.get("../escape") is None
    assert not list(tmp_path.glob("escape"))


def test_the_engine_is_its_text_wherever_it_lies(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRADER_CACHE", str(tmp_path / "cache"))

    def engine(root: Path) -> str:
        monkeypatch.setattr(cache, "__file__", str(root / "cache.py"))
        return cache.engine.__wrapped__()

    for root in (tmp_path / "here", tmp_path / "there"):
        (root / "inner").mkdir(parents=True)
        (root / "cache.py").write_text("one = 1\n")
        (root / "inner" / "other.py").write_text("two = 2\n")
    first = engine(tmp_path / "here")
    assert engine(tmp_path / "here") == engine(tmp_path / "there") == first
    changed = tmp_path / "here" / "inner" / "other.py"
    times = changed.stat()
    changed.write_text("two = 3\n")
    os.utime(changed, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert engine(tmp_path / "here") != first
    changed.write_text("two = 2\n")
    assert engine(tmp_path / "here") == first


def test_the_engine_is_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRADER_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(cache, "__file__", str(tmp_path / "code" / "cache.py"))
    (tmp_path / "code").mkdir()
    (tmp_path / "code" / "cache.py").write_text("one = 1\n")
    first = cache.engine.__wrapped__()
    read = Path.read_bytes

    def reads(path: Path) -> bytes:
        assert path.suffix != ".py"
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", reads)
    assert cache.engine.__wrapped__() == first
