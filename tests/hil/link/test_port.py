"""Opening a port and setting its lines: what the system or pyserial says, and what the user is told."""

from __future__ import annotations

import errno
import os
import termios
import warnings
from pathlib import Path
from typing import cast

import pytest
import serial

from oceanhil.hil.link import port as port_module
from oceanhil.hil.link.modem import Lines, ModemPolicy
from oceanhil.hil.link.port import is_native, is_rfc2217, open_port, set_lines, setting_errors, terminal_errors
from oceanhil.hil.link.port_errors import (
    LinkError,
    NoModemLinesError,
    PortBusyError,
    PortForbiddenError,
    PortMissingError,
    PortSettingsError,
)
from oceanhil.hil.link.spec import PortSpec
from tests.hil.link.peers import PtyPeer

DEVICE = "/dev/ttyGONE"
NO_PORT = "no port '/dev/ttyGONE'; plugged in: no serial port at all"
NOT_SERIAL = "'/dev/ttyGONE' is no serial port, or cannot do 9600 baud; plugged in: no serial port at all"
IN_USE = "'/dev/ttyGONE' is in use by another program, such as a serial monitor; close it there"
FORBIDDEN = "this user may not open '/dev/ttyGONE'"


def opening_that_fails(error: Exception, monkeypatch: pytest.MonkeyPatch, url: str = DEVICE) -> LinkError:
    def fail(_: serial.Serial) -> None:
        raise error

    monkeypatch.setattr(serial.Serial, "open", fail)
    monkeypatch.setattr(port_module, "plugged_in", tuple)
    with pytest.raises(LinkError) as caught:
        open_port(PortSpec(url=url, baud=9600), url)
    return caught.value


@pytest.mark.parametrize(
    ("number", "kind", "said"),
    [
        (errno.ENOENT, PortMissingError, NO_PORT),
        (errno.ENXIO, PortMissingError, NO_PORT),
        (errno.ENODEV, PortMissingError, NO_PORT),
        (errno.EIO, PortMissingError, NO_PORT),
        (errno.EBUSY, PortBusyError, IN_USE),
        (errno.EAGAIN, PortBusyError, IN_USE),
        (errno.EACCES, PortForbiddenError, FORBIDDEN),
        (errno.EPERM, PortForbiddenError, FORBIDDEN),
        (errno.ENOTTY, PortSettingsError, NOT_SERIAL),
        (errno.EISDIR, PortSettingsError, NOT_SERIAL),
        (errno.EINVAL, PortSettingsError, NOT_SERIAL),
        (errno.ECONNREFUSED, PortMissingError, "cannot open '/dev/ttyGONE': "),
    ],
)
def test_what_the_system_says_by_number_is_told_in_words(
    number: int, kind: type[LinkError], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for error in (serial.SerialException(number, "words"), termios.error(number, "words")):
        told = opening_that_fails(error, monkeypatch)
        assert (type(told), str(told)[: len(said)]) == (kind, said)


@pytest.mark.parametrize(
    ("error", "kind", "said"),
    [
        (serial.SerialException("could not open port 'COM3': FileNotFoundError(2, 'x')"), PortMissingError, NO_PORT),
        (serial.SerialException("no ports found matching regexp 'x'"), PortMissingError, NO_PORT),
        (serial.SerialException("could not open port 'COM3': PermissionError(13, 'x')"), PortBusyError, IN_USE),
        (serial.SerialException("Could not configure port: (25, 'x')"), PortSettingsError, NOT_SERIAL),
        (serial.SerialException("Could not configure port: (5, 'x')"), PortMissingError, NO_PORT),
        (serial.SerialException("no reason"), PortMissingError, "cannot open '/dev/ttyGONE': no reason"),
        (termios.error(), PortMissingError, "cannot open '/dev/ttyGONE': "),
        (ValueError("no such thing"), PortSettingsError, "cannot use '/dev/ttyGONE' at 9600 baud: no such thing"),
    ],
)
def test_what_pyserial_only_quotes_is_understood_too(
    error: Exception, kind: type[LinkError], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = opening_that_fails(error, monkeypatch)
    assert (type(told), str(told)) == (kind, said)


def test_the_cause_of_a_refusal_is_in_its_text_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    assert opening_that_fails(serial.SerialException(errno.EBUSY, "x"), monkeypatch).__suppress_context__


def test_a_forbidden_device_file_says_whose_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    device = tmp_path / "ttyUSB0"
    device.touch()
    told = str(opening_that_fails(serial.SerialException(errno.EACCES, "x"), monkeypatch, str(device)))
    assert told.startswith(f"this user may not open {str(device)!r}; it belongs to ")


def test_where_files_have_no_groups_a_forbidden_port_has_no_hint(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(port_module, "_ON_POSIX", False)
    refused = serial.SerialException(errno.EACCES, "x")
    assert str(opening_that_fails(refused, monkeypatch, str(tmp_path))) == f"this user may not open {str(tmp_path)!r}"


def test_a_port_that_goes_away_raises_the_systems_errors_and_termios_own(monkeypatch: pytest.MonkeyPatch) -> None:
    assert terminal_errors() == (OSError, termios.error)
    assert setting_errors() == (ValueError, OSError, termios.error)
    monkeypatch.setattr(port_module, "_ON_POSIX", False)
    assert (terminal_errors(), setting_errors()) == ((OSError,), (ValueError, OSError))


def test_the_systems_kind_is_known() -> None:
    assert (os.name == "posix") is port_module._ON_POSIX


def test_a_port_is_opened_with_its_speed_both_lines_and_a_bound_for_writing() -> None:
    port = open_port(PortSpec(baud=74_880), "loop://")
    assert (port.is_open, port.baudrate, port.dtr, port.rts, port.write_timeout) == (True, 74_880, True, True, 5.0)
    port.close()


def test_the_levels_at_opening_are_those_that_the_table_of_modem_lines_states(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(port_module, "OPENED", Lines(dtr=False, rts=False))
    port = open_port(PortSpec(), "loop://")
    assert (port.dtr, port.rts) == (False, False)
    port.close()


def test_a_remote_port_takes_no_bound_for_writing_and_no_warning_reaches_the_user(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from serial import rfc2217

    def warn(_: rfc2217.Serial) -> None:
        warnings.warn("setDaemon() is deprecated", DeprecationWarning, stacklevel=1)
        warnings.warn("setName() is deprecated", DeprecationWarning, stacklevel=1)

    monkeypatch.setattr(rfc2217.Serial, "open", warn)
    port = open_port(PortSpec(baud=9600), "rfc2217://192.0.2.1:23")
    assert (port.write_timeout, port.baudrate, is_native(port)) == (None, 9600, False)


def test_other_warnings_of_a_remote_port_are_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    from serial import rfc2217

    def warn(_: rfc2217.Serial) -> None:
        warnings.warn("something else", DeprecationWarning, stacklevel=1)

    monkeypatch.setattr(rfc2217.Serial, "open", warn)
    with pytest.warns(DeprecationWarning, match="something else"):
        open_port(PortSpec(baud=9600), "rfc2217://192.0.2.1:23")


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("rfc2217://192.0.2.1:23", True),
        ("rfc2217://192.0.2.1:23?note=a://b", True),
        ("socket://192.0.2.1:23", False),
        ("/dev/ttyUSB0", False),
        ("rfc2217", True),
    ],
)
def test_a_remote_port_is_known_by_what_stands_before_the_first_slashes(url: str, expected: bool) -> None:
    assert is_rfc2217(url) is expected


@pytest.mark.parametrize(
    ("policy", "kept"),
    [
        (ModemPolicy.CLASSIC, True),
        (ModemPolicy.USB_JTAG, True),
        (ModemPolicy.PICO_CDC, False),
        (ModemPolicy.NONE, False),
    ],
)
def test_lines_that_can_reset_are_kept_at_close(
    board: PtyPeer, policy: ModemPolicy, kept: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    descriptors: list[int] = []
    monkeypatch.setattr("oceanhil.hil.link.posix.keep_lines_at_close", descriptors.append)
    port = open_port(PortSpec(url=board.url, lines=policy), board.url)
    assert descriptors == [port.fileno()] * kept
    port.close()


class FakePort:
    """A port that is not this machine's: each line is set by itself."""

    def __init__(self, dtr: bool, rts: bool, refusal: int = 0) -> None:
        self.__dict__["levels"] = {"dtr": dtr, "rts": rts}
        self.__dict__["edges"] = []
        self.__dict__["refusal"] = refusal

    def __getattr__(self, name: str) -> bool:
        return cast("bool", self.__dict__["levels"][name])

    def __setattr__(self, name: str, value: bool) -> None:
        if self.__dict__["refusal"]:
            raise OSError(self.__dict__["refusal"], "words")
        self.__dict__["levels"][name] = value
        self.__dict__["edges"].append((name, value))


def edges(before: Lines, after: Lines) -> list[tuple[str, bool]]:
    port = FakePort(before.dtr, before.rts)
    set_lines(cast("serial.Serial", port), "loop://", after)
    made: list[tuple[str, bool]] = port.__dict__["edges"]
    return made


def test_a_line_is_moved_only_if_it_is_elsewhere_dtr_first() -> None:
    off, both = Lines(dtr=False, rts=False), Lines(dtr=True, rts=True)
    assert (edges(off, off), edges(both, both)) == ([], [])
    assert edges(off, both) == [("dtr", True), ("rts", True)]
    assert edges(both, off) == [("dtr", False), ("rts", False)]
    assert edges(off, Lines(dtr=True, rts=False)) == [("dtr", True)]
    assert edges(off, Lines(dtr=False, rts=True)) == [("rts", True)]


@pytest.mark.parametrize("number", [errno.ENOTTY, errno.EINVAL, errno.EOPNOTSUPP])
def test_a_port_without_lines_is_told_from_one_that_went_away(number: int) -> None:
    port = cast("serial.Serial", FakePort(dtr=True, rts=True, refusal=number))
    with pytest.raises(NoModemLinesError, match=r"^'/dev/pts/9' has no reset lines .*set lines = 'none'"):
        set_lines(port, "/dev/pts/9", Lines(dtr=False, rts=False))
    gone = cast("serial.Serial", FakePort(dtr=True, rts=True, refusal=errno.EIO))
    with pytest.raises(OSError, match="words"):
        set_lines(gone, "/dev/pts/9", Lines(dtr=False, rts=False))


@pytest.mark.parametrize("url", ["socket://192.0.2.1:23", "socket://192.0.2.1:23?note=a://b"])
def test_a_plain_stream_has_no_lines_and_is_not_asked(url: str) -> None:
    port = FakePort(dtr=True, rts=True)
    with pytest.raises(NoModemLinesError, match="a plain TCP stream carries none; use rfc2217://"):
        set_lines(cast("serial.Serial", port), url, Lines(dtr=False, rts=False))
    assert port.__dict__["edges"] == []


def test_both_lines_of_this_machines_port_are_set_at_once(board: PtyPeer, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[tuple[int, bool, bool]] = []

    def note(descriptor: int, *, dtr: bool, rts: bool) -> None:
        calls.append((descriptor, dtr, rts))

    monkeypatch.setattr("oceanhil.hil.link.posix.set_both_lines", note)
    port = open_port(PortSpec(url=board.url), board.url)
    set_lines(port, board.url, Lines(dtr=False, rts=True))
    set_lines(port, board.url, Lines(dtr=True, rts=False))
    assert calls == [(port.fileno(), False, True), (port.fileno(), True, False)]
    port.close()
