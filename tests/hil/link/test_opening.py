import errno
import termios
from pathlib import Path

import pytest
import serial

from oceanhil.hil.link.link import SerialLink
from oceanhil.hil.link.modem import ModemPolicy
from oceanhil.hil.link.port_errors import (
    NoModemLinesError,
    PortBusyError,
    PortForbiddenError,
    PortMissingError,
    PortSettingsError,
)
from oceanhil.hil.link.spec import PortSpec
from tests.hil.link.peers import PtyPeer, SocketPeer


def test_a_missing_port_says_what_is_plugged_in() -> None:
    with pytest.raises(PortMissingError, match="no port '/dev/ttyNONE'; plugged in: "):
        SerialLink(PortSpec(url="/dev/ttyNONE"))


def test_a_description_nothing_fits_is_a_missing_port() -> None:
    with pytest.raises(PortMissingError, match="no port 'hwgrep://no-such-board'"):
        SerialLink(PortSpec(url="hwgrep://no-such-board"))


@pytest.mark.parametrize("scheme", ["socket", "rfc2217"])
def test_an_address_where_nobody_listens_is_a_missing_port_and_said_in_few_words(scheme: str) -> None:
    peer = SocketPeer()
    peer.close()
    url = peer.url.replace("socket", scheme)
    with pytest.raises(PortMissingError) as caught:
        SerialLink(PortSpec(url=url))
    assert str(caught.value) == f"cannot open '{url}': connection refused; see that what serves the port runs there"


def test_a_port_is_for_one_link_alone(link: SerialLink, board: PtyPeer) -> None:
    with pytest.raises(PortBusyError, match="in use by another program"):
        SerialLink(PortSpec(url=link.url))


def test_a_forbidden_port_names_the_group_that_may(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    device = tmp_path / "ttyUSB0"
    device.touch()

    def refuse(_: serial.Serial) -> None:
        raise serial.SerialException(errno.EACCES, "could not open port")

    monkeypatch.setattr(serial.Serial, "open", refuse)
    with pytest.raises(PortForbiddenError, match=r"may not open .*; it belongs to .* add a udev rule"):
        SerialLink(PortSpec(url=str(device)))


@pytest.mark.parametrize("url", ["/dev/null", "/tmp"])
def test_what_is_no_serial_port_is_said_to_be_none(url: str) -> None:
    with pytest.raises(PortSettingsError, match="is no serial port"):
        SerialLink(PortSpec(url=url))


def test_an_unknown_kind_of_url_is_refused() -> None:
    with pytest.raises(PortSettingsError, match="cannot use 'telepathy://desk' at 115200 baud"):
        SerialLink(PortSpec(url="telepathy://desk"))


def test_a_speed_that_no_port_has_is_refused(link: SerialLink) -> None:
    with pytest.raises(PortSettingsError, match="cannot do -1 baud"):
        link.set_baud(-1)


def test_a_pty_has_no_reset_lines_and_says_so(board: PtyPeer) -> None:
    with SerialLink(PortSpec(url=board.url, lines=ModemPolicy.CLASSIC)) as link:
        for move in (link.reset, link.enter_download, lambda: link.hold_in_reset(True)):
            with pytest.raises(NoModemLinesError, match="has no reset lines"):
                move()


def test_a_plain_socket_has_no_reset_lines() -> None:
    peer = SocketPeer()
    with (
        SerialLink(PortSpec(url=peer.url, lines=ModemPolicy.CLASSIC)) as link,
        pytest.raises(NoModemLinesError, match="use rfc2217://"),
    ):
        link.reset()
    peer.close()


def test_a_bridge_is_asked_not_to_collect_bytes(board: PtyPeer, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[bool] = []

    def ask(_: serial.Serial, *, low_latency_settings: bool) -> None:
        asked.append(low_latency_settings)

    monkeypatch.setattr(serial.Serial, "set_low_latency_mode", ask)
    with SerialLink(PortSpec(url=board.url)):
        assert asked == [True]


@pytest.mark.parametrize(("policy", "kept"), [(ModemPolicy.CLASSIC, True), (ModemPolicy.PICO_CDC, False)])
def test_closing_leaves_the_lines_of_boards_that_it_would_reset(
    board: PtyPeer, policy: ModemPolicy, kept: bool
) -> None:
    attributes = termios.tcgetattr(board.slave)
    attributes[2] |= termios.HUPCL
    termios.tcsetattr(board.slave, termios.TCSANOW, attributes)
    with SerialLink(PortSpec(url=board.url, lines=policy)):
        assert bool(termios.tcgetattr(board.slave)[2] & termios.HUPCL) is not kept
