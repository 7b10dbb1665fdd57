#!/bin/sh
# Install exactly what a lock file lists into a virtual environment; a file with another hash than the one listed is refused.
#   install-locked.sh FOLDER NAME [OPTION...]   NAME.txt in tools/locks, written by tools/lock.sh; options of `pip install`
# That of .venv installs for an environment without a pip of its own.
# Where a package is published as source only, it is built by the builder that is locked too, not by one fetched for it.
set -eu
folder=$1
name=$2
shift 2
locks=$(dirname "$0")/locks
pip() {
    if [ -x "$folder/bin/pip" ]; then "$folder/bin/python" -m pip "$@"; else .venv/bin/python -m pip --python "$folder/bin/python" "$@"; fi
}
for list in build "$name"; do
    pip install -qq --disable-pip-version-check --require-hashes --no-build-isolation -r "$locks/$list.txt" "$@"
done
