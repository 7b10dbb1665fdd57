#!/bin/sh
# Install the servers that `make bench` measures beside ours, where there is Node and a registry; else they are left out.
cd "$(dirname "$0")/../bench/peers" || exit 0
command -v npm > /dev/null || exit 0
if [ node_modules/.package-lock.json -nt package-lock.json ]; then
    exit 0
fi
npm ci --silent --fetch-retries=1 --fetch-timeout=20000 || echo "bench: other mock servers could not be installed; they are left out" >&2
