"""The device's own time on a session request: how far it may be off.

With a test clock the edges are exact. Without one the server's time is this machine's, or what the server tells, so a
margin is kept.
"""

from typing import Final

from oceanhil.conformance.contract.control import CLOCK, TOKEN
from oceanhil.conformance.contract.item import Item, Severity, Style, item
from oceanhil.conformance.contract.received import Side
from oceanhil.conformance.oceanremote.answer import Answer
from oceanhil.conformance.oceanremote.bench import Bench
from oceanhil.conformance.oceanremote.devices import GivenSession
from oceanhil.protocol.errors import ErrorReason
from oceanhil.protocol.profile import Kind

_RULE = "FLASH cause 7 gives five minutes, for the registration"
_MARGIN_S = 30
_WORDS = {1: "ahead", -1: "behind"}


def _ask_at(bench: Bench, skew_s: float) -> Answer:
    return bench.ask(bench.session_request(bench.device(), headers=bench.at(skew_s)))


def _ask_saying(bench: Bench, text: str) -> Answer:
    return bench.ask(bench.session_request(bench.device(), headers={bench.names.time_header: text}))


def _most_s(bench: Bench) -> int:
    return bench.number("max_clock_skew_s")


def _granted_s(bench: Bench) -> int:
    """Give what a device may rely on: a server that looks at no clock at a registration may look at this one."""
    return min(_most_s(bench), bench.server.max_clock_skew_s)


def _at_the_edge(sign: int) -> Item[Bench]:
    @item(
        f"session-clock/edge-{_WORDS[sign]}",
        f"a device whose clock is exactly 300 s {_WORDS[sign]} gets a session",
        kind=Kind.ASSUMPTION,
        source=_RULE,
        style=Style.BOUNDARY,
        needs=(TOKEN, CLOCK),
    )
    def edge(bench: Bench) -> None:
        with bench.frozen():
            _ask_at(bench, sign * (_granted_s(bench) - bench.grain_s)).accepted(GivenSession)

    return edge


def _beyond_the_edge(sign: int) -> Item[Bench]:
    @item(
        f"session-clock/beyond-{_WORDS[sign]}",
        f"a device whose clock is 301 s {_WORDS[sign]} gets no session",
        kind=Kind.ASSUMPTION,
        source=_RULE,
        style=Style.BOUNDARY,
        needs=(TOKEN, CLOCK),
    )
    def beyond(bench: Bench) -> None:
        with bench.frozen():
            _ask_at(bench, sign * (_most_s(bench) + 1 + bench.grain_s)).should_be_refused(ErrorReason.CLOCK_SKEW)

    return beyond


def _well_within(sign: int) -> Item[Bench]:
    @item(
        f"session-clock/within-{_WORDS[sign]}",
        f"a device whose clock is four and a half minutes {_WORDS[sign]} gets a session",
        kind=Kind.ASSUMPTION,
        source=_RULE,
        severity=Severity.CRITICAL,
        style=Style.POSITIVE,
        needs=(TOKEN,),
    )
    def within(bench: Bench) -> None:
        _ask_at(bench, sign * (_granted_s(bench) - _MARGIN_S)).accepted(GivenSession)

    return within


def _well_beyond(sign: int) -> Item[Bench]:
    @item(
        f"session-clock/far-{_WORDS[sign]}",
        f"a device whose clock is five and a half minutes {_WORDS[sign]} gets no session",
        kind=Kind.ASSUMPTION,
        source=_RULE,
        needs=(TOKEN,),
    )
    def far(bench: Bench) -> None:
        _ask_at(bench, sign * (_most_s(bench) + _MARGIN_S)).should_be_refused(ErrorReason.CLOCK_SKEW)

    return far


@item(
    "session-clock/1970",
    "a device that has never been told the time gets no session when it says so",
    kind=Kind.ASSUMPTION,
    source=_RULE,
    needs=(TOKEN,),
)
def never_told(bench: Bench) -> None:
    _ask_saying(bench, "0").should_be_refused(ErrorReason.CLOCK_SKEW)


@item(
    "session-clock/tells-the-time",
    "the refusal of a wrong clock tells the server's time, by which the device may set it",
    kind=Kind.ASSUMPTION,
    source="no page",
    needs=(TOKEN,),
)
def tells_the_time(bench: Bench) -> None:
    answer = _ask_saying(bench, "0")
    answer.should_be_refused_somehow()
    said = answer.told("server_time")
    if not isinstance(said, int) or abs(said - bench.now_s()) > _most_s(bench):
        raise answer.deviates("server_time in Unix seconds", "none" if said is None else "another time")


@item(
    "session-clock/told-time-helps",
    "a device that takes over the time of the refusal gets its session",
    kind=Kind.ASSUMPTION,
    source="no page",
    style=Style.POSITIVE,
    needs=(TOKEN,),
)
def told_time_helps(bench: Bench) -> None:
    refused = _ask_saying(bench, "0")
    refused.should_be_refused_somehow()
    said = refused.told("server_time")
    if not isinstance(said, int):
        raise refused.deviates("server_time in Unix seconds", "none")
    _ask_saying(bench, str(said)).accepted(GivenSession)


@item(
    "session-clock/fraction",
    "a device's time with a fraction of a second is understood",
    kind=Kind.ASSUMPTION,
    source="no page",
    severity=Severity.MINOR,
    style=Style.POSITIVE,
    needs=(TOKEN,),
)
def fraction(bench: Bench) -> None:
    _ask_saying(bench, f"{bench.now_s():.3f}").should_be_accepted(GivenSession)


def _not_a_number(name: str, what: str, text: str) -> Item[Bench]:
    @item(
        f"session-clock/{name}",
        f"a device's time that is {what} is 400",
        kind=Kind.ASSUMPTION,
        source="no page",
        severity=Severity.MINOR,
        needs=(TOKEN,),
    )
    def no_number(bench: Bench) -> None:
        _ask_saying(bench, text).should_be_refused(ErrorReason.BAD_REQUEST)

    return no_number


@item(
    "session-clock/huge",
    "a device's time of a hundred digits is refused and harms nothing",
    kind=Kind.ASSUMPTION,
    source="no page",
    style=Style.ABUSE,
    needs=(TOKEN,),
)
def huge(bench: Bench) -> None:
    _ask_saying(bench, "9" * 100).should_be_refused_somehow()


@item(
    "session-clock/refusal-keeps-session",
    "a session request that is refused for its clock leaves the running session alone",
    kind=Kind.ASSUMPTION,
    source="no page",
    severity=Severity.CRITICAL,
    needs=(TOKEN,),
)
def refusal_keeps_session(bench: Bench) -> None:
    session = bench.session()
    _ask_saying(bench, "0").should_be_refused_somehow()
    bench.ask(bench.poll_request(session)).must_have_status(200)


@item(
    "session-clock/mac-before-clock",
    "a device with a wrong MAC and a wrong clock is told of its MAC: the clock can be cured, the MAC cannot",
    kind=Kind.ASSUMPTION,
    source="no page",
    severity=Severity.MINOR,
    needs=(TOKEN,),
)
def mac_before_clock(bench: Bench) -> None:
    headers = {bench.names.time_header: "0"}
    stranger = bench.identity().mac_text
    answer = bench.ask(bench.session_request(bench.device(), headers=headers, mac_address=stranger))
    answer.must_be_refused()
    clock, mac = (bench.refusal_of(reason).status for reason in (ErrorReason.CLOCK_SKEW, ErrorReason.MAC_MISMATCH))
    if answer.status == clock != mac:
        raise answer.deviates("the refusal of the MAC", answer.in_words(), Side.REFUSED)


ITEMS: Final[tuple[Item[Bench], ...]] = (
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
