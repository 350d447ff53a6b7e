"""The Dockerfile, played through in a clean root: every step, and then a class, without an image.

The root is a copy of this system's that is thrown away, with a Python of its own where the image has
one. What comes after that is the Dockerfile's own: its files, its commands, its user. Then it is
read-only, and there is no network and no capability, as its first lines ask of `docker run`.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from places import DOCS, ROOT

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        sys.platform != "linux"
        or os.geteuid() != 0
        or not all(map(shutil.which, ("unshare", "setpriv", "mount", "chroot"))),
        reason="a root of its own is for root alone",
    ),
]

PYTHON = Path(sys.base_prefix)
PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
CLEAN = f"""\
set -e
umask 022
mount -t tmpfs tmpfs "$PLACE"
mkdir "$PLACE/over" "$PLACE/aside" "$PLACE/root"
mount -t overlay overlay -o "lowerdir=/,upperdir=$PLACE/over,workdir=$PLACE/aside" "$PLACE/root"
mount -t proc proc "$PLACE/root/proc"
mount --rbind /dev "$PLACE/root/dev"
mount -t tmpfs -o mode=1777 tmpfs "$PLACE/root/tmp"
tar -C {PYTHON} --exclude=site-packages --exclude=__pycache__ --exclude=test -cf - bin lib |
    tar -C "$PLACE/root/usr/local" -xf -
inside() {{ chroot "$PLACE/root" env -i HOME=/root PATH={PATH} "$@"; }}
inside ldconfig
inside python3 -m ensurepip > /dev/null 2>&1
inside sh -c 'ln -sf python3 /usr/local/bin/python'
"""
"""What `python:3.13-slim` is for the Dockerfile: a system with pip, and nothing else installed."""


def steps() -> Iterator[tuple[str, str]]:
    """The Dockerfile's instructions, and what each is given."""
    text = (DOCS / "Dockerfile").read_text(encoding="utf-8")
    for line in re.sub(r"\\\n\s*", "", text).splitlines():
        if line and not line.startswith("#"):
            word, _, given = line.partition(" ")
            yield word, given


def script() -> str:
    """Each step in the clean root, and then a class, as the user that the image names."""
    lines, environment, user, place, entry = [CLEAN], [""], "", "/", ""
    for word, given in steps():
        if word == "COPY":
            *sources, target = given.split()
            lines.append(f'mkdir -p "$PLACE/root{target.rstrip("/")}"')
            for source in sources:
                inner = "/." if (ROOT / source).is_dir() else ""
                lines.append(f'cp -r "{ROOT / source}{inner}" "$PLACE/root{target}"')
        elif word == "RUN":
            lines.append(f"inside sh -c {shlex.quote(given)}")
        elif word == "ENV":
            environment.append(given)
        elif word == "USER":
            user = given
        elif word == "WORKDIR":
            place = given
        elif word == "ENTRYPOINT":
            (entry,) = re.findall(r'"(.*?)"', given)
        else:
            assert word in ("FROM", "CMD"), f"{word} is not played through"
    grade = (
        f"{' '.join(environment)} {entry} grade submissions --bank bank --problems softmax"
        " --out grades/run"
    )
    lines += [
        f'mkdir "$PLACE/root{place}/bank" "$PLACE/root{place}/grades"',
        f'cp -r "{ROOT}/problems" "{ROOT}/solutions" "$PLACE/root{place}/bank/"',
        f'mkdir "$PLACE/root{place}/submissions"',
        f'cp -r "{DOCS}/class/right" "{DOCS}/class/exits_early" "$PLACE/root{place}/submissions/"',
        'mount -o remount,ro "$PLACE/root"',
        f"""owner="$(inside id -u {user})" """,
        f'mount -t tmpfs -o "uid=$owner" tmpfs "$PLACE/root{place}/grades"',
        'mount -t tmpfs -o "uid=$owner" tmpfs "$PLACE/root/cache"',
        f"""unshare --net chroot "$PLACE/root" setpriv --reuid "$owner" --regid "$owner" \\
  --clear-groups --no-new-privs --bounding-set=-all --inh-caps=-all \\
  env -i PATH={PATH} HOME=/home/{user} sh -c \\
  {shlex.quote(f"if touch /x 2>/dev/null; then echo writable; fi; cd {place} && {grade}")}""",
    ]
    return "\n".join(lines)


def test_every_step_runs_in_a_clean_root_and_the_image_grades(tmp_path: Path) -> None:
    done = subprocess.run(
        ["unshare", "--mount", "--pid", "--fork", "sh", "-c", script()],
        env={**os.environ, "PLACE": str(tmp_path)}, cwd="/",
        stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if "overlay" in done.stderr and "mount:" in done.stderr:
        pytest.skip("this system lays no root over another")
    told = done.stdout + done.stderr
    assert done.returncode == 1, told  # one of them is wrong
    assert "writable" not in told
    assert re.search(r"right +10 of 10 +passed", told), told
    assert re.search(r"exits_early +0 of 10 +failed", told), told
    assert "isolation strict" in told
