"""docs/architecture.md: the folders that its tables list are in the rooms whose names stand above them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.docs.pieces import ROOT

if TYPE_CHECKING:
    from tests.docs.pieces import Page

_HEADING = re.compile(r"^#{2,3} (.*)$", re.MULTILINE)
_FOLDERS = re.compile(r"`([\w/]+)/`")


@pytest.fixture
def page(pages: dict[str, Page]) -> Page:
    return pages["docs/architecture.md"]


def listed_folders(page: Page) -> list[str]:
    """Give each folder of a column `folder`, below the room that its heading names; without one, from the root."""
    found = []
    parts = _HEADING.split(page.text)
    for heading, text in zip(parts[1::2], parts[2::2], strict=True):
        room = re.match(r"`(\w+)/`", heading)
        _, head, table = text.partition("| folder |")
        rows = table.partition("\n\n")[0].splitlines()[2:] if head else []
        folders = [name for row in rows for name in _FOLDERS.findall(row.split(" | ")[0])]
        found += [f"{room[1]}/{name}" if room else name for name in folders]
    return found


def test_each_folder_that_is_listed_is_in_its_room(page: Page) -> None:
    listed = listed_folders(page)
    assert len(listed) > 15
    assert [folder for folder in listed if not (ROOT / folder / "__init__.py").is_file()] == []


def test_each_folder_of_the_rooms_of_a_server_is_listed(page: Page) -> None:
    packages = [path.parent for room in ("remote", "conformance") for path in (ROOT / room).glob("*/__init__.py")]
    assert {package.relative_to(ROOT).as_posix() for package in packages} <= set(listed_folders(page))
