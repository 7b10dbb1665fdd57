"""The device side: the long way of every request, and the short way of the one that a server of many devices gets most.

The long way judges shape first, then maintenance and rate limit, then token, MAC and clock. Shape is judged in the
order 404, 405, 413, 415, 400; a refused request changes nothing and consumes nothing.

A device polls its state every few seconds; all else is rare. So the plain poll of a live session has a way of its
own, the poll path, with a dozen comparisons and no object made but its row of the journal.

What it must not know: any reason to refuse. It answers only what the long way would answer with 200 and no remark, and
leaves everything else to it untouched: a query, a body, another method, a token it does not know in plain, a session
that is another or has ended, and every request while anything is switched on that could concern a poll (faults,
maintenance, device time, limits: `LiveSettings.guarded`).

Laws:

1. Same answer. Whatever this way answers, the long way would have answered with the same bytes, the same row of the
   journal and the same contact. A property test sends each request both ways.
2. None means nothing: where it gives None, it has changed nothing and noted nothing.
3. Its cost does not grow with the number of devices, faults or rows.

What changes with it: a new reason to refuse a poll, or a new thing that a poll does, belongs into the long way, and
its condition into `guarded`; forgotten there, the test of the first law fails.
"""

from collections.abc import Callable, Mapping
from urllib.parse import unquote

from oceanhil.mock_server.core.delivery import Delivery
from oceanhil.mock_server.core.device import INITIAL_STATE, Device
from oceanhil.mock_server.core.device_session import Sessions
from oceanhil.mock_server.core.journal import Journal, PollRow
from oceanhil.mock_server.core.rate_limits import RateLimits, Zone
from oceanhil.mock_server.core.registration import Registration
from oceanhil.mock_server.core.registry import Registry
from oceanhil.mock_server.core.replies import Answer, Replies
from oceanhil.mock_server.core.settings import LiveSettings
from oceanhil.mock_server.core.state import StateAccess, poll_delivery
from oceanhil.protocol.device_request import (
    DeviceTime,
    ShapeError,
    WrongFieldError,
    merged_state,
    parse_device_time,
    query_token,
    read_json,
    read_registration,
    read_session,
)
from oceanhil.protocol.error_reason import ErrorReason
from oceanhil.protocol.http import HttpRequest, HttpResponse
from oceanhil.protocol.settings import WireNames

_CONNECTION_RETRY_S = 1
_Handler = Callable[["DeviceSide", HttpRequest, int], Answer]
_LEAK = "the permanent token travels in the query: proxies and logs keep it"


class Gate:
    """Maintenance first, then the rate limit of the request's zone."""

    __slots__ = ("_limits", "_replies", "_settings")

    def __init__(self, settings: LiveSettings, limits: RateLimits, replies: Replies) -> None:
        """Judge by `settings`, count in `limits`."""
        self._settings = settings
        self._limits = limits
        self._replies = replies

    def refusal(self, zone: Zone, peer: str, now_us: int) -> Answer | None:
        """Give the refusal of a request of `peer` at the server's time `now_us`, or None to let it pass."""
        if not self._settings.guarded:
            return None
        values = self._settings.values
        if values.maintenance:
            if values.maintenance_retry_after_s < 1:
                return self._replies.refuse(ErrorReason.MAINTENANCE)
            return self._retry_later(ErrorReason.MAINTENANCE, values.maintenance_retry_after_s)
        if zone is Zone.REGISTER:
            wait_s = self._limits.admit(zone, peer, values.rate_limit_register_per_min, now_us)
            return self._retry_later(ErrorReason.RATE_LIMITED, max(wait_s, values.rate_limit_retry_after_s), wait_s)
        wait_s = self._limits.admit(zone, peer, values.rate_limit_api_per_s, now_us)
        return self._retry_later(ErrorReason.RATE_LIMITED, wait_s, wait_s)

    def connection_refusal(self) -> Answer:
        """Refuse a request on a connection beyond the limit per address."""
        value = str(_CONNECTION_RETRY_S)
        return self._replies.refuse_with(
            ErrorReason.RATE_LIMITED, "retry-after", value, "too many connections from this address"
        )

    def _retry_later(self, reason: ErrorReason, retry_s: int, wait_s: int = 1) -> Answer | None:
        return self._replies.refuse_with(reason, "retry-after", str(retry_s)) if wait_s else None


class DeviceSide:
    """Routes a device's request and judges it."""

    __slots__ = ("_gate", "_registration", "_replies", "_routes", "_sessions", "_settings", "_state", "_wire")

    def __init__(
        self,
        wire: WireNames,
        settings: LiveSettings,
        replies: Replies,
        gate: Gate,
        endpoints: tuple[Registration, Sessions, StateAccess],
    ) -> None:
        """Serve the paths that `wire` names."""
        self._wire = wire
        self._settings = settings
        self._replies = replies
        self._gate = gate
        self._registration, self._sessions, self._state = endpoints
        self._routes: Mapping[str, Mapping[str, _Handler]] = {
            wire.register_path: {"POST": DeviceSide._register},
            wire.session_path: {"POST": DeviceSide._open_session},
            wire.state_path: {
                "GET": DeviceSide._read_state,
                "HEAD": DeviceSide._read_state,
                "POST": DeviceSide._report_state,
            },
        }

    def answer(self, request: HttpRequest, now_us: int) -> Answer:
        """Answer one request; `now_us` is the server's time."""
        route = self._routes.get(request.path) or self._routes.get(_decoded(request.path))
        if route is None:
            return self._replies.refuse(ErrorReason.NOT_FOUND)
        handler = route.get(request.method)
        if handler is None:
            return self._answer_method(request.method, ", ".join((*route, "OPTIONS")))
        try:
            return handler(self, request, now_us)
        except ShapeError as error:
            if isinstance(error, WrongFieldError):
                return self._replies.refuse_shape(error.message, self._settings.values.wrong_field_status)
            if error.reason is ErrorReason.BAD_REQUEST:
                return self._replies.refuse_shape(error.message)
            return self._replies.refuse(error.reason)

    def _answer_method(self, method: str, allow: str) -> Answer:
        if method == "OPTIONS":
            return Answer(HttpResponse(204, b"", {"allow": allow}))
        return self._replies.refuse_with(ErrorReason.METHOD_NOT_ALLOWED, "allow", allow)

    def _register(self, request: HttpRequest, now_us: int) -> Answer:
        body = read_registration(read_json(request, self._settings.max_body_bytes))
        device_time = self._device_time(request)
        refusal = self._gate.refusal(Zone.REGISTER, request.peer, now_us)
        return refusal or self._registration.answer(body, device_time, now_us)

    def _open_session(self, request: HttpRequest, now_us: int) -> Answer:
        body = read_session(read_json(request, self._settings.max_body_bytes))
        device_time = self._device_time(request)
        token = request.headers.get(self._wire.token_header)
        refusal = self._gate.refusal(Zone.API, request.peer, now_us)
        return refusal or self._sessions.answer(token, body, device_time, now_us)

    def _read_state(self, request: HttpRequest, now_us: int) -> Answer:
        if len(request.body) > self._settings.max_body_bytes:
            raise ShapeError(ErrorReason.TOO_LARGE)
        token, note = self._state_token(request)
        session = request.headers.get(self._wire.session_header)
        refusal = self._gate.refusal(Zone.API, request.peer, now_us)
        return _noted(refusal or self._state.read(token, session, now_us), note)

    def _report_state(self, request: HttpRequest, now_us: int) -> Answer:
        fields = read_json(request, self._settings.max_body_bytes)
        merged_state(INITIAL_STATE, fields)
        token, note = self._state_token(request)
        session = request.headers.get(self._wire.session_header)
        refusal = self._gate.refusal(Zone.API, request.peer, now_us)
        return _noted(refusal or self._state.report(token, session, fields, now_us), note)

    def _state_token(self, request: HttpRequest) -> tuple[str | None, str]:
        """Give the permanent token, the header's before the query's, and a warning if the query has one."""
        header = request.headers.get(self._wire.token_header)
        queried = query_token(request.query)
        if queried is None:
            return header, ""
        if header is None and self._settings.values.accept_query_token:
            return queried, _LEAK
        return header, _LEAK

    def _device_time(self, request: HttpRequest) -> DeviceTime | None:
        text = request.headers.get(self._wire.time_header)
        if text is None:
            if self._settings.values.require_device_time:
                raise WrongFieldError(f"{self._wire.time_header} is missing, expected Unix seconds")
            return None
        device_time = parse_device_time(text)
        if device_time is None:
            expected = "expected Unix seconds as a decimal number"
            raise WrongFieldError(f"{self._wire.time_header} is not a number, {expected}")
        return device_time


def _decoded(path: str) -> str:
    """Undo needless percent-encoding, which leaves a path the same; an encoded slash is no slash (RFC 3986, 2.2)."""
    return path if "%2f" in path.lower() else unquote(path)


def _noted(answer: Answer, note: str) -> Answer:
    if not note:
        return answer
    return Answer(answer.response, answer.reason, answer.device, f"{answer.note}; {note}" if answer.note else note)


class PollPath:
    """The poll path: answers plain polls."""

    __slots__ = ("_journal", "_known", "_path", "_session_header", "_settings", "_token_header")

    def __init__(self, wire: WireNames, registry: Registry, settings: LiveSettings, journal: Journal) -> None:
        """Serve the devices in `registry`, noting polls in `journal`."""
        self._path = wire.state_path
        self._token_header = wire.token_header
        self._session_header = wire.session_header
        self._known = registry.known
        self._settings = settings
        self._journal = journal

    def answer(self, request: HttpRequest, now_us: int) -> Delivery | None:
        """Answer and note a plain poll with a live session; None, and nothing done, for any other request."""
        if (
            request.path != self._path
            or request.method != "GET"
            or request.query
            or request.body
            or self._settings.guarded
        ):
            return None
        device = self._live_device(request, now_us)
        if device is None:
            return None
        device.contact_us = now_us
        delivery = device.poll or poll_delivery(device)
        row = PollRow(now_us, device.id, device.permanent_token, device.session, request.peer)
        self._journal.add(row, b"", delivery.response)
        return delivery

    def _live_device(self, request: HttpRequest, now_us: int) -> Device | None:
        headers = request.headers
        token = headers.get(self._token_header)
        if token is None:
            return None
        device = self._known.get(token)
        if device is None or device.session is None or headers.get(self._session_header) != device.session:
            return None
        return device if now_us - device.session_us <= self._settings.session_ttl_us else None
