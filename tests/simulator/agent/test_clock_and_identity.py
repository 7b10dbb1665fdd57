"""The board's clocks and its MAC."""

import pytest

from oceanhil.protocol import board_faults
from oceanhil.protocol.agent.commands import (
    ClockDrift,
    ClockFault,
    ClockGet,
    ClockSet,
    ClockSleepDrift,
    ClockSntpDelay,
    ClockUptime,
    Go,
    MacFault,
    MacRead,
    MacSet,
)
from oceanhil.protocol.agent.error_code import AgentErrorCode
from oceanhil.protocol.agent.replies import ClockReading, MacReading
from oceanhil.protocol.board import PLATFORM_BOARDS, Board
from tests.simulator.agent.talk import Talk
from tests.simulator.answers import NOW_S
from tests.simulator.board.fake_observer import MACS, SECOND_US

NOW_US = NOW_S * SECOND_US
OTHER = bytes.fromhex("246f28000001")


def test_the_clock_is_set_and_read() -> None:
    talk = Talk().running(10)
    talk.ask(ClockSet(NOW_US))
    talk.observed.run(2)
    assert talk.ask(ClockGet()) == ClockReading(NOW_US + 2 * SECOND_US, 12_000)


@pytest.mark.parametrize("family", PLATFORM_BOARDS)
def test_a_clock_that_is_set_in_a_hold_is_right_in_the_boot(family: Board) -> None:
    talk = Talk(family).held()
    talk.ask(ClockSet(NOW_US))
    talk.observed.run(1)
    talk.ask(Go())
    assert talk.ask(ClockGet()) == ClockReading(NOW_US + SECOND_US, 0)


def test_clocks_run_fast_and_slow() -> None:
    talk = Talk().running(10)
    talk.ask(ClockSet(NOW_US))
    talk.ask(ClockDrift(-100_000))
    talk.observed.run(10)
    assert talk.ask(ClockGet()) == ClockReading(NOW_US + 9 * SECOND_US, 19_000)
    talk.ask(ClockSleepDrift(50_000))
    assert talk.board.clock.sleep_drift_ppm == 50_000


def test_uptime_is_what_it_is_said_to_be() -> None:
    talk = Talk().running(10)
    talk.ask(ClockUptime(4_294_967_000_000))
    reading = talk.ask(ClockGet())
    assert isinstance(reading, ClockReading)
    assert reading.uptime_ms == 4_294_967_000


@pytest.mark.parametrize("fault", [None, *board_faults.ClockFault])
def test_a_clock_has_one_fault_or_none(fault: board_faults.ClockFault | None) -> None:
    talk = Talk().held()
    talk.ask(ClockFault(board_faults.ClockFault.SIGNED_32_BIT))
    talk.ask(ClockFault(fault))
    assert talk.board.clock.signed_32_bit is (fault is board_faults.ClockFault.SIGNED_32_BIT)
    assert talk.board.sntp.knows_eras is (fault is not board_faults.ClockFault.NTP_ERA_0)


def test_the_time_client_can_be_made_to_wait() -> None:
    talk = Talk().held()
    talk.ask(ClockSntpDelay(5_000_000))
    assert talk.board.sntp.start_up_delay_us == 5_000_000


@pytest.mark.parametrize("family", PLATFORM_BOARDS)
def test_the_mac_is_read_as_firmware_reads_it(family: Board) -> None:
    talk = Talk(family).held()
    assert talk.ask(MacRead()) == MacReading(bytes.fromhex(MACS[family]))
    talk.ask(MacSet(OTHER))
    assert talk.ask(MacRead()) == MacReading(OTHER)
    talk.ask(Go())
    talk.observed.run(1)
    assert talk.observed.observer.lines[0].endswith(OTHER.hex().upper())


@pytest.mark.parametrize("fault", board_faults.MacFault)
def test_broken_fuses_cannot_be_read_until_they_are_mended(fault: board_faults.MacFault) -> None:
    talk = Talk().held()
    talk.ask(MacFault(fault))
    assert talk.refused("MAC", "READ") is AgentErrorCode.UNREADABLE
    talk.ask(MacFault(None))
    assert talk.ask(MacRead()) == MacReading(bytes.fromhex(MACS[Board.ESP32]))
