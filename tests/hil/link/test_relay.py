"""A port behind RFC 2217 that is lent: the program has a pseudo-terminal, the link keeps its port and the lines."""

import os
import select
import threading
from collections.abc import Iterator

import pytest
import serial
from serial.rfc2217 import Serial as Rfc2217Serial

from oceanhil.hil.link.link import SerialLink
from oceanhil.hil.link.modem import ModemPolicy
from oceanhil.hil.link.port_errors import LinkClosedError, UnpluggedError
from oceanhil.hil.link.posix import baud_of
from oceanhil.hil.link.spec import PortSpec
from tests.hil.link.peers import PtyPeer, Rfc2217Peer


@pytest.fixture
def remote() -> Iterator[Rfc2217Peer]:
    peer = Rfc2217Peer()
    yield peer
    peer.close()


@pytest.fixture
def far(remote: Rfc2217Peer) -> Iterator[SerialLink]:
    with SerialLink(PortSpec(url=remote.url, lines=ModemPolicy.CLASSIC)) as link:
        yield link


def test_what_is_lent_carries_bytes_both_ways_and_comes_back(far: SerialLink, remote: Rfc2217Peer) -> None:
    every_byte = bytes(range(256)) * 40
    with far.lent() as name, serial.Serial(name, 115_200, timeout=10, exclusive=True) as program:
        with pytest.raises(LinkClosedError, match="is lent"):
            far.write(b"x")
        program.write(every_byte)
        assert remote.receive(len(every_byte)) == every_byte
        remote.send(every_byte)
        assert program.read(len(every_byte)) == every_byte
    remote.send(b"for us\n")
    assert far.wait_line("for", 10).text == "for us"


def test_the_speed_follows_the_program_before_its_bytes_do_and_is_ours_again_afterwards(
    far: SerialLink, remote: Rfc2217Peer
) -> None:
    with far.lent() as name, serial.Serial(name, 115_200) as program:
        program.write(b"slow")
        assert remote.receive(4) == b"slow"
        program.baudrate = 460_800
        program.write(b"fast")
        assert remote.receive(4) == b"fast"
    assert remote.speeds == [115_200] * 4 + [460_800] * 4
    remote.send(b"ready\n")
    assert far.wait_line("ready", 10).text == "ready"
    assert remote.wire.baudrate == 115_200


def test_the_last_bytes_of_a_program_that_ends_at_once_arrive(far: SerialLink, remote: Rfc2217Peer) -> None:
    for number in range(10):
        last_words = b"run %d\n" % number
        with far.lent() as name:
            program = os.open(name, os.O_RDWR | os.O_NOCTTY)
            os.write(program, last_words)
            os.close(program)
        assert remote.receive(len(last_words)) == last_words


@pytest.mark.parametrize(("ours", "found"), [(57_600, 57_600), (74_880, 38_400)])
def test_a_program_finds_our_speed_if_it_has_a_code(remote: Rfc2217Peer, ours: int, found: int) -> None:
    with SerialLink(PortSpec(url=remote.url, baud=ours)) as link, link.lent() as name:
        terminal = os.open(name, os.O_RDWR | os.O_NOCTTY)
        assert baud_of(terminal) == found
        os.close(terminal)


def test_the_lines_stay_ours_while_it_is_lent(far: SerialLink, remote: Rfc2217Peer) -> None:
    assert far.keeps_lines_when_lent
    with far.lent():
        remote.wire.levels.clear()
        far.enter_download()
        states = [remote.wire.levels[at : at + 2] for at in (0, 2, 4)]
        assert states == [[("dtr", dtr), ("rts", rts)] for dtr, rts in ((False, True), (True, False), (False, False))]


def test_what_a_program_reads_late_waits_for_it(far: SerialLink, remote: Rfc2217Peer) -> None:
    with far.lent() as name, serial.Serial(name, 115_200, timeout=10) as program:
        remote.send(b"x" * 50_000)
        # The terminal holds a few thousand bytes: by then it is full.
        threading.Event().wait(0.3)
        assert program.read(50_000) == b"x" * 50_000


def test_a_program_that_reads_nothing_does_not_keep_the_port(far: SerialLink, remote: Rfc2217Peer) -> None:
    with far.lent() as name, serial.Serial(name, 115_200):
        remote.send(b"x" * 200_000)
    assert not far.wait_received(10**9, 0)


def _is_hung_up(program: serial.Serial) -> bool:
    """Wait for the end of what a program reads; False when none comes."""
    try:
        return bool(select.select([program.fileno()], [], [], 10)[0]) and not os.read(program.fileno(), 1)
    except OSError:
        return True


def test_a_program_is_hung_up_when_the_port_is_gone(remote: Rfc2217Peer) -> None:
    hung_up: list[bool] = []

    def use(name: str) -> None:
        with serial.Serial(name, 115_200) as program:
            remote.close()
            hung_up.append(_is_hung_up(program))

    far = SerialLink(PortSpec(url=remote.url), replug_s=0.0)
    with far, pytest.raises(UnpluggedError), far.lent() as name:
        use(name)
    assert hung_up == [True]


@pytest.mark.parametrize(
    ("method", "error"),
    [("write", serial.SerialTimeoutException("Write timeout")), ("_reconfigure_port", ValueError("rejected"))],
)
def test_a_program_is_hung_up_when_the_port_takes_no_more(
    far: SerialLink, monkeypatch: pytest.MonkeyPatch, method: str, error: Exception
) -> None:
    def refuse(*_: object) -> None:
        raise error

    with far.lent() as name, serial.Serial(name, 115_200) as program:
        monkeypatch.setattr(Rfc2217Serial, method, refuse)
        program.baudrate = 57_600
        program.write(b"x")
        assert _is_hung_up(program)
        monkeypatch.undo()


def test_a_port_of_this_machine_is_lent_itself(board: PtyPeer) -> None:
    with SerialLink(PortSpec(url=board.url)) as link, link.lent() as name:
        assert (name, link.keeps_lines_when_lent) == (board.url, False)
