"""The test clock of a server, moved by a connector, and put back when the run is over.

It is tried before it is relied on: what it does not do would be blamed on the server. A server with a clock that stands
still without moving, or moves without standing still, looks like one whose sessions never end. What is wrong with the
clock is told as the connector's, with what was asked, what was seen and what to do.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Final

from oceanhil.remote.connector.control import Clock, ControlError, UnfitError
from oceanhil.remote.connector.ledger import Changed, Cleanup
from oceanhil.remote.connector.operator import Operator

CLOCK_NOW: Final = "clock-now"
CLOCK_ADVANCE: Final = "clock-advance"
CLOCK_FREEZE: Final = "clock-freeze"
CLOCK_RELEASE: Final = "clock-release"
CLOCK_RESET: Final = "clock-reset"
_LATEST_S: Final = 10**11
"""The year 5138: a server's time beyond it is no number of seconds."""
_FROZEN: Final = Changed("frozen")
_MOVED: Final = Changed("moved")
_STANDS_STILL: Final = "the server's clock stands still"
_THAWS_MAX: Final = 3
_SAME_S: Final = 0.01
_ADVANCES_MAX: Final = 3
_TOLD_S: Final = 0.12
"""How long a clock that tells fractions of a second is looked at to see whether it runs."""
_WHOLE_S: Final = 1.1
"""How long one that tells whole seconds is looked at."""
_RUNS_WITHIN_S: Final = 3.0
_STEP_S: Final = 60
_PART_S: Final = 0.25
_WHOLE_GRAIN_S: Final = 1.0
_DECIMALS_MAX: Final = 6
"""A Unix time in floating point has no more that mean anything."""
_OF_LAST_DIGIT: Final = 0.4
_HIDDEN_STEPS: Final = 3
"""As many steps of that part of the last digit are more than one whole digit, and each of them is less than half."""
_TRIALS: Final = 2
_UNITS: Final = {0.001: "milliseconds", 60.0: "minutes", 3600.0: "hours", 86_400.0: "days"}


@dataclass(frozen=True, slots=True)
class _Known:
    """A time of the server's clock, and when it was read by this machine's."""

    time_s: float
    read_s: float


class ConnectorClock(Clock):
    """The server's test clock; put back by `restoring`. `sleep_s` waits by this machine's clock."""

    def __init__(self, operator: Operator, sleep_s: Callable[[float], None] = time.sleep) -> None:
        self._operator = operator
        self._sleep_s = sleep_s
        self._moved_s = 0.0
        self._was_frozen = False
        self._known: _Known | None = None

    def now_s(self) -> float:
        """Give the server's Unix time."""
        text = self._operator.perform(CLOCK_NOW)["now"]
        try:
            now_s = float(text)
        except ValueError:
            raise ControlError(f"{CLOCK_NOW}: 'now' is {text[:40]!r}; expected Unix seconds", CLOCK_NOW) from None
        if not 0 <= now_s < _LATEST_S:
            raise UnfitError(CLOCK_NOW, f"'now' is {text[:40]}", "expected Unix seconds, not milliseconds or a date")
        self._known = _Known(now_s, time.monotonic())
        return now_s

    def freeze(self) -> None:
        """Stop it."""
        self._operator.ledger.changes_now(_FROZEN)
        self._was_frozen = True
        self._operator.perform(CLOCK_FREEZE)

    def release(self) -> None:
        """Let it run again."""
        self._known = None
        self._operator.perform(CLOCK_RELEASE)

    def advance(self, seconds: float) -> None:
        """Move it forward; one that knows whole seconds only by the nearest number of them."""
        step_s = round(seconds) if self.grain_s or float(seconds).is_integer() else seconds
        self._operator.ledger.changes_now(_MOVED)
        self._moved_s += step_s
        for _ in range(_ADVANCES_MAX - 1):
            before = self._time_within(step_s / 4)
            try:
                self._operator.perform(CLOCK_ADVANCE, {"seconds": step_s})
            except ControlError:
                # Twice would be too far, so it is seen first whether it moved in spite of what it said.
                if self.now_s() - before.time_s >= step_s / 2:
                    return
            else:
                self._known = _Known(before.time_s + step_s, before.read_s)
                return
        self._operator.perform(CLOCK_ADVANCE, {"seconds": step_s})

    def _time_within(self, doubt_s: float) -> _Known:
        """Give its time: as last known if it cannot have run on for longer than `doubt_s` since, or else read anew.

        Where every operation is a command, reading is as dear as moving.
        """
        if self._known is None or time.monotonic() - self._known.read_s > doubt_s:
            self.now_s()
        assert self._known is not None
        return self._known

    def set_back(self) -> None:
        """Set it to the real time and see that it moved."""
        self._known = None
        if trouble := self.put_back(CLOCK_RESET):
            raise ControlError(trouble, CLOCK_RESET)

    def moves_by(self, seconds: float) -> bool:
        """Try to move it by a part of a second, which not every clock knows; tells whether that is what it did."""
        before_s = self.now_s()
        if not self._operator.succeeds(CLOCK_ADVANCE, {"seconds": seconds}):
            return False
        return abs(self.now_s() - before_s - seconds) <= _SAME_S

    def shows_all(self) -> bool:
        """Try whether it shows all that it counts: parts of its last digit do not add up then.

        One that shows rounded milliseconds may stand a hair before the second that it shows, and is in the one before.
        """
        before_s = self.now_s()
        while (decimals := _decimals(before_s)) <= _DECIMALS_MAX:
            part_s = _OF_LAST_DIGIT / 10**decimals
            if not self._operator.succeeds(CLOCK_ADVANCE, {"seconds": part_s}):
                return True
            after_s = self.now_s()
            if _decimals(after_s) > decimals:
                # The last digit was a zero.
                before_s = after_s
                continue
            for _ in range(_HIDDEN_STEPS - 1):
                self._operator.perform(CLOCK_ADVANCE, {"seconds": part_s})
            return self.now_s() == before_s
        return True

    def stands_still(self) -> bool:
        """Look at it long enough to see whether it stands still."""
        return not self.drift_s()

    def drift_s(self) -> float:
        """Look at it twice, long enough to see whether it stands still; gives how far it moved, in seconds."""
        before_s = self.now_s()
        self._sleep_s(_TOLD_S if before_s % 1 else _WHOLE_S)
        return self.now_s() - before_s

    def runs(self) -> bool:
        """Look at it until it has moved on, or long enough to see that it does not."""
        before_s, waited_s = self.now_s(), 0.0
        while waited_s < _RUNS_WITHIN_S:
            self._sleep_s(_TOLD_S)
            waited_s += _TOLD_S
            if self.now_s() > before_s:
                return True
        return False

    def note_restart(self, before_s: float) -> None:
        """Know that the server was restarted when its clock showed `before_s`: what it forgot need not be put back."""
        if self._moved_s and before_s - self.now_s() > self._moved_s / 2:
            self._moved_s = 0.0
            self._operator.ledger.put_back(_MOVED)

    def restoring(self) -> Sequence[Cleanup]:
        """Give what puts back what was changed."""
        cleanups = [Cleanup(_STANDS_STILL, self.thawed, impairs=True)] if self._was_frozen else []
        if not self._moved_s:
            return cleanups
        fast = f"the server's clock is {self._moved_s:g} s fast"
        if self._operator.can(CLOCK_RESET):
            return [*cleanups, Cleanup(fast, partial(self.put_back, fast), impairs=True)]
        return [*cleanups, Cleanup(fast, lambda: f"{fast}: the connector has no {CLOCK_RESET!r}")]

    def changes_back(self) -> Mapping[str, Cleanup]:
        """Give what puts back what an earlier run changed, by the ledger's kind of change."""
        what = "the server's clock is ahead"
        if self._operator.can(CLOCK_RESET):
            moved = Cleanup(what, partial(self.put_back, what), impairs=True)
        else:
            moved = Cleanup(what, lambda: f"{what}: the connector has no {CLOCK_RESET!r}")
        return {"frozen": Cleanup(_STANDS_STILL, self.thawed, impairs=True), "moved": moved}

    def thawed(self) -> str:
        """Let it run again and see that it does; gives what is wrong if it does not."""
        why = f"{CLOCK_RELEASE} was answered well, and {CLOCK_NOW} shows the same time again and again"
        for _ in range(_THAWS_MAX):
            try:
                self._operator.perform(CLOCK_RELEASE)
                if self.runs():
                    self._operator.ledger.put_back(_FROZEN)
                    return ""
            except ControlError as error:
                why = str(error)
        return f"{_STANDS_STILL}: {why}; let it run by hand, or mend the connector and run --clean-up"

    def put_back(self, what: str) -> str:
        """Set it to the real time and see that it moved; gives what is wrong if it did not."""
        try:
            before_s = self.now_s()
            self._operator.perform(CLOCK_RESET)
            after_s = self.now_s()
        except ControlError as error:
            return f"{what}: {error}"
        if self._moved_s and after_s > before_s - self._moved_s / 2:
            return f"{what}: {CLOCK_RESET} was answered well, and the clock is where it was; set it by hand"
        self._operator.ledger.put_back(_MOVED)
        self._moved_s = 0.0
        return ""


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


def _decimals(now_s: float) -> int:
    """Count the digits behind the point that a time was told with, without zeros at the end."""
    # The shortest text of this number: more digits would be those of floating point, not of the clock.
    return len(repr(now_s).partition(".")[2].rstrip("0"))


def _try(clock: ConnectorClock) -> None:
    clock.grain_s = 0.0
    clock.freeze()
    try:
        _must_stand_still(clock)
        moved_to_s = _must_move(clock)
        clock.grain_s = 0.0 if clock.moves_by(_PART_S) and clock.shows_all() else _WHOLE_GRAIN_S
    finally:
        # Whatever is wrong, time goes on.
        with suppress(ControlError):
            clock.release()
    _must_run(clock, moved_to_s)


def _must_stand_still(clock: ConnectorClock) -> None:
    if drift_s := clock.drift_s():
        raise UnfitError(
            CLOCK_FREEZE,
            f"{CLOCK_NOW} shows that time goes on after it, by {drift_s:.6f} s between two looks",
            "see whether both are about the same clock, and whether that shows the very same time again",
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
