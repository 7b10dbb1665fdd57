"""What weeks, months and years do: a time that is kept in too few bits begins anew, and what has ended lives again.

A signed number of 32 bits holds 24.86 days of milliseconds; 49.71 days later it has gone round once. In hundredths of a
second it is 248.55 days, in minutes of 16 bits 22.76 days, and seconds of 32 bits end on 19 January 2038.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from oceanhil.conformance.contract.finding import Deviation, Violation
from oceanhil.conformance.contract.item import Item, Severity, Style, assumption, fact, item, items_of
from oceanhil.conformance.contract.received import Side
from oceanhil.conformance.oceanremote.answer import Answer
from oceanhil.conformance.oceanremote.devices import GivenSession, GivenToken
from oceanhil.conformance.oceanremote.subject import DeviceSubject
from oceanhil.protocol.device_status import DeviceStatus
from oceanhil.protocol.error_reason import ErrorReason
from oceanhil.protocol.profile import Kind
from oceanhil.remote.connector.control import CLOCK, CLOCK_BACK, SETTINGS, STATUS, TOKEN, ControlError
from oceanhil.remote.wire.need import Lacking

_DAY_S: Final = 86_400
_HOUR_S: Final = 3_600
_ROUND_MS_S: Final = 2**32 // 1000 + 1
"""After so many seconds a number of milliseconds in 32 bits has gone round."""
_ROUND_10_MS_S: Final = 2**32 // 100 + 1
_SKEW_S_MOST: Final = 10**9
"""A server that lets clocks be off by more looks at none."""
_WINDOW: Final = "idempotent_register_window"
_WINDOW_S: Final = 60
_OFF_S_MAX: Final = 300
_END_OF_SECONDS: Final = 2**31 + _DAY_S
"""A day after the last second that a signed number of 32 bits can hold, by Unix time."""

_WEEKS: Final = tuple(days * _DAY_S for days in (7, 14, 21, 24))
_MONTH: Final = tuple(days * _DAY_S for days in (25, 30, 37, 45, 49))
_FIFTY_DAYS: Final = tuple(_ROUND_MS_S + hours * _HOUR_S for hours in (1, 12, 23))
_MONTHS: Final = (
    75 * _DAY_S,
    2 * _ROUND_MS_S + 12 * _HOUR_S,
    3 * _ROUND_MS_S + 12 * _HOUR_S,
    250 * _DAY_S,
    365 * _DAY_S,
    _ROUND_10_MS_S + 12 * _HOUR_S,
)


def _after(subject: DeviceSubject, ages_s: Sequence[int]) -> Iterator[str]:
    """Move the clock, which stands still, to each of these ages of what there is now; gives them in words."""
    at_s = 0
    for age_s in ages_s:
        subject.advance(age_s - at_s)
        at_s = age_s
        yield f"{age_s / _DAY_S:.4g} days"


def _beyond(ages_s: Sequence[int], lifetime_s: int) -> Sequence[int]:
    """Give the ages that are more than a server's own lifetime."""
    return [age_s for age_s in ages_s if age_s > lifetime_s]


def _must_be_refused(answer: Answer, what: str, age: str) -> None:
    if 200 <= answer.status < 300:
        raise answer.violates(f"a refusal of {what} that is {age} old", answer.in_words(), Side.REFUSED)
    answer.must_be_refused()


def _unused(name: str, words: str, ages_s: Sequence[int]) -> Item[DeviceSubject]:
    @fact(
        f"long-time/unused-token-{name}",
        Severity.CRITICAL,
        Style.BOUNDARY,
        TOKEN,
        CLOCK,
        source="TOKEN cause 1",
        title=f"a registration token that was never used is still refused {words} after it was made",
    )
    def unused(subject: DeviceSubject) -> None:
        with subject.frozen():
            obtained = subject.pending()
            for age in _after(subject, _beyond(ages_s, subject.number("registration_token_ttl_s"))):
                answer = subject.ask(subject.register_request(obtained.token, subject.identity()))
                _must_be_refused(answer, "a token", age)

    return unused


unused_weeks = _unused("weeks", "one, two and three weeks", _WEEKS)
unused_month = _unused("a-month", "25 to 49 days", _MONTH)
unused_fifty_days = _unused("fifty-days", "50 days", _FIFTY_DAYS)
unused_months = _unused("months", "75 days, a hundred days and a year", _MONTHS)


@fact(
    "long-time/used-token",
    Severity.CRITICAL,
    Style.BOUNDARY,
    TOKEN,
    CLOCK,
    source="TOKEN FAQ: registration tokens are one-time use only",
)
def used_token(subject: DeviceSubject) -> None:
    """A registration token that was used is still refused weeks and months later, to its own board too."""
    with subject.frozen():
        device = subject.new_device()
        for age in _after(subject, (*_WEEKS[:1], *_MONTH[::2], *_FIFTY_DAYS[:1], *_MONTHS[:2])):
            for who in (device.identity, subject.identity()):
                answer = subject.ask(subject.register_request(device.registration_token, who))
                _must_be_refused(answer, "a used token", age)


@fact(
    "long-time/repeated-registration",
    Severity.CRITICAL,
    Style.BOUNDARY,
    TOKEN,
    CLOCK,
    SETTINGS,
    source="TOKEN FAQ: registration tokens are one-time use only",
)
def repeated_registration(subject: DeviceSubject) -> None:
    """Where an answer is given again for a minute, it is given no more weeks and months later."""
    with subject.changed_settings(**{_WINDOW: _WINDOW_S}), subject.frozen():
        device = subject.new_device()
        for age in _after(subject, (*_MONTH[::2], _ROUND_MS_S + _WINDOW_S // 2, *_MONTHS[:1])):
            answer = subject.ask(subject.register_request(device.registration_token, device.identity))
            _must_be_refused(answer, "a registration", age)


@fact(
    "long-time/session",
    Severity.CRITICAL,
    Style.BOUNDARY,
    TOKEN,
    CLOCK,
    source="TOKEN: sessions last 60 minutes",
)
def session(subject: DeviceSubject) -> None:
    """A session is still refused weeks and months after it was opened."""
    with subject.frozen():
        opened = subject.open_session(subject.device())
        ages_s = (*_WEEKS, *_MONTH, _ROUND_MS_S + _HOUR_S // 2, *_MONTHS[:1])
        for age in _after(subject, _beyond(ages_s, subject.number("session_ttl_s"))):
            _must_be_refused(subject.ask(subject.poll_request(opened)), "a session", age)


@fact("long-time/offline", Style.BOUNDARY, TOKEN, STATUS, CLOCK, source="T26")
def offline(subject: DeviceSubject) -> None:
    """A device that was heard from weeks or months ago is OFFLINE."""
    with subject.frozen():
        opened = subject.open_session(subject.device())
        subject.ask(subject.poll_request(opened)).must_have_status(200)
        ages_s = (*_WEEKS, *_MONTH, _ROUND_MS_S + 5, *_MONTHS[:1])
        for age in _after(subject, _beyond(ages_s, subject.number("offline_above_s"))):
            found = subject.control.status(opened.device.id)
            if found is not DeviceStatus.OFFLINE:
                raise Violation(f"{DeviceStatus.OFFLINE.shown} {age} after the last sign of life", found.shown)


def _far_off(
    name: str, title: str, skews_s: Sequence[int], ask: Callable[[DeviceSubject, int], Answer]
) -> Item[DeviceSubject]:
    @fact(f"long-time/{name}", Style.BOUNDARY, TOKEN, source="FLASH cause 7", title=title)
    def far_off(subject: DeviceSubject) -> None:
        limit_s = subject.number("max_clock_skew_s")
        if limit_s > _SKEW_S_MOST:
            return
        near_s = -limit_s - _HOUR_S
        if ask(subject, near_s).status == 200:
            expected, found = f"a refusal of a clock that is {near_s} s off", subject.last().in_words()
            raise subject.last().deviates(expected, found, Side.REFUSED)
        for skew_s in skews_s:
            if abs(skew_s) <= limit_s:
                continue
            answer = ask(subject, skew_s)
            if 200 <= answer.status < 300:
                raise answer.violates(f"a refusal of a clock that is {skew_s} s off", answer.in_words(), Side.REFUSED)
            answer.refused(ErrorReason.CLOCK_SKEW)

    return far_off


_SKEWS_S: Final = tuple(
    sign * skew_s for skew_s in (25 * _DAY_S, 37 * _DAY_S, _ROUND_MS_S, 2**31, 2**32) for sign in (-1, 1)
)
clock_of_session = _far_off(
    "clock-of-a-session",
    "a device whose clock is weeks, months or decades off gets no session",
    _SKEWS_S,
    lambda subject, skew_s: subject.ask(subject.session_request(subject.device(), headers=subject.at(skew_s))),
)
clock_of_registration = _far_off(
    "clock-of-a-registration",
    "a device whose clock is weeks, months or decades off does not register",
    _SKEWS_S,
    lambda subject, skew_s: subject.try_unused(
        subject.register_request(subject.unused().token, subject.identity(), headers=subject.at(skew_s))
    ),
)


def _move_to_2038(subject: DeviceSubject) -> None:
    left_s = _END_OF_SECONDS - subject.now_s()
    if left_s > 0:
        try:
            subject.advance(left_s)
        except ControlError as error:
            raise Lacking(CLOCK, f"the server's clock cannot be moved to 2038: {error}") from None


@item(
    "long-time/in-2038",
    Severity.MINOR,
    Style.BOUNDARY,
    TOKEN,
    CLOCK,
    kind=Kind.ASSUMPTION,
    source="TOKEN: permanent tokens live until revoked",
)
def in_2038(subject: DeviceSubject) -> None:
    """On 20 January 2038 a permanent token opens a session, and a new device registers."""
    device = subject.device()
    _move_to_2038(subject)
    subject.ask(subject.session_request(device)).should_be_accepted(GivenSession)
    new = subject.ask(subject.register_request(subject.pending().token, subject.identity()))
    new.should_be_accepted(GivenToken)


@assumption(
    "long-time/clock-in-2038",
    Style.BOUNDARY,
    TOKEN,
    CLOCK,
    source="FLASH cause 7; no page names 2038",
)
def clock_in_2038(subject: DeviceSubject) -> None:
    """On 20 January 2038 a device whose clock is right is let in, and is told a time by which a clock may be set."""
    device = subject.device()
    _move_to_2038(subject)
    answer = subject.ask(subject.session_request(device, headers=subject.at(0)))
    answer.should_be_accepted(GivenSession)
    wrong = subject.ask(subject.session_request(device, headers=subject.at(-_HOUR_S)))
    for told, what in ((answer, "with a session"), (wrong, "with the refusal of a clock")):
        said, now_s = told.told("server_time"), subject.now_s()
        # That a time is told at all, and as a number, is for the items of session and clock.
        if isinstance(said, int | float) and abs(said - now_s) > _OFF_S_MAX:
            raise told.deviates(
                f"a server_time {what} by which a device may set its clock", f"{said - now_s:+.0f} s off"
            )


@assumption("long-time/set-back", Severity.MINOR, TOKEN, STATUS, CLOCK, CLOCK_BACK)
def set_back(subject: DeviceSubject) -> None:
    """A device that was heard from last by a clock that was fast is not ONLINE when that is put right."""
    subject.advance(_DAY_S)
    session = subject.open_session(subject.device())
    subject.ask(subject.poll_request(session)).must_have_status(200)
    subject.control.clock.set_back()
    found = subject.control.status(session.device.id)
    if found is not DeviceStatus.OFFLINE:
        raise Deviation(DeviceStatus.OFFLINE.shown, found.shown)


ITEMS: Final = items_of(globals(), DeviceSubject)
