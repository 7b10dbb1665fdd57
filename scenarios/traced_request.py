"""A request as the trace tells it: what a server got, from whom, and what it answered or could not answer.

What it is: the fields of an event of kind REQUEST, each with its type. Whoever writes such an event fills a
`TracedRequest` in and turns it into `fields`, and whoever reads one takes it by `TracedRequest.of`, so that a name that
no request has is an error of types and not a field that is never there. Only what shows the fields of any event, such
as a comparison of traces, a search for secrets or a file, goes by their names.

What it must not know: profiles and paths. Which path is that of polls says the profile of a run, so whoever asks for
that compares `path`.

Who writes what: worlds with boards (`oceanhil.hil.worlds.request_notes`) and worlds about a token service
(`oceanhil.hil.worlds.service`) write what stands first, and of the rest what their requests have; each field says so.
Only a close-up has both messages in full.

Which laws hold:

- A field that says None (`temperature` and `humidity`: UNSET) is not in the event, and no other has its name: a request
  that was read from an event gives the same fields again.
- `fields` keeps one order, that of this class. What is told by a body or an answer alone comes behind the device's ID.
- No whole secret is in any of them: tokens and sessions are shown by their beginning, or by a name.
"""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Final, Literal, Self

import msgspec

from oceanhil.protocol.error_reason import PASSING_STATUSES, REFUSAL_STATUSES, SESSION_OVER, ErrorReason
from oceanhil.protocol.faults import Arrival, FaultKind, kinds_named
from oceanhil.scenarios.trace import Event, EventKind, Scalar

_OK: Final = int(HTTPStatus.OK)
_CLIENT_ERROR: Final = int(HTTPStatus.BAD_REQUEST)
_REPORTED: Final = ("relay1", "relay2", "temperature", "humidity")
_SERVER_ERROR: Final = int(HTTPStatus.INTERNAL_SERVER_ERROR)
SESSION_OVER_CODES: Final = frozenset(reason.value for reason in SESSION_OVER)
"""The codes by which a server says that a session is over."""
_NOT_THE_TOKEN: Final = SESSION_OVER_CODES | {ErrorReason.CLOCK_SKEW.value}


class TracedRequest(msgspec.Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """What an event of kind REQUEST says."""

    method: str
    """`GET` or `POST`, or whatever was sent."""
    path: str
    """Without its query; what looks like a secret in the path of a refused request is cut."""
    status: int
    """HTTP status of the answer; 0: no answer left the server."""
    grant: str | None = None
    """Services: how a token is asked for, the end of `grant_type`, such as `refresh_token`; None: for none."""
    token: str | None = None
    """Boards: the beginning of the token in the header, of a registration that in the body. Services: its name."""
    session: str | None = None
    """The beginning of the session that was sent, or of the one that the answer has opened. Services: the session's ID.

    None: there is none, so that a 200 without it, at the path of sessions, has opened nothing.
    """
    id: str | None = None
    """Boards: the dashboard's ID of the device whose request it was; None: the server did not know it."""
    mac: str | None = None
    """Boards: the MAC that a body names, of registrations and of requests for a session that can be read."""
    device_id: str | None = None
    """Boards: the device ID that a registration names."""
    granted: str | None = None
    """Boards: the beginning of the permanent token that a registration was granted, whether that arrives or not."""
    replayed: bool | None = None
    """Boards: true where the permanent token had been granted before."""
    expires_in: int | None = None
    """Boards: seconds for which an opened session lives, as the answer says; None: no whole number was said."""
    relay1: bool | None = None
    """Boards: what a poll was told, if that arrives as it was sent, or what an accepted report said."""
    relay2: bool | None = None
    """As `relay1`."""
    temperature: str | msgspec.UnsetType | None = msgspec.UNSET
    """Boards: °C as a decimal, told as `relay1` is; None: nothing is known; UNSET: nothing is said."""
    humidity: str | msgspec.UnsetType | None = msgspec.UNSET
    """Per cent, as `temperature`."""
    issued: str | None = None
    """Services: the name of the access token in the answer, if there is one."""
    code: str | None = None
    """The server's word for its refusal, such as `session_expired`; it stays when a fault makes another page of it."""
    error: str | None = None
    """Boards: what the server says is wrong with the form of a request, in its words."""
    clock_off_s: int | None = None
    """Boards: the device's time less the server's, of what was refused for its clock; None: not both are told."""
    message: str | None = None
    """Services: what the answer says is wrong, in its words."""
    envelope: str | None = None
    """Services: the form of the refusal, a value of `Envelope`."""
    retry_after: int | None = None
    """Seconds for which the answer asks to wait; None: it does not."""
    fault: str | None = None
    """What went wrong on purpose, names of `FaultKind` joined by `+`; services also: `no answer`. None: nothing did."""
    changed: str | None = None
    """Boards: how a fault has changed the answer, in words."""
    body_bytes: int | None = None
    """Boards: the length of the body of a GET, which should have none."""
    misplaced: str | None = None
    """Boards: which secret stood where it does not belong, in words."""
    sent: str | None = None
    """Close-ups: the whole request, a line each for target and headers, and its body behind an empty one."""
    answered: str | None = None
    """Close-ups: the whole answer in the same form, its status first; None: there was none."""

    @classmethod
    def of(cls, event: Event) -> Self:
        """Read an event of kind REQUEST; raises ValueError on one of another kind.

        Raises msgspec.ValidationError on fields that no world writes: `read_trace` lets none through.
        """
        if event.kind is not EventKind.REQUEST:
            raise ValueError(f"an event of kind {event.kind.value!r} is no request")
        return msgspec.convert(event.fields, cls)

    @classmethod
    def seen_in(cls, event: Event) -> Self | None:
        """Read an event of any kind; None: it is no request."""
        return msgspec.convert(event.fields, cls) if event.kind is EventKind.REQUEST else None

    def fields(self, told_late: Literal["token", "session"] | None = None) -> dict[str, Scalar]:
        """Give the fields of its event; `told_late` was in a body or an answer alone, and in no header."""
        fields: dict[str, Scalar] = msgspec.to_builtins(self)
        if told_late is None:
            return fields
        return {name: fields[name] for name in _LATE_ORDERS[told_late] if name in fields}

    def in_full(self, sent: str, answered: str | None) -> Self:
        """Give it as a close-up has it, with both messages."""
        return msgspec.structs.replace(self, sent=sent, answered=answered)

    @property
    def faults(self) -> frozenset[FaultKind]:
        """What went wrong on purpose, kind by kind, all at once; words of `fault` that name no kind are left out."""
        return frozenset(kinds_named(self.fault)) if self.fault else frozenset()

    @property
    def arrivals(self) -> frozenset[Arrival]:
        """What each of these kinds leaves of the answer for the client; none: nothing was done to it."""
        return frozenset(kind.arrival for kind in self.faults)

    @property
    def is_as_told(self) -> bool:
        """Whether the client got in time, and as it stands here, what is told of the answer, by whomever."""
        return not self.fault or self.arrivals <= {Arrival.AS_TOLD}

    @property
    def is_answered(self) -> bool:
        """Whether an answer left the server, whatever became of it."""
        return self.status != 0

    @property
    def is_ok(self) -> bool:
        """Whether the answer was a 200, were it made up by a fault."""
        return self.status == _OK

    @property
    def is_sound(self) -> bool:
        """Whether it was answered with 200, and nothing was done to the answer."""
        return self.status == _OK and not self.fault

    @property
    def is_success(self) -> bool:
        """Whether the answer was no refusal and no failure, 1 to 399, by whomever."""
        return 0 < self.status < _CLIENT_ERROR

    @property
    def is_accepted(self) -> bool:
        """Whether the server itself processed it, and answered with 200.

        A refusal keeps its code when a fault makes a page of it that has another status.
        """
        return self.status == _OK and not self.code and all(kind.is_processed for kind in self.faults)

    @property
    def is_refused(self) -> bool:
        """Whether the answer blames the request: 400 to 499."""
        return _CLIENT_ERROR <= self.status < _SERVER_ERROR

    @property
    def refuses_token(self) -> bool:
        """Whether the answer was no to its token, and not to its session or its clock."""
        return self.status in REFUSAL_STATUSES and self.code not in _NOT_THE_TOKEN

    @property
    def ends_session(self) -> bool:
        """Whether the answer says that its session is over."""
        return self.code in SESSION_OVER_CODES

    @property
    def asks_to_rest(self) -> bool:
        """Whether it is not to be repeated at once: refused, and not for its session, of which there is another."""
        return self.is_refused and self.status not in PASSING_STATUSES and not self.ends_session

    @property
    def relays(self) -> tuple[bool, bool] | None:
        """Both relays, as it was told or has said them; None: not of both is anything said."""
        return None if self.relay1 is None or self.relay2 is None else (self.relay1, self.relay2)

    @property
    def reported(self) -> dict[str, Scalar]:
        """What it was told or has said of relays and sensors, by field, in the order of the API page."""
        said = {"temperature": self.temperature, "humidity": self.humidity}
        relays: dict[str, Scalar] = {"relay1": self.relay1, "relay2": self.relay2}
        switched = {name: each for name, each in relays.items() if each is not None}
        return switched | {name: each for name, each in said.items() if each is not msgspec.UNSET}

    @property
    def measured(self) -> dict[str, str]:
        """What a report says was measured: the decimal by the sensor's field."""
        values = {"temperature": self.temperature, "humidity": self.humidity}
        return {name: value for name, value in values.items() if isinstance(value, str)}


def reported_words(fields: Mapping[str, Scalar]) -> str:
    """Name what a report says, in the order of the API page: `relay1 on, temperature 23.5`."""
    words = {True: "on", False: "off"}
    shown = {name: fields[name] for name in _REPORTED if name in fields}
    return ", ".join(f"{name} {words[each] if isinstance(each, bool) else each}" for name, each in shown.items())


def _order_with(name: str, behind: str) -> tuple[str, ...]:
    names = [each for each in TracedRequest.__struct_fields__ if each != name]
    names.insert(names.index(behind) + 1, name)
    return tuple(names)


_LATE_ORDERS: Final = {"token": _order_with("token", "id"), "session": _order_with("session", "expires_in")}
