"""The device's clock at its registration: `X-Device-Time` may be five minutes off, in both directions."""

from collections.abc import Mapping, Sequence
from typing import Final

from oceanhil.conformance.contract.item import Item, Severity, Style, assumption, fact
from oceanhil.conformance.contract.search import largest_that_holds
from oceanhil.conformance.oceanremote.answer import Answer
from oceanhil.conformance.oceanremote.attempts import attempt, passes
from oceanhil.conformance.oceanremote.devices import GivenToken
from oceanhil.conformance.oceanremote.request_subject import CLOCK_UNSEEN_S
from oceanhil.conformance.oceanremote.subject import DeviceSubject
from oceanhil.protocol.error_reason import ErrorReason
from oceanhil.remote.connector.control import CLOCK, TOKEN

_PAGE = "FLASH cause 7"
_NO_FORM = "no page names a header"
_MARGIN_S = 15
"""How far the clock of this machine and the server's may be apart where nobody can look at the server's."""


def _within(sign: int, what: str, words: str) -> Item[DeviceSubject]:
    @fact(
        f"registration-clock/{what}",
        Severity.CRITICAL,
        Style.POSITIVE,
        TOKEN,
        source=_PAGE,
        title=f"a device whose clock is {words} registers",
    )
    def within(subject: DeviceSubject) -> None:
        skew_s = sign * max(subject.server.max_clock_skew_s - _MARGIN_S, 0)
        request = subject.register_request(subject.pending().token, subject.identity(), headers=subject.at(skew_s))
        subject.ask(request).accepted(GivenToken)

    return within


def _beyond(sign: int, what: str, words: str) -> Item[DeviceSubject]:
    @fact(f"registration-clock/{what}", TOKEN, source=_PAGE, title=f"a device whose clock is {words} is refused")
    def beyond(subject: DeviceSubject) -> None:
        skew_s = sign * (subject.server.max_clock_skew_s + _MARGIN_S)
        _must_be_refused(subject, subject.at(skew_s))

    return beyond


def _edge(sign: int, what: str, words: str) -> Item[DeviceSubject]:
    @fact(
        f"registration-clock/edge-{what}",
        Style.BOUNDARY,
        TOKEN,
        CLOCK,
        source=f"{_PAGE}: more than five minutes",
        learns=("server.max_clock_skew_s",),
        title=f"a clock that is exactly 300 s {words} is accepted, and one of 301 s refused",
    )
    def edge(subject: DeviceSubject) -> None:
        def is_accepted(skew_s: int) -> bool:
            return _is_accepted(subject, subject.at(sign * skew_s))

        limit_s = subject.server.max_clock_skew_s
        with subject.frozen():
            within_s, beyond_s = limit_s - subject.grain_s, limit_s + 1 + subject.grain_s
            if not is_accepted(within_s) or is_accepted(beyond_s):
                if _is_unseen(subject, subject.last()):
                    raise subject.last().deviates("a look at the device's time", "none")
                found_s = largest_that_holds(is_accepted, limit_s, CLOCK_UNSEEN_S)
                answer = subject.last()
                if not _is_limit(subject, -sign, found_s):
                    found = "any time" if found_s >= CLOCK_UNSEEN_S else f"{found_s} s"
                    raise answer.violates(f"{limit_s} s both ways", f"{found} {words}, and not the other way")
                subject.reads("max_clock_skew_s", found_s, answer, must=True)

    return edge


def _is_limit(subject: DeviceSubject, sign: int, limit_s: int) -> bool:
    """Tell whether the limit is this in a direction: a profile has one for both, which no server with two plays."""
    # Where the clock stands between two seconds, the one limit may have looked longer, and the other shorter.
    edges_s = (max(limit_s - 2 * subject.grain_s, 0), limit_s + 1 + 2 * subject.grain_s)
    within, beyond = (_is_accepted(subject, subject.at(sign * skew_s)) for skew_s in edges_s)
    return within and (not beyond or limit_s >= CLOCK_UNSEEN_S)


_MS: Final = "1767225600000"
"""Seconds until the year 57,970: libraries for dates know none beyond 9999, and fail."""


def _must_be_refused(subject: DeviceSubject, headers: Mapping[str, str]) -> None:
    """Demand the refusal of a clock; only a Deviation if the server looks at no clock at all, for no page names how."""
    answer = attempt(subject, headers=headers)
    if _is_unseen(subject, answer):
        raise answer.deviates("a look at the device's time", "none")
    answer.refused(ErrorReason.CLOCK_SKEW)


def _wrong(subject: DeviceSubject) -> Sequence[Mapping[str, str]]:
    return ({subject.names.time_header: "0"}, subject.at(-subject.far_s()), subject.at(subject.far_s()))


def _is_unseen(subject: DeviceSubject, answer: Answer) -> bool:
    """Tell whether a wrong clock was accepted because this server looks at none."""
    return answer.status == 200 and all(attempt(subject, headers=wrong).status == 200 for wrong in _wrong(subject))


def _is_accepted(subject: DeviceSubject, headers: Mapping[str, str]) -> bool:
    answer = attempt(subject, headers=headers)
    if answer.status != 200:
        answer.must_be_refused()
    return answer.status == 200


@assumption(
    "registration-clock/words",
    Severity.MINOR,
    TOKEN,
    source=f"{_PAGE} states the rule, not the answer",
    learns=("errors.clock_skew", "server.max_clock_skew_s"),
)
def words_of_refusal(subject: DeviceSubject) -> None:
    """The refusal of a clock has these words."""
    answer = attempt(subject, headers=subject.at(-subject.far_s()))
    if _is_unseen(subject, answer):
        raise answer.deviates("a look at the device's time", "none", max_clock_skew_s=CLOCK_UNSEEN_S)
    answer.should_be_refused_somehow()
    answer.refused_in_these_words(ErrorReason.CLOCK_SKEW)


@assumption("registration-clock/server-time", TOKEN)
def tells_server_time(subject: DeviceSubject) -> None:
    """The refusal of a clock tells the server's time, so that a device without a time server can mend it."""
    answer = attempt(subject, headers=subject.at(-subject.far_s()))
    answer.should_be_refused_somehow()
    told = answer.server_time_s()
    if told is None or abs(told - subject.now_s()) > _MARGIN_S:
        raise answer.deviates("server_time in Unix seconds", repr(answer.told("server_time")))


@fact("registration-clock/mended", Severity.CRITICAL, Style.POSITIVE, TOKEN, source=_PAGE)
def mended(subject: DeviceSubject) -> None:
    """The device whose clock was refused registers with the server's time."""
    obtained, who = subject.pending(), subject.identity()
    wrong = subject.register_request(obtained.token, who, headers=subject.at(-subject.far_s()))
    subject.ask(wrong).should_be_refused_somehow()
    subject.ask(subject.register_request(obtained.token, who, headers=subject.at(0))).accepted(GivenToken)


@assumption("registration-clock/fraction", Severity.MINOR, Style.POSITIVE, TOKEN, source=_NO_FORM)
def fraction(subject: DeviceSubject) -> None:
    """A device time with a fraction of a second is accepted."""
    passes(subject, headers={subject.names.time_header: f"{subject.now_s():.3f}"})


def _no_number(what: str, value: str) -> Item[DeviceSubject]:
    @assumption(
        f"registration-clock/{what}",
        Severity.MINOR,
        Style.ABUSE,
        TOKEN,
        source=_NO_FORM,
        title=f"a device time of {value!r} is refused",
    )
    def no_number(subject: DeviceSubject) -> None:
        attempt(subject, headers={subject.names.time_header: value}).should_be_refused(ErrorReason.BAD_REQUEST)

    return no_number


def _never(what: str, title: str, value: str) -> Item[DeviceSubject]:
    @fact(f"registration-clock/{what}", Style.ABUSE, TOKEN, source=_PAGE, title=title)
    def never(subject: DeviceSubject) -> None:
        headers = {subject.names.time_header: value}
        if subject.takes_time(int(value)):
            # Whether a server that looks at no clock minds this one is its own affair.
            _is_accepted(subject, headers)
        else:
            _must_be_refused(subject, headers)

    return never


def _no_date(what: str, title: str, value: str) -> Item[DeviceSubject]:
    @fact(f"registration-clock/{what}", Style.ABUSE, TOKEN, source=_PAGE, title=title)
    def no_date(subject: DeviceSubject) -> None:
        answer = attempt(subject, headers={subject.names.time_header: value})
        if _is_unseen(subject, answer):
            raise answer.deviates("a look at the device's time", "none")
        # For its form or as a wrong clock: it is both.
        answer.must_be_refused()

    return no_date


ITEMS: Final[tuple[Item[DeviceSubject], ...]] = (
    _within(0, "right", "right"),
    _within(-1, "behind", "nearly five minutes behind"),
    _within(1, "ahead", "nearly five minutes ahead"),
    _beyond(-1, "too-far-behind", "more than five minutes behind"),
    _beyond(1, "too-far-ahead", "more than five minutes ahead"),
    _edge(-1, "behind", "behind"),
    _edge(1, "ahead", "ahead"),
    words_of_refusal,
    tells_server_time,
    mended,
    fraction,
    _no_number("text", "noon"),
    _no_number("not-a-number", "nan"),
    _no_number("infinite", "inf"),
    _no_number("exponent", "1.7e9"),
    _no_number("date", "Fri, 20 Nov 2026 12:00:00 GMT"),
    _never("zero", "a device that never set its clock, and says 0, is refused", "0"),
    _never("negative", "a device time before 1970 is refused", "-1"),
    _no_date("milliseconds", "a device time in milliseconds, which is a date beyond every calendar, is refused", _MS),
    _no_date("huge", "a device time of a hundred digits is refused and does no harm", "9" * 100),
)
