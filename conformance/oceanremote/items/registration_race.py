"""Registrations at the same time: a token registers exactly one device, and a MAC ends up with exactly one."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Final

from oceanhil.conformance.contract.item import Severity, Style, assumption, contradiction, fact, items_of
from oceanhil.conformance.oceanremote.answer import Answer
from oceanhil.conformance.oceanremote.devices import GivenSession, GivenToken, Registered
from oceanhil.conformance.oceanremote.subject import DeviceSubject
from oceanhil.remote.connector.control import TOKEN
from oceanhil.remote.evidence.no_answer import NoAnswerKind

_MANY, _SOME = 8, 3
_ONCE = "TOKEN FAQ: registration tokens are one-time use only"


def _race(subject: DeviceSubject, count: int) -> tuple[Sequence[Answer], Sequence[Registered]]:
    """Let boards register at once with one token; gives all answers and the devices that were registered."""
    obtained = subject.pending()
    racers = [subject.identity() for _ in range(_allowed(subject, count))]
    answers = subject.race([subject.register_request(obtained.token, who) for who in racers])
    winners = [
        subject.registered(answer, obtained, who)
        for answer, who in zip(answers, racers, strict=True)
        if _has_won(answer)
    ]
    return answers, winners


def _has_won(answer: Answer) -> bool:
    """Tell whether a registration succeeded; all others must be refused."""
    if answer.status != 200:
        answer.must_be_refused()
    return answer.status == 200


def _telling(answers: Sequence[Answer]) -> Answer:
    """Give the answer that shows best how a race ended: the last of those that were accepted, if there is one."""
    return ([answer for answer in answers if answer.status == 200] or answers)[-1]


def _allowed(subject: DeviceSubject, count: int) -> int:
    """Give how many of `count` registrations this server may be sent at once."""
    return subject.at_most(count, subject.post(subject.names.register_path, {}))


@fact("registration-race/one-token", Severity.CRITICAL, Style.RACE, TOKEN, source=_ONCE)
def one_token(subject: DeviceSubject) -> None:
    """Of boards that register at once with one token exactly one succeeds."""
    answers, winners = _race(subject, _MANY)
    if len(winners) != 1:
        raise _telling(answers).violates("exactly one registration", f"{len(winners)} of {len(answers)}")


@contradiction("registration-race/losers", Style.RACE, TOKEN, source="TOKEN error table, FLASH serial table")
def losers(subject: DeviceSubject) -> None:
    """The boards that lose are refused as everybody with a used token is."""
    usual = subject.ask(subject.register_request(subject.device_used_lately().registration_token, subject.identity()))
    usual.must_be_refused()
    for answer in _race(subject, _SOME)[0]:
        if answer.status == 200:
            continue
        answer.must_be_refused()
        if answer.status != usual.status:
            raise answer.deviates(usual.in_words(), answer.in_words())


@fact("registration-race/winner", Severity.CRITICAL, Style.RACE, TOKEN, source=_ONCE)
def winner(subject: DeviceSubject) -> None:
    """The board that wins opens a session, whatever the others tried."""
    answers, winners = _race(subject, _SOME)
    if not winners:
        raise answers[0].violates("one registration", "none")
    for device in winners:
        subject.ask(subject.session_request(device)).accepted(GivenSession)


@fact("registration-race/one-board", Severity.CRITICAL, Style.RACE, TOKEN, source=_ONCE)
def one_board(subject: DeviceSubject) -> None:
    """A board that sends its registration several times at once gets exactly one permanent token."""
    request = subject.register_request(subject.pending().token, subject.identity())
    answers = subject.race([request] * _allowed(subject, _SOME))
    given = {answer.accepted(GivenToken).permanent_token for answer in answers if _has_won(answer)}
    if len(given) != 1:
        raise _telling(answers).violates("one permanent token", f"{len(given)}")


@assumption("registration-race/two-tokens", Style.RACE, TOKEN)
def two_tokens(subject: DeviceSubject) -> None:
    """A board that registers at once with the tokens of two devices ends up as one of them."""
    who, both = subject.identity(), (subject.pending(), subject.pending())
    answers = subject.race([subject.register_request(obtained.token, who) for obtained in both])
    devices = [
        subject.registered(answer, obtained, who)
        for answer, obtained in zip(answers, both, strict=True)
        if _has_won(answer)
    ]
    opened = [subject.ask(subject.session_request(device)) for device in devices]
    live = [answer for answer in opened if answer.status == 200]
    if len(live) != 1:
        raise _telling(answers).deviates("one device with a live token", f"{len(live)}")


@fact("registration-race/many-devices", Severity.CRITICAL, Style.RACE, TOKEN, source="FLASH")
def many_devices(subject: DeviceSubject) -> None:
    """Boards that register at once, each with its own token, all succeed and get tokens of their own."""
    requests = [
        subject.register_request(subject.pending().token, subject.identity()) for _ in range(_allowed(subject, _SOME))
    ]
    answers = subject.race(requests)
    given = {answer.accepted(GivenToken).permanent_token for answer in answers}
    if len(given) != len(answers):
        raise answers[0].violates("a token for each board", f"{len(given)} for {len(answers)}")


@fact("registration-race/pipelined", Severity.CRITICAL, Style.ABUSE, TOKEN, source=_ONCE)
def pipelined(subject: DeviceSubject) -> None:
    """Of boards whose registrations with one token come one behind the other on one connection exactly one succeeds."""
    obtained = subject.pending()
    requests = [subject.register_request(obtained.token, subject.identity()) for _ in range(_allowed(subject, _SOME))]
    answers = subject.send_pipelined([subject.raw(request) for request in requests])
    came = [answer for answer in answers if answer.exchange.response is not None]
    won = [answer for answer in came if _has_won(answer)]
    if not came and answers[0].exchange.no_answer_kind is NoAnswerKind.CONNECTION_LOST:
        # It does no pipelining at all, which is told by the item about that.
        raise answers[0].deviates("exactly one registration", "no answer to any of them")
    if not won and subject.ask(subject.register_request(obtained.token, subject.identity())).status == HTTPStatus.OK:
        # Who takes what stands behind a request for its body refuses it; nobody was registered, and nothing is lost.
        raise answers[0].deviates(
            "exactly one registration", f"none of {len(answers)}, and the token registers a board later"
        )
    if len(won) != 1:
        # Who does not do pipelining answers the first of them, and closes.
        raise (won or answers)[-1].violates("exactly one registration", f"{len(won)} of {len(answers)}")


ITEMS: Final = items_of(globals(), DeviceSubject)
