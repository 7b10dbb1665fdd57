"""Links lead somewhere, every page can be reached, and nothing of one person's machine is on a page."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from tests.docs.pieces import Link, Page

_MACHINE_PATH = re.compile(r"(?<![\w.])/(?:work|home|root|Users|tmp|var/folders)/")


def broken(page: Page, link: Link, by_path: dict[Path, Page]) -> str:
    """Say what is wrong with a link within the repository, or nothing."""
    target, _, anchor = link.target.partition("#")
    path = (page.path.parent / target).resolve() if target else page.path.resolve()
    if not path.exists():
        return f"{link.place}: {link.target} does not exist"
    if anchor and (path not in by_path or anchor not in by_path[path].anchors):
        return f"{link.place}: {link.target}: no such heading"
    return ""


@pytest.fixture
def by_path(pages: dict[str, Page]) -> dict[Path, Page]:
    return {page.path.resolve(): page for page in pages.values()}


def local_links(page: Page) -> list[Link]:
    return [link for link in page.links if "://" not in link.target]


def test_links_within_the_repository_lead_somewhere(by_path: dict[Path, Page]) -> None:
    found = [broken(page, link, by_path) for page in by_path.values() for link in local_links(page)]
    assert [text for text in found if text] == []


def test_outside_links_are_https(pages: dict[str, Page]) -> None:
    links = [link for page in pages.values() for link in page.links if "://" in link.target]
    assert [link for link in links if not link.target.startswith("https://")] == []


def test_every_page_can_be_reached_from_the_readme(pages: dict[str, Page], by_path: dict[Path, Page]) -> None:
    reached, waiting = set[str](), [pages["README.md"]]
    while waiting:
        page = waiting.pop()
        if page.name not in reached:
            reached.add(page.name)
            targets = {(page.path.parent / link.target.partition("#")[0]).resolve() for link in local_links(page)}
            waiting += [by_path[target] for target in targets if target in by_path]
    assert set(pages) - reached == set()


def test_pages_hold_no_paths_of_a_machine(pages: dict[str, Page]) -> None:
    assert [page.name for page in pages.values() if _MACHINE_PATH.search(page.text)] == []


def test_the_picture_is_self_contained_and_described(pages: dict[str, Page]) -> None:
    picture = pages["docs/architecture.md"].path.with_name("architecture.svg")
    root = ET.fromstring(picture.read_text("utf-8"))
    attributes = [value for element in root.iter() for value in element.attrib.values()]
    assert not any("://" in value or value.startswith("data:") for value in attributes)
    assert [element.tag.rpartition("}")[2] for element in list(root)[:2]] == ["title", "desc"]
