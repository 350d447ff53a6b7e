"""GitHub's interface: limits are waited for, what is missing is no failure, and fates are told."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from grader.errors import UsageError
from grader.platforms import github
from grader.platforms.github import Answered, Commit, Fetched, GitHub, Target

TARGET = Target("anna", "anna/work")
HEAD = {"sha": "c0ffee", "commit": {"committer": {"date": "2026-10-01T12:30:45Z"}}}
TREE = {
    "truncated": False,
    "tree": [
        {"path": "calculus/double.py", "type": "blob", "mode": "100644", "size": 3, "sha": "1"},
        {"path": "calculus/triple.py", "type": "blob", "mode": "100644", "size": 3, "sha": "2"},
        {"path": "utils.py", "type": "blob", "mode": "100644", "size": 3, "sha": "3"},
        {"path": "link.py", "type": "blob", "mode": "120000", "size": 3, "sha": "4"},
        {"path": ".grader/x.py", "type": "blob", "mode": "100644", "size": 3, "sha": "5"},
        {"path": "notebooks/a.ipynb", "type": "blob", "mode": "100644", "size": 3, "sha": "6"},
        {"path": "photo.png", "type": "blob", "mode": "100644", "size": 9, "sha": "7"},
        {"path": "folder.py", "type": "tree", "mode": "040000", "sha": "8"},
    ],
}


def ok(content: Any) -> Answered:
    return Answered(
        200, {}, content if isinstance(content, bytes) else json.dumps(content).encode()
    )


class Hub:
    """Answers as GitHub would; the first answers may be others."""

    def __init__(self, *first: Answered | OSError, tree: Any = TREE) -> None:
        self.first = list(first)
        self.tree = tree
        self.asked: list[str] = []
        self.slept: list[float] = []
        self.posted: list[Any] = []

    def __call__(
        self, url: str, headers: Mapping[str, str], content: bytes | None = None
    ) -> Answered:
        assert headers["Authorization"] == "Bearer t0ken"
        self.asked.append(url.removeprefix("https://api.github.com/repos/anna/work/"))
        if self.first:
            found = self.first.pop(0)
            if isinstance(found, OSError):
                raise found
            return found
        if content is not None:
            self.posted.append(json.loads(content))
            return Answered(201, {}, b"{}")
        if "/commits/" in url:
            return ok(HEAD)
        return ok(self.tree) if "/trees/" in url else ok(url[-1:].encode())

    def publish(self) -> str:
        hub = GitHub("t0ken", ask=self, sleep=self.slept.append, now=lambda: 1000.0)
        return hub.publish("anna/work", {"name": "Hidden checks"})

    def fetch(self, wanted: Callable[[str], bool] | None = None) -> Fetched:
        hub = GitHub("t0ken", ask=self, sleep=self.slept.append, now=lambda: 1000.0)
        return hub.fetch(TARGET, wanted or github.wanted_files(["triple"]))


def test_one_commit_and_of_it_the_assignment_s_files() -> None:
    hub = Hub()
    found = hub.fetch()
    assert found == Fetched(
        TARGET,
        "c0ffee",
        datetime(2026, 10, 1, 12, 30, 45, tzinfo=UTC),
        {"calculus/double.py": b"1", "utils.py": b"3", "notebooks/a.ipynb": b"6"},
    )
    assert hub.asked == [
        *("commits/HEAD", "git/trees/c0ffee?recursive=1"),
        *("git/blobs/1", "git/blobs/3", "git/blobs/6"),
    ]


LIMIT = b'{"message": "API rate limit exceeded"}'


@pytest.mark.parametrize(
    ("first", "slept"),
    [
        (Answered(403, {"retry-after": "7"}, LIMIT), [7.0]),
        (Answered(429, {}, b""), [60.0]),
        (Answered(403, {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "1100"}, b""), [101.0]),
        (Answered(502, {}, b""), [1.0]),
        (OSError("no route"), [1.0]),
    ],
)
def test_what_fails_for_a_moment_is_waited_for(
    first: Answered | OSError, slept: list[float]
) -> None:
    hub = Hub(first)
    assert not hub.fetch().failed
    assert hub.slept == slept


@pytest.mark.parametrize(
    ("first", "told"),
    [
        ([Answered(404, {}, b"")], "there is no such repository, or it is empty"),
        ([Answered(409, {}, b"")], "there is no such repository, or it is empty"),
        ([Answered(401, {}, b"")], "GitHub answered 401"),
        ([Answered(403, {}, b"forbidden")], "GitHub answered 403"),
        ([Answered(403, {"retry-after": "99999"}, b"")], "GitHub answered 403"),
        ([Answered(502, {}, b"")] * 9, "GitHub answered 502"),
        ([OSError("no route")] * 9, "GitHub could not be reached (no route)"),
        ([ok(b"<html>")], "GitHub answered what is not understood"),
        ([ok({"sha": 1})], "GitHub answered what is not understood"),
        ([ok(HEAD), ok({**TREE, "truncated": True})], "it holds too many files to be listed"),
        (
            [ok(HEAD), ok(TREE), Answered(500, {}, b"")] + [Answered(500, {}, b"")] * 3,
            "GitHub answered 500",
        ),
    ],
)
def test_what_fails_for_good_is_told(first: list[Any], told: str) -> None:
    found = Hub(*first).fetch()
    assert (found.failed, dict(found.files)) == (told, {})
    assert list(github.lines([found])) == [f"anna: not collected: {told}"]


def test_what_is_too_large_is_not_fetched() -> None:
    tree = {"truncated": False, "tree": [{**TREE["tree"][0], "size": 2 << 20}]}  # type: ignore[index]
    hub = Hub(tree=tree)
    assert hub.fetch().failed == "calculus/double.py is too large"
    assert len(hub.asked) == 2


@pytest.mark.parametrize(
    "text",
    [
        "anna,a/w\r\nben,b/w",
        "name,repository\nanna,a/w\n\nben , b/w\n",
        "\ufeffanna,a/w\rben,b/w\r",
    ],
)
def test_however_lines_end_all_of_them_are_read(text: str) -> None:
    found = github.targets(text.encode(), "students.csv")
    assert found == [Target("anna", "a/w"), Target("ben", "b/w")]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "students.csv names no student"),
        ("anna,a/w\nben\n", "students.csv:2: ben is not student,owner/repository"),
        ("anna,a/w\nben,a/b/c\n", "students.csv:2: ben,a/b/c is not"),
        ("anna,a/w\nAnna,b/w\n", "students.csv:2: Anna is on line 1, too"),
        ("anna,a/w\n\xff", "is not student"),
    ],
)
def test_what_is_no_line_is_told(text: str, said: str) -> None:
    with pytest.raises(UsageError) as caught:
        github.targets(text.encode(), "students.csv")
    assert said in caught.value.message


def test_the_token_goes_nowhere_else() -> None:
    with pytest.raises(UsageError, match="https alone"):
        github.asked("http://api.github.com/x", {})


# Publishing ---------------------------------------------------------------------------------------


def test_a_check_run_is_posted_once_a_limit_is_over() -> None:
    hub = Hub(Answered(403, {"retry-after": "7"}, LIMIT))
    assert hub.publish() == ""
    assert (hub.slept, hub.posted) == ([7.0], [{"name": "Hidden checks"}])
    assert hub.asked == ["check-runs"] * 2


@pytest.mark.parametrize(
    ("first", "told"),
    [
        (
            Answered(404, {}, b""),
            "there is no such repository, or the token may not write checks there",
        ),
        (
            Answered(422, {}, b'{"message": "No commit found for SHA"}'),
            "GitHub answered 422 (No commit found for SHA)",
        ),
        (Answered(422, {}, b"[]"), "GitHub answered 422"),
        (Answered(403, {}, b"forbidden"), "GitHub answered 403"),
        (Answered(403, {"retry-after": "99999"}, b""), "GitHub answered 403"),
    ],
)
def test_what_cannot_be_published_is_told(first: Answered, told: str) -> None:
    hub = Hub(first)
    assert (hub.publish(), hub.posted, hub.slept) == (told, [], [])


def test_commits_are_read_as_they_were_listed() -> None:
    commits = [Commit('li, "ann"', "a/w", "c0ffee"), Commit("=ben", "b/w", "f00d")]
    assert github.read_commits(github.listed(commits), "commits.csv") == commits


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "commits.csv is no table of folder,repository,commit"),
        ("anna,a/w,c0ffee\n", "commits.csv is no table of folder,repository,commit"),
        ("folder,repository,commit\nanna,a/w\n", "commits.csv:2: is not folder,repository,commit"),
        ("folder,repository,commit\nanna,a/w/x,1\n", "commits.csv:2: is not folder,"),
    ],
)
def test_what_is_no_list_of_commits_is_told(text: str, said: str) -> None:
    with pytest.raises(UsageError) as caught:
        github.read_commits(text.encode(), "commits.csv")
    assert caught.value.message.startswith(said)
