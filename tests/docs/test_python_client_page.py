"""docs/python-client.md: the client's methods and errors, all of them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from oceanhil.mock_server import client
from oceanhil.mock_server.client import Client, ClientError

if TYPE_CHECKING:
    from tests.docs.pieces import Page


@pytest.fixture
def page(pages: dict[str, Page]) -> Page:
    return pages["docs/python-client.md"]


def names_in(rows: list[list[str]]) -> list[str]:
    return [name for row in rows for name in re.split(", ", row[0])]


def test_every_method_is_in_the_table(page: Page) -> None:
    public = {name for name in vars(Client) if not name.startswith("_")} - {"url"}
    listed = set(names_in(page.table("Methods")))
    assert not public - listed, f"docs/python-client.md, Methods: no row has {sorted(public - listed)}"
    assert not listed - public, f"docs/python-client.md, Methods: there is no such method: {sorted(listed - public)}"


def test_every_error_is_in_the_table(page: Page) -> None:
    errors = {name for name in client.__all__ if name.endswith("Error")} - {ClientError.__name__}
    assert set(names_in(page.table("Errors"))) == errors
