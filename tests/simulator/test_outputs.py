"""Relays and the sensor of a simulated board."""

from hypothesis import given
from hypothesis import strategies as st

from oceanhil.protocol.record import RecordFlag
from oceanhil.simulator.outputs import Latches, Outputs, Sensors

BOTH = RecordFlag.RELAY1 | RecordFlag.RELAY2
FLAGS = st.sampled_from((RecordFlag.NONE, RecordFlag.RELAY1, RecordFlag.RELAY2, BOTH))


def wired() -> tuple[Outputs, list[RecordFlag | str]]:
    told: list[RecordFlag | str] = []
    return Outputs(told.append, lambda still_on: told.append(f"let go but {still_on.value}")), told


def test_only_a_relay_that_changes_is_told_and_counted() -> None:
    outputs, told = wired()
    for on in (RecordFlag.NONE, RecordFlag.RELAY2, RecordFlag.RELAY2, BOTH, RecordFlag.RELAY1):
        outputs.switch(on)
    assert told == [RecordFlag.RELAY2, BOTH, RecordFlag.RELAY1]
    assert outputs.switched == (1, 2)


@given(st.lists(FLAGS))
def test_a_relay_that_was_switched_an_odd_number_of_times_is_on(moves: list[RecordFlag]) -> None:
    outputs, _ = wired()
    for on in moves:
        outputs.switch(on)
    assert (RecordFlag.RELAY1 in outputs.on, RecordFlag.RELAY2 in outputs.on) == tuple(
        count % 2 == 1 for count in outputs.switched
    )


def test_what_is_let_go_is_off_and_was_never_switched_and_is_told_once() -> None:
    outputs, told = wired()
    outputs.switch(BOTH)
    outputs.end_boot()
    outputs.end_boot()
    assert (outputs.on, outputs.switched) == (RecordFlag.NONE, (0, 0))
    assert told == [BOTH, "let go but 0"]


@given(FLAGS, FLAGS, FLAGS, FLAGS)
def test_what_is_latched_stays_closed_through_what_it_is_latched_for_and_no_longer(
    on: RecordFlag, at_reset: RecordFlag, in_sleep: RecordFlag, at_wake: RecordFlag
) -> None:
    outputs, _ = wired()
    outputs.latches = Latches(at_reset, in_sleep, at_wake)
    outputs.switch(on)
    outputs.end_boot()
    outputs.reset()
    assert outputs.on == on & at_reset
    outputs.switch(on)
    outputs.end_boot()
    outputs.fall_asleep()
    assert outputs.on == on & in_sleep
    outputs.wake()
    assert outputs.on == on & in_sleep & at_wake


def test_without_power_nothing_is_latched() -> None:
    outputs, told = wired()
    outputs.latches = Latches(BOTH, BOTH, BOTH)
    outputs.switch(BOTH)
    outputs.end_boot()
    assert outputs.on == BOTH
    outputs.lose_power()
    assert told == [BOTH, "let go but 0"]
    outputs.switch(BOTH)
    outputs.end_boot()
    assert outputs.on == RecordFlag.NONE


def test_what_is_pretended_stands_before_what_the_sensor_shows_each_value_by_itself() -> None:
    outputs, _ = wired()
    outputs.sensors = Sensors(-123, 456)
    read = []
    for pretended in ((None, None), (0, None), (None, 0), (2000, 1000), ()):
        outputs.pretend(*pretended)
        read.append(outputs.measure())
    assert read == [Sensors(-123, 456), Sensors(0, 456), Sensors(-123, 0), Sensors(2000, 1000), Sensors(-123, 456)]
