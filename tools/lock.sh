#!/bin/sh
# Write tools/locks/*.txt anew: every package that `make` installs, with its version and the hashes of its files.
#   lock.sh             keeps versions that still fit
#   lock.sh --upgrade   takes the newest that fit
# project.txt is made from pyproject.toml, each other from the .in file beside it; for Python 3.11 and later on every system.
set -eu
cd "$(dirname "$0")/.."
locks=tools/locks
folder=.venv-lock

if [ ! -x "$folder/bin/uv" ]; then
    .venv/bin/python -m venv "$folder"
    echo '*' > "$folder/.gitignore"
    sh tools/install-locked.sh "$folder" uv
fi

lock() {
    output=$1
    shift
    "$folder/bin/uv" pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
        --no-header --no-annotate --output-file "$locks/$output.txt" "$@"
}

for input in "$locks"/*.in; do
    lock "$(basename "$input" .in)" "$input" "$@"
done
lock server --extra tls --extra mdns pyproject.toml "$@"
lock project --all-extras pyproject.toml "$@"
