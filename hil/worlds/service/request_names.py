"""Requests of clients as fields of the trace: tokens by names such as `access-2`, never themselves."""

from collections.abc import Mapping
from urllib.parse import parse_qs

from oceanhil.hil.worlds.service.service_core import Handled
from oceanhil.protocol.http import HttpRequest, HttpResponse
from oceanhil.protocol.redact import redact
from oceanhil.protocol.ringcentral.messages import read_refusal, read_tokens
from oceanhil.scenarios.trace import Scalar

_UNKNOWN = "unknown"


class TokenNames:
    """Gives each token a name when it is first seen in an answer, and knows which session it belongs to."""

    def __init__(self) -> None:
        """Begin without any."""
        self._names: dict[str, str] = {}
        self._sessions: dict[str, str] = {}
        self._pairs = 0

    @property
    def tokens(self) -> frozenset[str]:
        """Every whole token seen so far."""
        return frozenset(self._names)

    def session_of(self, *tokens: str) -> str:
        """Give the session of the first of these tokens that is known, empty if none is."""
        return next((self._sessions[token] for token in tokens if token in self._sessions), "")

    def describe(self, request: HttpRequest, handled: Handled, response: HttpResponse | None) -> dict[str, Scalar]:
        """Give the fields of a REQUEST event; `response` is what the client got of what was `handled`."""
        fields: dict[str, Scalar] = {"method": request.method, "path": request.path}
        fields["status"] = 0 if response is None else response.status
        form = parse_qs(request.body.decode())
        if grant := form.get("grant_type"):
            fields["grant"] = grant[0].rpartition(":")[2]
        if token := _sent(request, form):
            fields["token"] = self._names.get(token, _UNKNOWN)
        if handled.session:
            fields["session"] = handled.session
        fields |= self._issued(handled)
        fields |= {} if response is None else _refused(response)
        if response is None or handled.fault:
            fields["fault"] = handled.fault or "no answer"
        return fields

    def _issued(self, handled: Handled) -> Mapping[str, Scalar]:
        answer = None if handled.response is None else read_tokens(handled.response)
        if answer is None:
            return {}
        if answer.access_token not in self._names:
            self._pairs += 1
            for kind, token in (("access", answer.access_token), ("refresh", answer.refresh_token)):
                if token:
                    self._names[token] = f"{kind}-{self._pairs}"
                    self._sessions[token] = handled.session
        return {"issued": self._names[answer.access_token]}


def _sent(request: HttpRequest, form: Mapping[str, list[str]]) -> str:
    scheme, _, bearer = request.headers.get("authorization", "").partition(" ")
    if scheme == "Bearer":
        return bearer
    return next((form[name][0] for name in ("refresh_token", "token") if name in form), "")


def _refused(response: HttpResponse) -> Mapping[str, Scalar]:
    fields: dict[str, Scalar] = {}
    if (body := read_refusal(response)) is not None:
        fields |= {"code": body.code, "message": redact(body.message), "envelope": body.envelope.value}
    retry_after = response.headers.get("retry-after", "")
    if retry_after.isascii() and retry_after.isdigit():
        fields["retry_after"] = int(retry_after)
    return fields
