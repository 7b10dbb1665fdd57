"""Registering with a good token: who may, and what it brings."""

from typing import Final

from oceanhil.conformance.contract.item import Item, Severity, Style, assumption, fact, item
from oceanhil.conformance.oceanremote.attempts import without_header
from oceanhil.conformance.oceanremote.devices import GivenSession, GivenToken
from oceanhil.conformance.oceanremote.subject import DeviceSubject
from oceanhil.protocol.board import PLATFORM_BOARDS, Board
from oceanhil.protocol.device_status import DeviceStatus
from oceanhil.protocol.error_reason import ErrorReason
from oceanhil.protocol.profile import Kind
from oceanhil.protocol.tokens import TokenKind
from oceanhil.remote.connector.control import STATUS, TOKEN

_CLAIMED = frozenset({DeviceStatus.ONLINE, DeviceStatus.AWAY, DeviceStatus.OFFLINE})


@assumption(
    "registration/device-time-optional",
    Severity.CRITICAL,
    Style.POSITIVE,
    TOKEN,
    source="FLASH cause 7; the printed payload has no time field",
    learns=("server.require_device_time",),
)
def device_time_optional(subject: DeviceSubject) -> None:
    """A registration without the device's time is accepted."""
    obtained, who = subject.pending(), subject.identity()
    timed = subject.register_request(obtained.token, who, headers=subject.at(0))
    answer = subject.ask(without_header(timed, subject.names.time_header))
    if 400 <= answer.status < 500 and subject.ask(timed).status == 200:
        subject.reads("require_device_time", found=True, answer=answer)
    else:
        subject.registered(answer, obtained, who)
        subject.reads("require_device_time", found=False, answer=answer)


@fact("registration/accepted", Severity.CRITICAL, Style.POSITIVE, TOKEN, source="FLASH")
def accepted(subject: DeviceSubject) -> None:
    """A fresh registration token registers a device and gives it a permanent token."""
    obtained, who = subject.pending(), subject.identity()
    answer = subject.ask(subject.register_request(obtained.token, who))
    if not subject.registered(answer, obtained, who).permanent_token:
        raise answer.violates("a permanent token", "an empty one")


@fact("registration/opens-sessions", Severity.CRITICAL, Style.POSITIVE, TOKEN, source="FLASH")
def opens_sessions(subject: DeviceSubject) -> None:
    """The permanent token opens a session at once."""
    subject.ask(subject.session_request(subject.new_device())).accepted(GivenSession)


def _registers_board(board: Board) -> Item[DeviceSubject]:
    @item(
        f"registration/{board.value}",
        Severity.CRITICAL,
        Style.POSITIVE,
        TOKEN,
        kind=Kind.FACT if board is Board.ESP32 else Kind.ASSUMPTION,
        source="FLASH" if board is Board.ESP32 else "FLASH prints ESP32_ only; the other boards by analogy",
        title=f"a device ID that begins with {board.device_id_prefix} is accepted",
    )
    def registers_board(subject: DeviceSubject) -> None:
        request = subject.register_request(subject.pending(board).token, subject.identity(board))
        subject.ask(request).should_be_accepted(GivenToken)

    return registers_board


@fact("registration/claims-the-device", Style.POSITIVE, TOKEN, STATUS, source="T27")
def claims_the_device(subject: DeviceSubject) -> None:
    """A device that has registered is no longer pending."""
    obtained, who = subject.pending(), subject.identity()
    answer = subject.ask(subject.register_request(obtained.token, who))
    status = subject.control.status(subject.registered(answer, obtained, who).id)
    if status not in _CLAIMED:
        raise answer.violates("a status of a claimed device", status.shown)


@assumption(
    "registration/refused-stays-pending",
    TOKEN,
    STATUS,
    source="TOKEN FAQ: a token is invalidated once a device registers successfully; no page says what the status is",
    rests_on=("errors.bad_request",),
)
def refused_stays_pending(subject: DeviceSubject) -> None:
    """A device whose registration was refused stays pending."""
    obtained = subject.unused()
    answer = subject.try_unused(subject.register_request(obtained.token, subject.identity(), mac_address="no MAC"))
    answer.should_be_refused_somehow()
    status = subject.control.status(obtained.id)
    if status is not DeviceStatus.PENDING:
        raise answer.deviates(DeviceStatus.PENDING.shown, status.shown)


@fact(
    "registration/leaves-others-alone",
    Severity.CRITICAL,
    Style.POSITIVE,
    TOKEN,
    source="TOKEN: a session lasts 60 minutes",
)
def leaves_others_alone(subject: DeviceSubject) -> None:
    """A registration ends no session of another device."""
    session = subject.session()
    subject.new_device()
    subject.ask(subject.poll_request(session)).must_have_status(200)


@fact("registration/unknown-token", source="TOKEN", learns=("errors.token_invalid",))
def unknown_token(subject: DeviceSubject) -> None:
    """A token that was never issued is refused as invalid, in these words."""
    token = subject.unknown_token(TokenKind.REGISTRATION)
    subject.ask(subject.register_request(token, subject.identity())).refused_in_these_words(ErrorReason.TOKEN_INVALID)


@assumption("registration/same-device-id-twice", Style.POSITIVE, TOKEN)
def same_device_id_twice(subject: DeviceSubject) -> None:
    """Two MACs may register the same device ID, as boards do whose firmware derives it from half of the MAC."""
    first, second = subject.other_device().identity, subject.identity()
    request = subject.register_request(subject.pending().token, second, device_id=first.device_id)
    subject.ask(request).should_be_accepted(GivenToken)


ITEMS: Final[tuple[Item[DeviceSubject], ...]] = (
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
