"""What only real time brings to a board on a port."""

import pytest

from oceanhil.hil.vboard.download_mode import SLOW_RELEASE_S
from oceanhil.hil.vboard.port_traffic import LEAVE_AFTER_S, BoardOnPort
from oceanhil.protocol.firmware import Firmware
from oceanhil.simulator.board.mode import BoardMode
from tests.hil.vboard.board_in_process import SYNC, TOKEN, VirtualBench
from tests.hil.vboard.looping import Timers


def on_port(*, real_time: bool = True) -> tuple[VirtualBench, BoardOnPort, Timers]:
    bench, timers = VirtualBench(firmware=Firmware(TOKEN)), Timers()
    timers.close()
    bench.virtual.power(on=True)
    return bench, BoardOnPort(bench.virtual, timers, real_time=real_time), timers


def test_a_board_a_tool_left_in_download_mode_starts_again_after_some_silence() -> None:
    bench, port, timers = on_port()
    port.bytes_came(SYNC)
    port.bytes_came(SYNC)
    assert bench.mode() is BoardMode.DOWNLOAD
    assert timers.ring() == [LEAVE_AFTER_S]
    assert bench.mode() is BoardMode.RUNNING


def test_in_held_time_only_the_bench_ends_download_mode() -> None:
    bench, port, timers = on_port(real_time=False)
    port.bytes_came(SYNC)
    assert timers.ring() == []
    assert bench.mode() is BoardMode.DOWNLOAD


def test_a_board_that_was_strapped_stays_in_download_mode() -> None:
    bench, port, timers = on_port()
    port.bytes_came(SYNC)
    bench.virtual.strap(download=True)
    bench.virtual.power(on=False)
    bench.virtual.power(on=True)
    timers.ring()
    assert bench.mode() is BoardMode.DOWNLOAD


@pytest.mark.parametrize("then_dtr_alone", [True, False])
def test_both_lines_release_the_reset_slowly(*, then_dtr_alone: bool) -> None:
    bench, port, timers = on_port()
    port.lines_changed(dtr=False, rts=True)
    port.lines_changed(dtr=True, rts=True)
    if then_dtr_alone:
        port.lines_changed(dtr=True, rts=False)
    assert timers.ring() == ([] if then_dtr_alone else [SLOW_RELEASE_S])
    assert bench.mode() is (BoardMode.DOWNLOAD if then_dtr_alone else BoardMode.RUNNING)
