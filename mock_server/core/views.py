"""What the admin side shows, as typed data; all times in Unix seconds."""

from collections.abc import Mapping, Sequence
from enum import Enum

import msgspec

from oceanhil.mock_server.core.storage import StorageView
from oceanhil.protocol.faults import Fault, Match
from oceanhil.protocol.units import SECOND_US

ADMIN_API = 1
"""The number of the admin side's form; it changes when a client of the old form could go wrong."""


class Phase(Enum):
    """The phases; the value is what `GET /_admin/ready` says."""

    STARTING = "starting"
    SERVING = "serving"
    STOPPING = "stopping"
    """It finishes what is under way."""


def seconds(time_us: int) -> int | float:
    """Give microseconds as seconds: a whole number where it is one."""
    whole, rest = divmod(time_us, SECOND_US)
    return time_us / SECOND_US if rest else whole


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
    tags: tuple[str, ...] = ()


class ClockView(msgspec.Struct, frozen=True):
    """The server's clock: its time, its difference to the machine's clock, whether it stands still."""

    now: int | float
    offset: int | float
    frozen: bool


class FaultView(msgspec.Struct, frozen=True):
    """A fault rule, until when it holds (None: always) and how often it has struck.

    `doubts` is there when a rule has just been added that may have been meant otherwise: it can strike nothing yet.
    """

    id: str
    match: Match
    fault: Fault
    times: int | None
    probability: float
    seed: int
    fired: int
    after: int = 0
    duration: float | None = None
    until: int | float | None = None
    name: str | None = None
    doubts: Sequence[str] | msgspec.UnsetType = msgspec.UNSET


class InjectionView(msgspec.Struct, frozen=True):
    """One strike of one fault rule.

    `device` is the admin id or empty; `journal` the number of the request's journal entry, None where a connection was
    struck; `parameters` the fields of its kind, as they were in force.
    """

    seq: int
    time: int | float
    rule: str
    kind: str
    device: str
    journal: int | None
    parameters: Mapping[str, object]


class JournalEntry(msgspec.Struct, frozen=True):
    """One device request; nothing in it shows more than 12 characters of a secret.

    `status` is what the server answered, None if the request never reached it; `code` the refusal's code or empty;
    `device` the admin id or empty; `headers` those of token, session, time and content; `fault` the kinds of the
    injected faults, joined by `+`, or empty; `note` what a person should know (a token in the query, what is wrong
    with a token).
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


class BodyView(msgspec.Struct, frozen=True):
    """A body without secrets, None if it is no text; its size as sent, and whether `text` is all of it."""

    text: str | None
    bytes: int
    is_whole: bool


class AnswerView(msgspec.Struct, frozen=True):
    """An answer as the server made it, before faults struck it."""

    headers: Mapping[str, str]
    body: BodyView


class ExchangeView(msgspec.Struct, frozen=True):
    """One request with what was said in it.

    `request` and `answer` are None once newer requests have taken their place, `answer` also where there was none.
    `took` is how many seconds passed until the answer had been handed to the network, with what faults held it back;
    None if nobody measured it.
    """

    entry: JournalEntry
    request: BodyView | None
    answer: AnswerView | None
    took: float | None


class JournalView(msgspec.Struct, frozen=True):
    """A piece of the journal: its entries, the number of the newest of all, and how many of the oldest are gone."""

    entries: Sequence[JournalEntry]
    last_seq: int
    dropped: int


class HealthView(msgspec.Struct, frozen=True):
    """That the server answers: the form of its admin side, its profile's name, how many devices, how they are kept."""

    success: bool
    status: str
    profile: str
    devices: int
    storage: StorageView
    admin_api: int
