"""What a wheel takes of the tree: a file that is left out is missed by those alone who install it."""

import tomllib
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

ROOT = Path(__file__).parents[1]
# Of people who work on the project: how its C++ is checked, and what fuzzers begin with.
_LEFT_OUT = ("CMakeLists.txt", "fuzz/seeds/*")
_MADE = frozenset({"__pycache__", "node_modules", "build"})


def test_every_file_of_a_room_is_code_or_data_of_the_package() -> None:
    tools = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["setuptools"]
    taken = ("*.py", *tools["package-data"]["*"])
    files = [each for room in tools["package-dir"].values() for each in files_of(ROOT / room)]
    missed = [str(each.relative_to(ROOT)) for each in files if not any(fnmatch(each.name, name) for name in taken)]
    assert [each for each in missed if not any(fnmatch(each, f"*/{name}") for name in _LEFT_OUT)] == []
    assert len(files) > len(missed) > 0


def files_of(folder: Path) -> Iterator[Path]:
    """Give the files below a folder that somebody has written and that are no settings of tools."""
    for each in folder.iterdir():
        if each.name.startswith(".") or each.name in _MADE:
            continue
        if each.is_dir():
            yield from files_of(each)
        else:
            yield each
