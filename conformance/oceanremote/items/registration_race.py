"""Registrations at the same time: a token registers exactly one device, and a MAC ends up with exactly one."""

from collections.abc import Sequence
from typing import Final

from oceanhil.conformance.contract.control import TOKEN
from oceanhil.conformance.contract.item import Item, Severity, Style, item
from oceanhil.conformance.oceanremote.answer import Answer
from oceanhil.conformance.oceanremote.bench import Bench
from oceanhil.conformance.oceanremote.devices import GivenSession, GivenToken, Registered
from oceanhil.protocol.profile import Kind

_MANY, _SOME = 8, 3
_ONCE = "TOKEN FAQ: registration tokens are one-time use only"


def _race(bench: Bench, count: int) -> tuple[Sequence[Answer], Sequence[Registered]]:
    """Let boards register at once with one token; gives all answers and the devices that were registered."""
    obtained = bench.pending()
    racers = [bench.identity() for _ in range(_allowed(bench, count))]
    answers = bench.send_at_once([bench.register_request(obtained.token, who) for who in racers])
    winners = [
        bench.registered(answer, obtained, who) for answer, who in zip(answers, racers, strict=True) if _has_won(answer)
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


def _allowed(bench: Bench, count: int) -> int:
    """Give how many of `count` registrations this server may be sent at once."""
    return bench.at_most(count, bench.post(bench.names.register_path, {}))


@item(
    "registration-race/one-token",
    "of boards that register at once with one token exactly one succeeds",
    kind=Kind.FACT,
    source=_ONCE,
    severity=Severity.CRITICAL,
    style=Style.RACE,
    needs=(TOKEN,),
)
def one_token(bench: Bench) -> None:
    answers, winners = _race(bench, _MANY)
    if len(winners) != 1:
        raise _telling(answers).violates("exactly one registration", f"{len(winners)} of {len(answers)}")


@item(
    "registration-race/losers",
    "the boards that lose are refused as everybody with a used token is",
    kind=Kind.CONTRADICTION,
    source="TOKEN error table, FLASH serial table",
    style=Style.RACE,
    needs=(TOKEN,),
)
def losers(bench: Bench) -> None:
    usual = bench.ask(bench.register_request(bench.device().registration_token, bench.identity()))
    usual.must_be_refused()
    for answer in _race(bench, _SOME)[0]:
        if answer.status == 200:
            continue
        answer.must_be_refused()
        if answer.status != usual.status:
            raise answer.deviates(usual.in_words(), answer.in_words())


@item(
    "registration-race/winner",
    "the board that wins opens a session, whatever the others tried",
    kind=Kind.FACT,
    source=_ONCE,
    severity=Severity.CRITICAL,
    style=Style.RACE,
    needs=(TOKEN,),
)
def winner(bench: Bench) -> None:
    answers, winners = _race(bench, _SOME)
    if not winners:
        raise answers[0].violates("one registration", "none")
    for device in winners:
        bench.ask(bench.session_request(device)).accepted(GivenSession)


@item(
    "registration-race/one-board",
    "a board that sends its registration several times at once gets exactly one permanent token",
    kind=Kind.FACT,
    source=_ONCE,
    severity=Severity.CRITICAL,
    style=Style.RACE,
    needs=(TOKEN,),
)
def one_board(bench: Bench) -> None:
    request = bench.register_request(bench.pending().token, bench.identity())
    answers = bench.send_at_once([request] * _allowed(bench, _SOME))
    given = {answer.accepted(GivenToken).permanent_token for answer in answers if _has_won(answer)}
    if len(given) != 1:
        raise _telling(answers).violates("one permanent token", f"{len(given)}")


@item(
    "registration-race/two-tokens",
    "a board that registers at once with the tokens of two devices ends up as one of them",
    kind=Kind.ASSUMPTION,
    source="no page",
    style=Style.RACE,
    needs=(TOKEN,),
)
def two_tokens(bench: Bench) -> None:
    who, both = bench.identity(), (bench.pending(), bench.pending())
    answers = bench.send_at_once([bench.register_request(obtained.token, who) for obtained in both])
    devices = [
        bench.registered(answer, obtained, who)
        for answer, obtained in zip(answers, both, strict=True)
        if _has_won(answer)
    ]
    opened = [bench.ask(bench.session_request(device)) for device in devices]
    live = [answer for answer in opened if answer.status == 200]
    if len(live) != 1:
        raise _telling(answers).deviates("one device with a live token", f"{len(live)}")


@item(
    "registration-race/many-devices",
    "boards that register at once, each with its own token, all succeed and get tokens of their own",
    kind=Kind.FACT,
    source="FLASH",
    severity=Severity.CRITICAL,
    style=Style.RACE,
    needs=(TOKEN,),
)
def many_devices(bench: Bench) -> None:
    requests = [bench.register_request(bench.pending().token, bench.identity()) for _ in range(_allowed(bench, _SOME))]
    answers = bench.send_at_once(requests)
    given = {answer.accepted(GivenToken).permanent_token for answer in answers}
    if len(given) != len(answers):
        raise answers[0].violates("a token for each board", f"{len(given)} for {len(answers)}")


@item(
    "registration-race/pipelined",
    "of boards whose registrations with one token come one behind the other on one connection exactly one succeeds",
    kind=Kind.FACT,
    source=_ONCE,
    severity=Severity.CRITICAL,
    style=Style.ABUSE,
    needs=(TOKEN,),
)
def pipelined(bench: Bench) -> None:
    obtained = bench.pending()
    requests = [bench.register_request(obtained.token, bench.identity()) for _ in range(_allowed(bench, _SOME))]
    answers = bench.send_pipelined([bench.raw(request) for request in requests])
    came = [answer for answer in answers if answer.exchange.response is not None]
    won = [answer for answer in came if _has_won(answer)]
    if len(won) != 1:
        # Who does not do pipelining answers the first of them, and closes.
        raise (won or answers)[-1].violates("exactly one registration", f"{len(won)} of {len(answers)}")


ITEMS: Final[tuple[Item[Bench], ...]] = (
    one_token,
    losers,
    winner,
    one_board,
    two_tokens,
    many_devices,
    pipelined,
)
