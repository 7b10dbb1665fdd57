"""The operations that every service's own side may have: a test clock, settings, a log."""

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Final, cast

import msgspec

from oceanhil.mock_server.client import Client
from oceanhil.protocol.not_json import NOT_JSON
from oceanhil.protocol.profile import Scalar
from oceanhil.remote.connector.clock import (
    CLOCK_ADVANCE,
    CLOCK_FREEZE,
    CLOCK_NOW,
    CLOCK_RELEASE,
    CLOCK_RESET,
    ConnectorClock,
    clock_fault,
)
from oceanhil.remote.connector.control import CLOCK, CLOCK_BACK, LOG, SETTINGS, Clock, Control, ControlError, UnfitError
from oceanhil.remote.connector.ledger import Changed, Cleanup, clean_up_in_turn
from oceanhil.remote.connector.operation import OperationSpec, Value
from oceanhil.remote.connector.operator import Operator
from oceanhil.remote.wire.need import Need

PUT_SETTING: Final = "put-setting"

SHARED_OPERATIONS: Final = (
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
    CLOCK_BACK: (CLOCK_NOW, CLOCK_ADVANCE, CLOCK_RESET),
    SETTINGS: (SETTINGS.name, PUT_SETTING),
}


class SharedControl(Control):
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
        return clock_fault(self._clock)

    def distrust(self, need: Need) -> None:
        """Know that an operation removes nothing."""
        self._operator.distrust(need.name)

    def log(self) -> str:
        """Give what the server logged."""
        return self._operator.perform(LOG.name)["log"]

    def let_go(self) -> None:
        """Close the connections of operations by HTTP; the next one opens another."""
        self._operator.let_go()

    def close(self) -> list[str]:
        """Put clock and settings back and remove what was created; gives what could not be.

        The clock comes first: on a server whose time stands still nothing else is sure to work.
        """
        cleanups = [*self._clock.restoring(), *self._settings_back(), *self._operator.removals()]
        ended = clean_up_in_turn(cleanups, self.heard)
        self.was_interrupted = ended.is_interrupted
        self.is_impaired = ended.is_impaired
        self._operator.close()
        return [*ended.left, *self._operator.doubts]

    def _settings_back(self) -> Sequence[Cleanup]:
        before = self._before or {}
        return [
            _setting_back(self._operator, Changed("setting", name, before[name]), self._is_in_force)
            for name in sorted(self._changed & before.keys())
        ]

    def _is_in_force(self, name: str, value: Scalar) -> None:
        self._must_be_in_force({name: value})


def changes_back(operator: Operator) -> Sequence[Cleanup]:
    """Give what puts back what an earlier run changed, by its ledger."""
    clock = ConnectorClock(operator).changes_back()
    return [
        clock.get(change.kind) or _setting_back(operator, change, lambda _name, _value: None)
        for change in sorted(operator.ledger.changes, key=lambda each: each.kind)
    ]


def _setting_back(operator: Operator, change: Changed, seen: Callable[[str, Scalar], None]) -> Cleanup:
    """Make the cleanup that gives a setting its value back; `seen` raises ControlError if it has another one then."""
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

    return Cleanup(what, put_back, impairs=True)


def play_shared(client: Client, name: str, inputs: Mapping[str, Value]) -> Mapping[str, str]:
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
