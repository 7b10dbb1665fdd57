"""The device's clock at its registration: `X-Device-Time` may be five minutes off, in both directions."""

from collections.abc import Mapping, Sequence
from typing import Final

from oceanhil.conformance.contract.control import CLOCK, TOKEN
from oceanhil.conformance.contract.item import Item, Severity, Style, item
from oceanhil.conformance.contract.search import largest_that_holds
from oceanhil.conformance.oceanremote.answer import Answer
from oceanhil.conformance.oceanremote.attempts import attempt, passes
from oceanhil.conformance.oceanremote.bench import Bench
from oceanhil.conformance.oceanremote.devices import GivenToken
from oceanhil.protocol.errors import ErrorReason
from oceanhil.protocol.profile import Kind

_PAGE = "FLASH cause 7"
_NO_FORM = "no page names a header"
_MARGIN_S = 15
"""How far the clock of this machine and the server's may be apart where nobody can look at the server's."""
_SKEW_S_MOST = 2 * 10**9
"""As large as no clock of a device is off: the server does not look at it."""


def _within(sign: int, what: str, words: str) -> Item[Bench]:
    @item(
        f"registration-clock/{what}",
        f"a device whose clock is {words} registers",
        kind=Kind.FACT,
        source=_PAGE,
        severity=Severity.CRITICAL,
        style=Style.POSITIVE,
        needs=(TOKEN,),
    )
    def within(bench: Bench) -> None:
        skew_s = sign * max(bench.server.max_clock_skew_s - _MARGIN_S, 0)
        request = bench.register_request(bench.pending().token, bench.identity(), headers=bench.at(skew_s))
        bench.ask(request).accepted(GivenToken)

    return within


def _beyond(sign: int, what: str, words: str) -> Item[Bench]:
    @item(
        f"registration-clock/{what}",
        f"a device whose clock is {words} is refused",
        kind=Kind.FACT,
        source=_PAGE,
        needs=(TOKEN,),
    )
    def beyond(bench: Bench) -> None:
        skew_s = sign * (bench.server.max_clock_skew_s + _MARGIN_S)
        _must_be_refused(bench, bench.at(skew_s))

    return beyond


def _edge(sign: int, what: str, words: str) -> Item[Bench]:
    @item(
        f"registration-clock/edge-{what}",
        f"a clock that is exactly 300 s {words} is accepted, and one of 301 s refused",
        kind=Kind.FACT,
        source=f"{_PAGE}: more than five minutes",
        style=Style.BOUNDARY,
        needs=(TOKEN, CLOCK),
        learns=("server.max_clock_skew_s",),
    )
    def edge(bench: Bench) -> None:
        limit_s = bench.server.max_clock_skew_s
        with bench.frozen():
            within_s, beyond_s = limit_s - bench.grain_s, limit_s + 1 + bench.grain_s
            if not _is_accepted(bench, sign * within_s) or _is_accepted(bench, sign * beyond_s):
                if _is_unseen(bench, bench.last()):
                    raise bench.last().deviates("a look at the device's time", "none")
                found_s = largest_that_holds(lambda skew_s: _is_accepted(bench, sign * skew_s), limit_s, _SKEW_S_MOST)
                bench.reads("max_clock_skew_s", found_s, bench.answer(bench.exchanges()[-1]), must=True)

    return edge


def _must_be_refused(bench: Bench, headers: Mapping[str, str]) -> None:
    """Demand the refusal of a clock; only a Deviation if the server looks at no clock at all, for no page names how."""
    answer = attempt(bench, headers=headers)
    if _is_unseen(bench, answer):
        raise answer.deviates("a look at the device's time", "none")
    answer.refused(ErrorReason.CLOCK_SKEW)


def _wrong(bench: Bench) -> Sequence[Mapping[str, str]]:
    return ({bench.names.time_header: "0"}, bench.at(-_far_s(bench)), bench.at(_far_s(bench)))


def _far_s(bench: Bench) -> int:
    """Give how far a clock may be off to be wrong on this server for sure."""
    return bench.number("max_clock_skew_s") + 600


def _is_unseen(bench: Bench, answer: Answer) -> bool:
    """Tell whether a wrong clock was accepted because this server looks at none."""
    return answer.status == 200 and all(attempt(bench, headers=wrong).status == 200 for wrong in _wrong(bench))


def _is_accepted(bench: Bench, skew_s: int) -> bool:
    answer = attempt(bench, headers=bench.at(skew_s))
    if answer.status != 200:
        answer.must_be_refused()
    return answer.status == 200


@item(
    "registration-clock/words",
    "the refusal of a clock has these words",
    kind=Kind.ASSUMPTION,
    source=f"{_PAGE} states the rule, not the answer",
    severity=Severity.MINOR,
    needs=(TOKEN,),
    learns=("errors.clock_skew", "server.max_clock_skew_s"),
)
def words_of_refusal(bench: Bench) -> None:
    answer = attempt(bench, headers=bench.at(-_far_s(bench)))
    if _is_unseen(bench, answer):
        raise answer.deviates("a look at the device's time", "none", max_clock_skew_s=_SKEW_S_MOST)
    answer.should_be_refused_somehow()
    answer.refused_in_these_words(ErrorReason.CLOCK_SKEW)


@item(
    "registration-clock/server-time",
    "the refusal of a clock tells the server's time, so that a device without a time server can mend it",
    kind=Kind.ASSUMPTION,
    source="no page",
    needs=(TOKEN,),
)
def tells_server_time(bench: Bench) -> None:
    answer = attempt(bench, headers=bench.at(-_far_s(bench)))
    answer.should_be_refused_somehow()
    told = answer.told("server_time")
    if not isinstance(told, int) or isinstance(told, bool) or abs(told - bench.now_s()) > _MARGIN_S:
        raise answer.deviates("server_time in Unix seconds", repr(told))


@item(
    "registration-clock/mended",
    "the device whose clock was refused registers with the server's time",
    kind=Kind.FACT,
    source=_PAGE,
    severity=Severity.CRITICAL,
    style=Style.POSITIVE,
    needs=(TOKEN,),
)
def mended(bench: Bench) -> None:
    obtained, who = bench.pending(), bench.identity()
    wrong = bench.register_request(obtained.token, who, headers=bench.at(-_far_s(bench)))
    bench.ask(wrong).should_be_refused_somehow()
    bench.ask(bench.register_request(obtained.token, who, headers=bench.at(0))).accepted(GivenToken)


@item(
    "registration-clock/fraction",
    "a device time with a fraction of a second is accepted",
    kind=Kind.ASSUMPTION,
    source=_NO_FORM,
    severity=Severity.MINOR,
    style=Style.POSITIVE,
    needs=(TOKEN,),
)
def fraction(bench: Bench) -> None:
    passes(bench, headers={bench.names.time_header: f"{bench.now_s():.3f}"})


def _no_number(what: str, value: str) -> Item[Bench]:
    @item(
        f"registration-clock/{what}",
        f"a device time of {value!r} is refused",
        kind=Kind.ASSUMPTION,
        source=_NO_FORM,
        severity=Severity.MINOR,
        style=Style.ABUSE,
        needs=(TOKEN,),
    )
    def no_number(bench: Bench) -> None:
        attempt(bench, headers={bench.names.time_header: value}).should_be_refused(ErrorReason.BAD_REQUEST)

    return no_number


def _never(what: str, title: str, value: str) -> Item[Bench]:
    @item(
        f"registration-clock/{what}",
        title,
        kind=Kind.FACT,
        source=_PAGE,
        style=Style.ABUSE,
        needs=(TOKEN,),
    )
    def never(bench: Bench) -> None:
        _must_be_refused(bench, {bench.names.time_header: value})

    return never


ITEMS: Final[tuple[Item[Bench], ...]] = (
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
    _never("huge", "a device time of 40 digits is refused and does no harm", "9" * 40),
)
