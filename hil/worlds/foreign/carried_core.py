"""A foreign server as simulated boards reach it: every request goes through the harness, which sees and disturbs it."""

from collections.abc import Callable, Mapping
from http import HTTPStatus

import msgspec

from oceanhil.hil.worlds.foreign.dashboard_core import DashboardCore, connector_errors
from oceanhil.hil.worlds.foreign.server_time import ServerTime
from oceanhil.mock_server.core.delivery import Delivery
from oceanhil.mock_server.core.views import Generated
from oceanhil.mock_server.proxy.core import ProxyCore
from oceanhil.protocol.device_request import parse_device_time
from oceanhil.protocol.error_reason import ErrorReason
from oceanhil.protocol.faults import FaultRule
from oceanhil.protocol.http import HttpRequest, HttpResponse
from oceanhil.protocol.messages import RegisterReply, RegisterRequest, SessionReply
from oceanhil.protocol.not_json import NOT_JSON
from oceanhil.protocol.profile import Profile, Scalar
from oceanhil.protocol.settings import WireNames
from oceanhil.remote.connector.control import Control
from oceanhil.remote.evidence.exchange import Exchange
from oceanhil.remote.evidence.no_answer import NoAnswerKind
from oceanhil.remote.wire.wire import Wire
from oceanhil.scenarios.world import Capability, WorldError

_REGISTER = msgspec.json.Decoder(RegisterRequest)
_REGISTERED = msgspec.json.Decoder(RegisterReply)
_OPENED = msgspec.json.Decoder(SessionReply)


class TokenOwners:
    """The server's ids of the run's devices, by registration and permanent token."""

    def __init__(self, wire: WireNames) -> None:
        self._wire = wire
        self._owners: dict[str, str] = {}

    def obtained(self, identity: str, token: str) -> None:
        """Note whose registration token this is."""
        self._owners[token] = identity

    def owner(self, request: HttpRequest) -> str:
        """Give the id of the device whose token the request carries, empty if that is none of this run's."""
        token = request.headers.get(self._wire.token_header) or self._registration_token(request)
        return self._owners.get(token, "")

    def learn(self, request: HttpRequest, response: HttpResponse) -> str:
        """Note what an answer grants; gives the owner."""
        owner = self.owner(request)
        if owner and request.path == self._wire.register_path and response.status == HTTPStatus.OK:
            try:
                self._owners[_REGISTERED.decode(response.body).permanent_token] = owner
            except NOT_JSON:
                return owner
        return owner

    def is_contact(self, request: HttpRequest, response: HttpResponse) -> bool:
        """Tell whether the server has heard from a device by this: a session opened, or a poll with one accepted."""
        if response.status != HTTPStatus.OK:
            return False
        if request.path == self._wire.session_path:
            return _is_session(response)
        return request.path == self._wire.state_path and bool(request.headers.get(self._wire.session_header))

    def _registration_token(self, request: HttpRequest) -> str:
        if request.path != self._wire.register_path:
            return ""
        try:
            return _REGISTER.decode(request.body).token
        except NOT_JSON:
            return ""


def _is_session(response: HttpResponse) -> bool:
    try:
        return bool(_OPENED.decode(response.body).session_id)
    except NOT_JSON:
        return False


class _Refusal(msgspec.Struct):
    """What a refusal says; servers of somebody else leave things out."""

    error: str = ""
    code: str = ""


_REFUSAL = msgspec.json.Decoder(_Refusal)


def reason_of(response: HttpResponse, profile: Profile) -> ErrorReason | None:
    """Tell by its code, else by status and message, why a request was refused; wrong fields by a status of their own.

    None if it was not, or if the answer says neither in the profile's words.
    """
    if response.status < 400:
        return None
    try:
        said = _REFUSAL.decode(response.body)
    except NOT_JSON:
        return None
    rows = profile.errors.items()
    by_code = next((reason for reason, row in rows if row.code == said.code), None)
    words = (response.status, said.error)
    by_words = next((reason for reason, row in rows if (row.status, row.message) == words), None)
    is_of_fields = response.status == profile.server.wrong_field_status
    return by_code or by_words or (ErrorReason.BAD_REQUEST if is_of_fields else None)


class CarriedCore(DashboardCore):
    """Answers devices with the server's answers; faults are those of a proxy between them."""

    def __init__(  # noqa: PLR0917 - as its base class, and the wire
        self,
        control: Control,
        profile: Profile,
        time: ServerTime,
        capabilities: frozenset[Capability],
        ended: Callable[[Control], None],
        wire: Wire,
    ) -> None:
        super().__init__(control, profile, time, capabilities, ended)
        self._wire = wire
        self._names = profile.wire
        self._way = ProxyCore(profile, 0, wire.target.url)
        self._owners = TokenOwners(profile.wire)
        self._asks_for_limits = False

    def handle(self, request: HttpRequest, now_us: int) -> Delivery:
        """Let the server answer a device's request; raises WorldError if there is no server any more."""
        begun = self._way.begin(request, now_us)
        if begun.delivery is not None:
            return msgspec.structs.replace(begun.delivery, device=self._owners.owner(request))
        response = self._exchange(request, now_us)
        if response is None:
            return Delivery(None, None, self._owners.owner(request))
        owner = self._owners.learn(request, response)
        if owner and self._owners.is_contact(request, response):
            self._time.heard(owner, now_us)
        delivery = self._way.finish(request, begun.strikes, response, "", now_us)
        return msgspec.structs.replace(delivery, reason=reason_of(response, self._profile), device=owner)

    def put_settings(self, changes: Mapping[str, Scalar], now_us: int) -> object:
        """Change settings; from then on a 429 is what the scenario asked for."""
        self._asks_for_limits = True
        return super().put_settings(changes, now_us)

    def add_fault(self, rule: FaultRule, now_us: int) -> object:
        """Disturb the way."""
        return self._way.add_fault(rule, now_us)

    def clear_faults(self, now_us: int, name: str = "") -> None:
        """Leave the way alone again, as far as rules of that name disturb it; without one altogether."""
        self._way.clear_faults(now_us, name)

    def _obtained(self, generated: Generated) -> None:
        self._owners.obtained(generated.id, generated.registration_token)

    def _exchange(self, request: HttpRequest, now_us: int) -> HttpResponse | None:
        text = request.headers.get(self._names.time_header)
        claimed = None if text is None else parse_device_time(text)
        with connector_errors():
            if claimed is None:
                self._time.reach(now_us)
            else:
                self._time.claimed(claimed.time_us, now_us)
            exchange = self._send(request)
            if claimed is not None:
                self._time.judged(claimed.time_us, now_us)
        if exchange.response is None and exchange.no_answer_kind is not NoAnswerKind.CONNECTION_LOST:
            raise WorldError(
                f"--server: {self._wire.target.url!r} does not answer devices ({exchange.no_answer_words}); "
                "see whether it runs and can be reached from here"
            )
        return exchange.response

    def _send(self, request: HttpRequest) -> Exchange:
        if not self._asks_for_limits:
            return self._wire.exchange(request)
        with self._wire.asking_for_429():
            return self._wire.exchange(request)
