"""What devices were answered in a run, apart by who said it: the server for a reason of its own, or a fault.

Of both only what nothing has made good counts: a later answer of the server's to the same request that is no refusal
makes good what was answered to that request before. A serial log does not tell the two apart.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import takewhile
from typing import Final

import msgspec

from oceanhil.analysis.diagnosis.model import LineKind
from oceanhil.analysis.diagnosis.wording.signals import meaning_of
from oceanhil.app.report.timeline import reply_words, request_words
from oceanhil.host.durations import clock
from oceanhil.protocol.error_reason import ErrorReason
from oceanhil.protocol.faults import says_the_same
from oceanhil.scenarios.devices.steps.device import Flash
from oceanhil.scenarios.trace import Event, EventKind
from oceanhil.scenarios.traced_request import TracedRequest
from oceanhil.scenarios.traced_step import step_name

_REASONS: Final = {reason.value: reason for reason in ErrorReason}
_ABOUT_ANSWERS: Final = frozenset({LineKind.REGISTRATION, LineKind.SESSION, LineKind.POLL, LineKind.SERVER})


class Standing(msgspec.Struct, frozen=True):
    """An answer that nothing has made good; `reason` is the server's own, None where a fault answered.

    `event` is the last such answer; `first` the one from which on that request was answered so `times` times.
    """

    event: Event
    reason: ErrorReason | None
    first: Event
    times: int = 1

    @property
    def words(self) -> str:
        """What was answered to which request, and when."""
        words = answer_words(self.first)
        if self.times == 1:
            return words
        return f"{words}, the first of {self.times:,} such answers; the last at {clock(self.event.t_us)}"

    @property
    def says_the_same(self) -> bool:
        """Whether a fault has changed only the form of the answer, so that everybody must understand it."""
        request = TracedRequest.seen_in(self.event)
        return request is not None and says_the_same(request.changed or "")

    def again(self, event: Event, reason: ErrorReason | None) -> "Standing":
        """Give what stands when the same request is answered once more."""
        if reason is not self.reason:
            return Standing(event, reason, event)
        return Standing(event, reason, self.first, self.times + 1)


def answer_words(event: Event) -> str:
    """Say what was answered to which request, and when."""
    return f"{request_words(event)} -> {reply_words(event)}, at {clock(event.t_us)}"


def is_made_up(event: Event) -> bool:
    """Tell whether a request was answered by what a fault said, not by the server."""
    request = TracedRequest.seen_in(event)
    return request is not None and bool(request.changed)


def is_refused(event: Event) -> bool:
    """Tell whether a request was answered with a status that is no success, by whomever."""
    request = TracedRequest.seen_in(event)
    return request is not None and request.is_answered and not request.is_success


def standing_answers(events: Iterable[Event]) -> Sequence[Standing]:
    """Give the last refusal with a reason, or what a fault answered, for each request of each device, in order."""
    standing: dict[tuple[str, str, str], Standing] = {}
    for event in events:
        request = TracedRequest.seen_in(event)
        if request is None or not request.is_answered:
            continue
        asked = event.device, request.method, request.path
        reason = _REASONS.get(request.code or "")
        # Whichever came last is told last.
        before = standing.pop(asked, None)
        if request.changed:
            reason = None
        elif request.is_success or reason is None:
            continue
        standing[asked] = Standing(event, reason, event) if before is None else before.again(event, reason)
    return tuple(standing.values())


def leads_to(fault: Standing, refusal: Standing, events: Iterable[Event]) -> bool:
    """Tell whether the server accepted nothing of that device between what a fault answered and its own refusal."""
    device, begin_us, end_us = fault.event.device, fault.event.t_us, refusal.event.t_us
    return (
        refusal.event.device == device
        and begin_us < end_us
        and not any(
            _is_accepted(event) for event in events if event.device == device and begin_us < event.t_us < end_us
        )
    )


def _is_accepted(event: Event) -> bool:
    request = TracedRequest.seen_in(event)
    return request is not None and request.is_success and not request.changed


def said_of_the_server(events: Iterable[Event]) -> Iterator[str]:
    """Give the lines of a run's serial logs without those in which a device says what a fault has answered it."""
    fooled: set[str] = set()
    for event in events:
        if event.kind is EventKind.REQUEST:
            (fooled.add if is_made_up(event) else fooled.discard)(event.device)
        elif event.kind is EventKind.BOOT:
            fooled.discard(event.device)
        elif event.kind is EventKind.SERIAL:
            text = str(event.fields.get("text", ""))
            meaning = meaning_of(text) if event.device in fooled else None
            if meaning is None or meaning.kind not in _ABOUT_ANSWERS:
                yield text


def older_token(refused: Event, events: Sequence[Event]) -> str:
    """Say of a refused registration that the dashboard had made a newer token, and firmware was flashed since.

    Empty where that is not so. A device that keeps the token of the firmware before never sends the new one.
    """
    sent = refused.fields.get("token")
    newest: Event | None = None
    is_older = is_flashed = False
    for event in takewhile(lambda each: each is not refused, events):
        made = event.fields.get("token") if event.kind is EventKind.DASHBOARD else None
        if made is not None and event.device == refused.device:
            is_older = is_older or made == sent
            newest, is_flashed = event, False
        elif event.kind is EventKind.STEP and step_name(event) == Flash.name:
            is_flashed = newest is not None
    if newest is None or not is_older or not is_flashed or newest.fields.get("token") == sent:
        return ""
    made_at = f"{newest.fields.get('token')}, which the dashboard made at {clock(newest.t_us)}"
    return (
        f"the device sent {sent}, not {made_at}, and firmware was flashed after that: it goes by a token that it keeps,"
        " or this firmware has the old one"
    )
