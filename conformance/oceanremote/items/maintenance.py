"""Maintenance, as a server shows it whose settings a test may change."""

from typing import Final

from oceanhil.conformance.contract.control import CLOCK, SETTINGS, STATUS, TOKEN
from oceanhil.conformance.contract.finding import Deviation
from oceanhil.conformance.contract.item import Item, Severity, Style, item
from oceanhil.conformance.contract.received import Side
from oceanhil.conformance.oceanremote.answer import Answer
from oceanhil.conformance.oceanremote.bench import Bench
from oceanhil.conformance.oceanremote.devices import GivenToken
from oceanhil.protocol.errors import ErrorReason
from oceanhil.protocol.http import HttpRequest
from oceanhil.protocol.profile import Kind

_NAMED = "FLASH FAQ names maintenance, not its answer"
_NEEDS = (TOKEN, SETTINGS)
_WAIT_S = 120


def _during(bench: Bench, request: HttpRequest, retry_after_s: int = 0) -> Answer:
    settings = bench.changed_settings(maintenance=True, maintenance_retry_after_s=retry_after_s)
    with settings, bench.taking_429():
        return bench.ask(request)


@item(
    "maintenance/words",
    "during maintenance a poll is 503, in words that say so",
    kind=Kind.ASSUMPTION,
    source=_NAMED,
    needs=_NEEDS,
    learns=("errors.maintenance",),
)
def words(bench: Bench) -> None:
    answer = _during(bench, bench.poll_request(bench.session()))
    if answer.status == 200:
        raise answer.deviates("503", answer.in_words(), Side.REFUSED)
    answer.refused_in_these_words(ErrorReason.MAINTENANCE)


@item(
    "maintenance/session",
    "during maintenance a request for a session is 503",
    kind=Kind.ASSUMPTION,
    source=_NAMED,
    needs=_NEEDS,
)
def session(bench: Bench) -> None:
    _during(bench, bench.session_request(bench.device())).should_be_refused(ErrorReason.MAINTENANCE)


@item(
    "maintenance/token-not-consumed",
    "a registration during maintenance is 503, and its token is good afterwards",
    kind=Kind.ASSUMPTION,
    source=f"{_NAMED}; a refused request consumes nothing",
    severity=Severity.CRITICAL,
    needs=_NEEDS,
)
def token_not_consumed(bench: Bench) -> None:
    obtained, who = bench.pending(), bench.identity()
    request = bench.register_request(obtained.token, who)
    _during(bench, request).should_be_refused(ErrorReason.MAINTENANCE)
    bench.ask(request).accepted(GivenToken)


@item(
    "maintenance/session-survives",
    "a session that was open before maintenance is open after it",
    kind=Kind.ASSUMPTION,
    source=_NAMED,
    style=Style.POSITIVE,
    needs=_NEEDS,
)
def session_survives(bench: Bench) -> None:
    request = bench.poll_request(bench.session())
    _during(bench, request)
    answer = bench.ask(request)
    if 400 <= answer.status < 500:
        raise answer.deviates("status 200", answer.in_words(), Side.ACCEPTED)
    answer.must_have_status(200)


@item(
    "maintenance/retry-after",
    "a server that says when maintenance ends says it in whole seconds",
    kind=Kind.ASSUMPTION,
    source="RFC 9110, 10.2.3; no page",
    style=Style.POSITIVE,
    needs=_NEEDS,
)
def retry_after(bench: Bench) -> None:
    answer = _during(bench, bench.poll_request(bench.session()), _WAIT_S)
    if answer.headers.get("retry-after") != str(_WAIT_S):
        raise answer.deviates(f"Retry-After: {_WAIT_S}", f"{answer.headers.get('retry-after')!r}")


@item(
    "maintenance/no-retry-after",
    "a server that does not know when maintenance ends promises nothing",
    kind=Kind.ASSUMPTION,
    source="no page",
    severity=Severity.MINOR,
    needs=_NEEDS,
    learns=("server.maintenance_retry_after_s",),
)
def no_retry_after(bench: Bench) -> None:
    request = bench.poll_request(bench.session())
    with bench.changed_settings(maintenance=True), bench.taking_429():
        answer = bench.ask(request)
    said = answer.headers.get("retry-after", "0")
    bench.reads("maintenance_retry_after_s", int(said) if said.isdigit() else 0, answer)


@item(
    "maintenance/shape-first",
    "a malformed request is 400 during maintenance too: it will not be better afterwards",
    kind=Kind.ASSUMPTION,
    source="no page",
    severity=Severity.MINOR,
    needs=_NEEDS,
)
def shape_first(bench: Bench) -> None:
    answer = _during(bench, bench.session_request(bench.device(), mac_address="none"))
    if answer.status == bench.refusal_of(ErrorReason.MAINTENANCE).status:
        raise answer.deviates("400", answer.in_words(), Side.REFUSED)
    answer.should_be_refused(ErrorReason.BAD_REQUEST)


@item(
    "maintenance/no-contact",
    "a poll during maintenance is no sign of life",
    kind=Kind.ASSUMPTION,
    source="no page; a refused request changes nothing",
    severity=Severity.MINOR,
    needs=(*_NEEDS, STATUS, CLOCK),
)
def no_contact(bench: Bench) -> None:
    session_ = bench.session()
    with bench.frozen():
        bench.control.clock.advance(bench.number("online_below_s") + 1)
        _during(bench, bench.poll_request(session_))
        found = bench.control.status(session_.device.id)
    if found == "ONLINE":
        raise Deviation("AWAY", found)


ITEMS: Final[tuple[Item[Bench], ...]] = (
    words,
    session,
    token_not_consumed,
    session_survives,
    retry_after,
    no_retry_after,
    shape_first,
    no_contact,
)
