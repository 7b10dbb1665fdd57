#!/bin/sh
# Install what emulated boards need: emulators and compilers from tools/system-packages.txt, and rp2040js, in the
# version of its lock file, in the user's cache folder.
set -eu
cd "$(dirname "$0")/.."

sh tools/packages.sh emulated
.venv/bin/python -m oceanhil.hil.emulators.rp2040_runner
