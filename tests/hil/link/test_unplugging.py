import os
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import pytest
import serial

from oceanhil.analysis.recording.oslog import LogWriter, read_log
from oceanhil.analysis.recording.oslog_rows import Direction, LogHead
from oceanhil.hil.link.events import LineSeen, LinkEvent, Plugged, Unplugged
from oceanhil.hil.link.link import SerialLink
from oceanhil.hil.link.port_errors import LinkClosedError, UnpluggedError
from oceanhil.hil.link.posix import TerminalError
from oceanhil.hil.link.spec import PortSpec
from tests.hil.link.peers import PtyPeer, SocketPeer

HEAD = LogHead(board="desk", port="pty", baud=115_200, started=datetime(2026, 1, 1, tzinfo=UTC))


@pytest.fixture
def name(tmp_path: Path) -> Path:
    """The name under which a port comes and goes."""
    return tmp_path / "port"


@pytest.fixture
def first(name: Path) -> Iterator[PtyPeer]:
    with PtyPeer(name) as peer:
        yield peer


def test_a_port_that_comes_back_is_read_on(name: Path, first: PtyPeer) -> None:
    heard: list[LinkEvent] = []
    with SerialLink(PortSpec(url=str(name))) as link:
        link.subscribe(heard.append)
        first.send(b"before\nunfin")
        assert link.wait_received(12, 10)
        first.close()
        with PtyPeer(name) as second:
            link.write(b"ping")
            assert second.receive(4) == b"ping"
            second.send(b"after\n")
            assert link.wait_line("after", 10).text == "after"
            assert [type(event) for event in heard] == [LineSeen, LineSeen, Unplugged, Plugged, LineSeen]


@pytest.mark.parametrize("is_linked", [True, False], ids=["by a link", "by its number"])
def test_a_terminal_of_another_program_under_the_old_number_is_left_to_it(tmp_path: Path, *, is_linked: bool) -> None:
    # The system gives the lowest free number, which may be wanted elsewhere at the same moment.
    for attempt in range(100):
        gone = PtyPeer(tmp_path / f"port{attempt}" if is_linked else None)
        name = os.ttyname(gone.slave)
        with SerialLink(PortSpec(url=gone.url), replug_s=0) as link, ExitStack() as strangers:
            other, told = _replaced(link, gone)
            strangers.enter_context(other)
            if other.url == name:
                assert "is gone, and its number is another program's now" in told
                serial.Serial(other.url, exclusive=True).close()
                return
    pytest.fail("no number was given twice")


def _replaced(link: SerialLink, gone: PtyPeer) -> tuple[PtyPeer, str]:
    """Lose the port while it is lent, and let somebody else have a terminal; gives that, and what the link says."""
    other = None
    try:
        with link.lent():
            gone.close()
            # The kernel's clock of files goes on by some milliseconds at a time.
            threading.Event().wait(0.02)
            other = PtyPeer()
    except UnpluggedError as error:
        assert other is not None
        return other, str(error)
    raise AssertionError("a port that is gone came back")


def test_a_link_behind_a_link_may_lead_elsewhere(tmp_path: Path) -> None:
    (tmp_path / "desk").symlink_to("port")
    with PtyPeer(tmp_path / "port") as first, SerialLink(PortSpec(url=str(tmp_path / "desk"))) as link:
        first.close()
        with PtyPeer(tmp_path / "port") as second:
            link.write(b"ping")
            assert second.receive(4) == b"ping"


def test_a_socket_that_was_closed_is_connected_again() -> None:
    peer, back = SocketPeer(), threading.Event()
    with SerialLink(PortSpec(url=peer.url)) as link:
        link.subscribe(lambda event: back.set() if isinstance(event, Plugged) else None)
        peer.hang_up()
        assert back.wait(10)
        peer.send(b"two\n")
        assert link.wait_line("two", 10).text == "two"
    peer.close()


def test_after_the_bound_every_wait_and_write_says_unplugged(name: Path, first: PtyPeer) -> None:
    with SerialLink(PortSpec(url=str(name)), replug_s=0) as link:
        name.unlink()
        first.close()
        with pytest.raises(UnpluggedError, match=r"unplugged for 0 s: no port"):
            link.wait_line("ready", 60)
        with pytest.raises(UnpluggedError):
            link.write(b"x")


def test_a_lent_port_belongs_to_another_program(board: PtyPeer) -> None:
    with SerialLink(PortSpec(url=board.url)) as link:
        with link.lent() as url, serial.Serial(url, exclusive=True) as other:
            board.send(b"for the other\n")
            assert other.read(14) == b"for the other\n"
            with pytest.raises(LinkClosedError, match="is lent"):
                link.write(b"x")
        board.send(b"for us\n")
        assert link.wait_line("for", 10).text == "for us"


def test_a_port_that_does_not_return_from_lending_is_said(name: Path, first: PtyPeer) -> None:
    with (
        SerialLink(PortSpec(url=str(name)), replug_s=0) as link,
        pytest.raises(UnpluggedError, match="no port"),
        link.lent(),
    ):
        name.unlink()


def test_an_error_of_the_borrower_passes_and_the_port_is_back(board: PtyPeer) -> None:
    with SerialLink(PortSpec(url=board.url)) as link:
        with pytest.raises(RuntimeError, match="borrower"), link.lent():
            raise RuntimeError("borrower")
        board.send(b"ready\n")
        assert link.wait_line("ready", 10).text == "ready"


def test_a_session_is_recorded_both_ways_with_its_events(name: Path, first: PtyPeer, tmp_path: Path) -> None:
    path, back = tmp_path / "session.oslog", threading.Event()
    with LogWriter(path, HEAD) as log, SerialLink(PortSpec(url=str(name)), log=log) as link:
        link.subscribe(lambda event: back.set() if isinstance(event, Plugged) else None)
        link.write(b"ping\n")
        first.send(b"pong\n")
        link.wait_line("pong", 10)
        first.close()
        with PtyPeer(name):
            assert back.wait(10)
            link.write(b"still?\n")
            link.close()
    records = [(record.direction, record.text) for record in read_log(path).records]
    assert records == [
        (Direction.OUT, "ping\n"),
        (Direction.IN, "pong\n"),
        (Direction.EVENT, "unplugged"),
        (Direction.EVENT, f"plugged {name}"),
        (Direction.OUT, "still?\n"),
    ]


def test_nothing_is_wrong_with_a_link_while_its_port_may_come_back(name: Path, first: PtyPeer) -> None:
    gone = threading.Event()
    with SerialLink(PortSpec(url=str(name))) as link:
        link.check()
        link.subscribe(lambda event: gone.set() if isinstance(event, Unplugged) else None)
        first.close()
        assert gone.wait(10)
        link.check()


def test_a_port_that_stayed_away_is_told_to_who_only_listens(name: Path, first: PtyPeer) -> None:
    with SerialLink(PortSpec(url=str(name)), replug_s=0.1) as link:
        first.close()
        with pytest.raises(UnpluggedError):
            link.wait_line("never", 30)
        with pytest.raises(UnpluggedError, match=r"unplugged for 0\.1 s"):
            link.check()


def test_what_is_left_in_a_port_that_goes_away_is_thrown_away_with_it(
    name: Path, first: PtyPeer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(_: serial.Serial) -> None:
        raise TerminalError(5, "Input/output error")

    with SerialLink(PortSpec(url=str(name))) as link:
        with monkeypatch.context() as patch:
            patch.setattr(serial.Serial, "reset_input_buffer", gone)
            link.discard_input()
        first.send(b"after\n")
        assert link.wait_line("after", 10).text == "after"
