#!/bin/sh
# Install exactly what a lock file lists into a virtual environment; a file with another hash than the one listed is refused.
#   install-locked.sh FOLDER NAME    NAME.txt in tools/locks, written by tools/lock.sh
# Where a package is published as source only, it is built by the builder that is locked too, not by one fetched for it.
set -eu
locks=$(dirname "$0")/locks
locked() { "$1/bin/python" -m pip install -qq --disable-pip-version-check --require-hashes --no-build-isolation -r "$locks/$2.txt"; }
locked "$1" build
locked "$1" "$2"
