"""docs/python-tests.md: its examples pass, what it names can be imported from where it says, and types are those."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, get_args

import pytest

from oceanhil.app import pytest_plugin
from oceanhil.app.fixtures import annotations as types_of_fixtures
from oceanhil.protocol.network_change import NetworkChange

if TYPE_CHECKING:
    from tests.docs.pieces import Page


@pytest.fixture
def page(pages: dict[str, Page]) -> Page:
    return pages["docs/python-tests.md"]


def test_its_examples_pass(page: Page, pytester: pytest.Pytester) -> None:
    blocks = page.code("python")
    pytester.makepyfile(**{f"test_{index}": block.text for index, block in enumerate(blocks)})
    done = pytester.runpytest_inprocess("-p", "no:cacheprovider", "--oceanhil-board", "esp32")
    done.assert_outcomes(passed=len(blocks), deselected=2 * len(blocks))


def test_types_of_arguments_are_where_it_says(page: Page) -> None:
    rows = page.table("Device", 1)
    found = {name: import_module(f"oceanhil.{module}") for names, module in rows for name in names.split(", ")}
    assert "ResetKind" in found
    assert [name for name, module in found.items() if not hasattr(module, name)] == []


def test_every_fixture_has_its_type(page: Page) -> None:
    rows = page.table("Types")
    assert {name for names, _ in rows for name in names.split(", ")} == pytest_plugin.OUR_FIXTURES
    listed = {word for _, kind in rows for word in kind.replace(",", "").split() if word[0].isupper()}
    assert listed == set(types_of_fixtures.__all__)


def test_every_change_of_the_network_is_listed(page: Page) -> None:
    listed = [row[0].partition("(")[0] for row in page.table("Network", 1)]
    assert listed == [each.__name__ for each in get_args(NetworkChange)]
