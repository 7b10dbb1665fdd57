"""A board that is not well is an error of the board, with its name, its own words and a next step."""

from __future__ import annotations

from pathlib import Path

import pytest
import serial

from hil.vboard.launcher import VirtualBoardProcess
from protocol.board import Board
from tests.hil.worlds.serial.bad_boards import (
    BOOT,
    NOISE,
    Life,
    answers,
    bad_board,
    inventory_text,
    refusal_of,
    repeats,
    silent,
)

_INFO = ("esp32", "ocean", "1.2", "246F28AABBCC", "idf-5.5.1", "legacy", "held", "0", "1")


@pytest.fixture(autouse=True)
def _state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OCEANHIL_STATE", str(tmp_path / "state"))
    monkeypatch.delenv("OCEANHIL_LEASES", raising=False)


@pytest.mark.parametrize(
    ("life", "words"),
    [
        (silent, "it said nothing in 0.3 s; does it have power"),
        (repeats(BOOT, 0.02), "it resets itself again and again; 'oceanhil boards monitor desk' shows why"),
        (repeats(b"[DEBUG] " + b"x" * 1000 + b"\r\n", 0.005), "it floods its line: "),
        (repeats(NOISE, 0.02), "and none is text: its firmware uses another rate; correct baud"),
        (repeats(b"[INFO] alive\r\n", 0.05), "it runs firmware that does not answer the agent protocol"),
        (repeats(b"invalid header: 0xffffffff\r\n", 0.02), "it has no firmware to start"),
        (answers("2", *_INFO), "the agent of 'desk' speaks version '2' of the protocol, expected '1'"),
        (answers("1", "picow", *_INFO[1:]), "has a picow on it, the inventory says esp32"),
    ],
    ids=["silent", "boot-loop", "floods", "wrong-baud", "no-agent", "blank", "agent-version", "wrong-chip"],
)
def test_what_is_wrong_is_said_with_the_name_of_the_board(life: Life, words: str) -> None:
    with bad_board(life) as url:
        said = refusal_of(inventory_text(desk=url))
    assert said.startswith("board 'desk': ")
    assert words in said


def test_a_port_that_is_not_there_is_named_with_what_is_plugged_in() -> None:
    said = refusal_of(inventory_text(desk="/dev/no-such-port"))
    assert said.startswith("board 'desk': no port '/dev/no-such-port'; plugged in: ")


def test_a_port_that_may_not_be_opened_comes_with_the_group_to_join(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(port: serial.Serial) -> None:
        raise serial.SerialException(13, f"could not open port {port.port}: Permission denied")

    monkeypatch.setattr(serial.Serial, "open", refuse)
    said = refusal_of(inventory_text(desk="/dev/null"))
    assert said.startswith("board 'desk': this user may not open '/dev/null'; ")


def test_a_port_that_another_program_has_is_busy(esp32: VirtualBoardProcess) -> None:
    with serial.Serial(esp32.port_url, exclusive=True):
        said = refusal_of(inventory_text(desk=esp32.port_url))
    assert "is in use by another program, such as a serial monitor; close it there" in said


def test_another_board_than_recorded_is_told_by_its_mac(esp32: VirtualBoardProcess) -> None:
    esp32.control.power(on=True, hold=True)
    said = refusal_of(inventory_text(desk=esp32.port_url) + 'mac = "24:6F:28:00:00:01"\n')
    assert "board 'desk': it has the MAC 24:6F:28:AA:BB:CC, the inventory says 24:6F:28:00:00:01" in said


def test_a_board_that_cannot_be_saved_is_not_touched(esp32: VirtualBoardProcess, tmp_path: Path) -> None:
    (tmp_path / "state").mkdir()
    (tmp_path / "state" / "backups").write_text("a file where the folder of the backups should be")
    esp32.control.power(on=True, hold=True)
    said = refusal_of(inventory_text(desk=esp32.port_url))
    assert said.startswith("board 'desk'")
    assert "nothing was written to the board" in said


def test_a_pico_without_agent_cannot_be_reached() -> None:
    with bad_board(repeats(b"[SYSTEM] Device ID: PICOW_28CDC1000001\r\n", 0.02)) as url:
        said = refusal_of(f'[board.desk]\nkind = "picow"\nport = "{url}"\n', kind=Board.PICOW)
    assert said.startswith("board 'desk': picow has no download mode over serial; give it firmware with the agent")
