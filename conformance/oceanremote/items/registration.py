"""Registering with a good token: who may, and what it brings."""

from typing import Final

from oceanhil.conformance.contract.control import STATUS, TOKEN
from oceanhil.conformance.contract.item import Item, Severity, Style, item
from oceanhil.conformance.oceanremote.attempts import without_header
from oceanhil.conformance.oceanremote.bench import Bench
from oceanhil.conformance.oceanremote.devices import GivenSession, GivenToken
from oceanhil.protocol.board import PLATFORM_BOARDS, Board
from oceanhil.protocol.errors import ErrorReason
from oceanhil.protocol.profile import Kind
from oceanhil.protocol.tokens import TokenKind

_CLAIMED = frozenset({"ONLINE", "AWAY", "OFFLINE"})


@item(
    "registration/device-time-optional",
    "a registration without the device's time is accepted",
    kind=Kind.ASSUMPTION,
    source="FLASH cause 7; the printed payload has no time field",
    severity=Severity.CRITICAL,
    style=Style.POSITIVE,
    needs=(TOKEN,),
    learns=("server.require_device_time",),
)
def device_time_optional(bench: Bench) -> None:
    obtained, who = bench.pending(), bench.identity()
    timed = bench.register_request(obtained.token, who, headers=bench.at(0))
    answer = bench.ask(without_header(timed, bench.names.time_header))
    if 400 <= answer.status < 500 and bench.ask(timed).status == 200:
        bench.reads("require_device_time", found=True, answer=answer)
    else:
        bench.registered(answer, obtained, who)
        bench.reads("require_device_time", found=False, answer=answer)


@item(
    "registration/accepted",
    "a fresh registration token registers a device and gives it a permanent token",
    kind=Kind.FACT,
    source="FLASH",
    severity=Severity.CRITICAL,
    style=Style.POSITIVE,
    needs=(TOKEN,),
)
def accepted(bench: Bench) -> None:
    obtained, who = bench.pending(), bench.identity()
    answer = bench.ask(bench.register_request(obtained.token, who))
    if not bench.registered(answer, obtained, who).permanent_token:
        raise answer.violates("a permanent token", "an empty one")


@item(
    "registration/opens-sessions",
    "the permanent token opens a session at once",
    kind=Kind.FACT,
    source="FLASH",
    severity=Severity.CRITICAL,
    style=Style.POSITIVE,
    needs=(TOKEN,),
)
def opens_sessions(bench: Bench) -> None:
    bench.ask(bench.session_request(bench.new_device())).accepted(GivenSession)


def _registers_board(board: Board) -> Item[Bench]:
    @item(
        f"registration/{board.value}",
        f"a device ID that begins with {board.device_id_prefix} is accepted",
        kind=Kind.FACT if board is Board.ESP32 else Kind.ASSUMPTION,
        source="FLASH" if board is Board.ESP32 else "FLASH prints ESP32_ only; the other boards by analogy",
        severity=Severity.CRITICAL,
        style=Style.POSITIVE,
        needs=(TOKEN,),
    )
    def registers_board(bench: Bench) -> None:
        request = bench.register_request(bench.pending(board).token, bench.identity(board))
        bench.ask(request).should_be_accepted(GivenToken)

    return registers_board


@item(
    "registration/claims-the-device",
    "a device that has registered is no longer pending",
    kind=Kind.FACT,
    source="T27",
    style=Style.POSITIVE,
    needs=(TOKEN, STATUS),
)
def claims_the_device(bench: Bench) -> None:
    obtained, who = bench.pending(), bench.identity()
    answer = bench.ask(bench.register_request(obtained.token, who))
    status = bench.control.status(bench.registered(answer, obtained, who).id)
    if status not in _CLAIMED:
        raise answer.violates("a status of a claimed device", status)


@item(
    "registration/refused-stays-pending",
    "a device whose registration was refused stays pending",
    kind=Kind.ASSUMPTION,
    source="TOKEN FAQ: a token is invalidated once a device registers successfully; no page says what the status is",
    needs=(TOKEN, STATUS),
    rests_on=("errors.bad_request",),
)
def refused_stays_pending(bench: Bench) -> None:
    obtained = bench.unused()
    answer = bench.try_unused(bench.register_request(obtained.token, bench.identity(), mac_address="no MAC"))
    answer.should_be_refused_somehow()
    status = bench.control.status(obtained.id)
    if status != "PENDING":
        raise answer.deviates("PENDING", status)


@item(
    "registration/leaves-others-alone",
    "a registration ends no session of another device",
    kind=Kind.FACT,
    source="TOKEN: a session lasts 60 minutes",
    severity=Severity.CRITICAL,
    style=Style.POSITIVE,
    needs=(TOKEN,),
)
def leaves_others_alone(bench: Bench) -> None:
    session = bench.session()
    bench.new_device()
    bench.ask(bench.poll_request(session)).must_have_status(200)


@item(
    "registration/unknown-token",
    "a token that was never issued is refused as invalid, in these words",
    kind=Kind.FACT,
    source="TOKEN",
    learns=("errors.token_invalid",),
)
def unknown_token(bench: Bench) -> None:
    token = bench.unknown_token(TokenKind.REGISTRATION)
    bench.ask(bench.register_request(token, bench.identity())).refused_in_these_words(ErrorReason.TOKEN_INVALID)


@item(
    "registration/same-device-id-twice",
    "two MACs may register the same device ID, as boards do whose firmware derives it from half of the MAC",
    kind=Kind.ASSUMPTION,
    source="no page",
    style=Style.POSITIVE,
    needs=(TOKEN,),
)
def same_device_id_twice(bench: Bench) -> None:
    first, second = bench.other_device().identity, bench.identity()
    request = bench.register_request(bench.pending().token, second, device_id=first.device_id)
    bench.ask(request).should_be_accepted(GivenToken)


ITEMS: Final[tuple[Item[Bench], ...]] = (
    device_time_optional,
    accepted,
    opens_sessions,
    *(_registers_board(board) for board in PLATFORM_BOARDS),
    claims_the_device,
    refused_stays_pending,
    leaves_others_alone,
    unknown_token,
    same_device_id_twice,
)
