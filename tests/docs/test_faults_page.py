"""docs/faults.md: its conversation is the one the server holds, its tables name all there is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from oceanhil.protocol.faults import AnswerChange, FaultKind, FaultRule, Malformation, Match, PathTrouble, TlsAlert
from tests.docs.conversation import SEED, hold_conversation

if TYPE_CHECKING:
    from tests.docs.pieces import Page


@pytest.fixture
def page(pages: dict[str, Page]) -> Page:
    return pages["docs/faults.md"]


def test_the_conversation_is_what_a_server_started_with_this_seed_says(page: Page) -> None:
    assert f"serve --seed {SEED}" in page.text
    hold_conversation(page)


def test_every_kind_is_explained(page: Page) -> None:
    assert [row[0] for row in page.table("Kinds")] == [kind.value for kind in FaultKind]


def test_every_malformation_is_explained(page: Page) -> None:
    assert [row[0] for row in page.table("Malformed answers")] == [how.value for how in Malformation]


def test_every_trouble_of_the_path_is_explained_and_what_boards_make_of_it(page: Page) -> None:
    assert [row[0] for row in page.table("The path")] == [trouble.value for trouble in PathTrouble]
    assert all(f"| `{trouble.value}` | " in page.text.split("| path |")[1] for trouble in PathTrouble)
    assert all(f"`{alert.value}`" in page.text for alert in TlsAlert)


def test_changes_of_one_kind_are_named_together(page: Page) -> None:
    """Below the table stand those that only write an answer otherwise, above it those that no field goes with."""
    written = page.text.partition("change how an answer is written")[0].rpartition(". ")[2]
    assert set(re.findall(r"`(\w+)`", written)) == {each.value for each in AnswerChange if each.is_of_writing}
    alone = page.text.partition("leaves nothing of the body: ")[2].partition(".")[0]
    assert set(re.findall(r"`(\w+)`", alone)) == {each.value for each in AnswerChange if each.leaves_nothing}


def test_every_condition_is_explained(page: Page) -> None:
    assert {row[0] for row in page.table("Which requests")} == {*Match.__struct_fields__}
    assert {row[0] for row in page.table("How often")} == {*FaultRule.__struct_fields__} - {"fault", "match"}
