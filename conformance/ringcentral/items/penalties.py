"""Rate limits: how one request too many is refused, and for how long."""

from typing import Final

from oceanhil.conformance.contract.control import SETTINGS
from oceanhil.conformance.contract.finding import Lacking
from oceanhil.conformance.contract.item import Item, Severity, Style, item
from oceanhil.conformance.ringcentral.bench import TokenBench
from oceanhil.conformance.ringcentral.edges import end_s
from oceanhil.conformance.ringcentral.items.counting import HEADERS, NEEDED, PATHS, exhaust, fresh
from oceanhil.mock_server.ringcentral.refusals import Reason
from oceanhil.protocol.profile import Kind

# Less than an access token lasts.
_AGE_S_MAX = 500


@item(
    "limits/words",
    "one request too many is refused with 429",
    kind=Kind.FACT,
    source="ERRORS",
    needs=NEEDED,
    learns=("errors.rate_exceeded",),
)
def words(bench: TokenBench) -> None:
    access = fresh(bench)[2]
    with bench.limited():
        exhaust(bench, access, "heavy").refused_in_these_words(Reason.RATE_EXCEEDED)


@item(
    "limits/retry-after",
    "a refusal says in Retry-After how many seconds to wait, or not, as the profile says",
    kind=Kind.CONTRADICTION,
    source="LIMITS: in most cases",
    severity=Severity.MAJOR,
    needs=NEEDED,
    learns=("server.send_retry_after",),
)
def retry_after(bench: TokenBench) -> None:
    access = fresh(bench)[2]
    with bench.limited():
        answer = exhaust(bench, access, "heavy")
        said = answer.headers.get("retry-after", "")
        bench.reads("send_retry_after", bool(said), answer)
        if not said:
            return
        if not said.isdecimal() or not int(said):
            raise answer.violates("Retry-After in whole seconds", repr(said[:40]))
        bench.control.clock.advance(int(said))
        bench.call(access, PATHS["heavy"]).must_have_status(200)


@item(
    "limits/refused-headers",
    "a refusal tells group and limit too, and that nothing remains",
    kind=Kind.FACT,
    source="LIMITS",
    severity=Severity.MINOR,
    needs=NEEDED,
)
def refused_headers(bench: TokenBench) -> None:
    access = fresh(bench)[2]
    with bench.limited():
        answer = exhaust(bench, access, "heavy")
    found = (answer.headers.get(HEADERS[0], ""), answer.headers.get(HEADERS[2], ""))
    if found != ("heavy", "0"):
        raise answer.violates("group heavy, 0 remaining", f"{found}")


@item(
    "limits/window",
    "the window slides: what is older than a minute is not counted",
    kind=Kind.FACT,
    source="LIMITS",
    style=Style.BOUNDARY,
    needs=NEEDED,
    learns=("server.rate_window_s",),
)
def window(bench: TokenBench) -> None:
    def is_still_counted(age_s: int) -> bool:
        access = fresh(bench)[2]
        for _ in range(bench.number("rate_limit_heavy")):
            bench.call(access, PATHS["heavy"]).must_have_status(200)
        bench.control.clock.advance(age_s)
        answer = bench.call(access, PATHS["heavy"])
        return answer.is_refused(Reason.RATE_EXCEEDED)

    with bench.limited():
        found_s = end_s(is_still_counted, bench.number("rate_window_s"), _AGE_S_MAX)
    if found_s is None:
        raise bench.last().violates("an end", f"still counted after {_AGE_S_MAX} s")
    bench.reads("rate_window_s", found_s, bench.last())


@item(
    "limits/penalty",
    "after one request too many everything of the group is refused for the penalty, and longer than the window",
    kind=Kind.FACT,
    source="LIMITS",
    style=Style.BOUNDARY,
    needs=NEEDED,
    learns=("server.rate_penalty_s",),
)
def penalty(bench: TokenBench) -> None:
    window_s = bench.number("rate_window_s")

    def is_refused(age_s: int) -> bool:
        access = fresh(bench)[2]
        for _ in range(bench.number("rate_limit_heavy")):
            bench.call(access, PATHS["heavy"]).must_have_status(200)
        # At the end of the window, so that it is the penalty alone which counts from here.
        bench.control.clock.advance(window_s - 1)
        bench.call(access, PATHS["heavy"]).refused(Reason.RATE_EXCEEDED)
        bench.control.clock.advance(age_s)
        answer = bench.call(access, PATHS["heavy"])
        return answer.is_refused(Reason.RATE_EXCEEDED)

    with bench.limited():
        found_s = end_s(is_refused, bench.number("rate_penalty_s"), _AGE_S_MAX)
    if found_s is None:
        raise bench.last().violates("an end", f"still refused after {_AGE_S_MAX} s")
    # Within the last second of the window a penalty of 0 cannot be told from one of 1.
    bench.reads("rate_penalty_s", 0 if found_s == 1 and not bench.number("rate_penalty_s") else found_s, bench.last())


@item(
    "limits/penalty-again",
    "every request during the penalty starts it again",
    kind=Kind.FACT,
    source="LIMITS",
    severity=Severity.MAJOR,
    style=Style.BOUNDARY,
    needs=NEEDED,
)
def penalty_again(bench: TokenBench) -> None:
    length_s = max(bench.number("rate_penalty_s"), bench.number("rate_window_s"))
    if length_s != bench.number("rate_penalty_s") or length_s < 2:
        raise Lacking(SETTINGS, "the window is longer than the penalty here")
    access = fresh(bench)[2]
    with bench.limited():
        exhaust(bench, access, "heavy")
        for _ in range(2):
            bench.control.clock.advance(length_s - 1)
            bench.call(access, PATHS["heavy"]).refused(Reason.RATE_EXCEEDED)
        bench.control.clock.advance(length_s)
        bench.call(access, PATHS["heavy"]).must_have_status(200)


ITEMS: Final[tuple[Item[TokenBench], ...]] = (
    words,
    retry_after,
    refused_headers,
    window,
    penalty,
    penalty_again,
)
