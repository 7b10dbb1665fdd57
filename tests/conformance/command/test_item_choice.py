"""Which items are tried."""

from __future__ import annotations

import pytest

from oceanhil.conformance.command.item_choice import ChoiceError, choose
from oceanhil.protocol.profile import Kind
from tests.conformance.results import result_of

ITEMS = (
    result_of("session/opens"),
    result_of("session/expires", kind=Kind.CONTRADICTION),
    result_of("session-body/empty", kind=Kind.ASSUMPTION),
    result_of("status/away"),
)


def chosen(*only: str, skip: tuple[str, ...] = (), kinds: tuple[Kind, ...] = ()) -> list[str]:
    return [item.id for item in choose(ITEMS, only, skip, kinds)]


def test_without_a_choice_all_are_tried_in_order() -> None:
    assert chosen() == [item.id for item in ITEMS]


def test_a_word_is_an_id_a_topic_or_a_pattern() -> None:
    assert chosen("status/away") == ["status/away"]
    assert chosen("session") == ["session/opens", "session/expires"]
    assert chosen("*/e*", "status") == ["session/expires", "session-body/empty", "status/away"]


def test_what_is_skipped_is_left_out_of_what_is_chosen() -> None:
    assert chosen("session", skip=("*/expires",)) == ["session/opens"]


def test_only_items_of_a_kind() -> None:
    assert chosen(kinds=(Kind.CONTRADICTION, Kind.ASSUMPTION)) == ["session/expires", "session-body/empty"]


@pytest.mark.parametrize(
    ("word", "hint"),
    [
        ("sesion", "--only 'sesion' names no item; did you mean 'session'?"),
        ("session/expire", "--only 'session/expire' names no item; did you mean 'session/expires'?"),
        ("xyz", "--only 'xyz' names no item; topics: session, session-body, status; all items: --list"),
    ],
)
def test_a_word_that_names_nothing_is_refused_with_the_nearest(word: str, hint: str) -> None:
    with pytest.raises(ChoiceError, match="names no item") as caught:
        chosen(word)
    assert str(caught.value) == hint


def test_a_choice_that_leaves_nothing_is_refused() -> None:
    with pytest.raises(ChoiceError, match="no item is left to try"):
        chosen("status", kinds=(Kind.ASSUMPTION,))
