"""The device's own time on a session request: how far it may be off.

With a test clock the edges are exact. Without one the server's time is this machine's, or what the server tells, so a
margin is kept.
"""

from typing import Final

from oceanhil.conformance.contract.item import Item, Severity, Style, assumption
from oceanhil.conformance.contract.received import Side
from oceanhil.conformance.oceanremote.answer import Answer
from oceanhil.conformance.oceanremote.devices import GivenSession
from oceanhil.conformance.oceanremote.subject import DeviceSubject
from oceanhil.protocol.error_reason import ErrorReason
from oceanhil.remote.connector.control import CLOCK, TOKEN

_RULE = "FLASH cause 7 gives five minutes, for the registration"
_MARGIN_S = 30
_WORDS = {1: "ahead", -1: "behind"}


def _ask_at(subject: DeviceSubject, skew_s: float) -> Answer:
    return subject.ask(subject.session_request(subject.device(), headers=subject.at(skew_s)))


def _ask_at_no_time(subject: DeviceSubject) -> Answer:
    return subject.ask(subject.session_request(subject.device(), headers=subject.at_no_time()))


def _ask_saying(subject: DeviceSubject, text: str) -> Answer:
    return subject.ask(subject.session_request(subject.device(), headers={subject.names.time_header: text}))


def _most_s(subject: DeviceSubject) -> int:
    return subject.clock_limit_s()


def _granted_s(subject: DeviceSubject) -> int:
    """Give what a device may rely on: a server that looks at no clock at a registration may look at this one."""
    return min(_most_s(subject), subject.server.max_clock_skew_s)


def _at_the_edge(sign: int) -> Item[DeviceSubject]:
    @assumption(
        f"session-clock/edge-{_WORDS[sign]}",
        Style.BOUNDARY,
        TOKEN,
        CLOCK,
        source=_RULE,
        title=f"a device whose clock is exactly 300 s {_WORDS[sign]} gets a session",
    )
    def edge(subject: DeviceSubject) -> None:
        with subject.frozen():
            _ask_at(subject, sign * (_granted_s(subject) - subject.grain_s)).accepted(GivenSession)

    return edge


def _beyond_the_edge(sign: int) -> Item[DeviceSubject]:
    @assumption(
        f"session-clock/beyond-{_WORDS[sign]}",
        Style.BOUNDARY,
        TOKEN,
        CLOCK,
        source=_RULE,
        title=f"a device whose clock is 301 s {_WORDS[sign]} gets no session",
    )
    def beyond(subject: DeviceSubject) -> None:
        with subject.frozen():
            _ask_at(subject, sign * (_most_s(subject) + 1 + subject.grain_s)).should_be_refused(ErrorReason.CLOCK_SKEW)

    return beyond


def _well_within(sign: int) -> Item[DeviceSubject]:
    @assumption(
        f"session-clock/within-{_WORDS[sign]}",
        Severity.CRITICAL,
        Style.POSITIVE,
        TOKEN,
        source=_RULE,
        title=f"a device whose clock is four and a half minutes {_WORDS[sign]} gets a session",
    )
    def within(subject: DeviceSubject) -> None:
        _ask_at(subject, sign * (_granted_s(subject) - _MARGIN_S)).accepted(GivenSession)

    return within


def _well_beyond(sign: int) -> Item[DeviceSubject]:
    @assumption(
        f"session-clock/far-{_WORDS[sign]}",
        TOKEN,
        source=_RULE,
        title=f"a device whose clock is five and a half minutes {_WORDS[sign]} gets no session",
    )
    def far(subject: DeviceSubject) -> None:
        _ask_at(subject, sign * (_most_s(subject) + _MARGIN_S)).should_be_refused(ErrorReason.CLOCK_SKEW)

    return far


@assumption("session-clock/1970", TOKEN, source=_RULE)
def never_told(subject: DeviceSubject) -> None:
    """A device that has never been told the time gets no session when it says so."""
    _ask_at_no_time(subject).should_be_refused(ErrorReason.CLOCK_SKEW)


@assumption("session-clock/tells-the-time", TOKEN)
def tells_the_time(subject: DeviceSubject) -> None:
    """The refusal of a wrong clock tells the server's time, by which the device may set it."""
    answer = _ask_at_no_time(subject)
    answer.should_be_refused_somehow()
    said = answer.server_time_s()
    if said is None or abs(said - subject.now_s()) > _most_s(subject):
        told = answer.told("server_time")
        raise answer.deviates("server_time in Unix seconds", "none" if told is None else repr(told))


@assumption("session-clock/told-time-helps", Style.POSITIVE, TOKEN)
def told_time_helps(subject: DeviceSubject) -> None:
    """A device that takes over the time of the refusal gets its session."""
    refused = _ask_at_no_time(subject)
    refused.should_be_refused_somehow()
    said = refused.server_time_s()
    if said is None:
        raise refused.deviates("server_time in Unix seconds", "none")
    _ask_saying(subject, str(said)).accepted(GivenSession)


@assumption("session-clock/fraction", Severity.MINOR, Style.POSITIVE, TOKEN)
def fraction(subject: DeviceSubject) -> None:
    """A device's time with a fraction of a second is understood."""
    _ask_saying(subject, f"{subject.now_s():.3f}").should_be_accepted(GivenSession)


def _not_a_number(name: str, what: str, text: str) -> Item[DeviceSubject]:
    @assumption(f"session-clock/{name}", Severity.MINOR, TOKEN, title=f"a device's time that is {what} is 400")
    def no_number(subject: DeviceSubject) -> None:
        _ask_saying(subject, text).should_be_refused(ErrorReason.BAD_REQUEST)

    return no_number


@assumption("session-clock/huge", Style.ABUSE, TOKEN)
def huge(subject: DeviceSubject) -> None:
    """A device's time of a hundred digits is refused and harms nothing."""
    _ask_saying(subject, "9" * 100).should_be_refused_somehow()


@assumption("session-clock/refusal-keeps-session", Severity.CRITICAL, TOKEN)
def refusal_keeps_session(subject: DeviceSubject) -> None:
    """A session request that is refused for its clock leaves the running session alone."""
    session = subject.session()
    _ask_at_no_time(subject).should_be_refused_somehow()
    subject.ask(subject.poll_request(session)).must_have_status(200)


@assumption("session-clock/mac-before-clock", Severity.MINOR, TOKEN)
def mac_before_clock(subject: DeviceSubject) -> None:
    """A device with a wrong MAC and a wrong clock is told of its MAC: the clock can be cured, the MAC cannot."""
    headers = subject.at_no_time()
    stranger = subject.identity().mac_text
    answer = subject.ask(subject.session_request(subject.device(), headers=headers, mac_address=stranger))
    answer.must_be_refused()
    clock, mac = (subject.refusal_of(reason).status for reason in (ErrorReason.CLOCK_SKEW, ErrorReason.MAC_MISMATCH))
    if answer.status == clock != mac:
        raise answer.deviates("the refusal of the MAC", answer.in_words(), Side.REFUSED)


ITEMS: Final[tuple[Item[DeviceSubject], ...]] = (
    *(_well_within(sign) for sign in _WORDS),
    *(_well_beyond(sign) for sign in _WORDS),
    *(_at_the_edge(sign) for sign in _WORDS),
    *(_beyond_the_edge(sign) for sign in _WORDS),
    never_told,
    tells_the_time,
    told_time_helps,
    fraction,
    _not_a_number("words", "no number", "noon"),
    _not_a_number("infinite", "infinite", "inf"),
    _not_a_number("exponent", "written with an exponent", "1e9"),
    huge,
    refusal_keeps_session,
    mac_before_clock,
)
