"""Reading YAML with places: what is refused before a scenario is looked for."""

import pytest

from oceanhil.scenarios import yaml_marks
from oceanhil.scenarios.mistakes import Mistakes
from oceanhil.scenarios.nodes import MapNode, TextNode, as_written
from oceanhil.scenarios.yaml_marks import NODES_MAX, parse
from tests.together import together

LAUGHS = "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{new}: &{new} [{', '.join([f'*{old}'] * 10)}]\n" for old, new in zip("abcdef", "bcdefg", strict=True)
)


def complaints(data: bytes) -> list[str]:
    mistakes = Mistakes()
    assert parse(data, "f.yaml", mistakes) is None
    return [str(mistake) for mistake in mistakes]


@together
@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", "f.yaml: is empty; expected a scenario that begins with 'id:'"),
        (b"# only a comment\n", "f.yaml: is empty"),
        (b"a: 1\nb: \xff\n", "f.yaml:2:4: byte 0xff is not UTF-8; save the file as UTF-8"),
        (b"a:\n\tb: 1\n", "f.yaml:2:1: a tab indents this line; use spaces"),
        (b"a: \x00\n", "f.yaml:1:4: a control character; remove it"),
        ("ä: 1\nö: x\x1b\n".encode(), "f.yaml:2:5: a control character; remove it"),
        (b"a: 1\n---\nb: 2\n", "f.yaml:2:1: a second document begins here; write one scenario a file"),
        (b"a: *none\n", "f.yaml:1:4: alias *none has no anchor &none before it"),
        (b"a: &a [*a]\n", "f.yaml:1:8: alias *a has no anchor &a before it"),
        (
            b"a: 'open\n",
            "f.yaml:1:4: is not valid YAML: found unexpected end of stream; the ' here is not closed before line 2",
        ),
        (
            b"a:\n  - b: {within: 10s\n  - c: d\n",
            "f.yaml:2:8: is not valid YAML: did not find expected ',' or '}'; the { here is not closed before line 3",
        ),
        (b"a: {b: 1\n  c: 2}\n", "f.yaml:2:4: is not valid YAML: did not find expected ',' or '}'"),
        (b'a: "^w (?=\\d+"\n', "unknown escape character; write the text in single quotes, where \\ is an ordinary"),
        (b"a: b: c\n", "f.yaml:1:5: is not valid YAML: mapping values are not allowed in this context"),
        (
            b"- expect.serial: [REG] HTTP Response: 401\n",
            'expected key; a text that begins with [ needs quotes: "[REG] HTTP Response: 401"',
        ),
        (b"- expect.serial: [REG] Failed\n- b\n", '; a text that begins with [ needs quotes: "[REG] Failed"'),
        (b"- [REG] Failed\n", '; a text that begins with [ needs quotes: "[REG] Failed"'),
        (b"a: @home # there\n", '; a text that begins with @ needs quotes: "@home # there"'),
        (
            b"- expect.serial: HTTP Response: 401\n",
            """allowed in this context; a text with ': ' in it needs quotes: "HTTP Response: 401\"""",
        ),
        (b"a: {b: ${c}}\n", 'inside { } or [ ] a variable needs quotes: "${name}"'),
        (b"a: " + b"[" * 100_000, "is nested deeper than 24 levels; write it flatter"),
        (LAUGHS.encode(), f"the file has more than {NODES_MAX} values; shorten it or use fewer aliases"),
        (b"x" * (1 << 20) + b"x", "has 1048577 bytes, expected at most 1048576; split it into several files"),
    ],
)
def test_a_file_that_is_no_usable_yaml_is_refused_with_its_place(data: bytes, expected: str) -> None:
    assert len(complaints(data)) == 1
    assert expected in complaints(data)[0]


def test_a_list_that_is_one_gets_no_hint_to_quote_it() -> None:
    (said,) = complaints(b"a: [b, c]\nd: [e\n")
    assert said.startswith("f.yaml:2:4: is not valid YAML: did not find expected ',' or ']'; the [ here is not closed")
    assert "quotes" not in said


def test_an_alias_stands_for_what_its_anchor_names() -> None:
    root = parse(b"a: &steps [x, y]\nb: *steps\n", "f.yaml", Mistakes())
    assert isinstance(root, MapNode)
    assert root.get("b") is root.get("a")


def test_every_node_knows_its_line_and_column() -> None:
    root = parse(b"a: 1\nb:\n  - c: deep\n", "f.yaml", Mistakes())
    assert isinstance(root, MapNode)
    places = [str(entry.key.place) for entry in root.entries]
    assert places == ["f.yaml:1:1", "f.yaml:2:1"]


@pytest.mark.parametrize("text", ["on", "off", "yes", "no", "1e3", "0x10", "2.10", "12:34:56", "2026-01-15"])
def test_words_that_yaml_would_turn_into_something_else_stay_as_written(text: str) -> None:
    root = parse(f"a: {text}\n{text}: b\n".encode(), "f.yaml", Mistakes())
    assert isinstance(root, MapNode)
    assert isinstance(root.entries[0].value, TextNode)
    assert (root.entries[0].value.text, root.entries[1].key.text) == (text, text)


@pytest.mark.parametrize(("text", "is_empty"), [("", True), ("~", True), ("null", True), ("''", False), ("'~'", False)])
def test_nothing_and_an_empty_text_are_different(text: str, *, is_empty: bool) -> None:
    root = parse(f"a: {text}\n".encode(), "f.yaml", Mistakes())
    assert isinstance(root, MapNode)
    assert isinstance(root.entries[0].value, TextNode)
    assert root.entries[0].value.is_empty is is_empty


def test_a_byte_order_mark_is_no_part_of_the_first_key() -> None:
    root = parse(b"\xef\xbb\xbfid: x\n", "f.yaml", Mistakes())
    assert root is not None
    assert as_written(root) == "{id: x}"


@pytest.mark.parametrize(
    "written", ["one", "[one, two]", "[]", "{a: one, b: [two, {c: three}]}", "[{a: one}, [two, three]]"]
)
def test_a_value_is_shown_as_it_is_written(written: str) -> None:
    root = parse(written.encode(), "a.yaml", Mistakes())
    assert root is not None
    assert as_written(root) == written


def test_a_file_may_be_as_large_as_allowed_and_no_larger(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yaml_marks, "FILE_BYTES_MAX", 7)
    assert parse(b"id: abc", "f.yaml", Mistakes()) is not None
    assert complaints(b"id: abcd") == [
        "f.yaml: has 8 bytes, expected at most 7; split it into several files",
    ]
