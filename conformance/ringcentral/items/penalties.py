"""Rate limits: how one request too many is refused, and for how long."""

from typing import Final

from oceanhil.conformance.contract.item import Severity, Style, contradiction, fact, items_of
from oceanhil.conformance.contract.search import end_s
from oceanhil.conformance.ringcentral.items.request_count import HEADERS, NEEDED, PATHS, exhaust, fresh
from oceanhil.conformance.ringcentral.subject import TokenSubject
from oceanhil.protocol.ringcentral.refusal import Reason
from oceanhil.remote.connector.control import SETTINGS
from oceanhil.remote.wire.need import Lacking

# Less than an access token lasts.
_AGE_S_MAX = 500


@fact("limits/words", *NEEDED, source="ERRORS", learns=("errors.rate_exceeded",))
def words(subject: TokenSubject) -> None:
    """One request too many is refused with 429."""
    access = fresh(subject)[2]
    with subject.limited():
        exhaust(subject, access, "heavy").refused_in_these_words(Reason.RATE_EXCEEDED)


@contradiction("limits/retry-after", *NEEDED, source="LIMITS: in most cases", learns=("server.send_retry_after",))
def retry_after(subject: TokenSubject) -> None:
    """A refusal says in Retry-After how many seconds to wait, or not, as the profile says."""
    access = fresh(subject)[2]
    with subject.limited():
        answer = exhaust(subject, access, "heavy")
        said = answer.headers.get("retry-after", "")
        subject.reads("send_retry_after", bool(said), answer)
        if not said:
            return
        if not said.isdecimal() or not int(said):
            raise answer.violates("Retry-After in whole seconds", repr(said[:40]))
        subject.control.clock.advance(int(said))
        subject.call(access, PATHS["heavy"]).must_have_status(200)


@fact("limits/refused-headers", Severity.MINOR, *NEEDED, source="LIMITS")
def refused_headers(subject: TokenSubject) -> None:
    """A refusal tells group and limit too, and that nothing remains."""
    access = fresh(subject)[2]
    with subject.limited():
        answer = exhaust(subject, access, "heavy")
    found = (answer.headers.get(HEADERS[0], ""), answer.headers.get(HEADERS[2], ""))
    if found != ("heavy", "0"):
        raise answer.violates("group heavy, 0 remaining", f"{found}")


@fact("limits/window", Style.BOUNDARY, *NEEDED, source="LIMITS", learns=("server.rate_window_s",))
def window(subject: TokenSubject) -> None:
    """The window slides: what is older than a minute is not counted."""

    def is_still_counted(age_s: int) -> bool:
        access = fresh(subject)[2]
        for _ in range(subject.number("rate_limit_heavy")):
            subject.call(access, PATHS["heavy"]).must_have_status(200)
        subject.control.clock.advance(age_s)
        answer = subject.call(access, PATHS["heavy"])
        return answer.is_refused(Reason.RATE_EXCEEDED)

    with subject.limited():
        found_s = end_s(is_still_counted, subject.number("rate_window_s"), _AGE_S_MAX)
    if found_s is None:
        raise subject.last().violates("an end", f"still counted after {_AGE_S_MAX} s")
    subject.reads("rate_window_s", found_s, subject.last())


@fact("limits/penalty", Style.BOUNDARY, *NEEDED, source="LIMITS", learns=("server.rate_penalty_s",))
def penalty(subject: TokenSubject) -> None:
    """After one request too many everything of the group is refused for the penalty, and longer than the window."""
    window_s = subject.number("rate_window_s")

    def is_refused(age_s: int) -> bool:
        access = fresh(subject)[2]
        for _ in range(subject.number("rate_limit_heavy")):
            subject.call(access, PATHS["heavy"]).must_have_status(200)
        # At the end of the window, so that it is the penalty alone which counts from here.
        subject.control.clock.advance(window_s - 1)
        subject.call(access, PATHS["heavy"]).refused(Reason.RATE_EXCEEDED)
        subject.control.clock.advance(age_s)
        answer = subject.call(access, PATHS["heavy"])
        return answer.is_refused(Reason.RATE_EXCEEDED)

    with subject.limited():
        found_s = end_s(is_refused, subject.number("rate_penalty_s"), _AGE_S_MAX)
    if found_s is None:
        raise subject.last().violates("an end", f"still refused after {_AGE_S_MAX} s")
    # Within the last second of the window a penalty of 0 cannot be told from one of 1.
    subject.reads(
        "rate_penalty_s", 0 if found_s == 1 and not subject.number("rate_penalty_s") else found_s, subject.last()
    )


@fact("limits/penalty-again", Style.BOUNDARY, *NEEDED, source="LIMITS")
def penalty_again(subject: TokenSubject) -> None:
    """Every request during the penalty starts it again."""
    length_s = max(subject.number("rate_penalty_s"), subject.number("rate_window_s"))
    if length_s != subject.number("rate_penalty_s") or length_s < 2:
        raise Lacking(SETTINGS, "the window is longer than the penalty here")
    access = fresh(subject)[2]
    with subject.limited():
        exhaust(subject, access, "heavy")
        for _ in range(2):
            subject.control.clock.advance(length_s - 1)
            subject.call(access, PATHS["heavy"]).refused(Reason.RATE_EXCEEDED)
        subject.control.clock.advance(length_s)
        subject.call(access, PATHS["heavy"]).must_have_status(200)


ITEMS: Final = items_of(globals(), TokenSubject)
