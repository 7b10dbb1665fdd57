"""The operations that every service's own side may have: a test clock, settings, a log."""

import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Final, cast

import msgspec

from oceanhil.conformance.contract.control import CLOCK, LOG, SETTINGS, Clock, Control, ControlError, UnfitError
from oceanhil.conformance.contract.ending import Step, done_in_turn
from oceanhil.conformance.contract.item import Need
from oceanhil.mock_server.client import Client
from oceanhil.protocol.profile import Scalar
from oceanhil.remote.connector.ledger import Changed
from oceanhil.remote.connector.operation import OperationSpec, Value
from oceanhil.remote.connector.operator import Operator
from oceanhil.remote.evidence.not_json import NOT_JSON

CLOCK_NOW: Final = "clock-now"
CLOCK_ADVANCE: Final = "clock-advance"
CLOCK_FREEZE: Final = "clock-freeze"
CLOCK_RELEASE: Final = "clock-release"
CLOCK_RESET: Final = "clock-reset"
PUT_SETTING: Final = "put-setting"

LEVERS: Final = (
    OperationSpec(name=CLOCK_NOW, about="read the server's Unix time in seconds", gives=("now",), repeatable=True),
    OperationSpec(name=CLOCK_ADVANCE, about="move the server's test clock forward", takes=("seconds",)),
    OperationSpec(name=CLOCK_FREEZE, about="stop the server's test clock", repeatable=True),
    OperationSpec(name=CLOCK_RELEASE, about="let the server's test clock run again", repeatable=True),
    OperationSpec(name=CLOCK_RESET, about="put the server's test clock back to the real time", repeatable=True),
    OperationSpec(
        name=SETTINGS.name,
        about="read the server's settings as a JSON object",
        gives=("settings",),
        whole=("settings",),
        repeatable=True,
    ),
    OperationSpec(
        name=PUT_SETTING,
        about="change one of the server's settings",
        takes=("setting", "value"),
        repeatable=True,
        counted_by="setting",
    ),
    OperationSpec(name=LOG.name, about="read what the server logged", gives=("log",), whole=("log",), repeatable=True),
)
"""The test clock needs the first four, settings need both of theirs."""
_PARTS: Final[Mapping[Need, tuple[str, ...]]] = {
    LOG: (LOG.name,),
    CLOCK: (CLOCK_NOW, CLOCK_ADVANCE, CLOCK_FREEZE, CLOCK_RELEASE),
    SETTINGS: (SETTINGS.name, PUT_SETTING),
}


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


class ConnectorClock(Clock):
    """The server's test clock; put back by `restoring`. `sleep_s` waits by this machine's clock."""

    def __init__(self, operator: Operator, sleep_s: Callable[[float], None] = time.sleep) -> None:
        self._operator = operator
        self._sleep_s = sleep_s
        self._moved_s = 0.0
        self._was_frozen = False

    def now_s(self) -> float:
        """Give the server's Unix time."""
        text = self._operator.perform(CLOCK_NOW)["now"]
        try:
            now_s = float(text)
        except ValueError:
            raise ControlError(f"{CLOCK_NOW}: 'now' is {text[:40]!r}; expected Unix seconds", CLOCK_NOW) from None
        if not 0 <= now_s < _LATEST_S:
            raise UnfitError(CLOCK_NOW, f"'now' is {text[:40]}", "expected Unix seconds, not milliseconds or a date")
        return now_s

    def freeze(self) -> None:
        """Stop it."""
        self._operator.ledger.changes_now(_FROZEN)
        self._was_frozen = True
        self._operator.perform(CLOCK_FREEZE)

    def release(self) -> None:
        """Let it run again."""
        self._operator.perform(CLOCK_RELEASE)

    def advance(self, seconds: float) -> None:
        """Move it forward; one that knows whole seconds only by the nearest number of them."""
        step_s = round(seconds) if self.grain_s or float(seconds).is_integer() else seconds
        self._operator.ledger.changes_now(_MOVED)
        self._moved_s += step_s
        for _ in range(_ADVANCES_MAX - 1):
            before_s = self.now_s()
            try:
                self._operator.perform(CLOCK_ADVANCE, {"seconds": step_s})
            except ControlError:
                # Twice would be too far, so it is seen first whether it moved in spite of what it said.
                if self.now_s() - before_s >= step_s / 2:
                    return
            else:
                return
        self._operator.perform(CLOCK_ADVANCE, {"seconds": step_s})

    def moves_by(self, seconds: float) -> bool:
        """Try to move it by a part of a second, which not every clock knows; tells whether that is what it did."""
        before_s = self.now_s()
        if not self._operator.succeeds(CLOCK_ADVANCE, {"seconds": seconds}):
            return False
        return abs(self.now_s() - before_s - seconds) <= _SAME_S

    def stands_still(self) -> bool:
        """Look at it long enough to see whether it stands still."""
        before_s = self.now_s()
        self._sleep_s(_TOLD_S if before_s % 1 else _WHOLE_S)
        return self.now_s() == before_s

    def runs(self) -> bool:
        """Look at it until it has moved on, or long enough to see that it does not."""
        before_s, waited_s = self.now_s(), 0.0
        while waited_s < _RUNS_WITHIN_S:
            self._sleep_s(_TOLD_S)
            waited_s += _TOLD_S
            if self.now_s() > before_s:
                return True
        return False

    def restoring(self) -> Sequence[Step]:
        """Give what puts back what was changed."""
        steps = [Step(_STANDS_STILL, self.thawed, impairs=True)] if self._was_frozen else []
        if not self._moved_s:
            return steps
        fast = f"the server's clock is {self._moved_s:g} s fast"
        if self._operator.can(CLOCK_RESET):
            return [*steps, Step(fast, partial(self.put_back, fast), impairs=True)]
        return [*steps, Step(fast, lambda: f"{fast}: the connector has no {CLOCK_RESET!r}")]

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
        return ""


class LeverControl(Control):
    """What every service's control can do by a connector; a service adds its own operations."""

    is_foreign = True

    def __init__(self, operator: Operator, sleep_s: Callable[[float], None] = time.sleep) -> None:
        self._operator = operator
        self._clock = ConnectorClock(operator, sleep_s)
        self._before: dict[str, Scalar] | None = None
        self._changed: set[str] = set()

    @property
    def needs(self) -> frozenset[Need]:
        """What the connector says."""
        return frozenset(need for need, parts in _PARTS.items() if self._operator.can(*parts))

    @property
    def is_laborious(self) -> bool:
        """Whether the connector asks a person for anything."""
        return self._operator.asks_people

    @property
    def removes(self) -> bool:
        """Whether every kind of thing that is created has an operation that removes it."""
        return self._operator.removes_all

    @property
    def clock(self) -> Clock:
        """The server's test clock."""
        return self._clock

    def settings(self) -> Mapping[str, Scalar]:
        """Give the server's settings."""
        text = self._operator.perform(SETTINGS.name)["settings"]
        try:
            return msgspec.json.decode(text, type=dict[str, Scalar])
        except NOT_JSON:
            raise ControlError(
                f"{SETTINGS.name}: expected a JSON object of texts, whole numbers and truths", SETTINGS.name
            ) from None

    def put_settings(self, changes: Mapping[str, Scalar]) -> None:
        """Change settings, one after another."""
        if self._before is None:
            self._before = dict(self.settings())
        for name, value in changes.items():
            self._changed.add(name)
            self._operator.ledger.changes_now(Changed("setting", name, self._before.get(name)))
            self._operator.perform(PUT_SETTING, {"setting": name, "value": value})
        self._must_be_in_force(changes)

    def _must_be_in_force(self, changes: Mapping[str, Scalar]) -> None:
        """See that the server shows what it was told; raises UnfitError."""
        shown = self.settings()
        for name, value in changes.items():
            if name in shown and shown[name] != value:
                raise UnfitError(
                    PUT_SETTING,
                    f"{name!r} was set to {value!r}, and {SETTINGS.name!r} shows {shown[name]!r}",
                    "see whether both go to the same server, and whether the name and the value arrive there",
                )

    def clock_fault(self) -> UnfitError | None:
        """Try the test clock."""
        from oceanhil.remote.connector.verifying import clock_fault

        return clock_fault(self._clock)

    def distrust(self, need: Need) -> None:
        """Know that an operation removes nothing."""
        self._operator.distrust(need.name)

    def log(self) -> str:
        """Give what the server logged."""
        return self._operator.perform(LOG.name)["log"]

    def close(self) -> list[str]:
        """Put clock and settings back and remove what was created; gives what could not be.

        The clock comes first: on a server whose time stands still nothing else is sure to work.
        """
        steps = [*self._clock.restoring(), *self._settings_back(), *self._operator.removals()]
        ended = done_in_turn(steps)
        self.was_interrupted = ended.is_interrupted
        self.is_impaired = ended.is_impaired
        self._operator.close()
        return [*ended.left, *self._operator.doubts]

    def _settings_back(self) -> Sequence[Step]:
        before = self._before or {}
        return [
            _setting_back(self._operator, Changed("setting", name, before[name]), self._is_in_force)
            for name in sorted(self._changed & before.keys())
        ]

    def _is_in_force(self, name: str, value: Scalar) -> None:
        self._must_be_in_force({name: value})


def changes_back(operator: Operator) -> Sequence[Step]:
    """Give what puts back what an earlier run changed, by its ledger."""
    clock = ConnectorClock(operator)
    steps = {"frozen": Step(_STANDS_STILL, clock.thawed, impairs=True), "moved": _moved_back(operator, clock)}
    return [
        steps.get(change.kind) or _setting_back(operator, change, lambda _name, _value: None)
        for change in sorted(operator.ledger.changes, key=lambda each: each.kind)
    ]


def _moved_back(operator: Operator, clock: ConnectorClock) -> Step:
    what = "the server's clock is ahead"
    if operator.can(CLOCK_RESET):
        return Step(what, partial(clock.put_back, what), impairs=True)
    return Step(what, lambda: f"{what}: the connector has no {CLOCK_RESET!r}")


def _setting_back(operator: Operator, change: Changed, seen: Callable[[str, Scalar], None]) -> Step:
    """Make the step that gives a setting its value back; `seen` raises ControlError if it has another one then."""
    what = f"setting {change.name!r} is not put back"

    def put_back() -> str:
        if change.before is None:
            return f"{what}: what it was before is not known"
        try:
            operator.perform(PUT_SETTING, {"setting": change.name, "value": change.before})
            seen(change.name, change.before)
        except ControlError as error:
            return f"{what}: {error}"
        operator.ledger.put_back(change)
        return ""

    return Step(what, put_back, impairs=True)


def play_lever(client: Client, name: str, inputs: Mapping[str, Value]) -> Mapping[str, str]:
    """Do one of these operations on the built-in server, for a dry run, and give its values; raises ClientError."""
    if name == LOG.name:
        return {"log": msgspec.json.encode(client.journal()).decode()}
    if name == SETTINGS.name:
        return {"settings": msgspec.json.encode(client.settings()).decode()}
    if name == CLOCK_NOW:
        return {"now": str(client.clock().now)}
    match name:
        case _ if name == CLOCK_ADVANCE:
            client.advance_clock(float(inputs["seconds"]))
        case _ if name == CLOCK_FREEZE:
            client.freeze_clock()
        case _ if name == CLOCK_RELEASE:
            client.release_clock()
        case _ if name == CLOCK_RESET:
            client.set_clock_offset(0)
        case _ if name == PUT_SETTING:
            client.put_settings(**{str(inputs["setting"]): cast("Scalar", inputs["value"])})
        case _:
            raise AssertionError(name)
    return {}
