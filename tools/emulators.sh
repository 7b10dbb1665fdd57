#!/bin/sh
# Install what emulated boards need: emulators and compilers from tools/system-packages.txt, and rp2040js, in the
# version of its lock file, beside its runner.
set -eu
cd "$(dirname "$0")/.."
runner=firmware/rp2040_bare/runner

sh tools/packages.sh emulated

# npm leaves a copy of the lock file as it was installed, which says nothing of the runner itself.
if [ ! -d "$runner/node_modules/rp2040js" ] || [ "$runner/package-lock.json" -nt "$runner/node_modules" ]; then
    printf '%s\n' "installing rp2040js in $runner" >&2
    npm ci --prefix "$runner" --no-audit --no-fund --silent
    touch "$runner/node_modules"
fi
