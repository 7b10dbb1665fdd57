#!/bin/sh
# Install the system packages of a group, where that is allowed (root or password-less sudo, apt); else print them.
#   packages.sh GROUP…    groups are the first column of tools/system-packages.txt
# Fails when packages stay missing, and for a group that the list does not have.
set -eu
list=$(dirname "$0")/system-packages.txt

say() { printf '%s\n' "$*" >&2; }

missing() {
    for group in "$@"; do
        grep -v '^#' "$list" | while IFS='	' read -r groups package check why; do
            case ",$groups," in *",$group,"*) ;; *) continue ;; esac
            sh -c "$check" >/dev/null 2>&1 || printf '%s\t%s\n' "$package" "$why"
        done
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

for group in "$@"; do
    # A group that is misspelt has no packages, and none of them would be missing.
    grep -v '^#' "$list" | cut -f1 | tr ',' '\n' | grep -Fqx -e "$group" || { say "'$group' is no group of $list"; exit 2; }
done

names=$(missing "$@" | cut -f1 | sort -u)
# shellcheck disable=SC2086 - a word each
if [ -n "$names" ] && ! install $names; then
    say "system packages are missing and cannot be installed from here:"
    missing "$@" | while IFS='	' read -r package why; do say "  $package: without it, no $why"; done
    exit 1
fi
