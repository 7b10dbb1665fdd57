#!/bin/sh
# Known holes in what is installed in .venv, asked of PyPI's advisory database by pip-audit, which lives in .venv-audit.
# Where the database or pip-audit itself cannot be had, this says so and does not fail, unless AUDIT_REQUIRED is set.
set -eu
folder=.venv-audit

if [ ! -x "$folder/bin/pip-audit" ]; then
    .venv/bin/python -m venv "$folder"
    echo '*' > "$folder/.gitignore"
    if ! sh tools/install-locked.sh "$folder" audit; then
        rm -rf "$folder"
        echo 'audit: NOT DONE: pip-audit cannot be installed here'
        [ -z "${AUDIT_REQUIRED:-}" ]
        exit
    fi
fi
exec .venv/bin/python tools/audit.py "$folder/bin/pip-audit" "$folder"
