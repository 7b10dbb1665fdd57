"""`oceanhil boards` on virtual boards: the whole way through a real port."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from oceanhil.analysis.recording.oslog import LogWriter, read_log
from oceanhil.hil.boards.entry import key_of
from oceanhil.hil.boards.inventory import load_inventory
from oceanhil.hil.boards.journal import Journal
from oceanhil.hil.boards.open_board import opened
from oceanhil.hil.download.backup import SafeFlash, Vault
from oceanhil.hil.link.link import SerialLink
from oceanhil.hil.link.spec import PortSpec
from oceanhil.hil.storage_access.raw_flash import AgentFlash
from oceanhil.hil.storage_access.regions import Region
from oceanhil.hil.vboard.launcher import VirtualBoardProcess
from oceanhil.simulator.board.mode import BoardMode
from oceanhil.simulator.flash.chip import SECTOR_BYTES
from tests.hil.boards.owners import TOKEN
from tests.user import Command

NVS = Region("NVS partition", 0x9000, 0x5000)


@pytest.fixture
def desk(folder: Path, esp32: VirtualBoardProcess) -> VirtualBoardProcess:
    _write(folder, esp32)
    esp32.control.power(on=False)
    return esp32


def _write(folder: Path, board: VirtualBoardProcess, more: str = "agent = true", kind: str = "esp32") -> None:
    control = f'power = {{control = "{board.control_address}"}}'
    text = f'[board.desk]\nkind = "{kind}"\nport = "{board.port_url}"\n{control}\n{more}\n'
    (folder / "boards.toml").write_text(text)


def test_a_board_that_is_off_is_asked_without_booting_and_left_off(command: Command, desk: VirtualBoardProcess) -> None:
    boots = desk.control.ask().boots
    done = command("probe")
    assert done.code == 0
    assert done.out.startswith("desk: ok: esp32 · 24:6F:28:AA:BB:CC · ")
    state = desk.control.ask()
    assert (state.powered, state.boots) == (False, boots)


def test_the_mac_that_was_read_is_offered_for_the_inventory(command: Command, desk: VirtualBoardProcess) -> None:
    assert 'add mac = "24:6F:28:AA:BB:CC" to the inventory' in command("probe").out


def test_another_kind_than_recorded_is_the_wrong_board(
    command: Command, folder: Path, desk: VirtualBoardProcess
) -> None:
    _write(folder, desk, kind="picow")
    done = command("probe")
    assert done.code == 10
    assert "has an esp32 on it, the inventory says picow" in done.out


def test_another_mac_than_recorded_is_another_board(command: Command, folder: Path, desk: VirtualBoardProcess) -> None:
    _write(folder, desk, 'agent = true\nmac = "24:6F:28:00:00:01"')
    assert command("probe").code == 11


@pytest.mark.slow
def test_a_board_without_agent_is_known_by_its_boot(command: Command, folder: Path, desk: VirtualBoardProcess) -> None:
    _write(folder, desk, "agent = false")
    desk.control.power(on=True)
    (row,) = msgspec.json.decode(command("probe", "--listen", "1s", "--json").out)["boards"]
    assert (row["verdict"], row["kind"], row["mac"]) == ("ok", "esp32", "24:6F:28:AA:BB:CC")


def test_a_port_that_another_program_has_is_busy(command: Command, desk: VirtualBoardProcess) -> None:
    import serial

    with serial.Serial(desk.port_url, exclusive=True):
        done = command("probe")
    assert done.code == 21


def test_monitor_ends_when_the_port_stays_away(
    command: Command, desk: VirtualBoardProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    def opened_impatiently(spec: PortSpec, log: LogWriter | None = None) -> SerialLink:
        link = SerialLink(spec, log=log, replug_s=0.1)
        desk.control.unplug()
        return link

    monkeypatch.setattr("oceanhil.hil.boards.open_board.SerialLink", opened_impatiently)
    done = command("monitor", "desk")
    desk.control.plug()
    assert done.code == 24
    assert "board 'desk': unplugged for 0.1 s" in done.err


@pytest.mark.slow
def test_monitor_shows_a_start_with_times_marks_and_without_tokens(
    command: Command, folder: Path, desk: VirtualBoardProcess
) -> None:
    desk.control.power(on=True)
    done = command("monitor", "desk", "--reset", "--for", "1s", "--log", "session.oslog")
    assert done.code == 0
    assert "desk -- power-on reset (POWERON_RESET)" in done.out
    assert "desk [SYSTEM] Device ID: ESP32_246F28AABBCC" in done.out
    assert TOKEN not in done.out
    log = read_log(folder / "session.oslog")
    assert any("[SYSTEM] Device ID" in record.text for record in log.records)


@pytest.mark.slow
def test_an_esp8266_with_nothing_in_its_flash_is_told_from_one_at_another_rate(command: Command, folder: Path) -> None:
    with VirtualBoardProcess("--board", "esp8266", "--no-agent") as board:
        board.control.power(on=True)
        _write(folder, board, "agent = false", kind="esp8266")
        done = command("probe", "--listen", "500ms")
    assert done.code == 18
    assert "no firmware to start" in done.out


@pytest.mark.slow
def test_esptool_tells_chip_and_mac_and_finds_another_chip(command: Command, folder: Path) -> None:
    with VirtualBoardProcess("--board", "esp8266", "--no-agent", "--mac", "5C:CF:7F:12:34:56") as board:
        _write(folder, board, "agent = false", kind="esp8266")
        assert "desk: ok: esp8266 · 5C:CF:7F:12:34:56 · ESP8266EX" in command("probe", "--esptool").out
        _write(folder, board, "agent = false", kind="esp32")
        other = command("probe", "--esptool")
    assert other.code == 10
    assert "chip mismatch" in other.out


def test_what_a_killed_run_changed_is_being_put_back_on_request(
    command: Command, folder: Path, desk: VirtualBoardProcess
) -> None:
    _write(folder, desk, 'agent = true\nmac = "24:6F:28:AA:BB:CC"')
    entry = load_inventory(folder / "boards.toml").board("desk")
    vault = Vault(folder / "backups", Journal(folder / "state" / "journal"), lambda: 1e9)
    desk.control.power(on=True, hold=True)
    with opened(entry) as board:
        raw = AgentFlash(board.agent())
        sector = NVS.address // SECTOR_BYTES
        before = raw.read(NVS.address, SECTOR_BYTES)
        SafeFlash("desk", key_of(entry), raw, lambda: (NVS,), vault).write_sectors({sector: bytes(SECTOR_BYTES)})
        assert raw.read(NVS.address, SECTOR_BYTES) == bytes(SECTOR_BYTES)
    assert "not restored; backup at" in command("list").out
    assert "restored NVS" in command("restore", "desk").out
    with opened(entry) as board:
        assert AgentFlash(board.agent()).read(NVS.address, SECTOR_BYTES) == before
    assert command("restore", "desk").out == "'desk': nothing is pending\n"


def test_a_running_program_is_held_while_its_storage_is_being_put_back_and_runs_again(
    command: Command, folder: Path, desk: VirtualBoardProcess
) -> None:
    text = f'[board.desk]\nkind = "esp32"\nport = "{desk.port_url}"\nlines = "none"\nagent = true\n'
    (folder / "boards.toml").write_text(text)
    entry = load_inventory(folder / "boards.toml").board("desk")
    vault = Vault(folder / "backups", Journal(folder / "state" / "journal"), lambda: 1e9)
    desk.control.power(on=True)
    with opened(entry) as board:
        raw = AgentFlash(board.agent())
        SafeFlash("desk", key_of(entry), raw, lambda: (NVS,), vault).save()
    boots = desk.control.ask().boots
    assert "restored NVS" in command("restore", "desk").out
    state = desk.control.ask()
    assert (state.mode, state.boots) == (BoardMode.RUNNING, boots + 1)
