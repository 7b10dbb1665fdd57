"""What OceanRemote's items work with: devices of their own, requests as firmware sends them, the server's side.

Devices have random MACs of the locally administered range and ids made from them, so that none meets a real device.
Registrations are dear (two a minute in the field): items share a registered device where they do not spoil it.
"""

from collections.abc import Callable, Mapping
from functools import partial
from http import HTTPStatus
from typing import Final, NoReturn

import msgspec

from oceanhil.conformance.contract.finding import Finding
from oceanhil.conformance.oceanremote.answer import JSON_TYPE, Answer
from oceanhil.conformance.oceanremote.devices import (
    GivenSession,
    GivenToken,
    Identity,
    LostMac,
    Prepared,
    Registered,
    Session,
    Tried,
)
from oceanhil.conformance.oceanremote.grants import Grants
from oceanhil.conformance.oceanremote.late_log import LateLog
from oceanhil.conformance.oceanremote.request_subject import RequestSubject
from oceanhil.protocol.board import Board
from oceanhil.protocol.error_reason import ErrorReason
from oceanhil.protocol.http import HttpRequest
from oceanhil.protocol.identity import device_id
from oceanhil.protocol.not_json import NOT_JSON
from oceanhil.protocol.profile import Profile
from oceanhil.protocol.tokens import TokenKind, make_token
from oceanhil.remote.connector.control import (
    CLOCK,
    DELETE,
    REGENERATE,
    RESTART,
    REVOKE,
    TOKEN,
    Control,
    ControlError,
    Obtained,
    OutOfReachError,
)
from oceanhil.remote.evidence.exchange import Exchange
from oceanhil.remote.wire.need import Lacking, Need
from oceanhil.remote.wire.wire import Wire

REGISTRATION_SECRET = "REGISTRATION_TOKEN"
PERMANENT_SECRET = "PERMANENT_TOKEN"
SESSION_SECRET = "SESSION_ID"
OTHER_SECRETS: Final[Mapping[TokenKind, str]] = {
    TokenKind.REGISTRATION: f"OTHER_{REGISTRATION_SECRET}",
    TokenKind.PERMANENT: f"OTHER_{PERMANENT_SECRET}",
    TokenKind.SESSION: f"OTHER_{SESSION_SECRET}",
}
"""Names of what was never issued, and is sent where one of this kind belongs."""
_LOCAL_MAC = 0x02
_DAY_S = 86_400
_RESTART_S = 60.0
"""How long a server that was restarted may take to answer again."""
_GOES_DOWN_S = 3.0
"""So long after its answer a process may go on that was asked to end: what is asked of it meanwhile shows nothing."""
Preparation = tuple[frozenset[Need], Callable[["DeviceSubject"], Callable[[], None]]]
"""What it needs, and what it does before a restart or a look at the log; that gives what looks at it afterwards."""


class _Issued(msgspec.Struct, frozen=True):
    permanent_token: str = ""
    session_id: str = ""


class DeviceSubject(RequestSubject):
    """Implements `oceanhil.conformance.contract.engine.Subject` for OceanRemote's protocol. Times in seconds."""

    def __init__(
        self, wire_to: Callable[[Callable[[Exchange], None]], Wire], control: Control, profile: Profile, seed: int
    ) -> None:
        """`wire_to` makes the wire, given who is to hear of its exchanges; `seed` makes the devices repeatable."""
        super().__init__(wire_to, control, profile, seed)
        self._device: Registered | None = None
        self._is_device_old = False
        self._other: Registered | None = None
        self._session: Session | None = None
        self._unused: Obtained | None = None
        self._tried: Tried | None = None
        self._used_up: Tried | None = None
        self._ended: dict[Need, Session] = {}
        self._lost_mac: LostMac | None = None
        self._before_restart: dict[str, Prepared] | None = None
        self._limits_follow_clock: bool | None = None
        self._is_device_in_doubt = False
        self._grants = Grants(self.names)
        self._names_of: tuple[int, Mapping[str, str]] | None = None
        self._log = LateLog(control)
        self._logged: dict[str, tuple[Prepared, str]] | None = None
        self.kept_log = ""

    def begin(self) -> None:
        """Forget the exchanges so far, and the shared device if it is read no more.

        What the item before reported may have spoilt its state, or its token have ended while the clock was moved.
        """
        if self._is_device_in_doubt and self._device is not None and not self._is_readable(self._device):
            self._device = self._session = None
        self._is_device_in_doubt = False
        self._names_of = None
        super().begin()

    def _is_readable(self, device: Registered) -> bool:
        """Tell whether the server still answers with the device's state: the next item is not to blame if not."""
        answer = self.read_with(device.permanent_token)
        try:
            return answer.status == HTTPStatus.OK and bool(answer.json())
        except Finding:
            return False

    def renew(self) -> None:
        """Forget the shared devices, the session and the unused token."""
        self._device = self._other = self._session = self._unused = self._lost_mac = None
        self._ended.clear()
        self._before_restart = None

    def _dearest(self) -> HttpRequest:
        """Give a registration."""
        return self.post(self.names.register_path, {})

    def identity(self, board: Board = Board.ESP32) -> Identity:
        """Draw a new device's identity."""
        mac = bytes([_LOCAL_MAC, *self._rng.randbytes(5)])
        # One of digits alone is spelled in one way only, and items are about spellings.
        while mac.hex().isdigit():
            mac = bytes([_LOCAL_MAC, *self._rng.randbytes(5)])
        return Identity(mac, device_id(board, mac))

    def pending(self, board: Board = Board.ESP32) -> Obtained:
        """Obtain a registration token for a new pending device; raises ControlError."""
        obtained = self.control.obtain(board.value, f"conform-{self._rng.getrandbits(32):08x}")
        self.secret(obtained.token, REGISTRATION_SECRET)
        return obtained

    def claimed(self) -> tuple[Obtained, Identity]:
        """Claim a new pending device by hand, for a board; raises ControlError."""
        obtained, chosen = self.pending(), self.identity()
        self.control.claim(obtained.id, chosen.mac, chosen.device_id)
        return obtained, chosen

    def unknown_token(self, kind: TokenKind) -> str:
        """Make up a token that looks right and that the server never issued."""
        lengths = {
            TokenKind.REGISTRATION: self.server.registration_body_length,
            TokenKind.PERMANENT: self.server.permanent_body_length,
            TokenKind.SESSION: self.server.session_token_length,
        }
        return make_token(kind, self._rng, lengths[kind])

    def made_up(self, kind: TokenKind) -> str:
        """Make up a token as `unknown_token` does, which reports show by a name of its kind."""
        return self.secret(self.unknown_token(kind), OTHER_SECRETS[kind])

    def read_with_unknown_token(self) -> Answer:
        """Read a state as `read_with` does, with a token made up for this once."""
        return self.read_with(self.made_up(TokenKind.PERMANENT))

    def register(self, obtained: Obtained, identity: Identity | None = None) -> Registered:
        """Register a device of its own for one item; a Violation if the server does not let it."""
        who = identity or self.identity()
        return self.registered(self.ask(self.register_request(obtained.token, who)), obtained, who)

    def registered(self, answer: Answer, obtained: Obtained, who: Identity) -> Registered:
        """Give the device that `answer` registered; a Violation if it did not."""
        reply = answer.accepted(GivenToken)
        self.secret(reply.permanent_token, PERMANENT_SECRET)
        return Registered(obtained.id, who, obtained.token, reply.permanent_token, answer.exchange)

    def new_device(self, board: Board = Board.ESP32) -> Registered:
        """Register a new device, which the item may spoil."""
        return self.register(self.pending(board), self.identity(board))

    def device(self) -> Registered:
        """Give the registered device that items share; they must leave its tokens and its MAC as they are."""
        if self._device is None:
            self._device = self.new_device()
            self._is_device_old = False
        return self._device

    def device_used_lately(self) -> Registered:
        """As `device`, another one if the clock was moved since it registered: for items that send its used token.

        Which of the two a token is that is both used and old is told by the one item about that.
        """
        if self._is_device_old:
            self._device = self._session = None
        return self.device()

    def registration(self) -> Answer:
        """Give the answer that registered the shared device, as evidence of this item too."""
        exchange = self.device().exchange
        if exchange not in self._made:
            self._heard(exchange)
        return self.answer(exchange)

    def given_twice(self) -> Answer | None:
        """Give the last answer of this run that gave a secret of another device's, as evidence of this item too."""
        return self._as_evidence(self._grants.twice[-1]) if self._grants.twice else None

    def _as_evidence(self, exchange: Exchange) -> Answer:
        """Take an exchange of an earlier item as evidence of this one, too."""
        if exchange not in self._made:
            super()._heard(exchange)
        return self.answer(exchange)

    def adopt(self, device: Registered) -> None:
        """Let items share a device that has registered already."""
        self._device = device

    def other_device(self) -> Registered:
        """Give a second shared device."""
        if self._other is None:
            self._other = self.new_device()
        return self._other

    def unused(self) -> Obtained:
        """Give the pending device that items share whose registrations are to be refused.

        Where tokens cannot be obtained its token is made up: then only refusals show that come before the token's.
        """
        if TOKEN not in self.needs:
            return Obtained("", self.unknown_token(TokenKind.REGISTRATION))
        if self._unused is None:
            self._unused = self.pending()
        return self._unused

    def try_unused(self, request: HttpRequest) -> Answer:
        """Send a request with the token of `unused`; if that is not simply refused, the next item gets another.

        If it is refused as used, a refusal before it has used it up: `used_up` tells that. The request is sent again
        with a new token then, and as it was sent first it is no evidence.
        """
        unused, count = self._unused, len(self._made)
        answer = self.ask(request)
        tried = self._tried if self._tried is not None and self._tried.obtained is unused else None
        if tried is not None and self._is_refused_as_used(request, answer):
            self._used_up = tried
            del self._made[count:]
            self._unused, tried = None, None
            unused = self.unused()
            body = request.body.replace(self._used_up.obtained.token.encode(), unused.token.encode())
            answer = self.ask(msgspec.structs.replace(request, body=body))
        if unused is not None:
            self._tried = Tried(unused, answer.exchange, 1 if tried is None else tried.count + 1)
        if answer.exchange.status is None or not 400 <= answer.exchange.status < 500:
            self._unused = None
        if TOKEN not in self.needs and answer.status == self.refusal_of(ErrorReason.TOKEN_INVALID).status:
            raise Lacking(TOKEN, "the server judges the token first, and there is no good one")
        return answer

    def _is_refused_as_used(self, request: HttpRequest, answer: Answer) -> bool:
        """Tell whether the shared token is refused as used: with 410, or in the words that the pages have beside it."""
        if self._unused is None or self._unused.token.encode() not in request.body:
            return False
        row = self.profile.errors[ErrorReason.TOKEN_EXPIRED]
        return answer.exchange.status == HTTPStatus.GONE or (
            answer.exchange.status == row.status and answer.told("error") == row.message
        )

    def used_up(self) -> tuple[Answer, int] | None:
        """Give the refusal behind which a token was used, as evidence of this item, too, and how many there were.

        Any of them may have used it up: whoever judges a field before the token tells of that only.
        """
        return None if self._used_up is None else (self._as_evidence(self._used_up.last), self._used_up.count)

    def regenerate(self, identity: str) -> Obtained:
        """Give a device a new registration token."""
        obtained = self.control.regenerate(identity)
        self.secret(obtained.token, REGISTRATION_SECRET)
        return obtained

    def open_session(self, device: Registered) -> Session:
        """Open a session, which ends the one that the device had."""
        if device is self._device:
            self._session = None
        reply = self.ask(self.session_request(device)).accepted(GivenSession)
        self.secret(reply.session_id, SESSION_SECRET)
        session = Session(device, reply.session_id)
        if device is self._device:
            self._session = session
        return session

    def session(self) -> Session:
        """Give the live session of the shared device."""
        return self._session or self.open_session(self.device())

    def poll(self) -> Answer:
        """Poll with it."""
        return self.ask(self.poll_request(self.session()))

    def unheard_poll(self, session: Session) -> HttpRequest:
        """Make a poll with a query that was never used: nothing on the way can have kept the answer to it."""
        headers = self.session_headers(session)
        return HttpRequest("GET", self.names.state_path, headers, query=f"of={self.identity().device_id}")

    def report(self, session: Session, **fields: object) -> Answer:
        """Report sensors or relays; only a Deviation if the server takes no reports, for no page prints them."""
        answer = self.ask(self.report_request(session, fields))
        answer.should_be_accepted(dict[str, object])
        return answer

    def report_body(self, body: bytes, content_type: str = JSON_TYPE) -> Answer:
        """Send bytes as a report in the session of the shared device."""
        headers = {"content-type": content_type, **self.session_headers(self.session())}
        answer = self.ask(HttpRequest("POST", self.names.state_path, headers, body))
        self._is_device_in_doubt |= answer.exchange.status == HTTPStatus.OK
        return answer

    def ended(self, by: Need) -> Session:
        """Give the last session of a shared device that was revoked, regenerated or deleted: `by` says which."""
        if by not in self._ended:
            session = self.well_used()
            end = {REVOKE: self.control.revoke, REGENERATE: self.regenerate, DELETE: self.control.delete}[by]
            end(session.device.id)
            self._ended[by] = session
        return self._ended[by]

    def ask_as_ended(self, by: Need, *, mac_text: str = "") -> Answer:
        """Ask for a session of the device of `ended`; whoever gives one has ended the old one, which tells no more."""
        device = self.ended(by).device
        answer = self.ask(self.session_request(device, mac_address=mac_text or device.identity.mac_text))
        if answer.exchange.status == HTTPStatus.OK:
            del self._ended[by]
        return answer

    def log_so_far(self) -> str:
        """Give the server's log with all that was sent so far: one that is written later is waited for. Needs `LOG`.

        What is sent for this purpose is no evidence of the item.
        """
        count = len(self._made)
        try:
            return self._log.whole(lambda: self._wire.exchange(HttpRequest("GET", self.names.state_path)), self.rest)
        finally:
            del self._made[count:]

    def lost_mac(self) -> LostMac:
        """Give a shared device whose MAC another one took over, and how one fared that had used nothing."""
        if self._lost_mac is None:
            session, unused = self.well_used(), self.new_device()
            for device in (session.device, unused):
                self.register(self.pending(), device.identity)
            answer = self.ask(self.session_request(unused))
            self._lost_mac = LostMac(session, refuses_unused=400 <= answer.status < 500)
        return self._lost_mac

    def after_restart(self, name: str, preparations: Mapping[str, Preparation]) -> None:
        """Look at what the preparation `name` made before the server was restarted; needs `RESTART`.

        A restart is dear: all preparations that can be made here are made together before one.
        """
        if self._before_restart is None:
            if CLOCK in self.needs:
                # What is made by a clock that a restart puts back would be of times that are yet to come.
                self._restart()
            self._before_restart = self._all_prepared(preparations)
            self._restart()
            self.begin()
        self._look_at(self._before_restart[name])

    def after_logging(self, name: str, preparations: Mapping[str, Preparation]) -> None:
        """Look at what the preparation `name` made before `kept_log` was read; needs `LOG`.

        A log that is written late is waited for: all preparations that can be made here are made together before that,
        and one that is looked at once more alone.
        """
        if self._logged is None or name not in self._logged:
            if self._logged is not None:
                preparations = {name: preparations[name]}
            prepared, log = self._all_prepared(preparations), self.log_so_far()
            self._logged = (self._logged or {}) | {each: (made, log) for each, made in prepared.items()}
            self.begin()
        made, self.kept_log = self._logged.pop(name)
        self._look_at(made)

    def _look_at(self, prepared: Prepared) -> None:
        self._made.extend(prepared.exchanges)
        prepared.look()

    def _all_prepared(self, preparations: Mapping[str, Preparation]) -> dict[str, Prepared]:
        """Make all preparations that can be made here."""
        return {each: self._prepared(prepare) for each, (needs, prepare) in preparations.items() if needs <= self.needs}

    def _prepared(self, prepare: Callable[["DeviceSubject"], Callable[[], None]]) -> Prepared:
        """Make one; what goes wrong there is told by the look afterwards."""
        self.begin()
        try:
            look = prepare(self)
        except (Finding, Lacking, ControlError) as error:
            look = partial(_raised, error)
        return Prepared(look, tuple(self.exchanges()))

    def _restart(self) -> None:
        self.control.restart(self._until_it_answers)
        self._device = self._other = self._session = self._unused = self._lost_mac = None
        self._ended.clear()

    def _until_it_answers(self) -> None:
        if self.control.restarts_afterwards:
            self._wire.goes_down(_GOES_DOWN_S)
        if not self._wire.comes_back(HttpRequest("GET", self.names.state_path), _RESTART_S):
            raise OutOfReachError(
                f"{RESTART.name}: the server has not answered in {_RESTART_S:g} s since", RESTART.name
            )

    def well_used(self) -> Session:
        """Open a session of a new device and use its token in every way, so that a server may know it by heart."""
        session = self.open_session(self.new_device())
        self.ask(self.poll_request(session)).must_have_status(HTTPStatus.OK)
        self.read_state(session.device)
        return session

    def advance(self, seconds: float) -> None:
        """Move the server's clock forward; shared sessions and tokens are had anew after it. Needs `CLOCK`."""
        self.control.clock.advance(seconds)
        self._is_device_in_doubt |= seconds >= _DAY_S
        self._is_device_old = True
        self._session = self._unused = None

    def let_pass(self, seconds: float) -> None:
        """Move the server's clock forward by so little that shared sessions and tokens outlive it. Needs `CLOCK`."""
        self.control.clock.advance(seconds)

    def limits_follow_clock(self, look: Callable[["DeviceSubject"], bool]) -> bool:
        """Tell whether the limits go by the test clock; `look` finds out, once, before an item's own exchanges."""
        if self._limits_follow_clock is None:
            self._limits_follow_clock = look(self)
            self.begin()
        return self._limits_follow_clock

    def _shown_names(self) -> Mapping[str, str]:
        """Give the variables with a number for those of an item's second device: a line may have secrets of both."""
        if self._names_of is None or self._names_of[0] != len(self._made):
            self._names_of = len(self._made), self._grants.told_apart(self._secrets, self._made)
        return self._names_of[1]

    def _heard(self, exchange: Exchange) -> None:
        super()._heard(exchange)
        if exchange.response is None or exchange.status != HTTPStatus.OK:
            return
        self._keep_issued(exchange, exchange.response.body)
        # Whoever got a session by a request of an item's own may have ended the one that items share.
        if exchange.request.path == self.names.session_path:
            self._session = None

    def _keep_issued(self, exchange: Exchange, body: bytes) -> None:
        """Keep what was issued out of reports, also where no item looks at it, and note whose it is."""
        try:
            issued = msgspec.json.decode(body, type=_Issued)
        except NOT_JSON:
            return
        self.secret(issued.permanent_token, PERMANENT_SECRET)
        self.secret(issued.session_id, SESSION_SECRET)
        self._grants.note(exchange, issued.permanent_token, issued.session_id)


def _raised(error: Exception) -> NoReturn:
    raise error
