"""Faults of a server in what it says about sessions and states, in its HTTP, and in what it lets be seen."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Final

import msgspec

from oceanhil.conformance.contract.result import ItemVerdict
from oceanhil.mock_server.app import MockServer
from oceanhil.mock_server.core.core import Core
from oceanhil.mock_server.core.delivery import Delivery
from oceanhil.mock_server.core.replies import json_response
from oceanhil.mock_server.core.views import JournalEntry
from oceanhil.protocol.error_reason import ErrorReason
from oceanhil.protocol.http import HttpRequest, HttpResponse
from oceanhil.protocol.profile import load_profile
from tests.conformance.seeded.bug import Honest, Meddling, SeededBug, meddled
from tests.conformance.seeded.fronts import front

_WIRE: Final = load_profile().wire
_TOKEN: Final = _WIRE.token_header
_WIRE_LIMIT: Final = load_profile().server.max_body_bytes
_DEEP: Final = 1_000
_METHOD: Final = "x-method"


def _answered(body: object, status: int) -> Delivery:
    return Delivery(json_response(body, status), None, "")


def _told(delivery: Delivery) -> HttpResponse:
    assert delivery.response is not None
    return delivery.response


def _with_headers(delivery: Delivery, headers: Mapping[str, str]) -> Delivery:
    told = _told(delivery)
    return Delivery(HttpResponse(told.status, told.body, {**told.headers, **headers}), delivery.reason, delivery.device)


def _refused(request: HttpRequest, honest: Honest, reason: ErrorReason, answer: Callable[[], Delivery]) -> Delivery:
    """Answer honestly, but for this reason to refuse."""
    delivery = honest(request)
    return answer() if delivery.reason is reason else delivery


def _hangs_up_after_posts(request: bytes, ask: Callable[[bytes], bytes]) -> bytes:
    answer = ask(request)
    return answer.replace(b"Connection: close\r\n", b"") if request.startswith(b"POST ") else answer


def _has_chunks_for_all(request: bytes, ask: Callable[[bytes], bytes]) -> bytes:
    answer = ask(request)
    head, end, body = answer.partition(b"\r\n\r\n")
    if b" HTTP/1.0\r\n" not in request or not body:
        return answer
    lines = [line for line in head.split(b"\r\n") if not line.lower().startswith(b"content-length:")]
    return b"\r\n".join([*lines, b"Transfer-Encoding: chunked"]) + end + b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)


def keeps_answers() -> MockServer:
    """Serve with a cache before polls that minds neither sessions nor time."""
    kept: dict[tuple[str, str | None], Delivery] = {}

    def meddling(request: HttpRequest, honest: Honest) -> Delivery:
        key = (request.query, request.headers.get(_TOKEN))
        if request.method != "GET" or key not in kept:
            delivery = honest(request)
            if request.method == "GET" and _told(delivery).status == 200:
                kept[key] = delivery
            return delivery
        return kept[key]

    return meddled(meddling)()


def _has_a_session_for_each_id() -> MockServer:
    """Serve with sessions that are kept by device ID: two devices of one ID end each other's."""
    newest: dict[str, str] = {}
    ids: dict[str, str] = {}

    def meddling(request: HttpRequest, honest: Honest) -> Delivery:
        delivery = honest(request)
        if request.path == _WIRE.session_path and _told(delivery).status == 200:
            opened = str(msgspec.json.decode(_told(delivery).body, type=dict[str, object])["session_id"])
            ids[opened] = str(msgspec.json.decode(request.body, type=dict[str, object])["device_id"])
            newest[ids[opened]] = opened
        session = request.headers.get(_WIRE.session_header, "")
        is_gone = session in ids and newest[ids[session]] != session
        return _answered({"success": False}, 401) if is_gone else delivery

    return meddled(meddling)()


def _fails_beyond_9999(request: HttpRequest, honest: Honest) -> Delivery:
    is_beyond = request.headers.get(_WIRE.time_header, "").isdecimal() and len(request.headers[_WIRE.time_header]) == 13
    return _answered({"success": False}, 500) if is_beyond else honest(request)


def _session_survives() -> MockServer:
    """Serve with sessions that are kept apart from tokens: revoking does not reach them."""
    answers: dict[str, Delivery] = {}

    def meddling(request: HttpRequest, honest: Honest) -> Delivery:
        delivery = honest(request)
        session = request.headers.get(_WIRE.session_header)
        if session is not None and delivery.reason is ErrorReason.TOKEN_REVOKED:
            return answers.get(session, delivery)
        if session is not None and request.method == "GET" and _told(delivery).status == 200:
            answers[session] = delivery
        return delivery

    return meddled(meddling)()


def _many_sessions() -> MockServer:
    """Serve with sessions that do not end one another."""
    latest: dict[str, str] = {}
    given: dict[str, str] = {}

    def meddling(request: HttpRequest, honest: Honest) -> Delivery:
        token, session = request.headers.get(_TOKEN, ""), request.headers.get(_WIRE.session_header, "")
        if given.get(session) == token:
            headers = {**request.headers, _WIRE.session_header: latest[token]}
            return honest(msgspec.structs.replace(request, headers=headers))
        delivery = honest(request)
        if request.path == _WIRE.session_path and _told(delivery).status == 200:
            opened = msgspec.json.decode(_told(delivery).body, type=dict[str, object])["session_id"]
            latest[token] = str(opened)
            given[str(opened)] = token
        return delivery

    return meddled(meddling)()


def _quotes_the_token(request: HttpRequest, honest: Honest) -> Delivery:
    error = f"Invalid token {request.headers.get(_TOKEN)}"
    return _refused(request, honest, ErrorReason.TOKEN_INVALID, lambda: _answered({"error": error}, 401))


def _repeats_the_token(request: HttpRequest, honest: Honest) -> Delivery:
    return _with_headers(honest(request), {"x-device-token": request.headers.get(_TOKEN, "none")})


def _warm() -> MockServer:
    """Serve with a refusal that says whether a token begins as one that was issued."""
    issued: set[str] = set()

    def meddling(request: HttpRequest, honest: Honest) -> Delivery:
        delivery = honest(request)
        if request.path == _WIRE.register_path and _told(delivery).status == 200:
            issued.add(str(msgspec.json.decode(_told(delivery).body, type=dict[str, object])["permanent_token"])[:20])
        if delivery.reason is ErrorReason.TOKEN_INVALID and request.headers.get(_TOKEN, "")[:20] in issued:
            return _answered({"success": False, "error": "Invalid token: nearly right", "code": "token_invalid"}, 401)
        return delivery

    return meddled(meddling)()


def _unknown_is_not_found(request: HttpRequest, honest: Honest) -> Delivery:
    return _refused(request, honest, ErrorReason.TOKEN_INVALID, lambda: _answered({"error": "no such token"}, 404))


def _revoked_is_unknown(request: HttpRequest, honest: Honest) -> Delivery:
    body = {"success": False, "error": "Invalid token", "code": "token_invalid"}
    return _refused(request, honest, ErrorReason.TOKEN_REVOKED, lambda: _answered(body, 401))


def _expired_is_forbidden(request: HttpRequest, honest: Honest) -> Delivery:
    body = {"success": False, "error": "Session expired", "code": "session_expired"}
    return _refused(request, honest, ErrorReason.SESSION_EXPIRED, lambda: _answered(body, 403))


def _expired_is_a_dead_token(request: HttpRequest, honest: Honest) -> Delivery:
    body = {"success": False, "error": "Token already used or expired", "code": "token_expired"}
    return _refused(request, honest, ErrorReason.SESSION_EXPIRED, lambda: _answered(body, 401))


def _page(request: HttpRequest, honest: Honest) -> Delivery:
    page = Delivery(HttpResponse(404, b"<h1>Not Found</h1>", {"content-type": "text/html"}), None, "")
    return _refused(request, honest, ErrorReason.NOT_FOUND, lambda: page)


def _fails_on_bad_json(request: HttpRequest, honest: Honest) -> Delivery:
    try:
        msgspec.json.decode(request.body or b"{}")
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return _answered({"error": "Internal Server Error"}, 500)
    return honest(request)


def _fails_when_deep(request: HttpRequest, honest: Honest) -> Delivery:
    if request.body.count(b"[") > _DEEP:
        return _answered({"error": "Internal Server Error"}, 500)
    return honest(request)


def _without_retry_after(request: HttpRequest, honest: Honest) -> Delivery:
    told = _told(honest(request))
    headers = {name: value for name, value in told.headers.items() if name != "retry-after"}
    return Delivery(HttpResponse(told.status, told.body, headers), None, "")


def _retry_at_once(request: HttpRequest, honest: Honest) -> Delivery:
    delivery = honest(request)
    return _with_headers(delivery, {"retry-after": "0"}) if _told(delivery).status == 429 else delivery


def _retry_at_a_date(request: HttpRequest, honest: Honest) -> Delivery:
    delivery = honest(request)
    date = {"retry-after": "Sun, 06 Nov 1994 08:49:37 GMT"}
    return _with_headers(delivery, date) if _told(delivery).status == 429 else delivery


def _retry_in_minutes(request: HttpRequest, honest: Honest) -> Delivery:
    delivery = honest(request)
    is_limited = request.path == _WIRE.register_path and _told(delivery).status == 429
    return _with_headers(delivery, {"retry-after": "5"}) if is_limited else delivery


def _relays_stay_off(request: HttpRequest, honest: Honest) -> Delivery:
    told = _told(honest(request))
    body = told.body.replace(b'"relay1":true', b'"relay1":false')
    return Delivery(HttpResponse(told.status, body, told.headers), None, "")


def _temperature_as_text(request: HttpRequest, honest: Honest) -> Delivery:
    told = _told(honest(request))
    body = told.body.replace(b'"temperature":23.5', b'"temperature":"23.5"')
    return Delivery(HttpResponse(told.status, body, told.headers), None, "")


def _no_session_id(request: HttpRequest, honest: Honest) -> Delivery:
    told = _told(honest(request))
    body = told.body.replace(b'"session_id"', b'"session"')
    return Delivery(HttpResponse(told.status, body, told.headers), None, "")


def _sends_back(request: HttpRequest, honest: Honest) -> Delivery:
    if request.method != "TRACE":
        return honest(request)
    echo = "\r\n".join(f"{name}: {value}" for name, value in request.headers.items())
    return Delivery(HttpResponse(200, echo.encode(), {"content-type": "message/http"}), None, "")


def _without_chunks(request: HttpRequest, honest: Honest) -> Delivery:
    if "transfer-encoding" in request.headers:
        return _answered({"success": False, "error": "Bad request", "code": "bad_request"}, 400)
    return honest(request)


def _takes_all_chunks(request: HttpRequest, honest: Honest) -> Delivery:
    is_large = "transfer-encoding" in request.headers and len(request.body) > _WIRE_LIMIT
    return honest(msgspec.structs.replace(request, body=b"{}") if is_large else request)


def _minds_the_case(request: HttpRequest, honest: Honest) -> Delivery:
    if _TOKEN in request.headers and _TOKEN not in list(request.headers):
        return _answered({"success": False, "error": "Invalid token", "code": "token_invalid"}, 401)
    return honest(request)


def _moves_away(request: HttpRequest, honest: Honest) -> Delivery:
    if request.headers.get("host") == _WIRE.register_host:
        return Delivery(HttpResponse(301, b"", {"location": f"https://{_WIRE.api_host}{request.path}"}), None, "")
    return honest(request)


def _lives_in_1970(request: HttpRequest, honest: Honest) -> Delivery:
    return _with_headers(honest(request), {"date": "Thu, 01 Jan 1970 00:00:00 GMT"})


class _TellingLog(Core):
    """Its log has a part of each request as it came."""

    def __init__(self, part: Callable[[HttpRequest], str]) -> None:
        super().__init__(load_profile(), seed=1)
        self._part = part
        self._told: list[str] = []

    def handle(self, request: HttpRequest, now_us: int) -> Delivery:
        self._told.append(self._part(request))
        return super().handle(request, now_us)

    def journal_newest(
        self, count: int, seq: int = 0, device: str = "", before: int | None = None
    ) -> Sequence[JournalEntry]:
        entries = super().journal_newest(count, seq, device, before)
        return [msgspec.structs.replace(entry, note=" ".join(self._told)) for entry in entries]


def logging(part: Callable[[HttpRequest], str]) -> Callable[[], MockServer]:
    """Serve a log that has this part of each request, whatever stands there."""
    return lambda: MockServer(_TellingLog(part))


def _naming_the_method(request: bytes, ask: Callable[[bytes], bytes]) -> bytes:
    """Hand on what the server behind would not look at, with the method as a header."""
    method, _, rest = request.partition(b" ")
    line, _, more = rest.partition(b"\r\n")
    return ask(b"GET " + line + b"\r\n" + _METHOD.encode() + b": " + method + b"\r\n" + more)


def _repeats_the_method(request: bytes, ask: Callable[[bytes], bytes]) -> bytes:
    """Say which method it does not know, as many libraries that read HTTP do."""
    method = request.partition(b" ")[0]
    if method.isalpha():
        return ask(request)
    said = b"no such method: " + method
    return b"HTTP/1.1 400 Bad Request\r\nContent-Length: %d\r\n\r\n%b" % (len(said), said)


def _token_of(request: HttpRequest) -> str:
    return request.headers.get(_TOKEN, "")


class _ConsumesWhatItRefuses(Core):
    """A registration that comes too soon, or during maintenance, uses its token up."""

    def __init__(self) -> None:
        super().__init__(load_profile(), seed=1)

    def handle(self, request: HttpRequest, now_us: int) -> Delivery:
        delivery = super().handle(request, now_us)
        if request.path == _WIRE.register_path and _told(delivery).status in {429, 503}:
            token = msgspec.json.decode(request.body, type=dict[str, str])["token"]
            device = self._registry.find_registration(token)
            if device is not None:
                device.used_us = now_us
        return delivery


def _violates(name: str, item: str, meddling: Meddling) -> SeededBug:
    return SeededBug(name, item, meddled(meddling))


def _differs(name: str, item: str, meddling: Meddling) -> SeededBug:
    return SeededBug(name, item, meddled(meddling), ItemVerdict.DIFFERS)


MESSAGE_BUGS: Final = (
    SeededBug("a session survives revoking", "revoke/session", _session_survives),
    SeededBug("an expired session is called a dead token", "session-life/expired", meddled(_expired_is_a_dead_token)),
    SeededBug("sessions live side by side", "session/ends-the-old-one", _many_sessions, ItemVerdict.DIFFERS),
    SeededBug("sessions opened at once all live", "race/two-sessions", _many_sessions, ItemVerdict.DIFFERS),
    _violates("no session id in the answer", "session/has-id", _no_session_id),
    _violates("an error quotes the token", "secrets/wrong-token", _quotes_the_token),
    _violates("a header repeats the token", "secrets/poll-shows-none", _repeats_the_token),
    SeededBug("an error tells hot from cold", "secrets/near-miss-looks-like-unknown", _warm),
    SeededBug("the log has whole tokens", "secrets/log", logging(_token_of)),
    SeededBug("the log has the tokens of all requests", "secrets/log-requests", logging(_token_of)),
    SeededBug("the log has refused tokens", "secrets/log-refused", logging(_token_of)),
    SeededBug("the log has the query", "secrets/log-query", logging(lambda request: request.query)),
    SeededBug(
        "the log has the query as it came",
        "secrets/log-encoded-query",
        logging(lambda request: request.query),
        ItemVerdict.DIFFERS,
    ),
    SeededBug("the log has the path", "secrets/log-path", logging(lambda request: request.path), ItemVerdict.DIFFERS),
    SeededBug(
        "the log has the method",
        "secrets/log-method",
        logging(lambda request: request.headers.get(_METHOD, "")),
        ItemVerdict.DIFFERS,
        before=partial(front, waits_in=frozenset(), workers=8, relay=_naming_the_method),
    ),
    SeededBug(
        "a method that there is not is repeated",
        "secrets/as-method",
        lambda: MockServer(Core(load_profile(), seed=1)),
        before=partial(front, waits_in=frozenset(), workers=8, relay=_repeats_the_method),
    ),
    SeededBug(
        "a connection ends behind a POST without a word",
        "http/keep-alive-after-post",
        lambda: MockServer(Core(load_profile(), seed=1)),
        before=partial(front, waits_in=frozenset(), workers=8, relay=_hangs_up_after_posts),
    ),
    SeededBug(
        "HTTP/1.0 gets chunks",
        "http/version-1-0-chunks",
        lambda: MockServer(Core(load_profile(), seed=1)),
        before=partial(front, waits_in=frozenset(), workers=8, relay=_has_chunks_for_all),
    ),
    SeededBug("polls are answered out of a cache", "poll/no-kept-answer", keeps_answers),
    SeededBug("a session belongs to a device ID", "session/same-device-id", _has_a_session_for_each_id),
    _violates("a time beyond the calendar is a failure", "registration-clock/milliseconds", _fails_beyond_9999),
    SeededBug("the log has bodies", "secrets/log-body", logging(lambda request: request.body.decode("latin-1"))),
    _violates("an unknown token is 404", "poll/unknown-token", _unknown_is_not_found),
    _violates("a revoked token is unknown", "revoke/permanent-token", _revoked_is_unknown),
    _differs("an expired session is 403", "session-life/expired", _expired_is_forbidden),
    _differs("an error is a page", "http/error-form-path", _page),
    _violates("bad JSON is a failure", "session-body/no-json", _fails_on_bad_json),
    _violates("deep JSON is a failure", "abuse/deep-list", _fails_when_deep),
    _differs("chunks have no limit", "http/chunked-too-large", _takes_all_chunks),
    _differs("Retry-After is missing", "limits/api-retry-after", _without_retry_after),
    _violates("Retry-After is 0", "limits/api-retry-after", _retry_at_once),
    _differs("Retry-After is a date", "limits/api-retry-after", _retry_at_a_date),
    _differs("Retry-After is a date that is past", "limits/waiting-as-told-helps", _retry_at_a_date),
    _violates(
        "Retry-After of a registration is in minutes", "limits/registration-waiting-as-told-helps", _retry_in_minutes
    ),
    _differs("Retry-After is shorter than the limit", "limits/register-retry-after", _retry_in_minutes),
    SeededBug("a limit uses tokens up", "limits/token-not-consumed", lambda: MockServer(_ConsumesWhatItRefuses())),
    SeededBug(
        "maintenance uses tokens up", "maintenance/token-not-consumed", lambda: MockServer(_ConsumesWhatItRefuses())
    ),
    _violates("a relay cannot be switched", "poll/relay1-switched", _relays_stay_off),
    _violates("a temperature is a text", "poll/temperature", _temperature_as_text),
    _violates("TRACE sends tokens back", "abuse/trace", _sends_back),
    _violates("chunks are not understood", "http/chunked", _without_chunks),
    _violates("the case of headers counts", "http/header-case", _minds_the_case),
    _differs("one host leads to the other", "http/register-host", _moves_away),
    _differs("the date is wrong", "http/date", _lives_in_1970),
)
"""Each alone in a server of its own."""
