#!/bin/sh
# Make .venv-foreign with programs of other people that talk to boards, for the tests in tests/foreign.
# They are many packages, and some replace packages of ours: labgrid brings its own pyserial, so it lives apart.
# One folder each environment; every version, also of what they bring along, is in tools/foreign-clients.txt.
set -eu
root=.venv-foreign
versions=tools/foreign-clients.txt
base=.venv/bin/python

say() { printf '%s\n' "$*" >&2; }

# What was installed is what would be installed: the same list, script and Python.
wanted() { cat "$versions" "$0"; "$base" -c 'import sys; print(sys.version)'; }

make_environment() {
    folder=$root/$1
    shift
    "$base" -m venv "$folder"
    "$folder/bin/python" -m pip install -qq --disable-pip-version-check --constraint "$versions" "$@"
}

if [ ! -x "$base" ]; then
    say "$base is missing; make setup first"
    exit 1
fi
if wanted | cmp -s - "$root/.installed"; then
    exit 0
fi
say "installing programs of other people in $root (once; about half a minute)"
rm -rf "$root"
mkdir "$root"
echo '*' > "$root/.gitignore"
make_environment espressif esptool esp-idf-monitor pytest-embedded pytest-embedded-serial
make_environment labgrid labgrid
wanted > "$root/.installed"
