"""Requests that arrive at the same time, and actions in the dashboard while a device talks."""

from collections.abc import Callable
from functools import partial
from typing import Final

from oceanhil.conformance.contract.control import DELETE, RELAY, REVOKE, TOKEN
from oceanhil.conformance.contract.item import Item, Severity, Style, item
from oceanhil.conformance.oceanremote.bench import SESSION_SECRET, Bench
from oceanhil.conformance.oceanremote.devices import GivenSession, Session
from oceanhil.protocol.errors import ErrorReason
from oceanhil.protocol.profile import Kind

_MANY = 8
_ROUNDS = 3


@item(
    "race/two-sessions",
    "of sessions that a device opens at the same time exactly one is live afterwards",
    kind=Kind.ASSUMPTION,
    source="no page; a new session ends the old one",
    style=Style.RACE,
    needs=(TOKEN,),
)
def two_sessions(bench: Bench) -> None:
    device = bench.device()
    request = bench.session_request(device)
    answers = bench.send_at_once([request] * bench.at_most(_MANY, request))
    given = [bench.secret(answer.accepted(GivenSession).session_id, SESSION_SECRET) for answer in answers]
    polls = [bench.ask(bench.poll_request(Session(device, session_id))) for session_id in given]
    live = sum(poll.status == 200 for poll in polls)
    if live == 0:
        raise polls[-1].violates("one live session", "none")
    if live > 1:
        raise polls[-1].deviates("one live session", f"{live} of {len(given)}")


@item(
    "race/session-ids-differ",
    "sessions that are opened at the same time have different ids",
    kind=Kind.FACT,
    source="T31: a session stands for one device",
    severity=Severity.CRITICAL,
    style=Style.RACE,
    needs=(TOKEN,),
)
def session_ids_differ(bench: Bench) -> None:
    requests = [bench.session_request(device) for device in (bench.device(), bench.other_device())]
    answers = bench.send_at_once(requests)
    given = {answer.accepted(GivenSession).session_id for answer in answers}
    if len(given) < len(requests):
        raise answers[-1].violates("two different session ids", "the same for two devices")


@item(
    "race/polls",
    "polls of a device that arrive at the same time are all answered",
    kind=Kind.ASSUMPTION,
    source="no page; a device whose answer is slow asks again",
    style=Style.RACE,
    needs=(TOKEN,),
)
def polls(bench: Bench) -> None:
    request = bench.poll_request(bench.session())
    for answer in bench.send_at_once([request] * bench.at_most(_MANY, request)):
        answer.must_have_status(200)


@item(
    "race/reports",
    "of reports that arrive at the same time one is shown as a whole, never half of one and half of another",
    kind=Kind.ASSUMPTION,
    source="no page",
    severity=Severity.MINOR,
    style=Style.RACE,
    needs=(TOKEN,),
)
def reports(bench: Bench) -> None:
    session = bench.session()
    bench.report(session, temperature=0.0, humidity=0.0)
    one = bench.report_request(session, {"temperature": 0.0, "humidity": 0.0})
    count = bench.at_most(_MANY, one)
    sent = [bench.report_request(session, {"temperature": float(n), "humidity": float(n)}) for n in range(count)]
    for answer in bench.send_at_once(sent):
        answer.must_have_status(200)
    shown = bench.ask(bench.poll_request(session))
    state = shown.json()
    if state.get("temperature") != state.get("humidity"):
        raise shown.violates("temperature and humidity of one report", "those of two")


@item(
    "race/report-and-poll",
    "a poll beside a report shows the state before it or after it, and is answered",
    kind=Kind.ASSUMPTION,
    source="no page",
    style=Style.RACE,
    needs=(TOKEN,),
)
def report_and_poll(bench: Bench) -> None:
    session = bench.session()
    bench.report(session, temperature=1.0, humidity=1.0)
    report = bench.report_request(session, {"temperature": 2.0, "humidity": 2.0})
    answers = bench.send_at_once([report, bench.poll_request(session)])
    for answer in answers:
        answer.must_have_status(200)
    state = answers[1].json()
    if state.get("temperature") != state.get("humidity"):
        raise answers[1].violates("the state before the report or after it", "half of each")


@item(
    "race/poll-and-new-session",
    "a poll beside a new session is answered or refused for its session, nothing else",
    kind=Kind.ASSUMPTION,
    source="no page",
    style=Style.RACE,
    needs=(TOKEN,),
)
def poll_and_new_session(bench: Bench) -> None:
    session = bench.session()
    answers = bench.send_at_once([bench.poll_request(session), bench.session_request(session.device)])
    answers[1].accepted(GivenSession)
    if answers[0].status != 200:
        answers[0].refused_like(ErrorReason.SESSION_UNKNOWN)


def _while_polling(bench: Bench, session: Session, act: Callable[[], None], reason: ErrorReason) -> None:
    """Let `act` happen while polls arrive: each is answered or refused for `reason`; afterwards all are refused."""
    request = bench.poll_request(session)
    for answer in bench.send_at_once([request] * bench.at_most(_MANY, request), act):
        if answer.status != 200:
            answer.refused_like(reason)
    bench.ask(request).refused_like(reason)


@item(
    "race/poll-and-revoke",
    "polls while the device is revoked are answered or refused as revoked, and refused from then on",
    kind=Kind.ASSUMPTION,
    source="TOKEN cause 5; no page says when it takes effect",
    severity=Severity.CRITICAL,
    style=Style.RACE,
    needs=(TOKEN, REVOKE),
)
def poll_and_revoke(bench: Bench) -> None:
    session = bench.open_session(bench.new_device())
    _while_polling(bench, session, lambda: bench.control.revoke(session.device.id), ErrorReason.TOKEN_REVOKED)


@item(
    "race/poll-and-delete",
    "polls while the device is deleted are answered or refused as unknown, and refused from then on",
    kind=Kind.ASSUMPTION,
    source="no page",
    severity=Severity.CRITICAL,
    style=Style.RACE,
    needs=(TOKEN, DELETE),
)
def poll_and_delete(bench: Bench) -> None:
    session = bench.open_session(bench.new_device())
    _while_polling(bench, session, lambda: bench.control.delete(session.device.id), ErrorReason.TOKEN_INVALID)


@item(
    "race/report-and-switch",
    "a relay switched in the dashboard while the device reports its sensors is not lost",
    kind=Kind.ASSUMPTION,
    source="no page",
    severity=Severity.CRITICAL,
    style=Style.RACE,
    needs=(TOKEN, RELAY),
)
def report_and_switch(bench: Bench) -> None:
    session = bench.session()
    bench.report(session, temperature=22.0)
    request = bench.report_request(session, {"temperature": 22.0})
    for wanted in (True, False) * _ROUNDS:
        switch = partial(bench.control.set_state, session.device.id, {"relay1": wanted})
        bench.send_at_once([request], switch)[0].must_have_status(200)
        shown = bench.ask(bench.poll_request(session))
        if shown.json().get("relay1") is not wanted:
            raise shown.violates(f"relay1 {wanted}", "as it was before: the report undid the switch")


ITEMS: Final[tuple[Item[Bench], ...]] = (
    two_sessions,
    session_ids_differ,
    polls,
    reports,
    report_and_poll,
    poll_and_new_session,
    poll_and_revoke,
    poll_and_delete,
    report_and_switch,
)
