"""The test clock of a connector is tried before it is relied on: what it does not do would be blamed on the server.

A server with a clock that stands still without moving, or moves without standing still, looks like one whose sessions
never end. What is wrong with the clock is told as the connector's, with what was asked, what was seen and what to do.
"""

from contextlib import suppress
from typing import Final

from oceanhil.remote.connector.clock import CLOCK_ADVANCE, CLOCK_FREEZE, CLOCK_NOW, CLOCK_RELEASE, ConnectorClock
from oceanhil.remote.connector.control import ControlError, UnfitError

_STEP_S: Final = 60
_PART_S: Final = 0.25
_WHOLE_GRAIN_S: Final = 1.0
_SAME_S: Final = 0.01
_TRIALS: Final = 2
_UNITS: Final = {0.001: "milliseconds", 60.0: "minutes", 3600.0: "hours", 86_400.0: "days"}


def clock_fault(clock: ConnectorClock) -> UnfitError | None:
    """Stop, move and release the clock; gives what is wrong with it, None if nothing is.

    It also finds out how exactly the clock can be set. An operation that fails is tried again, for it may fail only now
    and then; one that fails again is left to the items, which tell it by name.
    """
    for _ in range(_TRIALS):
        try:
            _try(clock)
        except UnfitError as error:
            return error
        except ControlError:
            continue
        return None
    return None


def _try(clock: ConnectorClock) -> None:
    clock.grain_s = 0.0
    clock.freeze()
    try:
        _must_stand_still(clock)
        moved_to_s = _must_move(clock)
        clock.grain_s = 0.0 if clock.moves_by(_PART_S) else _WHOLE_GRAIN_S
    finally:
        # Whatever is wrong, time goes on.
        with suppress(ControlError):
            clock.release()
    _must_run(clock, moved_to_s)


def _must_stand_still(clock: ConnectorClock) -> None:
    if not clock.stands_still():
        raise UnfitError(
            CLOCK_FREEZE, f"{CLOCK_NOW} shows that time goes on after it", "see whether both are about the same clock"
        )


def _must_move(clock: ConnectorClock) -> float:
    """See that the clock moves by what was asked, while it stands still; gives where it is then."""
    before_s = clock.now_s()
    clock.advance(_STEP_S)
    after_s = clock.now_s()
    moved_s = after_s - before_s
    if abs(moved_s - _STEP_S) > _SAME_S:
        raise UnfitError(
            CLOCK_ADVANCE,
            f"asked for {_STEP_S} s on a clock that {CLOCK_FREEZE} had stopped, it moved by {round(moved_s, 3):g} s",
            _cure(moved_s),
        )
    return after_s


def _cure(moved_s: float) -> str:
    unit = next((name for factor, name in _UNITS.items() if abs(moved_s - _STEP_S * factor) <= _SAME_S * factor), "")
    if unit:
        return f"it takes the number for {unit}: '{{seconds}}' are seconds"
    if not moved_s:
        return f"a clock that stands still must move too: see whether it wants another call, or {CLOCK_RELEASE} first"
    return "'{seconds}' is how far it is to move from where it is, not to"


def _must_run(clock: ConnectorClock, moved_to_s: float) -> None:
    if not clock.runs():
        clock.release()
        if not clock.runs():
            raise UnfitError(
                CLOCK_RELEASE, f"{CLOCK_NOW} shows the same time again and again after it", "see what else it takes"
            )
    now_s = clock.now_s()
    if now_s < moved_to_s - _WHOLE_GRAIN_S:
        raise UnfitError(
            CLOCK_RELEASE,
            f"it put the clock back by {moved_to_s - now_s:.0f} s, which {CLOCK_ADVANCE} had moved it",
            "time must go on from where it stands",
        )
