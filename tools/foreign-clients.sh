#!/bin/sh
# Make .venv-foreign with programs of other people that talk to boards or to the server, for the tests in tests/foreign.
# They are many packages, and some replace packages of ours: labgrid brings its own pyserial, so it lives apart.
# One folder each environment; every version, also of what they bring along, is in tools/foreign-clients.txt, and of
# RingCentral's SDKs in tools/foreign-ringcentral.
set -eu
root=.venv-foreign
versions=tools/foreign-clients.txt
ringcentral=tools/foreign-ringcentral
base=.venv/bin/python

say() { printf '%s\n' "$*" >&2; }

# What was installed is what would be installed: the same list, script and Python.
wanted() { cat "$versions" "$ringcentral"/* "$0"; command -v npm || true; "$base" -c 'import sys; print(sys.version)'; }

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
# What cannot be installed is said; the tests that need it are skipped, which CI does not allow.
sh tools/packages.sh foreign || true
say "installing programs of other people in $root (once; about half a minute)"
rm -rf "$root"
mkdir "$root"
echo '*' > "$root/.gitignore"
make_environment espressif esptool esp-idf-monitor pytest-embedded pytest-embedded-serial
make_environment labgrid labgrid
make_environment schemathesis schemathesis
make_environment mbedtls python-mbedtls
if command -v npm > /dev/null; then
    mkdir "$root/node"
    cp "$ringcentral"/package*.json "$root/node"
    npm ci --prefix "$root/node" --no-audit --no-fund --silent
else
    say "Node is missing: the JavaScript SDKs are left out"
fi
wanted > "$root/.being-installed"
versions=$ringcentral/requirements.txt
make_environment ringcentral ringcentral
mv "$root/.being-installed" "$root/.installed"
