"""docs/boards.md and the code say the same."""

from __future__ import annotations

from pathlib import Path

import msgspec

from oceanhil.hil.boards.capabilities import capabilities_of
from oceanhil.hil.boards.entry import BoardEntry, PowerControl, Time
from oceanhil.hil.boards.inventory import parse_inventory
from oceanhil.hil.boards.inventory_form import PLACEHOLDERS, BenchForm, BoardForm, FirmwareForm
from oceanhil.hil.boards.verdicts import BoardVerdict
from oceanhil.hil.link.modem import ModemPolicy
from oceanhil.protocol.board import PLATFORM_BOARDS, Board
from oceanhil.scenarios.world import Capability
from tests.docs.pieces import ROOT, Page

_PAGE = Page(ROOT / "docs" / "boards.md")


def _keys(form: type[msgspec.Struct]) -> list[str]:
    return [field.name for field in msgspec.structs.fields(form)]


def test_every_key_is_in_the_reference_in_order() -> None:
    assert [row[0].strip("`") for row in _PAGE.table("A board")] == _keys(BoardForm)
    assert [row[0].strip("`") for row in _PAGE.table("A bench")] == _keys(BenchForm)
    assert [row[0].strip("`") for row in _PAGE.table("Firmware of somebody else's")] == _keys(FirmwareForm)


def test_every_placeholder_is_named() -> None:
    assert [name for name in PLACEHOLDERS if f"`{{{name}}}`" not in _PAGE.text] == []


def test_every_verdict_has_its_row_and_exit_code() -> None:
    rows = [(row[0].strip("`"), int(row[2])) for row in _PAGE.table("Probe")]
    assert rows == [(verdict.value, verdict.exit_code) for verdict in BoardVerdict]


def test_every_capability_of_a_board_is_in_the_table() -> None:
    entry = BoardEntry(
        name="a",
        kind=Board.ESP32,
        lines=ModemPolicy.NONE,
        power=PowerControl("unix:/c"),
        agent=True,
        time=Time.HELD,
    )
    rows = [row for row in _PAGE.table("What a board can do") if not row[1].startswith("no ")]
    words = {word.strip(",") for row in rows for word in row[1].split()}
    assert capabilities_of(entry) == {each for each in Capability if each.value in words}


def test_the_inventories_on_the_page_are_right() -> None:
    virtual, first, of_others = (parse_inventory(block.text, Path("boards.toml")) for block in _PAGE.code("toml"))
    assert [each.kind for each in virtual.benches["desk"].boards] == [*PLATFORM_BOARDS]
    assert list(first.boards) == ["desk-8266", "s3"]
    assert of_others.board("buoy").firmware is not None
