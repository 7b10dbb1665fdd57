"""Places and selections as they are written in worlds and inventories."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oceanhil.hil.farm.place import FarmError, FarmKind, FarmPlace, Selection, parse_place, parse_selection

NAMES = st.text(st.characters(exclude_characters="=,", codec="utf-8"), min_size=1)
TAGS = st.text("abcxyz0_-", min_size=1)


@given(st.sampled_from(FarmKind), NAMES)
def test_a_place_is_read_as_it_is_written(farm: FarmKind, name: str) -> None:
    place = FarmPlace(farm, name)
    assert parse_place(str(place)) == place


@given(st.sampled_from(FarmKind), NAMES)
def test_a_selection_by_name_is_read_as_it_is_written(farm: FarmKind, name: str) -> None:
    assert parse_selection(str(Selection(farm, name))) == Selection(farm, name)


@given(st.sampled_from(FarmKind), st.lists(st.tuples(TAGS, TAGS), min_size=1))
def test_a_selection_by_tags_is_read_as_it_is_written(farm: FarmKind, tags: list[tuple[str, str]]) -> None:
    selection = Selection(farm, tags=tuple(tags))
    assert parse_selection(str(selection)) == selection


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("labgird:desk", "unknown farm 'labgird'; did you mean 'labgrid'?"),
        ("labgrid:", "'labgrid:' is no place of a farm; expected FARM:NAME, such as 'labgrid:desk-3'"),
        ("labgrid", "'labgrid' is no place of a farm; expected FARM:NAME, such as 'labgrid:desk-3'"),
    ],
)
def test_what_is_no_place_is_told(text: str, said: str) -> None:
    with pytest.raises(FarmError) as caught:
        parse_place(text)
    assert str(caught.value) == said


@pytest.mark.parametrize("text", ["labgrid:site=", "labgrid:=here", "labgrid:site=here,"])
def test_what_is_no_tag_is_told(text: str) -> None:
    with pytest.raises(FarmError, match="is no tag of a place; expected TAG=VALUE"):
        parse_selection(text)
