"""Refusals in every documented form of body, and when each is used."""

from collections.abc import Mapping

import msgspec

from oceanhil.mock_server.core.replies import INJECTED, json_response
from oceanhil.protocol.http import WITHOUT_BODY, HttpResponse, status_phrase
from oceanhil.protocol.profile import Kind
from oceanhil.protocol.ringcentral.refusal import Reason
from oceanhil.protocol.service_profile import Refusal

_BARE = "AGW-"
"""Codes of the gateway: it does not know the service's form, and always answers in its own."""


class RefusedError(Exception):
    """A request that is refused; `parameter` names the field, `note` is for the journal, `headers` go along."""

    def __init__(
        self, reason: Reason, note: str = "", parameter: str = "", headers: Mapping[str, str] | None = None
    ) -> None:
        """Refuse for `reason`."""
        super().__init__(reason.value)
        self.reason = reason
        self.note = note
        self.parameter = parameter
        self.headers = headers or {}
        self.session = ""
        """The id of the session it concerns, if one is known."""

    def of(self, session: str) -> "RefusedError":
        """Note which session it concerns."""
        self.session = session
        return self


class Item(msgspec.Struct, frozen=True, rename="camel", omit_defaults=True):
    """One element of `errors`."""

    error_code: str
    message: str
    parameter_name: str = ""


class ApiError(msgspec.Struct, frozen=True, rename="camel"):
    """Code, message and the elements behind them."""

    error_code: str
    message: str
    errors: tuple[Item, ...]


class OAuthError(msgspec.Struct, frozen=True):
    """A refusal of the token endpoint."""

    error: str
    error_description: str
    errors: tuple[Item, ...]


def refusal(row: Refusal, form: str, headers: Mapping[str, str], parameter: str = "") -> HttpResponse:
    """Make the answer to a refused request; `form` is one of oauth, full, flat, list."""
    return json_response(_body(row, form, parameter), row.status, {"content-type": "application/json", **headers})


def _body(row: Refusal, form: str, parameter: str) -> object:
    item = Item(row.code, row.message, parameter)
    if row.code.startswith(_BARE):
        return Item(row.code, row.message) if row.status == 401 else ApiError(row.code, row.message, ())
    if form == "list":
        return {"errors": [item]}
    if form == "flat":
        return Item(row.outer or row.code, row.message)
    if form == "oauth":
        return OAuthError(row.error or "invalid_request", row.message, (item,))
    return ApiError(row.outer or row.code, row.message, (item,))


def injected_answer(rows: Mapping[str, Refusal], form: str, status: int, retry_after_s: int | None) -> HttpResponse:
    """Answer with `status` in the envelope `form`; `retry_after_s` goes into the header."""
    headers = {} if retry_after_s is None else {"retry-after": str(retry_after_s)}
    if status in WITHOUT_BODY:
        return HttpResponse(status, b"", headers)
    named = {(row.code, row.message): row for row in rows.values() if row.status == status}
    if len(named) == 1:
        return refusal(next(iter(named.values())), form, headers)
    made = Refusal(400, INJECTED, status_phrase(status), Kind.ASSUMPTION, "a fault rule")
    plain = refusal(made, form, headers)
    return HttpResponse(status, plain.body, plain.headers)
