"""The rate limits of SEC, as a server applies them whose settings a test may change.

A server whose limits cannot be switched is not flooded to find out about them.
"""

from typing import Final

from oceanhil.conformance.contract.item import Severity, Style, assumption, fact, items_of
from oceanhil.conformance.contract.received import Side
from oceanhil.conformance.contract.search import largest_that_holds
from oceanhil.conformance.oceanremote.answer import Answer
from oceanhil.conformance.oceanremote.attempts import vain_registration
from oceanhil.conformance.oceanremote.devices import GivenToken
from oceanhil.conformance.oceanremote.limits_tried import (
    MINUTE_S,
    let_limits_pass,
    limited,
    limited_poll,
    limited_registration,
    other_figures,
    poll_on_the_youngest_of,
    try_to_register,
)
from oceanhil.conformance.oceanremote.subject import DeviceSubject
from oceanhil.protocol.error_reason import ErrorReason
from oceanhil.protocol.http import HttpRequest
from oceanhil.protocol.retry_after import date_fault, is_http_date, read_retry_after, told_date_wait_s
from oceanhil.remote.connector.control import CLOCK, SETTINGS, TOKEN

_FIGURES = "SEC"
_TRUSTED: Final = "right only if this machine is the proxy in front, and nobody else is believed"
_COUNTED_IN_FRONT: Final = "where a proxy in front counts them, give its address"
_OF_PROXIES: Final = ("x-forwarded-for", "x-real-ip", "x-client-ip")
_ELSEWHERE: Final = "203.0.113.77"
"""An address of RFC 5737, section 3, which is nobody's."""
_NEEDS = (TOKEN, SETTINGS, CLOCK)
_LATEST_DATE_S: Final = 86_400


def _figure_is_told(subject: DeviceSubject, setting: str, *, must: bool = False) -> None:
    """Compare the figure that the settings tell, if they do, with the profile's."""
    told = other_figures(subject).get(setting)
    if told is not None:
        subject.reads(setting, told, subject.poll(), must=must)


@fact(
    "limits/words", *_NEEDS, source="FLASH prints the status; the message is assumed", learns=("errors.rate_limited",)
)
def words(subject: DeviceSubject) -> None:
    """Who asks too often is refused with 429, in words that say so."""
    with limited(subject):
        usual = try_to_register(subject)
        for _ in range(5 * subject.server.rate_limit_register_per_min + 10):
            answer = try_to_register(subject)
            if answer.in_words() != usual.in_words():
                break
    answer.refused_in_these_words(ErrorReason.RATE_LIMITED)


@fact("limits/api-figure", Style.BOUNDARY, *_NEEDS, source=_FIGURES, learns=("server.rate_limit_api_per_s",))
def api_figure(subject: DeviceSubject) -> None:
    """An address may send 20 requests a second to the API, and the 21st is 429."""
    _figure_is_told(subject, "rate_limit_api_per_s", must=True)
    with limited(subject):
        admitted, answer = limited_poll(subject)
    subject.reads("rate_limit_api_per_s", admitted, answer, must=True)


@assumption(
    "limits/register-figure",
    Style.BOUNDARY,
    *_NEEDS,
    source=f"{_FIGURES} (whether device registration is meant is not stated)",
    learns=("server.rate_limit_register_per_min",),
)
def register_figure(subject: DeviceSubject) -> None:
    """An address may register twice a minute, and the third registration is 429."""
    _figure_is_told(subject, "rate_limit_register_per_min")
    with limited(subject, MINUTE_S):
        admitted, answer = limited_registration(subject)
    subject.reads("rate_limit_register_per_min", admitted, answer)


def _retry_after_s(answer: Answer) -> int:
    """Demand `Retry-After` in whole seconds, at least 1: devices understand no date, which RFC 9110 allows."""
    said = answer.headers.get("retry-after", "")
    if is_http_date(said):
        raise answer.deviates("Retry-After in whole seconds", f"{said!r}")
    return _told_wait_s(answer)


def _told_wait_s(answer: Answer) -> int:
    """Demand `Retry-After`, as seconds or as a date; gives how long to wait."""
    said = answer.headers.get("retry-after")
    if said is None:
        raise answer.deviates("Retry-After in whole seconds", "no such header")
    if is_http_date(said):
        response = answer.exchange.response
        until_s = None if response is None else told_date_wait_s(response)
        if until_s is None or not 0 <= until_s <= _LATEST_DATE_S:
            # The two dates may be those of two clocks, of which a test has moved one.
            raise answer.deviates("Retry-After in whole seconds", f"{said!r}, which fits no Date beside it")
        # A date has whole seconds only: the end may be almost one later than it says.
        return until_s + 1
    told_s = read_retry_after(said)
    if not told_s:
        fault = "" if answer.exchange.response is None else date_fault(answer.exchange.response)
        raise answer.violates("Retry-After of whole seconds, at least 1", f"{said!r}{f', {fault}' if fault else ''}")
    return told_s


@assumption("limits/api-retry-after", *_NEEDS, source="RFC 6585, 4 and RFC 9110, 10.2.3; no page")
def api_retry_after(subject: DeviceSubject) -> None:
    """A 429 of the API says when to come back, in whole seconds of at least 1."""
    with limited(subject):
        _, answer = limited_poll(subject)
    _retry_after_s(answer)


@assumption(
    "limits/register-retry-after",
    *_NEEDS,
    source="FLASH: wait 5-10 minutes; no page prints the header",
    learns=("server.rate_limit_retry_after_s",),
)
def register_retry_after(subject: DeviceSubject) -> None:
    """A 429 of the registration says to wait five minutes."""
    with limited(subject):
        _, answer = limited_registration(subject)
    wait_s, known_s = _retry_after_s(answer), subject.server.rate_limit_retry_after_s
    if wait_s != known_s and wait_s < MINUTE_S:
        # No value to learn: it is what is left of the minute, or sends devices back too soon.
        raise answer.deviates(f"rate_limit_retry_after_s {known_s}", f"{wait_s}, less than the minute that is counted")
    subject.reads("rate_limit_retry_after_s", wait_s, answer)


@fact("limits/waiting-as-told-helps", Severity.CRITICAL, Style.POSITIVE, *_NEEDS, source="RFC 9110, 10.2.3")
def waiting_as_told_helps(subject: DeviceSubject) -> None:
    """Who waits as long as Retry-After says is let in."""
    with limited(subject):
        _, answer = limited_poll(subject)
        session = subject.session()
        let_limits_pass(subject, _told_wait_s(answer))
        subject.ask(subject.poll_request(session)).must_have_status(200)


@fact(
    "limits/registration-waiting-as-told-helps", Severity.CRITICAL, Style.POSITIVE, *_NEEDS, source="RFC 9110, 10.2.3"
)
def registration_waiting_as_told_helps(subject: DeviceSubject) -> None:
    """Who waits as long as Retry-After says may register."""
    with limited(subject):
        _, answer = limited_registration(subject)
        wait_s = _told_wait_s(answer)
        let_limits_pass(subject, wait_s)
        answer = try_to_register(subject)
    if answer.status == subject.refusal_of(ErrorReason.RATE_LIMITED).status:
        raise answer.violates(f"a registration that is judged, {wait_s} s later", answer.in_words(), Side.ACCEPTED)


@assumption(
    "limits/register-ends",
    Style.BOUNDARY,
    *_NEEDS,
    source=f"{_FIGURES} (whether device registration is meant is not stated)",
    rests_on=("limits/register-figure",),
)
def register_ends(subject: DeviceSubject) -> None:
    """A minute after the last registration that was let in, the next one is."""
    with limited(subject, MINUTE_S):
        limited_registration(subject)
        let_limits_pass(subject, MINUTE_S)
        try_to_register(subject).refused(ErrorReason.TOKEN_INVALID)


@assumption(
    "limits/refused-do-not-count",
    *_NEEDS,
    source="no page; a refused request consumes nothing",
    rests_on=("limits/register-ends",),
)
def refused_do_not_count(subject: DeviceSubject) -> None:
    """A minute after the last registration that was let in the next one is, however often it was tried meanwhile."""
    with limited(subject, MINUTE_S):
        admitted, _ = limited_registration(subject)
        let_limits_pass(subject, MINUTE_S // 2)
        for _ in range(admitted + 1):
            try_to_register(subject).refused(ErrorReason.RATE_LIMITED)
        let_limits_pass(subject, MINUTE_S - MINUTE_S // 2)
        answer = try_to_register(subject)
    if answer.status == subject.refusal_of(ErrorReason.RATE_LIMITED).status:
        raise answer.deviates("a registration that is judged", answer.in_words(), Side.ACCEPTED)
    answer.refused(ErrorReason.TOKEN_INVALID)


@assumption(
    "limits/token-not-consumed", Severity.CRITICAL, *_NEEDS, source="no page; a refused request consumes nothing"
)
def token_not_consumed(subject: DeviceSubject) -> None:
    """A registration that comes too soon does not use up its token."""
    obtained, who = subject.pending(), subject.identity()
    with limited(subject):
        limited_registration(subject)
        subject.ask(subject.register_request(obtained.token, who)).refused(ErrorReason.RATE_LIMITED)
    subject.ask(subject.register_request(obtained.token, who)).accepted(GivenToken)


@fact("limits/apart", Severity.CRITICAL, *_NEEDS, source=f"{_FIGURES} gives each its own figure")
def apart(subject: DeviceSubject) -> None:
    """Registrations that come too often do not keep devices from polling."""
    with limited(subject):
        limited_registration(subject)
        subject.poll().must_have_status(200)


def _over_another_connection(subject: DeviceSubject, request: HttpRequest) -> Answer:
    return subject.send_raw(subject.raw(request))


@fact("limits/api-per-address", Severity.CRITICAL, *_NEEDS, source=f"{_FIGURES}: per IP address")
def api_per_address(subject: DeviceSubject) -> None:
    """Who asks the API too often is refused over a new connection, too."""
    with limited(subject):
        limited_poll(subject)
        poll = subject.poll_request(subject.session())
        _over_another_connection(subject, poll).refused(ErrorReason.RATE_LIMITED)


@assumption("limits/forwarded", *_NEEDS, source=f"{_FIGURES}: per IP address; no page lets a client say which")
def forwarded(subject: DeviceSubject) -> None:
    """Who asks too often is not let in for naming another address in a header that proxies write."""
    with limited(subject):
        limited_poll(subject)
        poll = subject.poll_request(subject.session(), headers=dict.fromkeys(_OF_PROXIES, _ELSEWHERE))
        answer = subject.ask(poll)
    if answer.status == 200:
        raise answer.deviates("429", f"{answer.in_words()}; {_TRUSTED}", Side.ACCEPTED)


@assumption(
    "limits/register-per-address",
    Severity.CRITICAL,
    *_NEEDS,
    source=f"{_FIGURES}: per IP address (whether device registration is meant is not stated)",
    rests_on=("limits/register-figure",),
)
def register_per_address(subject: DeviceSubject) -> None:
    """Who tries to register too often is refused over a new connection, too."""
    with limited(subject):
        _, refused = limited_registration(subject)
        answer = _over_another_connection(subject, vain_registration(subject))
    if answer.status != refused.status:
        raise answer.deviates(f"status {refused.status}, as on the connection before", answer.in_words())


@fact(
    "limits/connections",
    # A device has one connection: it notices nothing of a limit that is wider or narrower than the figure.
    Severity.MINOR,
    Style.BOUNDARY,
    *_NEEDS,
    source=_FIGURES,
    learns=("server.rate_limit_connections",),
)
def connections(subject: DeviceSubject) -> None:
    """An address may have 10 connections open, and a request on the 11th is 429."""
    _figure_is_told(subject, "rate_limit_connections", must=True)
    figure = subject.server.rate_limit_connections
    with limited(subject):
        if _is_let_in(subject, figure, expected=True) and not _is_let_in(subject, figure + 1, expected=False):
            return
        most = 3 * figure
        found = largest_that_holds(lambda count: _is_let_in(subject, count), figure, most)
    if found == most:
        found_none = f"none with {most} open; {_COUNTED_IN_FRONT}"
        raise subject.last().violates(f"429 on a connection beyond {figure}", found_none)
    subject.reads("rate_limit_connections", found, subject.last(), must=True)


def _is_let_in(subject: DeviceSubject, count: int, *, expected: bool | None = None) -> bool:
    """Tell whether a poll is answered on the youngest of so many connections."""
    answer = poll_on_the_youngest_of(subject, count, is_let_in=expected)
    if answer.status != 200:
        answer.refused(ErrorReason.RATE_LIMITED)
        _told_wait_s(answer)
    return answer.status == 200


@assumption(
    "limits/bench-is-let-in",
    Severity.MINOR,
    Style.POSITIVE,
    TOKEN,
    SETTINGS,
    source="SEC states the limits; off so that a bench behind one address works",
)
def subject_is_let_in(subject: DeviceSubject) -> None:
    """Polls in a row are let in while the limits are off, so that boards behind one address work."""
    subject.session()
    with subject.changed_settings(rate_limit_enabled=False), subject.asking_for_429():
        for _ in range(subject.server.rate_limit_api_per_s + 1):
            subject.poll().must_have_status(200)


ITEMS: Final = items_of(globals(), DeviceSubject)
