#!/bin/sh
# Make .venv-farm with the clients of farms of boards, for the tests in tests/farm: an environment each, as a user has them.
# Every version is in the lock file of that name in tools/locks.
set -eu
root=.venv-farm
farms="labgrid jumpstarter"
base=.venv/bin/python

say() { printf '%s\n' "$*" >&2; }

wanted() {
    for name in $farms; do cat "tools/locks/$name.txt"; done
    cat tools/environments.sh "$0"
    "$base" -c 'import sys; print(sys.version)'
}

if [ ! -x "$base" ]; then
    say "$base is missing; make setup first"
    exit 1
fi
# ser2net, which labgrid's exporter starts for a port of its machine.
sh tools/packages.sh foreign || true
if [ -f "$root/.installed" ] && wanted | cmp -s - "$root/.installed"; then
    exit 0
fi
say "installing labgrid and Jumpstarter in $root (once; about half a minute)"
# shellcheck disable=SC2086 - a word each
sh tools/environments.sh "$root" $farms
wanted > "$root/.being-installed"
mv "$root/.being-installed" "$root/.installed"
