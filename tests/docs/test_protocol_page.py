"""docs/protocol.md: its tables and figures are those of the profile and of the code."""

from __future__ import annotations

import re
import struct
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from oceanhil.protocol.line_rules import line_name
from oceanhil.protocol.lines import Line
from oceanhil.protocol.profile import Kind, load_profile
from oceanhil.protocol.record import (
    LEGACY_MAGIC,
    REFERENCE_MAGIC,
    REFERENCE_VERSION,
    RecordFlag,
    TokenRecord,
    encode_legacy,
    encode_reference,
)
from oceanhil.protocol.tokens import TokenKind
from tests.docs.pieces import ROOT

if TYPE_CHECKING:
    from tests.docs.pieces import Page

_CITED = re.compile(r"`([a-z_]+)` \((\d+)(?: [a-z]+)?\)")
_CODES = {"u8": "B", "u16": "H", "u32": "I"}
LETTERS = {Kind.FACT: "F", Kind.CONTRADICTION: "C", Kind.ASSUMPTION: "A"}
RECORD = TokenRecord("oc_perm_abc", RecordFlag.REGISTRATION_USED | RecordFlag.RELAY2, 7, "ESP32_246F28AABBCC")


@pytest.fixture
def page(pages: dict[str, Page]) -> Page:
    return pages["docs/protocol.md"]


def layout(rows: list[list[str]]) -> tuple[str, list[int]]:
    """Give a record's fields as a struct format, and the offset at which the page puts each."""
    codes = [_CODES.get(kind) or f"{kind.removeprefix('text[').removesuffix(']')}s" for _, kind, _ in rows]
    return "<" + "".join(codes), [int(offset) for offset, _, _ in rows]


def offsets(form: str) -> list[int]:
    codes = re.findall(r"\d*[A-Za-z]", form)
    return [struct.calcsize("<" + "".join(codes[:index])) for index in range(len(codes))]


@pytest.mark.slow
def test_tables_written_from_code_and_data_are_up_to_date() -> None:
    done = subprocess.run([sys.executable, "-m", "tools.tables", "--check"], cwd=ROOT, capture_output=True, check=False)
    assert (done.stdout.decode(), done.stderr.decode(), done.returncode) == ("", "", 0)


@pytest.mark.parametrize(
    ("table", "heading"), [("server", "Server"), ("wire", "Names on the wire"), ("device", "Device")]
)
def test_every_value_of_the_profile_is_listed_with_its_kind(page: Page, table: str, heading: str) -> None:
    values = load_profile().document.values()
    known = {name: value for name, value in values.items() if name.startswith(f"{table}.")}
    rows = page.table(heading)
    assert [f"{table}.{row[0]}" for row in rows] == list(known)
    assert [row[2] for row in rows] == [LETTERS[value.kind] for value in known.values()]
    assert all(str(value.value).lower() in row[1] for row, value in zip(rows, known.values(), strict=True))


def test_every_refusal_is_listed(page: Page) -> None:
    known = load_profile().document.errors.values()
    rows = [tuple(row[:4]) for row in page.table("Refusals")]
    assert rows == [(str(row.status), row.message, row.code, LETTERS[row.kind]) for row in known]


def test_every_serial_line_is_listed(page: Page) -> None:
    known = [[line.template, line.origin.name[0], line_name(line)] for line in Line]
    assert page.table("Serial lines") == known


def test_figures_in_sentences_are_those_of_the_profile(pages: dict[str, Page]) -> None:
    known = {name.partition(".")[2]: value.value for name, value in load_profile().document.values().items()}
    cited = [(page.name, *found) for page in pages.values() for found in _CITED.findall(page.text)]
    assert [each for each in cited if each[1] in known and str(known[each[1]]) != each[2]] == []
    assert {each[1] for each in cited} & set(known)


def test_paths_headers_and_token_prefixes_are_those_of_the_profile(page: Page) -> None:
    wire = load_profile().wire
    requests = [row[0].split()[-1] for row in page.table("Requests")]
    assert requests == [wire.register_path, wire.session_path, wire.state_path, wire.state_path]
    shown = {name.lower() for name in re.findall(r"X-[A-Za-z-]+", page.text)}
    assert shown == {wire.token_header, wire.session_header, wire.time_header}
    prefixes = [TokenKind.REGISTRATION.value, TokenKind.PERMANENT.value]
    assert [row[1].split()[0] for row in page.table("Tokens")[:2]] == prefixes


def test_the_legacy_record_lies_where_the_page_says(page: Page) -> None:
    form, shown = layout(page.table("What the device keeps"))
    data = encode_legacy(RECORD)
    assert shown == offsets(form)
    fields = struct.unpack(form, data)
    token = RECORD.token.encode()
    assert fields == (LEGACY_MAGIC, RECORD.flags, len(token), token.ljust(32, b"\0"), sum(data[:36]) % 65536)


def test_the_reference_record_lies_where_the_page_says(page: Page) -> None:
    form, shown = layout(page.table("What the device keeps", 1))
    *fields, _ = struct.unpack(form, encode_reference(RECORD))
    assert shown == offsets(form)
    token, device_id = RECORD.token.encode(), RECORD.device_id.encode()
    head = [REFERENCE_MAGIC, REFERENCE_VERSION, RECORD.flags, len(token), 0xFF, RECORD.sequence]
    assert fields == [*head, token.ljust(64, b"\0"), device_id.ljust(24, b"\0")]


def test_the_pages_own_contradictions_are_those_of_the_profile(page: Page) -> None:
    section = page.text.partition("## Contradictions")[2]
    values = load_profile().document.values()
    contradictions = {name.partition(".")[2] for name, value in values.items() if value.kind is Kind.CONTRADICTION}
    assert contradictions - set(re.findall(r"`([a-z_]+)`", section)) == set()
