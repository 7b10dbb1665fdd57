"""How long a session lives. All of it needs a clock that tests can move: nobody waits an hour."""

from typing import Final

from oceanhil.conformance.contract.control import CLOCK, STATUS, TOKEN
from oceanhil.conformance.contract.finding import Deviation
from oceanhil.conformance.contract.item import Item, Severity, Style, item
from oceanhil.conformance.contract.received import Side
from oceanhil.conformance.contract.search import largest_that_holds
from oceanhil.conformance.oceanremote.bench import Bench
from oceanhil.protocol.errors import ErrorReason
from oceanhil.protocol.profile import Kind

_LIFETIME = "TOKEN: sessions last 60 minutes"
_STEPS = 3
_FAR = 10
_LIFE_S_MOST = 10**8


def _life_s(bench: Bench) -> int:
    return bench.number("session_ttl_s")


@item(
    "session-life/expired",
    "a poll on a session that is far older than 60 minutes is refused, in words that say so",
    kind=Kind.FACT,
    source=f"{_LIFETIME}; the answer is assumed",
    needs=(TOKEN, CLOCK),
    learns=("errors.session_expired",),
)
def expired(bench: Bench) -> None:
    session = bench.session()
    bench.advance(_FAR * _life_s(bench))
    bench.ask(bench.poll_request(session)).refused_in_these_words(ErrorReason.SESSION_EXPIRED)


def _lives(bench: Bench, age_s: int) -> bool:
    """Tell whether a session of exactly this age is still good."""
    with bench.frozen():
        session = bench.open_session(bench.device())
        bench.advance(age_s)
        answer = bench.ask(bench.poll_request(session))
    if answer.status != 200:
        answer.must_be_refused()
    return answer.status == 200


@item(
    "session-life/one-second-more",
    "a session that is one second older than 60 minutes has ended",
    kind=Kind.FACT,
    source=_LIFETIME,
    style=Style.BOUNDARY,
    needs=(TOKEN, CLOCK),
    learns=("server.session_ttl_s",),
)
def one_second_more(bench: Bench) -> None:
    life_s = bench.server.session_ttl_s
    if _lives(bench, life_s + 1):
        found_s = largest_that_holds(lambda age_s: _lives(bench, age_s), life_s + 1, _LIFE_S_MOST)
        bench.reads("session_ttl_s", found_s, bench.last(), must=True)


@item(
    "session-life/just-before",
    "a session that is one second younger than 60 minutes is good",
    kind=Kind.FACT,
    source=_LIFETIME,
    severity=Severity.CRITICAL,
    style=Style.BOUNDARY,
    needs=(TOKEN, CLOCK),
    learns=("server.session_ttl_s",),
)
def just_before(bench: Bench) -> None:
    life_s = bench.server.session_ttl_s
    if not _lives(bench, life_s - 1):
        found_s = largest_that_holds(lambda age_s: _lives(bench, age_s), life_s - 1, life_s)
        bench.reads("session_ttl_s", found_s, bench.last(), must=True)


@item(
    "session-life/exactly-60-minutes",
    "a session that is exactly 60 minutes old is still good",
    kind=Kind.ASSUMPTION,
    source=f"{_LIFETIME}; no page says which side the edge is on",
    style=Style.BOUNDARY,
    needs=(TOKEN, CLOCK),
)
def exactly(bench: Bench) -> None:
    if not _lives(bench, _life_s(bench)):
        raise bench.last().deviates("status 200", bench.last().in_words(), Side.ACCEPTED)


@item(
    "session-life/polling-does-not-prolong",
    "a session ends 60 minutes after it was opened, however often the device polls",
    kind=Kind.FACT,
    source=_LIFETIME,
    needs=(TOKEN, CLOCK),
)
def polling_does_not_prolong(bench: Bench) -> None:
    step_s = _life_s(bench) // _STEPS - 1
    with bench.frozen():
        session = bench.open_session(bench.device())
        for _ in range(_STEPS):
            bench.advance(step_s)
            bench.ask(bench.poll_request(session)).must_have_status(200)
        bench.advance(_life_s(bench) - _STEPS * step_s + 1)
        answer = bench.ask(bench.poll_request(session))
    answer.refused(ErrorReason.SESSION_EXPIRED)


@item(
    "session-life/reporting-does-not-prolong",
    "a session ends 60 minutes after it was opened, however often the device reports",
    kind=Kind.FACT,
    source=_LIFETIME,
    needs=(TOKEN, CLOCK),
)
def reporting_does_not_prolong(bench: Bench) -> None:
    with bench.frozen():
        session = bench.open_session(bench.device())
        bench.advance(_life_s(bench) - 1)
        bench.report(session, temperature=20.0)
        bench.advance(2)
        answer = bench.ask(bench.poll_request(session))
    answer.refused(ErrorReason.SESSION_EXPIRED)


@item(
    "session-life/report-refused",
    "a report on an expired session is refused and changes nothing",
    kind=Kind.FACT,
    source=_LIFETIME,
    needs=(TOKEN, CLOCK),
)
def report_refused(bench: Bench) -> None:
    session = bench.session()
    bench.report(session, temperature=21.0)
    bench.advance(_life_s(bench) + 1)
    bench.ask(bench.report_request(session, {"temperature": 99.0})).refused(ErrorReason.SESSION_EXPIRED)
    answer = bench.ask(bench.poll_request(bench.session()))
    if answer.json().get("temperature") == 99.0:
        raise answer.violates("temperature as it was before", "the temperature of the refused report")


@item(
    "session-life/renewed",
    "a device whose session has expired gets another one with the same permanent token",
    kind=Kind.FACT,
    source=f"{_LIFETIME} and are then renewed; permanent tokens live until revoked",
    severity=Severity.CRITICAL,
    style=Style.POSITIVE,
    needs=(TOKEN, CLOCK),
)
def renewed(bench: Bench) -> None:
    bench.session()
    bench.advance(_life_s(bench) + 1)
    bench.ask(bench.poll_request(bench.session())).must_have_status(200)


@item(
    "session-life/renewed-early",
    "a session that is opened before the old one ends lives 60 minutes of its own",
    kind=Kind.FACT,
    source=_LIFETIME,
    style=Style.BOUNDARY,
    needs=(TOKEN, CLOCK),
)
def renewed_early(bench: Bench) -> None:
    with bench.frozen():
        bench.open_session(bench.device())
        bench.advance(_life_s(bench) - 60)
        session = bench.open_session(bench.device())
        bench.advance(_life_s(bench) - 1)
        bench.ask(bench.poll_request(session)).must_have_status(200)


@item(
    "session-life/stays-expired",
    "an expired session does not come back when the device gets another one",
    kind=Kind.FACT,
    source=_LIFETIME,
    needs=(TOKEN, CLOCK),
)
def stays_expired(bench: Bench) -> None:
    old = bench.session()
    bench.advance(_life_s(bench) + 1)
    bench.session()
    bench.ask(bench.poll_request(old)).must_be_refused()


@item(
    "session-life/permanent-token-lives-on",
    "a permanent token is good after a year",
    kind=Kind.FACT,
    source="TOKEN: permanent tokens live until revoked",
    severity=Severity.CRITICAL,
    style=Style.POSITIVE,
    needs=(TOKEN, CLOCK),
)
def permanent_token_lives_on(bench: Bench) -> None:
    device = bench.device()
    bench.advance(365 * 86_400)
    bench.open_session(device)


@item(
    "session-life/expired-is-no-contact",
    "polling on an expired session does not make a device ONLINE",
    kind=Kind.ASSUMPTION,
    source="no page",
    needs=(TOKEN, CLOCK, STATUS),
)
def expired_is_no_contact(bench: Bench) -> None:
    session = bench.session()
    bench.advance(_life_s(bench) + 1)
    bench.ask(bench.poll_request(session)).must_be_refused()
    status = bench.control.status(session.device.id)
    if status == "ONLINE":
        raise Deviation("OFFLINE", status)


ITEMS: Final[tuple[Item[Bench], ...]] = (
    expired,
    one_second_more,
    just_before,
    exactly,
    polling_does_not_prolong,
    reporting_does_not_prolong,
    report_refused,
    renewed,
    renewed_early,
    stays_expired,
    permanent_token_lives_on,
    expired_is_no_contact,
)
