"""The controller within a chip: RTS alone resets, what came before chooses the mode."""

import pytest

from oceanhil.hil.link.modem import SEQUENCES, Lines, ModemPolicy, Move
from oceanhil.simulator.adapter.pins import Pins
from oceanhil.simulator.adapter.serial_jtag import SerialJtag


def resets(*states: tuple[bool, bool]) -> list[Pins]:
    circuit = SerialJtag()
    pins = [each for t_us, (dtr, rts) in enumerate(states) for each in circuit.set_lines(t_us, dtr=dtr, rts=rts)]
    return [each for each in pins if not each.en_low]


@pytest.mark.parametrize(("move", "goes_to_download"), [(Move.RESET, False), (Move.DOWNLOAD, True)])
def test_the_harness_sequences_do_what_they_are_called(move: Move, *, goes_to_download: bool) -> None:
    steps = SEQUENCES[ModemPolicy.USB_JTAG][move]
    (start,) = resets((True, True), *((step.dtr, step.rts) for step in steps if isinstance(step, Lines)))
    assert start.gpio0_low is goes_to_download


def test_opening_closing_and_setting_the_same_again_reset_nothing() -> None:
    assert resets((True, True), (True, True), (False, False), (True, False), (False, False)) == []


def test_each_rts_alone_is_a_reset() -> None:
    assert [start.t_us for start in resets((False, True), (False, True), (False, False), (False, True))] == [0, 3]


def test_it_does_nothing_by_itself() -> None:
    circuit = SerialJtag()
    circuit.set_lines(0, dtr=False, rts=True)
    assert (circuit.due_us, circuit.advance(10**9)) == (None, ())
