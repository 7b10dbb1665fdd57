"""Leases by device: a port that has two names is one port."""

from __future__ import annotations

import os
import pty
from collections.abc import Iterator
from pathlib import Path

import pytest

from oceanhil.hil.boards.board_lease import BoardLease, state_of
from oceanhil.hil.boards.device import device_key, lease_keys
from oceanhil.hil.boards.entry import BoardEntry, PowerBy
from oceanhil.hil.boards.lease import BoardBusyError, LeaseLostError
from oceanhil.hil.boards.leases import Leases
from oceanhil.hil.link.modem import ModemPolicy
from oceanhil.protocol.board import Board
from tests.hil.boards.owners import somebody


def _entry(port: str, mac: bytes | None = None, name: str = "desk") -> BoardEntry:
    return BoardEntry(name=name, kind=Board.ESP32, lines=ModemPolicy.NONE, power=PowerBy.NONE, port=port, mac=mac)


@pytest.fixture
def tty() -> Iterator[str]:
    """A character device, as a port is one."""
    ours, theirs = pty.openpty()
    yield os.ttyname(theirs)
    os.close(ours)
    os.close(theirs)


@pytest.fixture
def by_id(tty: str, tmp_path: Path) -> str:
    """Another name of it."""
    link = tmp_path / "usb-Silicon_Labs_CP2102-if00-port0"
    link.symlink_to(tty)
    return str(link)


def test_a_device_and_a_link_to_it_have_one_key(tty: str, by_id: str) -> None:
    number = Path(tty).stat().st_rdev
    assert device_key(tty) == device_key(by_id) == f"device-{os.major(number)}-{os.minor(number)}"
    assert device_key(tty) != device_key("/dev/null")


def test_a_port_that_is_no_device_is_known_by_where_its_links_lead(tmp_path: Path) -> None:
    (tmp_path / "port").touch()
    (tmp_path / "link").symlink_to(tmp_path / "port")
    assert device_key(str(tmp_path / "link")) == device_key(str(tmp_path / "port"))


@pytest.mark.parametrize("port", ["/dev/no-such-port", "/dev/\0"])
def test_a_port_that_is_not_there_has_the_boards_own_key_alone(port: str) -> None:
    assert lease_keys(_entry(port, b"\x24\x6f\x28\xaa\xbb\xcc")) == ("mac-246f28aabbcc",)


def test_an_address_is_known_by_its_name() -> None:
    key = "port-socket_10.0.0.1_4000+54714d12ad51"
    assert lease_keys(_entry("socket://10.0.0.1:4000", bytes(6))) == ("mac-000000000000", key)
    assert lease_keys(_entry("socket://10.0.0.1:4000")) == (key,)


def test_two_names_of_one_port_are_one_lease(tmp_path: Path, tty: str, by_id: str) -> None:
    leases = Leases(tmp_path / "leases")
    one, other = _entry(tty, bytes(6)), _entry(by_id, name="other")
    with BoardLease(leases, one, somebody("alice")) as held:
        with pytest.raises(BoardBusyError, match=r"its port, under another name\): held by alice@") as busy:
            BoardLease(leases, other, somebody("bob")).__enter__()
        assert busy.value.key == lease_keys(other)[0]
        assert "alice" in str(state_of(leases, other).lease)
        held.check()
        # The name that was free is free again.
        assert leases.peek(lease_keys(other)[0]).lease is None
    with BoardLease(leases, other, somebody("bob")):
        pass
    assert not list((tmp_path / "leases").glob("*.json"))


def test_a_port_that_another_board_took_the_place_of_does_not_free_it(tmp_path: Path, tty: str) -> None:
    leases = Leases(tmp_path)
    with (
        BoardLease(leases, _entry("/dev/no-such-port", bytes(6)), somebody("alice")),
        pytest.raises(BoardBusyError, match="is not free: held by alice@"),
    ):
        BoardLease(leases, _entry(tty, bytes(6)), somebody("bob")).__enter__()


def test_a_program_that_inherits_one_uses_both_and_leaves_them(tmp_path: Path, tty: str) -> None:
    leases, entry = Leases(tmp_path), _entry(tty, bytes(6))
    with BoardLease(leases, entry, somebody("alice")) as parent:
        assert tuple(parent.tokens) == lease_keys(entry)
        with BoardLease(leases, entry, somebody("child"), inherited=parent.tokens) as child:
            assert child.tokens.items() >= parent.tokens.items()
            child.check()
        assert all(leases.peek(key).lease is not None for key in parent.tokens)
    assert not list(tmp_path.glob("*.json"))


def test_of_the_programs_that_inherit_a_board_one_uses_it_at_a_time(tmp_path: Path, tty: str) -> None:
    leases, entry = Leases(tmp_path), _entry(tty, bytes(6))
    with BoardLease(leases, entry, somebody("alice")) as parent:
        with (
            BoardLease(leases, entry, somebody("first"), inherited=parent.tokens),
            pytest.raises(BoardBusyError, match=r"board 'desk' is not free: held by first@"),
        ):
            BoardLease(leases, entry, somebody("second"), inherited=parent.tokens).__enter__()
        with BoardLease(leases, entry, somebody("second"), inherited=parent.tokens):
            pass


def test_under_two_names_of_its_port_a_lent_board_has_one_user_too(tmp_path: Path, tty: str, by_id: str) -> None:
    leases, other = Leases(tmp_path / "leases"), _entry(by_id, name="other")
    with (
        BoardLease(leases, _entry(tty, bytes(6)), somebody("alice")) as parent,
        BoardLease(leases, _entry(tty, bytes(6)), somebody("first"), inherited=parent.tokens),
        pytest.raises(BoardBusyError, match=r"its port, under another name\): held by first@"),
    ):
        BoardLease(leases, other, somebody("second"), inherited=parent.tokens).__enter__()


def test_a_program_lends_on_what_it_was_lent(tmp_path: Path, tty: str) -> None:
    leases, entry = Leases(tmp_path), _entry(tty, bytes(6))
    with (
        BoardLease(leases, entry, somebody("alice")) as parent,
        BoardLease(leases, entry, somebody("child"), inherited=parent.tokens) as child,
        BoardLease(leases, entry, somebody("grandchild"), inherited=child.tokens) as grandchild,
    ):
        grandchild.check()


def test_a_lent_board_is_left_when_its_parents_lease_is_taken_away(tmp_path: Path, tty: str) -> None:
    leases, entry = Leases(tmp_path), _entry(tty, bytes(6))
    with (
        BoardLease(leases, entry, somebody("alice")) as parent,
        BoardLease(leases, entry, somebody("child"), inherited=parent.tokens) as child,
    ):
        leases.break_lease(lease_keys(entry)[0], force=True)
        with pytest.raises(LeaseLostError, match="'desk' is lost"):
            child.look()
