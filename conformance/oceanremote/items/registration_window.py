"""A registration that is repeated because its answer was lost: for whom, for how long, and with what answer.

A server may repeat its answer to the same board for a while. Whoever else has seen the token gets nothing by that.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Final

from oceanhil.conformance.contract.control import CLOCK, REVOKE, SETTINGS, TOKEN
from oceanhil.conformance.contract.finding import Lacking
from oceanhil.conformance.contract.item import Item, Severity, Style, item
from oceanhil.conformance.contract.received import Side
from oceanhil.conformance.oceanremote.answer import Answer
from oceanhil.conformance.oceanremote.bench import Bench
from oceanhil.conformance.oceanremote.devices import GivenSession, GivenToken, Registered
from oceanhil.protocol.profile import Kind, Scalar

_ONCE: Final = "TOKEN FAQ: registration tokens are one-time use only"
_SETTING: Final = "idempotent_register_window"
_WINDOW_S: Final = 60
_LATER_S: Final = 86_400
_MANY: Final = 6


@contextmanager
def _window(bench: Bench) -> Iterator[None]:
    """Let the server repeat its answer to a registration for a minute."""
    if _SETTING not in bench.control.settings():
        raise Lacking(SETTINGS, f"the server has no setting {_SETTING}")
    changes: dict[str, Scalar] = {_SETTING: _WINDOW_S}
    with bench.changed_settings(**changes):
        yield


def _repeat(bench: Bench, device: Registered) -> Answer:
    """Register again as the same board, which has lost the answer."""
    return bench.ask(bench.register_request(device.registration_token, device.identity))


def _steal(bench: Bench, device: Registered) -> Answer:
    """Register another board with the token."""
    return bench.ask(bench.register_request(device.registration_token, bench.identity()))


def _must_give_nothing(bench: Bench, device: Registered, answer: Answer) -> None:
    """Demand that another board is refused, is told no token, and takes nothing from the owner."""
    answer.must_be_refused()
    if device.permanent_token in f"{answer.text}{dict(answer.headers)}":
        raise answer.violates("a refusal without the permanent token", "the whole token in it", Side.REFUSED)
    bench.ask(bench.session_request(device)).accepted(GivenSession)


def _must_be_repeated(answer: Answer) -> GivenToken:
    """Give the repeated answer; where none is, nothing can be said about it, and the item about the setting does."""
    if answer.status != 200:
        answer.must_be_refused()
        raise Lacking(SETTINGS, f"the server repeats no answer although {_SETTING} is {_WINDOW_S}")
    return answer.accepted(GivenToken)


@item(
    "registration-window/other-board-at-once",
    "another board that uses a token just after it has registered a device is refused and gets nothing",
    kind=Kind.FACT,
    source=_ONCE,
    severity=Severity.CRITICAL,
    style=Style.ABUSE,
    needs=(TOKEN,),
)
def other_board_at_once(bench: Bench) -> None:
    device = bench.new_device()
    _must_give_nothing(bench, device, _steal(bench, device))


@item(
    "registration-window/other-board",
    "while the server repeats its answer to a board, another board with the same token is refused and gets nothing",
    kind=Kind.FACT,
    source=_ONCE,
    severity=Severity.CRITICAL,
    style=Style.ABUSE,
    needs=(TOKEN, SETTINGS),
)
def other_board(bench: Bench) -> None:
    with _window(bench):
        device = bench.new_device()
        _must_give_nothing(bench, device, _steal(bench, device))


@item(
    "registration-window/other-board-after-repetition",
    "after a board was given its answer again, another board with the same token is refused and gets nothing",
    kind=Kind.FACT,
    source=_ONCE,
    severity=Severity.CRITICAL,
    style=Style.ABUSE,
    needs=(TOKEN, SETTINGS),
)
def other_board_after_repetition(bench: Bench) -> None:
    with _window(bench):
        device = bench.new_device()
        _must_be_repeated(_repeat(bench, device))
        _must_give_nothing(bench, device, _steal(bench, device))


@item(
    "registration-window/same-token",
    "a board that is given its answer again gets the permanent token of the first one, however often it asks",
    kind=Kind.ASSUMPTION,
    source="no page; a board that got both answers has one token stored",
    severity=Severity.CRITICAL,
    needs=(TOKEN, SETTINGS),
)
def same_token(bench: Bench) -> None:
    with _window(bench):
        device = bench.new_device()
        for _ in range(2):
            answer = _repeat(bench, device)
            if _must_be_repeated(answer).permanent_token != device.permanent_token:
                raise answer.violates("the permanent token of the first answer", "another one")


@item(
    "registration-window/first-answer-stays-good",
    "the permanent token of the first answer opens sessions, also after the answer was given again",
    kind=Kind.ASSUMPTION,
    source="no page; permanent tokens live until they are revoked",
    severity=Severity.CRITICAL,
    style=Style.POSITIVE,
    needs=(TOKEN, SETTINGS),
)
def first_answer_stays_good(bench: Bench) -> None:
    with _window(bench):
        device = bench.new_device()
        _must_be_repeated(_repeat(bench, device))
        bench.ask(bench.session_request(device)).accepted(GivenSession)


@item(
    "registration-window/ends",
    "the window in which an answer is given again ends after the time that was put, counted from the first answer",
    kind=Kind.ASSUMPTION,
    source="no page; a window without end is a token without end",
    severity=Severity.CRITICAL,
    style=Style.BOUNDARY,
    needs=(TOKEN, SETTINGS, CLOCK),
)
def ends(bench: Bench) -> None:
    with _window(bench), bench.frozen():
        device = bench.new_device()
        bench.advance(_WINDOW_S - 1)
        _must_be_repeated(_repeat(bench, device))
        bench.advance(2)
        _repeat(bench, device).must_be_refused()
        bench.advance(_LATER_S)
        _repeat(bench, device).must_be_refused()


@item(
    "registration-window/closed",
    "when the window is put back, a token that was used in it is refused to its own board as well",
    kind=Kind.ASSUMPTION,
    source="no page; a setting that is put back is in force no longer",
    style=Style.NEGATIVE,
    needs=(TOKEN, SETTINGS),
)
def closed(bench: Bench) -> None:
    with _window(bench):
        device = bench.new_device()
        _must_be_repeated(_repeat(bench, device))
    with bench.changed_settings(**{_SETTING: 0}):
        _repeat(bench, device).must_be_refused()


@item(
    "registration-window/revoked",
    "a board whose device was revoked gets no answer again",
    kind=Kind.FACT,
    source="TOKEN error table: Token revoked",
    severity=Severity.CRITICAL,
    style=Style.ABUSE,
    needs=(TOKEN, SETTINGS, REVOKE),
)
def revoked(bench: Bench) -> None:
    with _window(bench):
        device = bench.new_device()
        bench.control.revoke(device.id)
        _repeat(bench, device).must_be_refused()


@item(
    "registration-window/race",
    "of boards that register at once with one token exactly one succeeds, also where answers are given again",
    kind=Kind.FACT,
    source=_ONCE,
    severity=Severity.CRITICAL,
    style=Style.RACE,
    needs=(TOKEN, SETTINGS),
)
def race(bench: Bench) -> None:
    with _window(bench):
        obtained = bench.pending()
        requests = [bench.register_request(obtained.token, bench.identity()) for _ in range(_racers(bench))]
        answers = bench.send_at_once(requests)
    won = [answer for answer in answers if answer.status == 200]
    for answer in answers:
        if answer not in won:
            answer.must_be_refused()
    if len(won) != 1:
        raise (won or answers)[-1].violates("exactly one registration", f"{len(won)} of {len(answers)}")


@item(
    "registration-window/one-board-at-once",
    "a board that sends its registration several times at once gets one permanent token, also where it is given again",
    kind=Kind.FACT,
    source=_ONCE,
    severity=Severity.CRITICAL,
    style=Style.RACE,
    needs=(TOKEN, SETTINGS),
)
def one_board_at_once(bench: Bench) -> None:
    with _window(bench):
        request = bench.register_request(bench.pending().token, bench.identity())
        answers = bench.send_at_once([request] * _racers(bench))
    given = _tokens(answers)
    if len(given) != 1:
        raise answers[-1].violates("one permanent token", f"{len(given)}")


def _tokens(answers: Sequence[Answer]) -> set[str]:
    given: set[str] = set()
    for answer in answers:
        if answer.status == 200:
            given.add(answer.accepted(GivenToken).permanent_token)
        else:
            answer.must_be_refused()
    return given


def _racers(bench: Bench) -> int:
    return bench.at_most(_MANY, bench.post(bench.names.register_path, {}))


ITEMS: Final[tuple[Item[Bench], ...]] = (
    other_board_at_once,
    other_board,
    other_board_after_repetition,
    same_token,
    first_answer_stays_good,
    ends,
    closed,
    revoked,
    race,
    one_board_at_once,
)
