#!/bin/sh
# Make .venv and install this project and its tools into it: packages by version and hash from
# tools/locks/project.txt, system packages from tools/system-packages.txt.
set -eu
PYTHON=${PYTHON:-python3}
venv=.venv

say() { printf '%s\n' "$*" >&2; }

# What stays missing has been said; what it makes impossible is skipped by name.
sh tools/packages.sh base || true

if ! command -v "$PYTHON" >/dev/null 2>&1; then
    say "$PYTHON is not installed; install Python 3.11 or newer, or name it: make PYTHON=/path/to/python3"
    exit 1
fi
if ! "$PYTHON" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
    say "$("$PYTHON" --version) is too old: Python 3.11 or newer is needed; name one: make PYTHON=python3.11"
    exit 1
fi

say "setting up $venv (once; one to three minutes)"
if [ ! -x "$venv/bin/python" ] || ! "$venv/bin/python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    rm -rf "$venv"
    "$PYTHON" -m venv "$venv"
fi
sh tools/install-locked.sh "$venv" project --no-compile
"$venv/bin/python" -m pip install -qq --disable-pip-version-check --no-deps --no-build-isolation --editable .
sh tools/names.sh
# Once and by all processors: pip would do it by one, and each of the processes that want it first would do it again.
# What packages bring along for other versions of Python is no error here.
"$venv/bin/python" -m compileall -qq -j 0 "$venv/lib" || true
# shellcheck disable=SC2046
"$venv/bin/python" -m compileall -q -j 0 $(cd "$venv/names/oceanhil" && echo */)
touch "$venv/.installed"
