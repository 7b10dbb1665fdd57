"""The glossary leads to what is there: a file, folder or class that has moved is moved there, too."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from tests.docs.pieces import ROOT, Page

_PATH = re.compile(r"[\w/]+(?:/|/\w+|\.(?:py|js|h|cpp))")
_MODULE = re.compile(r"(?P<module>[a-z_]+\.[a-z_]+)(?:\.(?P<name>[A-Z]\w+))?")
_OTHER = frozenset({"boards.toml", "expect.recovered"})
"""What looks like a module and is a file or a step of the user."""
_IN_BRACKETS = re.compile(r"\([^)]*\)")
_WORDS_APART = re.compile(r", | / | and ")
_CLASS = re.compile(r"(?:[A-Z][a-z]+){2,}")


@pytest.fixture(scope="module")
def glossary(pages: dict[str, Page]) -> list[str]:
    """What stands between backticks there."""
    return re.findall(r"`([^`]+)`", pages["docs/glossary.md"].text)


@pytest.fixture(scope="module")
def tree() -> list[str]:
    """Every file of the rooms, by its path from the root and with a slash before it."""
    rooms = [path.parent for path in ROOT.glob("*/__init__.py")]
    return [f"/{path.relative_to(ROOT).as_posix()}" for room in rooms for path in room.rglob("*.*")]


def test_a_word_has_one_row(pages: dict[str, Page]) -> None:
    heads = [row.split(" | ")[0] for row in pages["docs/glossary.md"].text.splitlines() if row.startswith("| ")]
    words = [word for head in heads if head != "| word" for word in _WORDS_APART.split(_IN_BRACKETS.sub("", head[2:]))]
    assert len(words) > 200
    assert [word for word, times in Counter(map(str.strip, words)).items() if times > 1 and word.strip("-")] == []


def test_its_files_and_folders_are_there(glossary: list[str], tree: list[str]) -> None:
    paths = {word.strip("/") for word in glossary if _PATH.fullmatch(word)}
    assert len(paths) > 50
    assert [path for path in paths if not any(f"/{path}/" in each or each.endswith(f"/{path}") for each in tree)] == []


def test_its_modules_are_there_with_what_it_names_in_them(glossary: list[str], tree: list[str]) -> None:
    words = [word for word in glossary if _MODULE.fullmatch(word) and not _PATH.fullmatch(word) and word not in _OTHER]
    assert len(words) > 10
    assert [word for word in words if not _is_in(word, tree)] == []


def test_its_classes_are_there(glossary: list[str]) -> None:
    rooms = [path.parent for path in ROOT.glob("*/__init__.py")]
    sources = [path.read_text("utf-8") for room in (*rooms, ROOT / "tests") for path in room.rglob("*.py")]
    classes = {name for source in sources for name in re.findall(r"^class (\w+)", source, re.MULTILINE)}
    assert {word for word in glossary if _CLASS.fullmatch(word)} - classes == set()


def _is_in(word: str, tree: list[str]) -> bool:
    found = _MODULE.fullmatch(word)
    assert found is not None
    places = [each for each in tree if each.endswith(f"/{found['module'].replace('.', '/')}.py")]
    text = "".join((ROOT / place[1:]).read_text("utf-8") for place in places)
    return bool(places) and (
        found["name"] is None or re.search(rf"^class {found['name']}\b", text, re.MULTILINE) is not None
    )
