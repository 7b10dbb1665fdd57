"""API calls: the check of the bearer token, and just enough behind it for a client to have something to ask for."""

import re
from collections.abc import Callable, Mapping
from urllib.parse import parse_qs

from oceanhil.mock_server.core.live_values import LiveValues
from oceanhil.mock_server.core.replies import JSON_HEADERS, json_response
from oceanhil.mock_server.ringcentral.rate_limits import Group, PenaltyLimits
from oceanhil.mock_server.ringcentral.refusals import RefusedError
from oceanhil.mock_server.ringcentral.session import Session
from oceanhil.mock_server.ringcentral.session_registry import SessionRegistry
from oceanhil.mock_server.ringcentral.token_endpoint import Answered, check
from oceanhil.protocol.http import HttpRequest, HttpResponse
from oceanhil.protocol.ringcentral.profile import TokenSettings
from oceanhil.protocol.ringcentral.refusal import Reason

_LEAK = "the access token travels in the query: proxies and logs keep it"
_ACCOUNT = r"/restapi/v1\.0/account/[^/]+"
_EXTENSION = rf"{_ACCOUNT}/extension/[^/]+"
_ACCOUNT_ID = "400129284008"
_RECORDINGS = ("801001", "801002", "801003")
# RIFF header of an empty WAVE file: what a recording begins with.
_RECORDING = bytes.fromhex(
    "52494646 24000000 57415645 666d7420 10000000 01000100 401f0000 803e0000 02001000 64617461 00000000"
)
_Show = Callable[[Session], HttpResponse]


def _account(session: Session) -> HttpResponse:
    del session
    return json_response({"uri": f"/restapi/v1.0/account/{_ACCOUNT_ID}", "id": int(_ACCOUNT_ID), "status": "Confirmed"})


def _extension(session: Session) -> HttpResponse:
    identity = session.user.id
    uri = f"/restapi/v1.0/account/{_ACCOUNT_ID}/extension/{identity}"
    body = {"uri": uri, "id": int(identity), "name": session.user.name, "type": "User", "status": "Enabled"}
    return json_response(body)


def _call_log(session: Session) -> HttpResponse:
    del session
    return json_response({"records": [_call(each) for each in _RECORDINGS], "paging": {"page": 1, "perPage": 100}})


def _call(recording: str) -> Mapping[str, object]:
    uri = f"/restapi/v1.0/account/{_ACCOUNT_ID}/recording/{recording}"
    shown = {"id": recording, "uri": uri, "type": "Automatic", "contentUri": f"{uri}/content"}
    return {"id": f"call-{recording}", "type": "Voice", "direction": "Inbound", "recording": shown}


def _recording(session: Session) -> HttpResponse:
    del session
    return HttpResponse(200, _RECORDING, {"content-type": "audio/wav"})


# "API reference" of the developer guide names path and group of each.
_RESOURCES: tuple[tuple[re.Pattern[str], Group, _Show], ...] = (
    (re.compile(_EXTENSION), Group.LIGHT, _extension),
    (re.compile(_ACCOUNT), Group.LIGHT, _account),
    (re.compile(rf"{_EXTENSION}/call-log"), Group.HEAVY, _call_log),
    (re.compile(rf"{_ACCOUNT}/recording/[^/]+/content"), Group.MEDIUM, _recording),
)


class Api:
    """Everything below `/restapi` but the token endpoint."""

    __slots__ = ("_limits", "_live", "_registry")

    def __init__(self, registry: SessionRegistry, limits: PenaltyLimits, live: LiveValues[TokenSettings]) -> None:
        """Let those in who have a token of `registry`."""
        self._registry = registry
        self._limits = limits
        self._live = live

    def answer(self, request: HttpRequest, at_us: int) -> Answered:
        """Answer one call at the server's time `at_us`; raises RefusedError."""
        token, note = self._token(request)
        session = self._registry.accept(token, at_us)
        group, show = _resource(request)
        values, headers = self._live.values, dict[str, str]()
        if values.rate_limit_enabled:
            who = f"{session.app.client_id} {session.user.id}"
            headers = check(self._limits.admit(group, who, values, at_us), values).headers()
        plain = show(session)
        return Answered(HttpResponse(plain.status, plain.body, {**plain.headers, **headers}), session.id, note)

    def _token(self, request: HttpRequest) -> tuple[str, str]:
        header = request.headers.get("authorization")
        queried = parse_qs(request.query, errors="replace").get("access_token")
        note = "" if queried is None else _LEAK
        if header is None:
            if queried is not None and self._live.values.accept_query_token:
                return queried[-1], note
            raise RefusedError(Reason.AUTHORIZATION_MISSING, note)
        scheme, _, token = header.partition(" ")
        if scheme.lower() != "bearer" or not token.strip():
            raise RefusedError(Reason.AUTHORIZATION_WRONG, "Authorization is not Bearer with a token")
        return token.strip(), note


def bearer_of(headers: Mapping[str, str]) -> str:
    """Give the token in `Authorization`, empty if there is none."""
    return headers.get("authorization", "").partition(" ")[2].strip()


def _resource(request: HttpRequest) -> tuple[Group, _Show]:
    found = next(((group, show) for path, group, show in _RESOURCES if path.fullmatch(request.path)), None)
    if found is None:
        raise RefusedError(Reason.RESOURCE_UNKNOWN)
    if request.method not in {"GET", "HEAD"}:
        raise RefusedError(Reason.METHOD_WRONG, headers={**JSON_HEADERS, "allow": "GET, HEAD"})
    return found
