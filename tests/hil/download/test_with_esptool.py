"""The whole way: unmodified esptool, a virtual board on a pty, backup, damage, restore."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from oceanhil.boards import family as family_of
from oceanhil.hil.boards.entry import BoardEntry, PowerBy
from oceanhil.hil.boards.journal import Journal
from oceanhil.hil.download.backup import Vault
from oceanhil.hil.download.board_flash import EsptoolFlash, mode_switch_of, safe_flash_of, session_of
from oceanhil.hil.download.download_errors import ChipMismatchError, NoSyncError, PortRefusedError, PortTrouble
from oceanhil.hil.download.download_session import DownloadSession
from oceanhil.hil.download.esptool import Esptool, find_esptool
from oceanhil.hil.download.image_source import VirtualImages
from oceanhil.hil.download.restore import RestoreAtEnd
from oceanhil.hil.link.link import SerialLink
from oceanhil.hil.link.modem import ModemPolicy
from oceanhil.hil.link.spec import PortSpec
from oceanhil.hil.storage_access.access import StorageAccess, storage_of
from oceanhil.hil.vboard.launcher import VirtualBoardProcess
from oceanhil.protocol.board import Board
from oceanhil.protocol.board_faults import RecordDamage
from oceanhil.protocol.firmware import Firmware
from oceanhil.protocol.record import RecordVerdict, StorePolicy
from oceanhil.simulator.image import FirmwareImage
from tests.hil.download.flashed_board import CONNECTION

pytestmark = pytest.mark.slow

MACS = {Board.ESP32: bytes.fromhex("246f28aabbcc"), Board.ESP8266: bytes.fromhex("5ccf7f146a18")}
IMAGE = FirmwareImage(Firmware("oc_reg_" + "T" * 43), "http://127.0.0.1:9")
SERIAL_BOARDS = pytest.mark.parametrize("family", [Board.ESP32, Board.ESP8266], ids=lambda board: board.value)


@dataclass
class Bench:
    board: VirtualBoardProcess
    link: SerialLink
    entry: BoardEntry
    tool: Esptool
    folder: Path

    def session(self, entry: BoardEntry | None = None, *, control: bool = True) -> DownloadSession:
        switch = mode_switch_of(self.entry, self.link, self.board.control if control else None)
        return session_of(entry or self.entry, self.link, self.tool, switch)

    def storage(self, session: DownloadSession, at_end: RestoreAtEnd) -> StorageAccess:
        vault = Vault(self.folder / "backups", Journal(self.folder / "journal"), lambda: 0)
        raw = EsptoolFlash(session)
        driver = family_of(self.entry.kind).drivers[0]
        safe = safe_flash_of(self.entry, raw, lambda: storage_of(self.entry, driver, raw, 64).regions, vault)
        at_end.watch(safe)
        return storage_of(self.entry, driver, safe, 64)


@contextmanager
def virtual_board(family: Board, folder: Path) -> Iterator[Bench]:
    with VirtualBoardProcess("--board", family.value, "--no-agent") as board:
        entry = BoardEntry(
            name="desk", kind=family, lines=ModemPolicy.NONE, power=PowerBy.NONE, port=board.port_url, mac=MACS[family]
        )
        with SerialLink(PortSpec(url=board.port_url)) as link:
            yield Bench(board, link, entry, Esptool(find_esptool()), folder)


@SERIAL_BOARDS
def test_a_flashed_board_boots_when_the_port_is_back(family: Board, tmp_path: Path) -> None:
    with virtual_board(family, tmp_path) as bench:
        bench.board.control.power(on=True)
        with bench.session() as session:
            session.flash_image(VirtualImages().parts(family, IMAGE))
        bench.link.wait_line("[EEPROM] Empty", timeout_s=20)


@pytest.mark.long
@SERIAL_BOARDS
def test_a_damaged_record_is_being_put_back_at_the_end_of_the_run(family: Board, tmp_path: Path) -> None:
    with virtual_board(family, tmp_path) as bench, RestoreAtEnd(print) as at_end, bench.session() as session:
        before = session.read_flash(0, 0x10000) + session.read_flash(0x3F0000, 0x10000)
        storage = bench.storage(session, at_end)
        storage.damage(StorePolicy.LEGACY, RecordDamage.RANDOM, random.Random(1))
        assert storage.stored_record(StorePolicy.LEGACY).verdict is RecordVerdict.BAD_MAGIC
        at_end.restore_all()
        assert session.read_flash(0, 0x10000) + session.read_flash(0x3F0000, 0x10000) == before
        assert at_end.failures == ()
    assert list((tmp_path / "backups").iterdir()) == []


def test_a_board_of_the_wrong_kind_is_named(tmp_path: Path) -> None:
    with virtual_board(Board.ESP8266, tmp_path) as bench:
        wrong = BoardEntry(name="desk", kind=Board.ESP32, lines=ModemPolicy.NONE, power=PowerBy.NONE)
        with pytest.raises(ChipMismatchError, match="expected esp32, found esp8266"), bench.session(wrong) as session:
            session.identify()


def test_a_board_without_lines_or_control_is_started_again_by_esptool(tmp_path: Path) -> None:
    with virtual_board(Board.ESP8266, tmp_path) as bench:
        bench.board.control.power(on=True)
        with bench.session(control=False) as session:
            session.flash_image(VirtualImages().parts(Board.ESP8266, IMAGE))
        assert bench.board.control.ask().mode.value == "running"


def test_a_board_without_power_is_told_from_a_port_that_is_not_there(tmp_path: Path) -> None:
    with virtual_board(Board.ESP8266, tmp_path) as bench:
        with pytest.raises(NoSyncError, match="hold BOOT"), bench.link.lent() as port:
            bench.tool.read_mac(CONNECTION.at(port))
        with pytest.raises(PortRefusedError) as caught:
            bench.tool.read_mac(CONNECTION.at(str(tmp_path / "gone")))
        assert caught.value.trouble is PortTrouble.MISSING
