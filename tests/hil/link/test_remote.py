"""Ports behind RFC 2217: both lines at once, and servers whose port has none."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

import pytest
import serial
from serial import rfc2217

from oceanhil.hil.link.link import SerialLink
from oceanhil.hil.link.modem import Lines, ModemPolicy
from oceanhil.hil.link.port_errors import NoModemLinesError, PortMissingError, PortSettingsError
from oceanhil.hil.link.remote import has_lines, open_remote, set_remote_lines
from oceanhil.hil.link.spec import PortSpec
from tests.hil.link.peers import Rfc2217Peer

URL = "rfc2217://192.0.2.1:23"


class FakeRemote:
    """Refuses to open as often as there are errors; tells what it was asked for, in order."""

    def __init__(self, *errors: Exception) -> None:
        self.port = URL
        self.opened: list[str] = []
        self.asked: list[object] = []
        self._errors = [*errors]
        self._baud = 115_200

    def open(self) -> None:
        self.opened.append(self.port)
        if self._errors:
            raise self._errors.pop(0)

    def rfc2217_send_subnegotiation(self, option: bytes, value: bytes) -> None:
        self.asked.append((option, value))

    @property
    def baudrate(self) -> int:
        return self._baud

    @baudrate.setter
    def baudrate(self, baud: int) -> None:
        self.asked.append(baud)

    @property
    def as_serial(self) -> serial.Serial:
        return cast("serial.Serial", self)


@pytest.mark.parametrize(
    ("lines", "values"),
    [
        (Lines(dtr=False, rts=True), (rfc2217.SET_CONTROL_DTR_OFF, rfc2217.SET_CONTROL_RTS_ON)),
        (Lines(dtr=True, rts=False), (rfc2217.SET_CONTROL_DTR_ON, rfc2217.SET_CONTROL_RTS_OFF)),
    ],
)
def test_nothing_is_waited_for_between_the_two_lines(lines: Lines, values: tuple[bytes, bytes]) -> None:
    port = FakeRemote()
    set_remote_lines(port.as_serial, lines)
    assert port.asked == [*((rfc2217.SET_CONTROL, value) for value in values), 115_200]


@pytest.mark.parametrize(
    "error",
    [
        ValueError("remote rejected value for option 'control'"),
        serial.SerialException("timeout while waiting for option 'control'"),
    ],
)
def test_a_server_that_does_not_answer_for_its_lines_is_opened_without(error: Exception) -> None:
    port = FakeRemote(error)
    open_remote(port.as_serial, URL)
    assert port.opened == [URL, f"{URL}?ign_set_control"]
    assert not has_lines(port.as_serial, URL)


def test_options_of_a_url_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    url = f"{URL}?timeout=1"
    port = FakeRemote(ValueError("option 'control'"))
    monkeypatch.setattr(port, "port", url)
    open_remote(port.as_serial, url)
    assert port.opened == [url, f"{url}&ign_set_control"]


def test_who_asks_for_no_answers_knows_his_lines() -> None:
    url = f"{URL}?ign_set_control"
    port = FakeRemote(ValueError("option 'control'"))
    with pytest.raises(ValueError, match="option 'control'"):
        open_remote(port.as_serial, url)
    assert has_lines(port.as_serial, url)


def test_any_other_error_is_the_ports() -> None:
    port = FakeRemote(serial.SerialException("Could not open port"))
    with pytest.raises(serial.SerialException, match="Could not open port"):
        open_remote(port.as_serial, URL)
    assert port.opened == [URL]
    assert has_lines(port.as_serial, URL)


@pytest.fixture
def lineless() -> Iterator[Rfc2217Peer]:
    made = Rfc2217Peer(has_lines=False)
    yield made
    made.close()


@pytest.mark.slow
def test_a_link_to_a_port_without_lines_carries_bytes_and_names_what_is_missing(lineless: Rfc2217Peer) -> None:
    with SerialLink(PortSpec(url=f"{lineless.url}?timeout=0.2", lines=ModemPolicy.CLASSIC)) as link:
        lineless.send(b"hello\r\n")
        assert link.wait_line("hello", 60).raw == b"hello\r\n"
        before = [*lineless.wire.levels]
        for move in (link.enter_download, link.reset):
            with pytest.raises(NoModemLinesError, match="the port of the RFC 2217 server has no modem lines"):
                move()
        assert lineless.wire.levels == before
        link.write(b"answer")
        assert lineless.receive(6) == b"answer"


@pytest.mark.slow
def test_a_server_that_refuses_a_setting_is_no_server_without_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: rfc2217.Serial) -> None:
        raise ValueError("remote rejected value for option 'baudrate'")

    monkeypatch.setattr(rfc2217.Serial, "open", refuse)
    with pytest.raises(PortSettingsError, match="at 74880 baud: remote rejected value for option 'baudrate'"):
        SerialLink(PortSpec(url=URL, baud=74_880))


def test_nobody_there_is_a_missing_port(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: rfc2217.Serial) -> None:
        raise serial.SerialException(f"Could not open port {URL}: [Errno 111] Connection refused")

    monkeypatch.setattr(rfc2217.Serial, "open", fail)
    with pytest.raises(PortMissingError, match="Connection refused"):
        SerialLink(PortSpec(url=URL))
