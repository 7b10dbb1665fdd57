from pathlib import Path

import pytest

from oceanhil.hil.boards.entry import BoardEntry, PowerBy
from oceanhil.hil.boards.journal import Journal
from oceanhil.hil.download.backup import Vault
from oceanhil.hil.download.board_flash import mode_switch_of, safe_flash_of, session_of
from oceanhil.hil.download.esptool_connection import Before
from oceanhil.hil.download.mode_switch import ControlSwitch, LineSwitch, OwnSwitch, PersonSwitch
from oceanhil.hil.link.modem import ModemPolicy
from oceanhil.hil.storage_access.regions import Region
from oceanhil.protocol.board import Board
from oceanhil.simulator.flash.chip import SECTOR_BYTES, Flash
from tests.hil.download.flashed_board import FakeLink, FakeTool
from tests.hil.download.test_download_session import FakeButtons
from tests.hil.storage_access.fake_raw import FlashRaw

REGION = Region("eeprom", 0, SECTOR_BYTES)


def entry(kind: Board = Board.ESP8266, lines: ModemPolicy = ModemPolicy.NONE, port: str = "/dev/ttyUSB0") -> BoardEntry:
    mac = bytes.fromhex("5ccf7f146a18")
    return BoardEntry(name="desk", kind=kind, lines=lines, power=PowerBy.NONE, port=port, mac=mac)


def test_a_control_channel_goes_before_everything_else() -> None:
    assert isinstance(
        mode_switch_of(entry(lines=ModemPolicy.CLASSIC), FakeLink(), FakeButtons(powered=True)), ControlSwitch
    )


@pytest.mark.parametrize(
    ("lines", "before"), [(ModemPolicy.CLASSIC, Before.DEFAULT_RESET), (ModemPolicy.USB_JTAG, Before.USB_RESET)]
)
def test_reset_lines_are_used_where_there_are_some(lines: ModemPolicy, before: Before) -> None:
    switch = mode_switch_of(entry(lines=lines), FakeLink(), ask=print)
    assert isinstance(switch, LineSwitch)
    assert switch.before is before


def test_lines_that_the_link_keeps_are_moved_by_the_link_both_ways() -> None:
    link = FakeLink()
    link.keeps_lines_when_lent = True
    switch = mode_switch_of(entry(lines=ModemPolicy.CLASSIC), link, ask=print)
    switch.enter()
    switch.leave()
    assert (link.events, switch.before) == (["download by lines", "reset by lines"], Before.NO_RESET)


def test_without_lines_a_person_is_asked_and_without_one_the_board_is_hoped_for() -> None:
    assert isinstance(mode_switch_of(entry(), FakeLink(), ask=print), PersonSwitch)
    assert isinstance(mode_switch_of(entry(), FakeLink()), OwnSwitch)


@pytest.mark.slow
def test_the_inventorys_mac_is_the_one_that_is_checked(tmp_path: Path) -> None:
    fake, link = FakeTool(tmp_path), FakeLink()
    with session_of(entry(), link, fake.tool, mode_switch_of(entry(), link)) as session:
        session.write_flash({0: b"new"})
    assert fake.commands[:2] == ["flash-id", "write-flash"]


@pytest.mark.parametrize(
    ("kind", "port", "commands"),
    [(Board.ESP8266, "/dev/ttyUSB0", 2), (Board.ESP8266, "", 1), (Board.PICOW, "/dev/ttyACM0", 1)],
)
def test_esptool_is_named_for_a_restore_by_hand_where_it_can_do_it(
    tmp_path: Path, kind: Board, port: str, commands: int
) -> None:
    vault = Vault(tmp_path / "backups", Journal(tmp_path / "journal"), lambda: 0)
    safe = safe_flash_of(entry(kind, port=port), FlashRaw(Flash(1 << 20)), lambda: (REGION,), vault)
    safe.save()
    assert len(safe.by_hand()) == commands
    assert safe.by_hand()[0] == "oceanhil boards restore desk"
    assert str(safe.saved[0].path) in " ".join(safe.by_hand()[1:]) or commands == 1


@pytest.mark.slow
@pytest.mark.parametrize(("name", "chip"), [("esp32", "esp32"), ("esp32s3", "esp32s3"), ("esp32c3", "esp32c3")])
def test_esptool_is_told_the_chip_of_the_inventorys_board(tmp_path: Path, name: str, chip: str) -> None:
    fake, link, of = FakeTool(tmp_path), FakeLink(), entry(Board(name))
    with session_of(of, link, fake.tool, mode_switch_of(of, link)) as session:
        session.write_flash({0: b"new"})
    assert {words[words.index("--chip") + 1] for words in fake.runs} == {chip}
