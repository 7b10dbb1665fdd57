"""A board that is not well is an error of the board, with its name, its own words and a next step."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import serial

from oceanhil.app.commands.boards.probe import look
from oceanhil.hil.boards.inventory import parse_inventory
from oceanhil.hil.link.spec import PluggedPort
from oceanhil.hil.link.whereabouts import Whereabouts
from oceanhil.hil.vboard.launcher import VirtualBoardProcess
from oceanhil.hil.worlds.serial.server_place import why_unreachable
from oceanhil.protocol.board import Board
from tests.docs.pieces import ROOT, Page
from tests.hil.worlds.serial.bad_boards import (
    BOOT,
    INFO_WORDS,
    NOISE,
    Life,
    answers,
    bad_board,
    inventory_text,
    refusal_of,
    repeats,
    silent,
)

pytestmark = pytest.mark.usefixtures("own_state")

_LIVES: dict[str, Life] = {
    "it never boots": silent,
    "endless boot loop": repeats(BOOT, 0.02),
    "it floods the line": repeats(b"[DEBUG] " + b"x" * 1000 + b"\r\n", 0.005),
    "wrong baud": repeats(NOISE, 0.02),
    "firmware without agent": repeats(b"[INFO] alive\r\n", 0.05),
    "no firmware": repeats(b"invalid header: 0xffffffff\r\n", 0.02),
    "agent of another version": answers("2", *INFO_WORDS),
    "wrong chip": answers("1", "esp8266", *INFO_WORDS[1:]),
}
_ROWS = {row[0]: row for row in Page(ROOT / "docs" / "boards.md").table("What can be wrong")}


def is_as_documented(symptom: str, said: str) -> bool:
    """Tell whether a message has the words that docs/boards.md gives for this symptom."""
    varying = re.compile(r"'/[^']*'|\d+\.\d s|…'?")
    pieces = varying.split(_ROWS[symptom][1].strip("`"))
    return all(piece in said for piece in pieces)


@pytest.mark.slow
@pytest.mark.parametrize(("symptom", "life"), _LIVES.items(), ids=_LIVES.keys())
def test_what_is_wrong_is_said_as_documented_with_the_name_of_the_board(symptom: str, life: Life) -> None:
    with bad_board(life) as url:
        said = refusal_of(inventory_text(desk=url))
    assert said.startswith("board 'desk': ")
    assert is_as_documented(symptom, said), said


@pytest.mark.slow
@pytest.mark.parametrize(("symptom", "life"), _LIVES.items(), ids=_LIVES.keys())
def test_probe_gives_each_symptom_its_documented_exit_code(symptom: str, life: Life) -> None:
    with bad_board(life) as url:
        inventory = parse_inventory(inventory_text(desk=url), Path("boards.toml"))
        health = look(inventory.board("desk"), listen_s=0.3, by_esptool=False)
    assert health.verdict.exit_code == int(_ROWS[symptom][3])


def test_a_port_that_is_not_there_is_named_with_what_is_plugged_in() -> None:
    said = refusal_of(inventory_text(desk="/dev/no-such-port"))
    assert said.startswith("board 'desk': no port '/dev/no-such-port'; plugged in: ")
    assert is_as_documented("missing port", said)


def test_a_port_that_may_not_be_opened_comes_with_the_group_to_join(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(port: serial.Serial) -> None:
        raise serial.SerialException(13, f"could not open port {port.port}: Permission denied")

    monkeypatch.setattr(serial.Serial, "open", refuse)
    said = refusal_of(inventory_text(desk="/dev/null"))
    assert is_as_documented("permission denied", said), said
    assert "udev rule" in said or "group" in said


def test_a_port_that_another_program_has_is_busy(esp32: VirtualBoardProcess) -> None:
    with serial.Serial(esp32.port_url, exclusive=True):
        said = refusal_of(inventory_text(desk=esp32.port_url))
    assert is_as_documented("port in use", said), said


def test_another_board_than_recorded_is_told_by_its_mac(esp32: VirtualBoardProcess) -> None:
    esp32.control.power(on=True, hold=True)
    said = refusal_of(inventory_text(desk=esp32.port_url) + 'mac = "24:6F:28:00:00:01"\n')
    assert "board 'desk': it has the MAC 24:6F:28:AA:BB:CC, the inventory says 24:6F:28:00:00:01" in said
    assert is_as_documented("another board", said)


def test_a_board_that_cannot_be_saved_is_not_touched(esp32: VirtualBoardProcess, tmp_path: Path) -> None:
    (tmp_path / "state").mkdir()
    (tmp_path / "state" / "backups").write_text("a file where the folder of the backups should be")
    esp32.control.power(on=True, hold=True)
    said = refusal_of(inventory_text(desk=esp32.port_url))
    assert said.startswith("board 'desk'")
    assert "nothing was written to the board" in said
    assert is_as_documented("backup fails", said)


def test_a_pico_without_agent_cannot_be_reached() -> None:
    with bad_board(repeats(b"[SYSTEM] Device ID: PICOW_28CDC1000001\r\n", 0.02)) as url:
        said = refusal_of(f'[board.desk]\nkind = "picow"\nport = "{url}"\n', kind=Board.PICOW)
    assert said.startswith("board 'desk': picow has no download mode over serial; give it firmware with the agent")


_USB_PORT = PluggedPort("/dev/ttyUSB0", "0001", "10c4:ea60", "1-1.4", "CP2102")


def test_a_board_on_usb_with_a_radio_is_refused_where_the_server_is_on_loopback_alone(
    esp32: VirtualBoardProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    esp32.control.power(on=True, hold=True)
    monkeypatch.setattr(Whereabouts, "of", lambda _: Whereabouts(_USB_PORT, has_own_serial=False))
    # So that it is not looked for there when its port is read.
    monkeypatch.setattr(Whereabouts, "find", lambda _: esp32.port_url)
    said = refusal_of(inventory_text(desk=esp32.port_url))
    assert said.startswith("board 'desk': it cannot reach 'http://127.0.0.1:")
    assert is_as_documented("a server out of reach", said), said
    assert 'bind = "0.0.0.0:8080"' in said


@pytest.mark.parametrize(
    ("more", "server", "is_refused"),
    [
        ("", "http://127.0.0.1:8080", True),
        ("", "http://192.168.1.10:8080", False),
        ('network = "bridge"', "http://127.0.0.1:8080", False),
        ('power = {control = "unix:./control"}', "http://127.0.0.1:8080", False),
    ],
)
def test_only_a_radio_does_not_reach_loopback(
    more: str, server: str, *, is_refused: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Whereabouts, "of", lambda _: Whereabouts(_USB_PORT, has_own_serial=False))
    text = inventory_text(desk="/dev/ttyUSB0") + more
    entry = parse_inventory(text, Path("boards.toml")).board("desk")
    assert bool(why_unreachable(entry, entry.port, server)) is is_refused


def test_what_is_not_on_usb_may_be_a_program_of_this_machine() -> None:
    entry = parse_inventory(inventory_text(desk="socket://127.0.0.1:4000"), Path("boards.toml")).board("desk")
    assert why_unreachable(entry, entry.port, "http://127.0.0.1:8080") == ""
