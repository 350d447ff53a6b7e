#!/usr/bin/env bash
# Run once, where Gradescope builds the image; this bundle lies in /autograder/source.
set -euo pipefail
root=${AUTOGRADER:-/autograder}

python=""
for candidate in python3.13 python3.12 python3.11 python3; do
  if "$candidate" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2> /dev/null; then
    python=$candidate
    break
  fi
done
if [ -z "$python" ]; then
  apt-get update
  for version in 3.12 3.11; do
    if apt-get install -y "python$version" "python$version-venv"; then
      python=python$version
      break
    fi
  done
fi
if [ -z "$python" ]; then
  echo "The grader needs Python 3.11 or newer." >&2
  exit 1
fi

"$python" -m venv "$root/venv"
wheel=$(find "$root/source/wheels" -name 'lawgrader-*.whl')
# Without a network where all that is needed lies here, and from the index otherwise.
"$root/venv/bin/pip" install --quiet --no-index --find-links "$root/source/wheels" "$wheel" ||
  "$root/venv/bin/pip" install --quiet "$wheel"
# Students' code runs as another user, who must not read the hidden halves.
chmod -R go-rwx "$root/source"
