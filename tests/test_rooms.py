"""What a room may know of others also holds where no import says it: in names of modules that are given as text."""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
NAMED = re.compile(r"\boceanhil\.([a-z_]+)")
Documented = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef


TOOLS = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]


def layers() -> list[set[str]]:
    """Give the rooms from top to bottom; those of a set stand side by side."""
    contract = TOOLS["importlinter"]["contracts"][0]
    return [{room.strip() for room in layer.split("|")} for layer in contract["layers"]]


def texts(code: str) -> Iterator[tuple[int, str]]:
    """Give the texts that code has, with their lines, but for docstrings: these are for people."""
    tree = ast.parse(code)
    documented = [node for node in ast.walk(tree) if isinstance(node, Documented) and node.body]
    docstrings = {id(node.body[0].value) for node in documented if isinstance(node.body[0], ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node.lineno, node.value


def strangers(code: str, barred: set[str]) -> list[str]:
    if barred.isdisjoint(NAMED.findall(code)):
        return []
    return [f"{line}: {text}" for line, text in texts(code) if not barred.isdisjoint(NAMED.findall(text))]


def test_no_room_may_be_imported_by_its_bare_name() -> None:
    banned = TOOLS["ruff"]["lint"]["flake8-tidy-imports"]["banned-api"]
    assert {room for room in set[str]().union(*layers()) if room not in banned} == set()


def test_a_text_that_names_a_room_is_found_and_a_docstring_is_not() -> None:
    code = '"""Serves oceanhil.app."""\nLOADED = f"{1} -p oceanhil.app.plugin"\nOWN = "oceanhil.hil.link"\n'
    assert strangers(code, {"app"}) == ["2:  -p oceanhil.app.plugin"]


def test_no_text_of_a_room_names_a_room_above_or_beside_it() -> None:
    above: set[str] = set()
    found: list[str] = []
    for layer in layers():
        for room in sorted(layer):
            barred = (above | layer) - {room}
            for path in sorted((ROOT / room).rglob("*.py")):
                named = strangers(path.read_text("utf-8"), barred)
                found += [f"{path.relative_to(ROOT).as_posix()}:{each}" for each in named]
        above |= layer
    assert above
    assert not found, "\n".join(found)


def test_no_module_reaches_500_lines() -> None:
    folders = [ROOT / room for room in (*set[str]().union(*layers()), "tests", "tools", "bench")]
    lengths = {
        path.relative_to(ROOT).as_posix(): len(path.read_text("utf-8").splitlines())
        for folder in folders
        for path in folder.rglob("*.py")
    }
    long = {path: lines for path, lines in lengths.items() if lines >= 500}
    assert not long, "divide it by subjects: one idea a file"
