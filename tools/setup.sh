#!/bin/sh
# Make .venv and install this project and its tools into it; system packages come from tools/system-packages.txt.
set -eu
PYTHON=${PYTHON:-python3}
venv=.venv

say() { printf '%s\n' "$*" >&2; }

missing_packages() {
    grep -v '^#' tools/system-packages.txt | while IFS='	' read -r package check why; do
        [ -n "$package" ] || continue
        sh -c "$check" >/dev/null 2>&1 || printf '%s\t%s\n' "$package" "$why"
    done
}

install_packages() {
    names=$(printf '%s\n' "$1" | cut -f1 | tr '\n' ' ')
    if ! command -v apt-get >/dev/null 2>&1; then
        return 1
    fi
    sudo=
    if [ "$(id -u)" != 0 ]; then
        sudo -n true 2>/dev/null || return 1
        sudo=sudo
    fi
    say "installing system packages: $names"
    $sudo apt-get update -q >/dev/null && $sudo apt-get install -y -q --no-install-recommends $names >/dev/null
}

missing=$(missing_packages)
if [ -n "$missing" ] && ! install_packages "$missing"; then
    say "system packages are missing and cannot be installed from here:"
    printf '%s\n' "$missing" | while IFS='	' read -r package why; do say "  $package: without it, no $why"; done
fi

if ! command -v "$PYTHON" >/dev/null 2>&1; then
    say "$PYTHON is not installed; install Python 3.11 or newer, or name it: make PYTHON=/path/to/python3"
    exit 1
fi
if ! "$PYTHON" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
    say "$("$PYTHON" --version) is too old: Python 3.11 or newer is needed; name one: make PYTHON=python3.11"
    exit 1
fi

say "setting up $venv (once; about half a minute)"
if [ ! -x "$venv/bin/python" ] || ! "$venv/bin/python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    rm -rf "$venv"
    "$PYTHON" -m venv "$venv"
fi
"$venv/bin/python" -m pip install -qq --disable-pip-version-check --editable '.[test,lint]'
touch "$venv/.installed"
