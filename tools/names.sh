#!/bin/sh
# Make .venv/names/oceanhil: the package by its import name, as links to the folders of this repository, for the tools
# that look for files instead of importing them: mypy, import-linter, editors. Python itself needs no link.
set -eu
names=.venv/names/oceanhil
rm -rf "$names"
mkdir -p "$names"
sed -n '/^\[tool.setuptools.package-dir\]/,/^$/p' pyproject.toml | sed -n 's/^"oceanhil\.\([a-z_]*\)" = .*/\1/p' |
    while read -r room; do ln -s "../../../$room" "$names/$room"; done
for file in oceanhil/*; do
    [ -f "$file" ] && ln -s "../../../$file" "$names/${file#oceanhil/}"
done
