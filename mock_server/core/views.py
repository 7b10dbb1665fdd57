"""What the admin side shows, as typed data; all times in Unix seconds."""

from collections.abc import Mapping

import msgspec

from mock_server.core.fault_rules import Fault, Match


def seconds(time_us: int) -> int | float:
    """Give microseconds as seconds: a whole number where it is one."""
    whole, rest = divmod(time_us, 1_000_000)
    return time_us / 1_000_000 if rest else whole


class Generated(msgspec.Struct, frozen=True):
    """A new registration token, in full: the one place that shows it."""

    id: str
    registration_token: str
    expires_at: int | float


class StateView(msgspec.Struct, frozen=True):
    """Relays and sensors of a device; None for a sensor never reported. Degrees Celsius, per cent."""

    relay1: bool
    relay2: bool
    temperature: float | None
    humidity: float | None


class DeviceView(msgspec.Struct, frozen=True):
    """A device as the dashboard shows it, without secrets.

    `mac` and `device_id` are None until a registration or a manual claim bound them; `claimed` is true from then on.
    """

    id: str
    name: str
    board: str
    device_id: str | None
    mac: str | None
    ip: str | None
    status: str
    claimed: bool
    last_contact: int | float | None
    created_at: int | float
    token_expires_at: int | float
    registered_at: int | float | None
    session_expires_at: int | float | None
    state: StateView


class ClockView(msgspec.Struct, frozen=True):
    """The server's clock: its time, its difference to the machine's clock, whether it stands still."""

    now: int | float
    offset: int | float
    frozen: bool


class FaultView(msgspec.Struct, frozen=True):
    """A fault rule and how often it has struck."""

    id: str
    match: Match
    fault: Fault
    times: int | None
    probability: float
    seed: int
    fired: int


class JournalEntry(msgspec.Struct, frozen=True):
    """One device request; nothing in it shows more than 12 characters of a secret.

    `status` is what the server answered, None if the request never reached it; `code` the refusal's code or empty;
    `device` the admin id or empty; `headers` those of token, session, time and content; `fault` the kind of an injected
    fault or empty; `note` what a person should know (a token in the query, what is wrong with a token).
    """

    seq: int
    time: int | float
    method: str
    path: str
    query: str
    status: int | None
    code: str
    device: str
    peer: str
    headers: Mapping[str, str]
    fault: str
    note: str
