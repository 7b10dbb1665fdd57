#!/bin/sh
# Programs of other people, each in a virtual environment of its own, as a user has them.
#   environments.sh ROOT NAME...    ROOT/NAME with what NAME.txt in tools/locks lists
# None has a pip, which takes longer to install than most of these programs. Nor is there bytecode of what they bring
# along, most of which is never imported: Python makes it of what is.
set -eu
root=$1
shift
rm -rf "$root"
mkdir "$root"
echo '*' > "$root/.gitignore"
for name in "$@"; do
    .venv/bin/python -m venv --without-pip "$root/$name"
    sh tools/install-locked.sh "$root/$name" "$name" --no-compile
done
