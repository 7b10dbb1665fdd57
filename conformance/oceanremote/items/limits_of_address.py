"""Whose requests the limits of SEC count together: all of an address, whatever device they name, and at once, too."""

import time
from collections.abc import Callable, Sequence
from typing import Final

from oceanhil.conformance.contract.finding import Finding
from oceanhil.conformance.contract.item import Severity, Style, assumption, fact, items_of
from oceanhil.conformance.contract.received import Side
from oceanhil.conformance.oceanremote.answer import Answer
from oceanhil.conformance.oceanremote.attempts import vain_registration
from oceanhil.conformance.oceanremote.limits_tried import (
    MINUTE_S,
    first_limited,
    let_counts_end,
    limited,
    limited_poll,
)
from oceanhil.conformance.oceanremote.subject import DeviceSubject
from oceanhil.protocol.error_reason import ErrorReason
from oceanhil.protocol.http import HttpRequest
from oceanhil.remote.connector.control import CLOCK, SETTINGS, TOKEN

_FIGURES: Final = "SEC: per IP address"
_NEEDS: Final = (TOKEN, SETTINGS, CLOCK)
_AT_ONCE: Final = 8
"""With the subject's own connection, and one of its operations, as many as an address may have open."""
_FIGURE_AT_ONCE: Final = 3
_ROUNDS: Final = 3
_WINDOW_S: Final = 0.9


@fact("limits/devices-share", Severity.CRITICAL, *_NEEDS, source=_FIGURES)
def devices_share(subject: DeviceSubject) -> None:
    """Who asks the API too often for one device is refused for another one, too: both are of one address."""
    other = subject.open_session(subject.other_device())
    with limited(subject):
        limited_poll(subject)
        subject.ask(subject.poll_request(other)).refused(ErrorReason.RATE_LIMITED)


@fact("limits/guesses", Severity.CRITICAL, Style.ABUSE, *_NEEDS, source=_FIGURES)
def guesses(subject: DeviceSubject) -> None:
    """Who asks the API too often is refused with 429, also with another unknown token each time."""
    with limited(subject):
        first_limited(DeviceSubject.read_with_unknown_token, subject, subject.server.rate_limit_api_per_s)


def _let_in(subject: DeviceSubject, make: Callable[[], HttpRequest]) -> Sequence[Answer]:
    """Give those answers that let a request in, of as many as are sent at once; none by which nothing can be told."""
    subject.control.let_go()
    requests = [make() for _ in range(_AT_ONCE)]
    began_s = time.monotonic()
    answers = subject.race(requests)
    took_s = time.monotonic() - began_s
    refused = subject.refusal_of(ErrorReason.RATE_LIMITED).status
    # By a limit of the machine's time a slow server lets in more, second by second.
    return [each for each in answers if each.exchange.status not in (None, refused)] if took_s < _WINDOW_S else ()


def _too_many(let_in: Sequence[Answer], figure: int) -> Finding:
    return let_in[-1].violates(f"{figure} of {_AT_ONCE} requests let in", f"{len(let_in)}", Side.REFUSED)


@fact("limits/api-at-once", Severity.CRITICAL, Style.BOUNDARY, *_NEEDS, source=_FIGURES)
def api_at_once(subject: DeviceSubject) -> None:
    """Of polls that arrive at once no more are let in than of those that come one after another."""
    with limited(subject), subject.changed_settings(rate_limit_api_per_s=_FIGURE_AT_ONCE):
        poll = subject.poll_request(subject.session())
        excesses = 0
        for number in range(_ROUNDS):
            if number:
                let_counts_end(subject)
            let_in = _let_in(subject, lambda: poll)
            excesses += len(let_in) > _FIGURE_AT_ONCE
            # Where seconds are counted by the machine's clock, one may end in the midst of a round.
            if len(let_in) > 2 * _FIGURE_AT_ONCE or excesses > 1:
                raise _too_many(let_in, _FIGURE_AT_ONCE)


@assumption(
    "limits/register-at-once",
    Severity.CRITICAL,
    Style.BOUNDARY,
    *_NEEDS,
    source=f"{_FIGURES} (whether device registration is meant is not stated)",
    rests_on=("limits/register-figure",),
)
def register_at_once(subject: DeviceSubject) -> None:
    """Of registrations that arrive at once no more are let in than of those that come one after another."""
    figure = subject.number("rate_limit_register_per_min")
    if figure >= _AT_ONCE:
        return
    with limited(subject, MINUTE_S):
        let_in = _let_in(subject, lambda: vain_registration(subject))
    if len(let_in) > figure:
        raise _too_many(let_in, figure)


ITEMS: Final = items_of(globals(), DeviceSubject)
