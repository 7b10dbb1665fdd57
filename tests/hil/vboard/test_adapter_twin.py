"""A virtual board behind the twin of an adapter, in time that a test grants."""

from __future__ import annotations

import pytest

from oceanhil.hil.vboard.adapter_twin import AdapterTwin
from oceanhil.hil.vboard.port_traffic import BoardOnPort
from oceanhil.protocol.board import Board
from oceanhil.protocol.firmware import Firmware
from oceanhil.simulator.adapter.circuit import USUAL
from oceanhil.simulator.adapter.faults import AdapterFaults
from oceanhil.simulator.adapter.kinds import ADAPTERS, AdapterKind
from oceanhil.simulator.board.mode import BoardMode
from tests.hil.vboard.board_in_process import TOKEN, VirtualBench
from tests.hil.vboard.looping import Clock

CALL_US = 1_000


class Desk:
    """A board, its twin and a clock."""

    def __init__(
        self, kind: AdapterKind = AdapterKind.CP210X, board: Board = Board.ESP32, baud: int | None = None
    ) -> None:
        self.bench = VirtualBench(board, firmware=Firmware(TOKEN), host_baud=baud)
        self.clock = Clock()
        self.clock.close()
        hears = BoardOnPort(self.bench.virtual, self.clock, real_time=False)
        self.twin = AdapterTwin(ADAPTERS[kind], self.bench.virtual, hears, self.clock, lambda: self.clock.now_us)
        self.twin.connect(self.bench.port)
        self.bench.line.connect(self.bench.port, self.twin.write, lambda: self.twin.host_baud)
        self.bench.virtual.power(on=True)

    def wait(self, time_us: int) -> Desk:
        """Let time pass."""
        self.clock.wait(time_us)
        return self

    def lines(self, *, dtr: bool, rts: bool, then_us: int = 0) -> Desk:
        """Set the lines one after the other, and wait."""
        self.twin.lines_changed(dtr=dtr, rts=rts)
        return self.wait(then_us)

    @property
    def boots(self) -> int:
        """How often the board has begun."""
        return self.bench.virtual.board.boots


@pytest.mark.parametrize("kind", [AdapterKind.CP210X, AdapterKind.CH340, AdapterKind.FTDI])
def test_opening_and_closing_a_port_resets_nothing(kind: AdapterKind) -> None:
    desk = Desk(kind)
    for _ in range(3):
        assert desk.twin.opened() is True
        desk.wait(1_000_000)
        desk.twin.closed()
        desk.wait(1_000_000)
    assert (desk.boots, desk.bench.mode()) == (1, BoardMode.RUNNING)


def test_a_driver_that_drops_one_line_after_the_other_resets_the_board_at_close() -> None:
    desk = Desk()
    desk.twin.break_with(AdapterFaults(parted=True))
    desk.twin.opened()
    desk.wait(1_000_000)
    assert desk.boots == 1
    desk.twin.closed()
    desk.wait(1_000_000)
    assert desk.boots == 2


def test_a_port_without_hupcl_leaves_a_board_in_reset_and_one_with_it_lets_it_go() -> None:
    for hangs_up, boots in ((False, 1), (True, 2)):
        desk = Desk()
        desk.twin.break_with(AdapterFaults(hangs_up=hangs_up))
        desk.twin.opened()
        desk.lines(dtr=False, rts=True, then_us=1_000_000)
        desk.twin.closed()
        assert desk.wait(1_000_000).boots == boots


@pytest.mark.parametrize("gap_us", [0, 12_000, 14_000, 50_000])
def test_the_second_half_of_the_sequence_must_come_before_en_has_risen(gap_us: int) -> None:
    desk = Desk()
    desk.twin.opened()
    desk.lines(dtr=False, rts=True, then_us=100_000)
    desk.lines(dtr=True, rts=True, then_us=gap_us)
    desk.lines(dtr=True, rts=False, then_us=50_000)
    desk.lines(dtr=False, rts=False, then_us=50_000)
    quick = gap_us < USUAL.start_us
    assert desk.bench.mode() is (BoardMode.DOWNLOAD if quick else BoardMode.RUNNING)


def test_a_machine_that_looks_late_sees_the_same() -> None:
    desk = Desk()
    desk.twin.opened()
    desk.clock.now_us += 10_000
    desk.twin.lines_changed(dtr=False, rts=True)
    desk.clock.now_us += 100_000
    desk.twin.lines_changed(dtr=True, rts=True)
    desk.twin.lines_changed(dtr=True, rts=False)
    desk.wait(10_000_000)
    assert desk.bench.mode() is BoardMode.DOWNLOAD


def test_stuck_lines_move_no_pin() -> None:
    desk = Desk()
    desk.twin.break_with(AdapterFaults(stuck_lines=True))
    desk.lines(dtr=False, rts=True, then_us=1_000_000)
    assert (desk.boots, desk.bench.mode()) == (1, BoardMode.RUNNING)


def test_bytes_leave_in_packets_and_the_rest_when_the_timer_rings() -> None:
    desk = Desk(AdapterKind.FTDI)
    desk.wait(1_000_000)
    before = len(desk.bench.port.sent)
    desk.twin.write(b"x" * 100)
    assert len(desk.bench.port.sent) - before == 62
    assert len(desk.wait(15_999).bench.port.sent) - before == 62
    assert len(desk.wait(1).bench.port.sent) - before == 100


def test_a_longer_latency_holds_bytes_for_longer() -> None:
    desk = Desk()
    desk.wait(1_000_000)
    desk.twin.break_with(AdapterFaults(latency_us=255_000))
    before = len(desk.bench.port.sent)
    desk.twin.write(b"late")
    assert len(desk.wait(10_000).bench.port.sent) == before
    assert desk.wait(255_000).bench.port.sent[before:] == b"late"


def test_what_waits_when_the_port_is_closed_is_lost() -> None:
    desk = Desk(AdapterKind.FTDI)
    desk.wait(1_000_000)
    desk.twin.opened()
    before = len(desk.bench.port.sent)
    desk.twin.write(b"unread")
    desk.twin.closed()
    assert len(desk.wait(1_000_000).bench.port.sent) == before


def test_the_first_byte_of_each_so_many_th_unit_is_lost() -> None:
    desk = Desk()
    desk.wait(1_000_000)
    desk.twin.break_with(AdapterFaults(loses_every=2))
    before = len(desk.bench.port.sent)
    for word in (b"one", b"two", b"three", b"four"):
        desk.twin.write(word)
        desk.wait(CALL_US)
    assert desk.bench.port.sent[before:] == b"onewothreeour"


@pytest.mark.parametrize("after", [1, 2, 3])
def test_the_cable_is_out_behind_the_unit_that_was_chosen_and_in_again_later(after: int) -> None:
    desk = Desk()
    desk.wait(1_000_000)
    desk.twin.break_with(AdapterFaults(unplugs_after=after, plugs_after_us=500_000))
    desk.lines(dtr=True, rts=True)
    desk.twin.bytes_came(b"\r\n")
    desk.twin.write(b"third")
    desk.wait(CALL_US)
    assert desk.bench.port.cable == ["unplug"]
    assert desk.wait(500_000).bench.port.cable == ["unplug", "plug"]
    assert desk.twin.units >= 3


def test_the_board_hears_at_the_rate_that_the_chip_can_make() -> None:
    desk = Desk(AdapterKind.CP210X, baud=74_880)
    assert desk.twin.host_baud == 76_800
    assert desk.bench.line.host_baud == 76_800


def test_all_that_waits_arrives_before_a_console_goes() -> None:
    desk = Desk(AdapterKind.CDC, Board.PICOW)
    desk.wait(1_000_000)
    before = len(desk.bench.port.sent)
    desk.twin.write(b"last words")
    desk.twin.flush()
    assert desk.bench.port.sent[before:] == b"last words"


def test_no_line_reaches_a_chip_with_usb_of_its_own_device() -> None:
    desk = Desk(AdapterKind.CDC, Board.PICOW, baud=115_200)
    desk.twin.opened()
    desk.lines(dtr=False, rts=True, then_us=1_000_000)
    desk.twin.closed()
    assert desk.wait(1_000_000).boots == 1
