#!/bin/sh
# Install the system packages of a list, where that is allowed (root or password-less sudo, apt); else print them.
#   packages.sh LIST: a package a line, a tab, a command that shows it is there, a tab, what is impossible without it
# Fails when packages stay missing.
set -eu

say() { printf '%s\n' "$*" >&2; }

missing() {
    grep -v '^#' "$1" | while IFS='	' read -r package check why; do
        sh -c "$check" >/dev/null 2>&1 || printf '%s\t%s\n' "$package" "$why"
    done
}

install() {
    command -v apt-get >/dev/null 2>&1 || return 1
    sudo=
    if [ "$(id -u)" != 0 ]; then
        sudo -n true 2>/dev/null || return 1
        sudo=sudo
    fi
    say "installing system packages: $*"
    $sudo apt-get update -q >/dev/null && $sudo apt-get install -y -q --no-install-recommends "$@" >/dev/null
}

names=$(missing "$1" | cut -f1)
# shellcheck disable=SC2086 - a word each
if [ -n "$names" ] && ! install $names; then
    say "system packages are missing and cannot be installed from here:"
    missing "$1" | while IFS='	' read -r package why; do say "  $package: without it, no $why"; done
    exit 1
fi
