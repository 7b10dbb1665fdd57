"""What a device's storage holds, in the words of the scenario language."""

from enum import Enum

from oceanhil.protocol.record import RecordReading, RecordVerdict
from oceanhil.scenarios.devices.context import DeviceContext
from oceanhil.scenarios.step import UnpreparedError
from oceanhil.scenarios.trace import EventKind
from oceanhil.scenarios.traced_request import TracedRequest


class StorageState(Enum):
    """The three ways a record can be read."""

    VALID = "valid"
    EMPTY = "empty"
    CORRUPT = "corrupt"
    """Anything that the device notices to be damaged."""


class TokenState(Enum):
    """What the token in a valid record is to the server."""

    CURRENT = "current"
    """The one of the device's last successful registration."""
    ISSUED = "issued"
    """Any that the server issued, whole."""
    TRUNCATED = "truncated"
    """The beginning of one that it issued."""
    UNKNOWN = "unknown"
    """None of these."""


def state_of(reading: RecordReading) -> StorageState:
    """Sort a reading into the three ways."""
    if reading.verdict is RecordVerdict.VALID:
        return StorageState.VALID
    return StorageState.EMPTY if reading.verdict is RecordVerdict.EMPTY else StorageState.CORRUPT


def same_contents(one: RecordReading, other: RecordReading) -> bool:
    """Tell whether two readings give the device the same: the same token, or the same reason for having none."""
    if one.record is None or other.record is None:
        return one.verdict is other.verdict
    return one.record.token == other.record.token


def token_states(context: DeviceContext, name: str, reading: RecordReading) -> frozenset[TokenState]:
    """All that can be said about the token in `reading`; nothing when there is none."""
    if reading.record is None:
        return frozenset()
    token, server = reading.record.token, context.world.server
    if server.issued(token):
        granted = _last_granted(context, name)
        current = bool(granted) and token.startswith(granted)
        return frozenset({TokenState.ISSUED, TokenState.CURRENT} if current else {TokenState.ISSUED})
    is_beginning = any(secret.startswith(token) for secret in server.secrets())
    return frozenset({TokenState.TRUNCATED if is_beginning else TokenState.UNKNOWN})


def describe(context: DeviceContext, name: str, reading: RecordReading) -> str:
    """Say what `reading` holds, without the secret."""
    states = sorted(state.value for state in token_states(context, name, reading))
    return f"{reading.verdict.value}, token {' and '.join(states)}" if states else reading.verdict.value


def recall(context: DeviceContext, name: str) -> RecordReading:
    """The reading that storage.remember kept under `name`; raises UnpreparedError when there is none."""
    reading = context.remembered.get(name)
    if reading is None:
        raise UnpreparedError(f"a reading remembered as {name!r}", f"none; put 'storage.remember: {name}' before")
    return reading


def _last_granted(context: DeviceContext, name: str) -> str:
    granted = [TracedRequest.of(event).granted for event in context.events(0, EventKind.REQUEST, name)]
    return next((prefix.rstrip("…") for prefix in reversed(granted) if prefix), "")
