"""Texts with placeholders and secrets."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from oceanhil.remote.connector.http_call import filled_json
from oceanhil.remote.connector.template import JsonTemplate, Template


def test_placeholders_and_secrets_are_filled_in() -> None:
    text = Template.read("/a/{id}?k=${KEY}")
    assert text.filled({"id": "7"}, {"KEY": "x"}) == "/a/7?k=x"


def test_what_is_shown_has_secrets_by_name_and_missing_inputs_too() -> None:
    assert Template.read("{id} {name} ${KEY}").shown({"id": "7"}) == "7 {name} ${KEY}"


def test_a_token_is_cut_where_a_text_is_shown() -> None:
    shown = Template.read("{token}").shown({"token": "oc_reg_" + "a" * 43})
    assert shown == "oc_reg_aaaaa…"


@given(st.text())
def test_any_text_can_be_written_with_doubled_marks(text: str) -> None:
    written = text.replace("$", "$$").replace("{", "{{").replace("}", "}}")
    assert Template.read(written).filled({}, {}) == text


@given(st.text())
def test_any_text_can_be_read(text: str) -> None:
    Template.read(text).shown({})


def test_a_placeholder_alone_keeps_its_type_in_json() -> None:
    body: JsonTemplate = {
        "on": Template.read("{on}"),
        "text": Template.read("is {on}"),
        "list": [Template.read("{n}"), 3],
    }
    assert filled_json(body, {"on": True, "n": 2.5}, {}) == {"on": True, "text": "is true", "list": [2.5, 3]}


def test_names_of_fields_are_filled_in_too() -> None:
    assert filled_json({"{relay}": Template.read("{on}")}, {"relay": "relay1", "on": False}, {}) == {"relay1": False}
