"""An emulated board's time in a run: it moves as far as it is granted, and knows when the board wants to go on."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from oceanhil.hil.agent.agent_errors import AgentError
from oceanhil.hil.emulators.emulator_errors import EmulatorError
from oceanhil.hil.worlds.emulated.device import GrantedTime
from oceanhil.scenarios.world import WorldError

BEGAN_US = 7_000_000


class Rests:
    """A board that gives these answers, one after another, and remembers what it was granted."""

    def __init__(self, *answers: int | None) -> None:
        self.granted_us: list[int] = []
        self._answers = iter(answers)

    def let_pass(self, duration_us: int) -> int | None:
        self.granted_us.append(duration_us)
        try:
            return next(self._answers)
        except StopIteration:
            raise EmulatorError("it hangs") from None


class Hand:
    """A board of the bench, as far as its name goes."""

    name = "emulated-picow-1"

    @contextmanager
    def blame(self) -> Iterator[None]:
        try:
            yield
        except AgentError as error:
            raise WorldError(f"board {self.name!r}: {error}") from error


def granted(*answers: int | None) -> tuple[GrantedTime, Rests]:
    rests = Rests(*answers)
    return GrantedTime(Hand(), rests, BEGAN_US), rests


def test_a_board_is_granted_what_is_left_until_then() -> None:
    time, rests = granted(5_000_000, 1)
    time.grant(BEGAN_US + 20)
    time.grant(BEGAN_US + 50)
    assert rests.granted_us == [20, 30]
    assert time.now_us == BEGAN_US + 50


def test_its_next_event_is_where_it_wants_to_go_on() -> None:
    time, _ = granted(300)
    time.grant(BEGAN_US + 20)
    assert time.next_us == BEGAN_US + 320


def test_a_board_that_wants_nothing_has_no_next_event() -> None:
    time, _ = granted(300, None)
    time.look()
    time.look()
    assert time.next_us is None


def test_a_look_takes_no_time() -> None:
    time, rests = granted(300)
    time.look()
    assert rests.granted_us == [0]
    assert (time.now_us, time.next_us) == (BEGAN_US, BEGAN_US + 300)


def test_work_is_done_in_the_present_and_heard_out() -> None:
    time, rests = granted(300, 40)
    with time.at(BEGAN_US + 10):
        assert rests.granted_us == [10]
    assert rests.granted_us == [10, 0]
    assert time.next_us == BEGAN_US + 50


def test_a_board_that_hangs_is_an_error_that_names_it() -> None:
    time, _ = granted()
    with pytest.raises(WorldError, match="board 'emulated-picow-1': it hangs"):
        time.grant(BEGAN_US)


def test_an_agent_that_refuses_is_an_error_that_names_its_board() -> None:
    time, _ = granted(1, 1)
    with pytest.raises(WorldError, match="board 'emulated-picow-1': refused"), time.at(BEGAN_US):
        raise AgentError("refused")
