"""docs/scenarios.md: the whole library is on it, each scenario with its file and its remedy."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from oceanhil.app.run.library import library_files
from oceanhil.scenarios.language import Page as SourcePage
from oceanhil.scenarios.loader import Library
from tests.library import whole_library

if TYPE_CHECKING:
    from tests.docs.pieces import Page


@pytest.fixture
def page(pages: dict[str, Page]) -> Page:
    return pages["docs/scenarios.md"]


@pytest.fixture(scope="module")
def library() -> Library:
    return whole_library()


def test_every_scenario_is_in_the_table_of_its_group(page: Page, library: Library) -> None:
    for group in {scenario.group for scenario in library.values()}:
        listed = {row[0] for row in page.table(group.capitalize())}
        assert listed == {name for name, scenario in library.items() if scenario.group == group}


def test_every_scenario_shows_its_title_and_its_remedy(page: Page, library: Library) -> None:
    for scenario in library.values():
        row = next(row for row in page.table(scenario.group.capitalize()) if row[0] == scenario.id)
        assert (row[1], row[4]) == (scenario.title, scenario.remedy_text or "—")


def test_every_scenario_about_a_service_is_in_a_table_of_its_own(page: Page, library: Library) -> None:
    shown = {row[0]: (row[1], row[3]) for row in page.table("Token service")}
    assert shown == {name: (each.title, each.remedy_text) for name, each in library.services.items()}


def test_every_numbered_cause_of_the_troubleshooting_pages_has_a_scenario(library: Library) -> None:
    covered = {(source.page, source.cause) for scenario in library.values() for source in scenario.sources}
    pages = (SourcePage.INVALID_OR_EXPIRED, SourcePage.NO_CONNECTION)
    assert {(page, str(number)) for page in pages for number in range(1, 8)} - covered == set()


def test_every_file_is_linked(page: Page) -> None:
    linked = {(page.path.parent / link.target).resolve() for link in page.links if link.target.endswith(".yaml")}
    assert linked == {path.resolve() for path in library_files()}
