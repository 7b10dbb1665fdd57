"""The operations that every service's own side may have: a test clock, settings, a log."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Final, cast

import msgspec

from hil.conform.connector.operation import OperationSpec, Value
from hil.conform.connector.operator import Operator
from hil.conform.contract.control import CLOCK, LOG, SETTINGS, Clock, Control, ControlError
from hil.conform.contract.ending import Step, done_in_turn
from hil.conform.contract.item import Need
from hil.conform.evidence.not_json import NOT_JSON
from mock_server.client import Client
from protocol.profile import Scalar

CLOCK_NOW: Final = "clock-now"
CLOCK_ADVANCE: Final = "clock-advance"
CLOCK_FREEZE: Final = "clock-freeze"
CLOCK_RELEASE: Final = "clock-release"
CLOCK_RESET: Final = "clock-reset"
PUT_SETTING: Final = "put-setting"

LEVERS: Final = (
    OperationSpec(name=CLOCK_NOW, about="read the server's Unix time in seconds", gives=("now",)),
    OperationSpec(name=CLOCK_ADVANCE, about="move the server's test clock forward", takes=("seconds",)),
    OperationSpec(name=CLOCK_FREEZE, about="stop the server's test clock"),
    OperationSpec(name=CLOCK_RELEASE, about="let the server's test clock run again"),
    OperationSpec(name=CLOCK_RESET, about="put the server's test clock back to the real time"),
    OperationSpec(
        name=SETTINGS.name,
        about="read the server's settings as a JSON object",
        gives=("settings",),
        whole=("settings",),
    ),
    OperationSpec(name=PUT_SETTING, about="change one of the server's settings", takes=("setting", "value")),
    OperationSpec(name=LOG.name, about="read what the server logged", gives=("log",), whole=("log",)),
)
"""The test clock needs the first four, settings need both of theirs."""
_PARTS: Final[Mapping[Need, tuple[str, ...]]] = {
    LOG: (LOG.name,),
    CLOCK: (CLOCK_NOW, CLOCK_ADVANCE, CLOCK_FREEZE, CLOCK_RELEASE),
    SETTINGS: (SETTINGS.name, PUT_SETTING),
}


class ConnectorClock(Clock):
    """The server's test clock; put back by `restoring`."""

    def __init__(self, operator: Operator) -> None:
        self._operator = operator
        self._moved_s = 0.0
        self._is_frozen = False

    def now_s(self) -> float:
        """Give the server's Unix time."""
        text = self._operator.perform(CLOCK_NOW)["now"]
        try:
            return float(text)
        except ValueError:
            raise ControlError(f"{CLOCK_NOW}: 'now' is {text[:40]!r}; expected Unix seconds", CLOCK_NOW) from None

    def freeze(self) -> None:
        """Stop it."""
        self._is_frozen = True
        self._operator.perform(CLOCK_FREEZE)

    def release(self) -> None:
        """Let it run again."""
        self._operator.perform(CLOCK_RELEASE)
        self._is_frozen = False

    def advance(self, seconds: float) -> None:
        """Move it forward."""
        self._operator.perform(CLOCK_ADVANCE, {"seconds": int(seconds) if float(seconds).is_integer() else seconds})
        self._moved_s += seconds

    def restoring(self) -> Sequence[Step]:
        """Give what puts back what was changed."""
        steps = [_step("the server's clock stands still", self._operator, CLOCK_RELEASE)] if self._is_frozen else []
        if not self._moved_s:
            return steps
        fast = f"the server's clock is {self._moved_s:g} s fast"
        if self._operator.can(CLOCK_RESET):
            return [*steps, _step(fast, self._operator, CLOCK_RESET)]
        return [*steps, Step(fast, lambda: f"{fast}: the connector has no {CLOCK_RESET!r}")]


class LeverControl(Control):
    """What every service's control can do by a connector; a service adds its own operations."""

    def __init__(self, operator: Operator) -> None:
        self._operator = operator
        self._clock = ConnectorClock(operator)
        self._before: dict[str, Scalar] | None = None
        self._changed: set[str] = set()

    @property
    def needs(self) -> frozenset[Need]:
        """What the connector says."""
        return frozenset(need for need, parts in _PARTS.items() if self._operator.can(*parts))

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
            self._operator.perform(PUT_SETTING, {"setting": name, "value": value})

    def log(self) -> str:
        """Give what the server logged."""
        return self._operator.perform(LOG.name)["log"]

    def close(self) -> list[str]:
        """Put settings and clock back and remove what was created; gives what could not be."""
        steps = [*self._settings_back(), *self._clock.restoring(), *self._operator.removals()]
        ended = done_in_turn(steps)
        self.was_interrupted = ended.is_interrupted
        self._operator.close()
        return [*ended.left, *self._operator.doubts]

    def _settings_back(self) -> Sequence[Step]:
        before = self._before or {}
        return [
            _step(
                f"setting {name!r} is not put back",
                self._operator,
                PUT_SETTING,
                {"setting": name, "value": before[name]},
            )
            for name in sorted(self._changed & before.keys())
        ]


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


def _step(what: str, operator: Operator, name: str, inputs: Mapping[str, Value] | None = None) -> Step:
    """Make a step of an operation; `what` is so as long as it is not done."""
    return Step(what, partial(_attempt, what, operator, name, inputs))


def _attempt(what: str, operator: Operator, name: str, inputs: Mapping[str, Value] | None) -> str:
    try:
        operator.perform(name, inputs)
    except ControlError as error:
        return f"{what}: {error}"
    return ""
