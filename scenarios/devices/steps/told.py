"""What a documented line tells of that is seen beside the console, too.

Firmware of somebody else may do as documented and print nothing of it, or in words that nobody knows. Such a line is
not expected of it. What the line tells of still has to happen before a scenario goes on: the answer to a registration,
before the dashboard gives another token. So where a line is not expected, the run waits for what it tells of, as long
as it would have waited for the line, and judges nothing by that.
"""

from collections.abc import Mapping
from enum import Enum, auto
from typing import Final

import msgspec

from oceanhil.protocol.error_reason import ErrorReason
from oceanhil.protocol.lines import NO_ANSWER, STATUS_MIN, Line, Origin, recognise
from oceanhil.protocol.units import SECOND_US
from oceanhil.scenarios.dashboard_action import DashboardAction, dashboard_action
from oceanhil.scenarios.devices.context import DeviceContext, UnsoughtError
from oceanhil.scenarios.devices.own_sleep import last_start
from oceanhil.scenarios.devices.steps.refusals import statuses_under
from oceanhil.scenarios.trace import Event, EventKind
from oceanhil.scenarios.traced_request import TracedRequest
from oceanhil.scenarios.world import LackingError, is_foreign, is_held_to_pages

_REFUSED: Final = 400
_READING_US: Final = SECOND_US // 2


class _When(Enum):
    """When a line comes, seen from a request."""

    BEFORE = auto()
    """The device is about to ask."""
    AT = auto()
    """It was answered, or will never be; each of these lines tells of another answer."""
    AFTER = auto()
    """It says more about an answer that another line may have told of already."""
    UNSEEN = auto()
    """Nobody else sees what it tells of."""
    ANEW = auto()
    """It is well, and says so once: what it did before is no sign that it is well again."""
    NETWORKED = auto()
    """It has joined, asked for the time or done what it needs a network for."""


class _Told(msgspec.Struct, frozen=True):
    when: _When
    endpoint: str = ""
    accepted: bool | None = None
    """Whether the answer is a good one; None: any."""


_REGISTER: Final = "register"
_SESSION: Final = "session"
_STATE: Final = "state"
_REFUSED_LINES: Final = frozenset({Line.REG_TOKEN_DEAD, Line.REG_FAILED})
_NETWORKED: Final = _Told(_When.NETWORKED)
_UNSEEN: Final = _Told(_When.UNSEEN)
# Lines that are not here are printed at once when a board starts, or beside one that is.
_TOLD: Final[Mapping[Line, _Told]] = {
    Line.WIFI_CONNECTED: _NETWORKED,
    Line.WIFI_IP: _NETWORKED,
    Line.TIME_SYNCED: _NETWORKED,
    Line.TIME_NOT_SYNCED: _NETWORKED,
    Line.TIME_SKEW: _NETWORKED,
    Line.WIFI_FAILED: _UNSEEN,
    Line.WIFI_LOST: _UNSEEN,
    Line.EEPROM_SAVE_FAILED: _UNSEEN,
    Line.TLS_DATES: _UNSEEN,
    Line.TLS_UNTRUSTED: _UNSEEN,
    Line.TLS_ALERT: _UNSEEN,
    Line.REG_START: _Told(_When.BEFORE, _REGISTER),
    Line.REG_TOKEN: _Told(_When.BEFORE, _REGISTER),
    Line.REG_RESPONSE: _Told(_When.AT, _REGISTER),
    Line.REG_SUCCESS: _Told(_When.AFTER, _REGISTER, accepted=True),
    Line.REG_TOKEN_DEAD: _Told(_When.AFTER, _REGISTER, accepted=False),
    Line.REG_FAILED: _Told(_When.AFTER, _REGISTER, accepted=False),
    Line.EEPROM_SAVED: _Told(_When.AFTER, _REGISTER, accepted=True),
    Line.SESSION_EXPIRED: _Told(_When.BEFORE, _SESSION),
    Line.SESSION_RESPONSE: _Told(_When.AT, _SESSION),
    Line.SESSION_OPENED: _Told(_When.AFTER, _SESSION, accepted=True),
    Line.SESSION_REFUSED: _Told(_When.AFTER, _SESSION, accepted=False),
    Line.SESSION_NO_ID: _Told(_When.AT, _SESSION),
    Line.POLL_RESPONSE: _Told(_When.AT, _STATE),
    Line.POLL_UNREADABLE: _Told(_When.AT, _STATE),
    Line.ONLINE: _Told(_When.ANEW, _STATE, accepted=True),
}


def await_told(context: DeviceContext, name: str, meant: Line | None, text: str, within_us: int) -> None:
    """Wait up to `within_us` for what the line `meant` of the device `name` tells of; `text` is it as a whole.

    A line about an answer is told of by the next one, unless it says more about the last.
    """
    told = None if meant is None else _TOLD.get(meant)
    if told is None:
        return
    if told.when is _When.UNSEEN:
        context.world.run_for(within_us)
        return
    notes = context.notes(name)
    # A line that was heard stands behind the answer that it told of.
    begin = notes.told_cursor - 1 if told.when is _When.AFTER else max(notes.told_cursor, notes.serial_cursor)
    if told.when is _When.ANEW:
        begin = len(context.world.trace)
    index = context.find(max(begin, last_start(context, name)), _Sign(context, name, told, text), within_us)
    if index is not None and told.when in {_When.AT, _When.AFTER, _When.ANEW}:
        notes.told_cursor = max(notes.told_cursor, index + 1)
        # The answer has to come to the device, and be read.
        context.world.run_for(_READING_US)


def answered_otherwise(context: DeviceContext, name: str, meant: Line | None, text: str) -> Event | None:
    """Give the last request of the device whose answer is not the one that the line `meant` would tell of.

    None where the line tells of no answer, where nothing was asked since the last line that was heard, or where the
    answer came and the device did not say so.
    """
    told = None if meant is None else _TOLD.get(meant)
    if told is None or told.when not in {_When.AT, _When.AFTER}:
        return None
    begin = max(context.notes(name).serial_cursor, last_start(context, name))
    path, is_told_of = context.path(told.endpoint), _Sign(context, name, told, text)
    requests = _requests_at(context, begin, name, path)
    return None if not requests or is_told_of(requests[-1]) else requests[-1]


def excuse_unsought(context: DeviceContext, name: str, meant: Line | None, text: str) -> None:
    """Excuse foreign firmware from a line about a refusal, if it was refused nothing since it was last heard.

    Whoever does not ask for what would be refused is not at fault: a token of another MAC need not be shown to the
    server, and a registration token that is used up need not be tried again. Raises UnsoughtError then, but not for a
    device that asked with a token that never was one: it did not look at what it had kept. Raises
    LackingError where the same request was granted: what the scenario is about does not strike this firmware.
    """
    told = None if meant is None else _TOLD.get(meant)
    if told is None or not is_foreign(context.world) or not _is_refusal(told, text):
        return
    notes, path = context.notes(name), context.path(told.endpoint)
    begin = max(notes.told_cursor, notes.serial_cursor, last_start(context, name))
    requests = _requests_at(context, begin, name, path)
    if not requests and not _showed_what_nobody_knows(context, name):
        raise UnsoughtError("about refusals of what the firmware did not ask for")
    if requests and TracedRequest.of(requests[-1]).is_sound:
        raise LackingError(f"a refusal: the server granted this firmware what it asked of {path}")


def excuse_told_otherwise(context: DeviceContext, name: str, meant: Line | None, text: str) -> None:
    """Excuse firmware that pages alone bind where it tells of the same answer in another way.

    That a registration has failed it may say in either of the two lines that pages print for it. Of a good answer it
    need not tell its status: what comes of it says enough, unless it tells another. Raises UnsoughtError then.
    """
    told = None if meant is None else _TOLD.get(meant)
    if meant is None or told is None or not is_held_to_pages(context.world):
        return
    begin = max(context.notes(name).serial_cursor, last_start(context, name))
    if meant in _REFUSED_LINES and _printed(context, name, begin, 0, context.world.now_us) & _REFUSED_LINES:
        raise UnsoughtError("about refusals that the firmware tells of in another documented line")
    if told.when is not _When.AT or _is_refusal(told, text):
        return
    is_told_of, path = _Sign(context, name, told, text), context.path(told.endpoint)
    requests = _requests_at(context, begin, name, path)
    answered = next((at for at, each in enumerate(requests) if is_told_of(each)), None)
    if answered is None:
        return
    # What it says behind its next request is about that one.
    until_us = requests[answered + 1].t_us if answered + 1 < len(requests) else context.world.now_us
    if meant not in _printed(context, name, begin, requests[answered].t_us, until_us):
        raise UnsoughtError("about good answers whose status the firmware does not tell")


def excuse_unprinted(context: DeviceContext, name: str, meant: Line | None, text: str) -> None:
    """Excuse firmware that pages alone bind from a line that no page prints, whether it has words for it or not.

    When such a line comes is its own matter: it may look at its clock later, or say that it saved before it says what.
    Nor does any page print the line `text` of a request that was not answered: who has told of none in known words
    does so in others. Raises UnsoughtError then.
    """
    if meant is None or not is_held_to_pages(context.world):
        return
    is_printed = meant.origin is Origin.FACT
    if is_printed and NO_ANSWER in text:
        said = context.events(last_start(context, name), EventKind.SERIAL, name)
        is_printed = any(tells_of_no_answer(each, meant) for each in said)
    if not is_printed:
        raise UnsoughtError("about lines that no page prints")


def excuse_later_attempts(context: DeviceContext, name: str, meant: Line | None) -> None:
    """Excuse firmware that pages alone bind from saying of each attempt to join that it failed.

    The guide prints that of a start. Who has said it in this boot, or was in the network in it, may tell of the
    attempts behind that in words of its own. Raises UnsoughtError for one that has said something since.
    """
    if meant is not Line.WIFI_FAILED or not is_held_to_pages(context.world):
        return
    begin = last_start(context, name)
    is_later = any(context.events(begin, EventKind.REQUEST, name)) or meant in _printed(
        context, name, begin, 0, context.world.now_us
    )
    if is_later and any(context.events(context.notes(name).serial_cursor, EventKind.SERIAL, name)):
        raise UnsoughtError("about attempts to join of which the firmware tells in words of its own")


def tells_of_no_answer(event: Event, line: Line) -> bool:
    """Tell whether a device says, in this line about an answer, that there was none; by whatever number."""
    known = recognise(str(event.fields["text"]))
    return known is not None and known.line is line and int(known.fields.get("status") or STATUS_MIN) < STATUS_MIN


def _requests_at(context: DeviceContext, begin: int, name: str, path: str) -> list[Event]:
    """Give the requests of the device to this path, from index `begin` on."""
    asked = context.events(begin, EventKind.REQUEST, name)
    return [event for event in asked if TracedRequest.of(event).path == path]


def _printed(context: DeviceContext, name: str, begin: int, since_us: int, until_us: int) -> frozenset[Line]:
    """Give the documented lines that the device has printed from index `begin` on, between these times."""
    printed = (each for each in context.events(begin, EventKind.SERIAL, name) if since_us <= each.t_us <= until_us)
    known = (recognise(str(each.fields["text"])) for each in printed)
    return frozenset(each.line for each in known if each is not None)


def _showed_what_nobody_knows(context: DeviceContext, name: str) -> bool:
    """Tell whether the device has shown a token in this boot that nobody knows, and that nobody deleted."""
    events = context.world.trace.events
    if any(dashboard_action(each) is DashboardAction.DELETE for each in events):
        return False
    since = context.events(last_start(context, name), EventKind.REQUEST, name)
    return any(TracedRequest.of(each).code == ErrorReason.TOKEN_INVALID.value for each in since)


def _is_refusal(told: _Told, text: str) -> bool:
    known = recognise(text)
    status = "" if known is None else known.fields.get("status", "")
    return told.accepted is False or (told.when is _When.AT and bool(status) and int(status) >= _REFUSED)


class _Sign:
    """Tells of an event whether it is what a line tells of."""

    def __init__(self, context: DeviceContext, name: str, told: _Told, text: str) -> None:
        self._name = name
        self._told = told
        self._path = context.path(told.endpoint)
        known = recognise(text)
        status = "" if known is None else known.fields.get("status", "")
        # The cores' HTTP clients have negative numbers for requests that were not answered.
        self._statuses = statuses_under(context.world.profile, max(0, int(status))) if status else None

    def __call__(self, event: Event) -> bool:
        if event.device != self._name:
            return False
        if self._told.when is _When.NETWORKED:
            return event.kind in {EventKind.REQUEST, EventKind.TIME}
        request = TracedRequest.seen_in(event)
        return request is not None and request.path == self._path and self._fits(request)

    def _fits(self, request: TracedRequest) -> bool:
        is_good = self._told.accepted in {None, request.is_ok}
        return is_good and (self._statuses is None or request.status in self._statuses)
