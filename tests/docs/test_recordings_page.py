"""docs/recordings.md: the statements, fields, cases and limits it tells of are those there are."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from oceanhil.conformance.recorded import history
from oceanhil.conformance.recorded.item_form import Permanent, RecordedItem, Registration, Session
from oceanhil.conformance.recorded.judge import statements
from oceanhil.protocol.profile import load_profile

if TYPE_CHECKING:
    from enum import Enum

    from tests.docs.pieces import Page

_QUOTED = re.compile(r"`([^`]*)`")


@pytest.fixture
def page(pages: dict[str, Page]) -> Page:
    return pages["docs/recordings.md"]


def test_every_statement_is_told_as_reports_tell_it(page: Page) -> None:
    told = [(row[0], row[1], row[2]) for row in page.table("What is looked for")]
    there = [
        (statement.id.removeprefix("recorded/"), statement.title, statement.kind.value)
        for statement in statements(load_profile())
    ]
    assert told == there


def test_every_field_of_an_item_is_explained(page: Page) -> None:
    assert [row[0] for row in page.table("The file of items")] == [*RecordedItem.__struct_fields__]


@pytest.mark.parametrize("cases", [Registration, Permanent, Session])
def test_every_case_is_named(page: Page, cases: type[Enum]) -> None:
    line = next(text for text in page.text.splitlines() if text.startswith(f"| `{cases.__name__.lower()}`"))
    assert _QUOTED.findall(line)[1:] == [case.value for case in cases]


def test_the_limit_is_the_one_in_force(page: Page) -> None:
    assert f"{history.MOST:,} tokens" in page.text
