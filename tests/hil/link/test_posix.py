"""What is asked of a POSIX system, call by call."""

from __future__ import annotations

import fcntl
import grp
import os
import struct
import termios
from pathlib import Path
from typing import cast

import pytest
import serial

from oceanhil.hil.link.posix import TerminalError, answer_soon, keep_lines_at_close, owner_hint, set_both_lines
from tests.hil.link.peers import PtyPeer

DTR, RTS, CTS = termios.TIOCM_DTR, termios.TIOCM_RTS, termios.TIOCM_CTS


@pytest.mark.parametrize(
    ("before", "dtr", "rts", "after"),
    [
        (DTR | RTS | CTS, False, False, CTS),
        (CTS, True, True, DTR | RTS | CTS),
        (DTR, False, True, RTS),
        (RTS, True, False, DTR),
    ],
)
def test_both_lines_change_in_one_call_and_the_others_stay(
    before: int, dtr: bool, rts: bool, after: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[tuple[int, int, bytes]] = []

    def ioctl(descriptor: int, request: int, argument: bytes) -> bytes:
        calls.append((descriptor, request, argument))
        return struct.pack("i", before)

    monkeypatch.setattr(fcntl, "ioctl", ioctl)
    set_both_lines(7, dtr=dtr, rts=rts)
    assert calls == [
        (7, termios.TIOCMGET, bytes(struct.calcsize("i"))),
        (7, termios.TIOCMSET, struct.pack("i", after)),
    ]


def test_only_hanging_up_is_switched_off_at_close(board: PtyPeer) -> None:
    attributes = termios.tcgetattr(board.slave)
    attributes[2] |= termios.HUPCL
    termios.tcsetattr(board.slave, termios.TCSANOW, attributes)
    before = termios.tcgetattr(board.slave)
    keep_lines_at_close(board.slave)
    after = termios.tcgetattr(board.slave)
    assert after[2] == before[2] & ~termios.HUPCL
    assert (after[:2], after[3:]) == (before[:2], before[3:])


def test_a_driver_that_cannot_keep_lines_is_no_reason_not_to_open() -> None:
    reading, writing = os.pipe()
    keep_lines_at_close(reading)
    os.close(reading)
    os.close(writing)


@pytest.mark.parametrize("error", [NotImplementedError(), ValueError("x"), OSError(25, "x")])
def test_a_driver_that_cannot_answer_soon_is_no_reason_either(error: Exception) -> None:
    asked: list[bool] = []

    class Driver:
        def set_low_latency_mode(self, low_latency_settings: bool) -> None:
            asked.append(low_latency_settings)
            raise error

    answer_soon(cast("serial.Serial", Driver()))
    assert asked == [True]


def owned_by(group_id: int, monkeypatch: pytest.MonkeyPatch, *, mode: int = 0o020660) -> str:
    class Facts:
        st_gid = group_id
        st_mode = mode

    monkeypatch.setattr(Path, "stat", lambda _: Facts())
    return owner_hint("/dev/ttyUSB0")


def test_a_device_of_a_group_says_how_to_join_it(monkeypatch: pytest.MonkeyPatch) -> None:
    class Group:
        gr_name = "dialout"

    monkeypatch.setattr(grp, "getgrgid", lambda _: Group())
    assert owned_by(20, monkeypatch) == (
        "it belongs to group 'dialout': run `sudo usermod -aG dialout $USER` and log in again, or add a udev rule"
    )


def test_a_group_without_a_name_is_told_by_its_number(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(group_id: int) -> None:
        raise KeyError(group_id)

    monkeypatch.setattr(grp, "getgrgid", unknown)
    assert owned_by(4711, monkeypatch).startswith("it belongs to group '4711': run `sudo usermod -aG 4711 $USER`")


def test_a_device_of_root_alone_needs_a_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    hint = 'it belongs to root alone: add a udev rule such as SUBSYSTEM=="tty", GROUP="dialout", MODE="0660"'
    assert owned_by(0, monkeypatch) == hint
    assert "root alone" not in owned_by(1, monkeypatch)


@pytest.mark.parametrize(("mode", "shown"), [(0o020600, "crw-------"), (0o020620, "crw--w----")])
def test_a_device_that_its_group_may_not_open_needs_a_rule_too(
    mode: int, shown: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert owned_by(20, monkeypatch, mode=mode) == (
        f"its mode {shown} lets no group open it:"
        ' add a udev rule such as SUBSYSTEM=="tty", GROUP="dialout", MODE="0660"'
    )


def test_the_terminals_own_error_is_the_one_of_termios() -> None:
    assert TerminalError is termios.error
