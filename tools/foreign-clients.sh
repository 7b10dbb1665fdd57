#!/bin/sh
# Make .venv-foreign with programs of other people, for the tests in tests/foreign: they talk to boards or to the server, or
# read what is exported.
# They are many packages, and some replace packages of ours: labgrid brings its own pyserial, so it lives apart.
# One folder each environment; every version, also of what they bring along, is in the lock file of that name in
# tools/locks, and of RingCentral's JavaScript SDKs, a validator of HAR files and Allure in the folders tools/foreign-NAME.
set -eu
root=.venv-foreign
environments="espressif esptool4 mpremote labgrid schemathesis mbedtls ringcentral viztracer"
packages="ringcentral har allure"
base=.venv/bin/python

say() { printf '%s\n' "$*" >&2; }

locks() { for name in $environments; do printf 'tools/locks/%s.txt\n' "$name"; done; }

# What was installed is what would be installed: the same lists, script and Python.
# shellcheck disable=SC2046 - a word each
wanted() { cat $(locks) tools/foreign-*/package*.json tools/environments.sh "$0"; command -v npm || true; "$base" -c 'import sys; print(sys.version)'; }

if [ ! -x "$base" ]; then
    say "$base is missing; make setup first"
    exit 1
fi
if [ -f "$root/.installed" ] && wanted | cmp -s - "$root/.installed"; then
    exit 0
fi
# What cannot be installed is said; the tests that need it are skipped, which CI does not allow.
sh tools/packages.sh foreign || true
say "installing programs of other people in $root (once; about half a minute)"
# shellcheck disable=SC2086 - a word each
sh tools/environments.sh "$root" $environments
if command -v npm > /dev/null; then
    for name in $packages; do
        mkdir -p "$root/node/$name"
        cp "tools/foreign-$name"/package*.json "$root/node/$name"
        npm ci --prefix "$root/node/$name" --no-audit --no-fund --loglevel=error
    done
else
    say "Node is missing: the JavaScript SDKs, the validator of HAR files and Allure are left out"
fi
wanted > "$root/.being-installed"
mv "$root/.being-installed" "$root/.installed"
