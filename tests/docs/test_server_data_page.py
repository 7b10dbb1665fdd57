"""docs/server-data.md: the states and the export it describes are those there are."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from oceanhil.mock_server.core.storage import StorageState
from oceanhil.mock_server.store.interchange import FORMAT, VERSION, Line
from oceanhil.mock_server.store.schema import APPLICATION_ID

if TYPE_CHECKING:
    from tests.docs.pieces import Page


@pytest.fixture
def page(pages: dict[str, Page]) -> Page:
    return pages["docs/server-data.md"]


def test_every_state_of_the_storage_is_explained(page: Page) -> None:
    assert [row[0] for row in page.table("A full disk")] == [state.value for state in StorageState]


def test_every_kind_of_line_is_explained(page: Page) -> None:
    assert [row[0] for row in page.table("The export's format")] == [*Line.__struct_fields__]


def test_the_head_is_the_one_that_is_written(page: Page) -> None:
    [head] = page.code("json")
    assert json.loads(head.text) == {"format": FORMAT, "version": VERSION}


def test_the_file_is_known_by_its_number(page: Page) -> None:
    assert f"`0x{APPLICATION_ID:08X}`" in page.text
