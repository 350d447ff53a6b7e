"""Students' repositories on GitHub, read as data over its interface: one commit of each, and of it
the files of an assignment's problems and the notebooks that were released; and their check runs.

Nothing of theirs is run. What goes wrong for one of them is that one's fate, and stops nobody else.
"""

from __future__ import annotations

import csv
import io
import json
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, NamedTuple, Protocol

from grader.errors import UsageError
from grader.escaping import printable
from grader.submission.intake import READ

API: Final = "https://api.github.com"
TRIES: Final = 4
MOST_WAIT_S: Final = 900.0
"""How long a limit of GitHub's is waited for, at most."""

MOST_BYTES: Final = 32 << 20
_COLLECT: Final = "grader collect --github writes it"


class Missing(Exception):
    """There is no such thing: GitHub's 404."""


class Failed(Exception):
    """What could not be read, and why, in a few words."""


class Commit(NamedTuple):
    """What a folder of submissions was read from."""

    folder: str
    repository: str
    commit: str


class Target(NamedTuple):
    """A student, and the repository whose commit is read."""

    student: str
    repository: str


class Answered(NamedTuple):
    """What came back: the status, the headers in lower case, and the content."""

    status: int
    headers: Mapping[str, str]
    content: bytes


class Ask(Protocol):
    """Asks for an address, or posts content there; raises `OSError` where nothing comes back."""

    def __call__(
        self, url: str, headers: Mapping[str, str], content: bytes | None = None
    ) -> Answered: ...


@dataclass(frozen=True, slots=True)
class Fetched:
    """A student's files at one commit, or why there are none."""

    target: Target
    commit: str = ""
    handed_in: datetime | None = None
    files: Mapping[str, bytes] = field(default_factory=dict)
    failed: str = ""


def targets(content: bytes, name: str) -> list[Target]:
    """The lines `student,owner/repository` of a file, with or without a header, however its lines
    end; raises `UsageError` with the number of a line that is none.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UsageError(f"{name} is not UTF-8 text") from None
    found: list[Target] = []
    seen: dict[str, int] = {}
    for number, row in enumerate(csv.reader(io.StringIO(text, newline="")), 1):
        cells = [cell.strip() for cell in row]
        if not any(cells) or (number == 1 and len(cells) > 1 and "/" not in cells[1]):
            continue
        owner, _, repository = (cells[1] if len(cells) > 1 else "").partition("/")
        if not cells[0] or not owner or not repository or "/" in repository:
            shown = printable(",".join(row))[:80]
            raise UsageError(f"{name}:{number}: {shown} is not student,owner/repository")
        if cells[0].casefold() in seen:
            first = seen[cells[0].casefold()]
            raise UsageError(f"{name}:{number}: {printable(cells[0])} is on line {first}, too")
        seen[cells[0].casefold()] = number
        found.append(Target(cells[0], cells[1]))
    if not found:
        raise UsageError(f"{name} names no student", "a line is student,owner/repository")
    return found


class GitHub:
    """GitHub's interface, with a token that may read the repositories, or write their checks.

    A limit is waited for as long as GitHub says, and what fails for a moment is tried again.
    """

    def __init__(
        self,
        token: str,
        *,
        api: str = API,
        ask: Ask | None = None,
        sleep: Callable[[float], None] = time.sleep,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._token = token
        self._api = api.rstrip("/")
        self._ask = ask or asked
        self._sleep = sleep
        self._now = now

    def fetch(self, target: Target, wanted: Callable[[str], bool]) -> Fetched:
        """The files that are wanted of what is on the default branch now."""
        repository = "/".join(map(_quoted, target.repository.split("/")))
        try:
            head = self._json(f"repos/{repository}/commits/HEAD")
            commit = str(head["sha"])
            when = datetime.fromisoformat(head["commit"]["committer"]["date"])
            tree = self._json(f"repos/{repository}/git/trees/{_quoted(commit)}?recursive=1")
            if tree.get("truncated"):
                raise Failed("it holds too many files to be listed")
            files = {}
            for entry in tree["tree"]:
                path = str(entry["path"])
                if entry["type"] == "blob" and entry["mode"] != "120000" and wanted(path):
                    suffix = path[path.rfind(".") :].lower()
                    if int(entry.get("size", 0)) > READ.get(suffix, 0):
                        raise Failed(f"{printable(path)[:80]} is too large")
                    files[path] = self._raw(f"repos/{repository}/git/blobs/{_quoted(entry['sha'])}")
        except Missing:
            return Fetched(target, failed="there is no such repository, or it is empty")
        except Failed as error:
            return Fetched(target, failed=str(error))
        except (KeyError, TypeError, ValueError):
            return Fetched(target, failed="GitHub answered what is not understood")
        return Fetched(target, commit, when, files)

    def publish(self, repository: str, run: Mapping[str, Any]) -> str:
        """Writes a check run on a commit; says why it could not be, or nothing."""
        path = f"repos/{'/'.join(map(_quoted, repository.split('/')))}/check-runs"
        try:
            self._asked(path, "application/vnd.github+json", json.dumps(run).encode())
        except Missing:
            return "there is no such repository, or the token may not write checks there"
        except Failed as error:
            return str(error)
        return ""

    def _json(self, path: str) -> Any:
        return json.loads(self._asked(path, "application/vnd.github+json"))

    def _raw(self, path: str) -> bytes:
        return self._asked(path, "application/vnd.github.raw+json")

    def _asked(self, path: str, accept: str, content: bytes | None = None) -> bytes:
        headers = {
            "Accept": accept,
            "Authorization": f"Bearer {self._token}",
            "User-Agent": "lawgrader",
            "X-GitHub-Api-Version": "2022-11-28",
        }
        reason = ""
        for attempt in range(TRIES):
            try:
                answered = self._ask(f"{self._api}/{path}", headers, content)
            except OSError as error:
                reason = f"GitHub could not be reached ({printable(str(error))[:80]})"
                self._sleep(2.0**attempt)
                continue
            if answered.status in (200, 201):
                return answered.content
            if answered.status in (404, 409):  # a repository without a commit is a conflict
                raise Missing
            reason = f"GitHub answered {answered.status}{_said(answered)}"
            wait = self._wait(answered, attempt)
            if wait is None:
                break
            self._sleep(wait)
        raise Failed(reason)

    def _wait(self, answered: Answered, attempt: int) -> float | None:
        """How long to wait before it is tried again; None where that is of no use."""
        headers, status = answered.headers, answered.status
        limited = status == 429 or (status == 403 and _limited(headers, answered.content))
        if limited:
            if headers.get("retry-after", "").isdigit():
                wait = float(headers["retry-after"])
            elif headers.get("x-ratelimit-reset", "").isdigit():
                wait = max(float(headers["x-ratelimit-reset"]) - self._now(), 0.0) + 1.0
            else:
                wait = 60.0
            return wait if wait <= MOST_WAIT_S else None
        return 2.0**attempt if status >= 500 else None


def _said(answered: Answered) -> str:
    """What GitHub says of a request that it refuses, such as one about a commit that is gone."""
    if answered.status != 422:
        return ""
    try:
        return f" ({printable(str(json.loads(answered.content)['message']))[:80]})"
    except (KeyError, TypeError, ValueError):
        return ""


def _limited(headers: Mapping[str, str], content: bytes) -> bool:
    none_left = headers.get("x-ratelimit-remaining") == "0"
    return none_left or "retry-after" in headers or b"rate limit" in content[:500].lower()


def _quoted(text: str) -> str:
    return urllib.parse.quote(text, safe="")


def asked(url: str, headers: Mapping[str, str], content: bytes | None = None) -> Answered:
    """What an address answers, to content if there is any. Nobody is followed elsewhere with the
    token.
    """
    if not url.startswith(("https://", "http://127.0.0.1:")):
        raise UsageError("GitHub is asked over https alone")

    class Stays(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *_: Any, **__: Any) -> None:
            return None

    opener = urllib.request.build_opener(Stays)
    kind = {} if content is None else {"Content-Type": "application/json"}
    request = urllib.request.Request(  # noqa: S310 - https, as above
        url, data=content, headers={**headers, **kind}
    )
    try:
        with opener.open(request, timeout=60) as answer:
            kept = {name.lower(): value for name, value in answer.headers.items()}
            return Answered(answer.status, kept, answer.read(MOST_BYTES))
    except urllib.error.HTTPError as error:
        with error:
            kept = {name.lower(): value for name, value in error.headers.items()}
            return Answered(error.code, kept, error.read(1 << 16))


def wanted_files(others: Iterable[str]) -> Callable[[str], bool]:
    """Which paths are an assignment's: code and notebooks, the student's own modules among them,
    but no file that bears the name of one of the other problems.
    """
    names = set(others)

    def wanted(path: str) -> bool:
        parts = path.split("/")
        stem, dot, suffix = parts[-1].rpartition(".")
        hidden = any(part.startswith(".") for part in parts)
        return not hidden and f"{dot}{suffix}".lower() in READ and stem not in names

    return wanted


def listed(commits: Iterable[Commit]) -> bytes:
    """The commits as a table."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(Commit._fields)
    writer.writerows(commits)
    return stream.getvalue().encode()


def read_commits(content: bytes, name: str) -> list[Commit]:
    """The commits that were `listed`; raises `UsageError` in a line."""
    try:
        rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    except (UnicodeDecodeError, csv.Error):
        raise UsageError(f"{name} is no table") from None
    if not rows or tuple(rows[0]) != Commit._fields:
        raise UsageError(f"{name} is no table of {','.join(Commit._fields)}", _COLLECT)
    for number, row in enumerate(rows[1:], 2):
        if len(row) != len(Commit._fields) or row[1].count("/") != 1 or not all(row):
            raise UsageError(f"{name}:{number}: is not {','.join(Commit._fields)}", _COLLECT)
    return [Commit(*row) for row in rows[1:]]


def lines(found: Iterable[Fetched]) -> Iterator[str]:
    """Every student's fate on a line."""
    for one in found:
        student = printable(one.target.student)
        if one.failed:
            yield f"{student}: not collected: {one.failed}"
        else:
            many = f"{len(one.files)} {'file' if len(one.files) == 1 else 'files'}"
            yield f"{student}: {many} at {one.commit[:10]}"
