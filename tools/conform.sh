#!/bin/sh
# Both contracts on both built-in services, over a real port: every item must conform, and none may be untestable.
set -eu
cd "$(dirname "$0")/.."

OCEANHIL=.venv/bin/oceanhil
folder=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null; rm -rf "$folder"' EXIT
mkdir -p reports

for profile in oceanremote ringcentral; do
    ready=$folder/$profile.json
    "$OCEANHIL" serve --profile "$profile" --port 0 --quiet --ready-file "$ready" >/dev/null &
    server=$!
    while [ ! -s "$ready" ]; do
        kill -0 "$server" 2>/dev/null || { echo "the server of $profile did not start" >&2; exit 1; }
        sleep 0.1
    done
    url=$(sed -n 's/.*"\(http:[^"]*\)".*/\1/p' "$ready")
    "$OCEANHIL" conform "$url" --profile "$profile" --fail-on assumption --require-all \
        --html "reports/conform-$profile.html" --junit "reports/conform-$profile.xml" "$@"
    kill "$server"
    wait "$server" || true
    server=
done
