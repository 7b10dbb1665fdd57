"""A pseudo terminal as a board's port, as programs on the other side find it."""

import errno
import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import serial

from oceanhil.hil.vboard.ports.pty_posix import PtyPort
from oceanhil.hil.vboard.reactor import Reactor
from oceanhil.hil.vboard.vboard_errors import MachineRefusedError, VirtualBoardError
from tests.hil.vboard.looping import Heard, turning


@pytest.fixture
def reactor() -> Iterator[Reactor]:
    made = Reactor()
    yield made
    made.close()


@pytest.fixture
def link(tmp_path: Path) -> Path:
    return tmp_path / "board"


def test_bytes_go_both_ways_unchanged(reactor: Reactor, link: Path) -> None:
    heard = Heard()
    port = PtyPort(link, heard, reactor)
    every_byte = bytes(range(256))
    with turning(reactor), serial.Serial(str(link), 115_200, timeout=10) as host:
        reactor.post(lambda: port.write(every_byte))
        assert host.read(256) == every_byte
        host.write(every_byte)
        assert heard.wait_for(256) == every_byte
    port.close()


def test_more_than_the_system_takes_at_once_arrives_whole(reactor: Reactor, link: Path) -> None:
    port = PtyPort(link, Heard(), reactor)
    data = random.Random(1).randbytes(300_000)
    with turning(reactor), serial.Serial(str(link), 115_200, timeout=10) as host:
        reactor.post(lambda: port.write(data))
        assert host.read(len(data)) == data
    port.close()


@pytest.mark.parametrize("baud", [9_600, 74_880, 115_200, 921_600])
def test_the_hosts_rate_is_read_from_the_terminal_custom_ones_too(reactor: Reactor, link: Path, baud: int) -> None:
    port = PtyPort(link, Heard(), reactor)
    assert port.host_baud == 115_200
    with serial.Serial(str(link), baud):
        assert port.host_baud == baud
    port.close()


def test_it_has_no_modem_lines(reactor: Reactor, link: Path) -> None:
    port = PtyPort(link, Heard(), reactor)
    with serial.Serial(str(link)) as host, pytest.raises(OSError, match="Inappropriate ioctl") as refused:
        host.dtr = True
    assert refused.value.errno == errno.ENOTTY
    port.close()


def test_pulling_the_cable_takes_the_link_away_and_throws_the_listener_out(reactor: Reactor, link: Path) -> None:
    port = PtyPort(link, Heard(), reactor)
    with serial.Serial(str(link), timeout=5) as host:
        port.unplug()
        assert not link.is_symlink()
        with pytest.raises(OSError, match=r"device reports readiness|Input/output error"):
            host.read(1)
    port.plug()
    assert link.is_symlink()
    port.close()
    assert not link.is_symlink()


def test_a_link_left_by_a_killed_board_is_replaced(reactor: Reactor, link: Path) -> None:
    link.symlink_to("/dev/pts/99999")
    port = PtyPort(link, Heard(), reactor)
    assert str(link.readlink()) != "/dev/pts/99999"
    port.close()


def test_a_link_in_use_is_refused(reactor: Reactor, link: Path) -> None:
    port = PtyPort(link, Heard(), reactor)
    with pytest.raises(MachineRefusedError, match="in use by another"):
        PtyPort(link, Heard(), reactor)
    assert link.is_symlink()
    port.close()


def test_what_is_not_our_own_is_never_replaced(reactor: Reactor, link: Path) -> None:
    link.write_text("precious")
    with pytest.raises(VirtualBoardError, match="exists and is no link"):
        PtyPort(link, Heard(), reactor)
    link.unlink()
    link.symlink_to("/etc/hostname")
    with pytest.raises(VirtualBoardError, match="no pty"):
        PtyPort(link, Heard(), reactor)
    assert str(link.readlink()) == "/etc/hostname"


def test_a_link_that_is_somebody_elses_by_now_stays(reactor: Reactor, link: Path) -> None:
    port = PtyPort(link, Heard(), reactor)
    link.unlink()
    link.symlink_to("/dev/null")
    port.close()
    assert link.is_symlink()


def test_a_folder_that_is_not_there_is_a_message(reactor: Reactor, tmp_path: Path) -> None:
    with pytest.raises(MachineRefusedError, match="choose a folder that exists"):
        PtyPort(tmp_path / "missing" / "board", Heard(), reactor)


@pytest.mark.slow
def test_other_systems_import_everything_else() -> None:
    without = "import sys; sys.modules['termios'] = sys.modules['fcntl'] = None; "
    program = without + "import oceanhil.hil.vboard.process, oceanhil.hil.vboard.launcher, oceanhil.app.commands.vboard"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
