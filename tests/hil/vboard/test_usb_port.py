"""A pty as the console of a chip with USB of its own, as programs on the other side find it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest
import serial

from oceanhil.hil.vboard.ports import pty_posix, usb_posix
from oceanhil.hil.vboard.ports.usb_posix import UsbPort
from oceanhil.hil.vboard.reactor import Reactor
from tests.hil.vboard.looping import Heard, turning


@pytest.fixture
def reactor() -> Iterator[Reactor]:
    made = Reactor()
    yield made
    made.close()


@pytest.fixture
def link(tmp_path: Path) -> Path:
    return tmp_path / "board"


def test_it_is_not_there_before_the_board_has_power(reactor: Reactor, link: Path) -> None:
    port = UsbPort(link, Heard(), reactor, is_held=False)
    assert not link.is_symlink()
    port.come()
    assert link.is_symlink()
    port.leave()
    assert not link.is_symlink()
    port.close()


def test_a_program_that_opens_it_is_seen_and_its_bytes_come_unchanged(reactor: Reactor, link: Path) -> None:
    heard, every_byte = Heard(), bytes(range(256))
    port = UsbPort(link, heard, reactor, is_held=False)
    port.come()
    assert port.is_open() is False
    with turning(reactor), serial.Serial(str(link), 115_200, timeout=10) as host:
        host.write(every_byte)
        assert heard.wait_for(256) == every_byte
        assert port.is_open() is True
        reactor.post(lambda: port.write(every_byte))
        assert host.read(256) == every_byte
    port.leave()
    port.come()
    assert port.is_open() is False
    port.close()


def test_on_a_held_clock_a_board_waits_until_it_is_opened(reactor: Reactor, link: Path) -> None:
    port = UsbPort(link, Heard(), reactor, is_held=True)
    port.come()
    opened: list[serial.Serial] = []
    opening = Thread(target=lambda: opened.append(serial.Serial(str(link), timeout=10)))
    opening.start()
    assert port.is_open() is True
    # Whoever opens a port throws away what came before: what is sent from now on arrives.
    port.write(b"first")
    opening.join()
    assert opened[0].read(5) == b"first"
    opened[0].close()
    port.close()


def test_a_held_board_that_nobody_listens_to_goes_on(
    reactor: Reactor, link: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(usb_posix, "_HOST_S", 0.0)
    port = UsbPort(link, Heard(), reactor, is_held=True)
    port.come()
    assert port.is_open() is True
    port.close()


def test_what_was_sent_is_read_before_it_goes(reactor: Reactor, link: Path) -> None:
    port = UsbPort(link, Heard(), reactor, is_held=True)
    for _ in range(50):
        port.come()
        read: list[bytes] = []

        def listen(read: list[bytes] = read) -> None:
            with serial.Serial(str(link), timeout=10) as host:
                read.append(host.read(6000))

        listening = Thread(target=listen)
        listening.start()
        assert port.is_open()
        port.write(b"x" * 6000)
        port.leave()
        listening.join()
        assert read == [b"x" * 6000]
    port.close()


def test_who_does_not_read_is_not_waited_for_for_ever(
    reactor: Reactor, link: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(usb_posix, "_READ_S", 0.0)
    port = UsbPort(link, Heard(), reactor, is_held=True)
    port.come()
    opened: list[serial.Serial] = []
    opening = Thread(target=lambda: opened.append(serial.Serial(str(link))))
    opening.start()
    assert port.is_open()
    opening.join()
    port.write(b"unread")
    port.leave()
    assert not link.is_symlink()
    opened[0].close()
    port.close()


def test_an_opening_in_the_moment_in_which_the_link_is_made_is_seen(
    reactor: Reactor, link: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = UsbPort(link, Heard(), reactor, is_held=False)
    make, opened = pty_posix._link_atomically, []

    def make_and_open(place: Path, target: str) -> None:
        make(place, target)
        opened.append(serial.Serial(str(place)))

    monkeypatch.setattr(pty_posix, "_link_atomically", make_and_open)
    port.come()
    reactor.turn(10)
    assert port.is_open() is True
    opened[0].close()
    port.close()
