"""The reset circuit as laws: when a chip stops, when it starts, and in which mode."""

from itertools import accumulate, pairwise

from hypothesis import given
from hypothesis import strategies as st

from oceanhil.simulator.adapter.circuit import USUAL, Capacitor, ResetCircuit
from oceanhil.simulator.adapter.pins import Pins

DROPPED = (False, False)
BOTH = (True, True)
DTR = (True, False)
RTS = (False, True)
LONG_US = 1_000_000
AT_REST = Pins(0, en_low=False, gpio0_low=False)
STATES = st.sampled_from([DROPPED, BOTH, DTR, RTS])
HISTORIES = st.lists(st.tuples(st.integers(0, 60_000), STATES), max_size=8)


def happens(history: list[tuple[int, tuple[bool, bool]]], circuit: ResetCircuit | None = None) -> list[Pins]:
    """Set the lines after so many µs each; give what the pins did, and go on for a second."""
    circuit = circuit or ResetCircuit()
    pins: list[Pins] = []
    now_us = 0
    for wait_us, (dtr, rts) in history:
        now_us += wait_us
        pins += circuit.set_lines(now_us, dtr=dtr, rts=rts)
    return pins + list(circuit.advance(now_us + LONG_US))


def starts(pins: list[Pins]) -> list[Pins]:
    """Give the moments in which the chip starts."""
    return [new for old, new in pairwise((AT_REST, *pins)) if old.en_low and not new.en_low]


def test_rts_alone_stops_the_chip_when_the_capacitor_is_empty_enough() -> None:
    assert happens([(100, RTS)]) == [Pins(100 + USUAL.stop_us, en_low=True, gpio0_low=False)]


def test_the_chip_starts_long_after_the_line_was_dropped() -> None:
    (start,) = starts(happens([(0, RTS), (100_000, DROPPED)]))
    assert start.t_us == 100_000 + USUAL.start_us
    assert USUAL.start_us == 13_863


@given(pulse_us=st.integers(0, USUAL.stop_us - 1))
def test_a_pulse_shorter_than_the_capacitor_needs_resets_nothing(pulse_us: int) -> None:
    assert starts(happens([(0, RTS), (pulse_us, DROPPED)])) == []


@given(pulse_us=st.integers(USUAL.stop_us, LONG_US))
def test_a_longer_one_does(pulse_us: int) -> None:
    assert len(starts(happens([(0, RTS), (pulse_us, DROPPED)]))) == 1


@given(gap_us=st.integers(0, 60_000))
def test_the_usual_sequence_ends_in_download_mode_just_if_its_second_half_is_quick_enough(gap_us: int) -> None:
    # As programs do that set one line after the other: RTS, both, DTR, none.
    pins = happens([(0, RTS), (100_000, BOTH), (gap_us, DTR), (50_000, DROPPED)])
    (start,) = starts(pins)
    assert start.gpio0_low is (gap_us < USUAL.start_us)


def test_gpio0_must_stay_low_until_the_chip_looks() -> None:
    for held_us in (USUAL.start_us - 1, USUAL.start_us):
        (start,) = starts(happens([(0, RTS), (100_000, DTR), (held_us, DROPPED)]))
        assert start.gpio0_low is (held_us == USUAL.start_us)


@given(history=HISTORIES)
def test_nothing_but_rts_alone_resets(history: list[tuple[int, tuple[bool, bool]]]) -> None:
    others = [(wait_us, DROPPED if lines == RTS else lines) for wait_us, lines in history]
    assert not any(pins.en_low for pins in happens(others))


@given(history=HISTORIES, looks=st.lists(st.integers(0, LONG_US), max_size=8))
def test_looking_more_often_changes_nothing(history: list[tuple[int, tuple[bool, bool]]], looks: list[int]) -> None:
    circuit = ResetCircuit()
    times = list(accumulate(wait_us for wait_us, _ in history))
    acts = [(t_us, lines) for t_us, (_, lines) in zip(times, history, strict=True)]
    pins: list[Pins] = []
    seen_at = [(look_us, None) for look_us in looks]
    for t_us, lines in sorted([*acts, *seen_at], key=lambda act: (act[0], act[1] is None)):
        pins += circuit.advance(t_us) if lines is None else circuit.set_lines(t_us, dtr=lines[0], rts=lines[1])
    pins += circuit.advance(2 * LONG_US)
    seen = happens(history)
    assert [(each.en_low, each.gpio0_low) for each in pins] == [(each.en_low, each.gpio0_low) for each in seen]
    # What is rounded to whole µs is rounded once more at each look.
    assert all(abs(one.t_us - other.t_us) <= len(looks) + 1 for one, other in zip(pins, seen, strict=True))


@given(history=HISTORIES)
def test_pins_move_forward_in_time_and_each_time_in_another_state(
    history: list[tuple[int, tuple[bool, bool]]],
) -> None:
    pins = [AT_REST, *happens(history)]
    for old, new in pairwise(pins):
        assert old.t_us <= new.t_us
        assert (old.en_low, old.gpio0_low) != (new.en_low, new.gpio0_low)


def test_a_board_without_a_capacitor_of_note_misses_the_sequence() -> None:
    # 1 nF: EN has risen before a program that sets one line after the other lets GPIO0 fall.
    bare = ResetCircuit(Capacitor(fill_us=10, empty_us=1))
    (start,) = starts(happens([(0, RTS), (100_000, BOTH), (1_000, DTR), (50_000, DROPPED)], bare))
    assert not start.gpio0_low
