"""Everything a server may answer instead of what was asked for: of the profile, the admin side and the transport."""

from collections.abc import Iterable, Mapping, Sequence
from enum import Enum

import msgspec

from oceanhil.mock_server.core.early_refusal import EarlyRefusal, too_many
from oceanhil.mock_server.core.operation import AdminRefusal, Json, Mark, Operation, Tag
from oceanhil.mock_server.core.storage import storage_refusal
from oceanhil.protocol.error_reason import ErrorReason
from oceanhil.protocol.http import HttpResponse
from oceanhil.protocol.messages import ErrorReply
from oceanhil.protocol.profile import Profile


class Header(Enum):
    """A header that comes with a refusal; the value is its name."""

    RETRY_AFTER = "Retry-After"
    ALLOW = "Allow"
    AUTHENTICATE = "WWW-Authenticate"


class Refusal(msgspec.Struct, frozen=True):
    """One way of saying no, under the name of its example.

    `headers` come with it, always if true. `mark` is None for what is this project's own.
    """

    name: str
    status: int
    code: str
    message: str
    mark: Mark | None = None
    headers: Mapping[Header, bool] = {}
    example: Json = {}

    @property
    def body(self) -> Json:
        """An example of its body."""
        return {"success": False, "error": self.message, "code": self.code, **self.example}


def _as_said(name: str, response: HttpResponse) -> Refusal:
    """Take a refusal from the answer that the server gives."""
    said = msgspec.json.decode(response.body, type=ErrorReply)
    headers = {header: True for header in Header if header.value.lower() in response.headers}
    return Refusal(name, response.status, said.code, said.error, headers=headers)


_ALWAYS = {Header.RETRY_AFTER: True}
_PROFILE_HEADERS: Mapping[ErrorReason, Mapping[Header, bool]] = {
    ErrorReason.RATE_LIMITED: _ALWAYS,
    ErrorReason.MAINTENANCE: {Header.RETRY_AFTER: False},
    ErrorReason.METHOD_NOT_ALLOWED: {Header.ALLOW: True},
}
TRANSPORT: Sequence[Refusal] = (
    Refusal("malformed_http", 400, "bad_request", "Malformed request"),
    Refusal("slow_body", 408, "request_timeout", "the body did not come in time"),
    Refusal("expectation", 417, "expectation_failed", "unknown expectation, expected 100-continue"),
    Refusal("long_head", 431, "bad_request", "Malformed request"),
    _as_said("request_rate", too_many(EarlyRefusal.REQUEST_RATE, 1)),
    _as_said("storage", storage_refusal()),
)
ACCESS: Sequence[Refusal] = (
    Refusal("foreign_host", 403, "foreign_host", "foreign Host, expected a loopback name or address of this server"),
    Refusal("foreign_origin", 403, "foreign_origin", "foreign Origin: web pages may not use the admin side"),
    Refusal("foreign_site", 403, "foreign_site", "sent by a page of another site: it may not use this side"),
)
KEY: Sequence[Refusal] = (
    Refusal(
        "admin_key", 401, "admin_key", "wrong or missing admin key: send Authorization: Bearer KEY",
        headers={Header.AUTHENTICATE: True},
    ),
    _as_said("key_guessing", too_many(EarlyRefusal.KEY_GUESSING, 1)),
)  # fmt: skip
WRONG_METHOD = Refusal(
    "method_not_allowed", 405, "method_not_allowed", "method not allowed here, expected one of GET, HEAD, OPTIONS",
    headers={Header.ALLOW: True},
)  # fmt: skip


def of_profile(profile: Profile, reason: ErrorReason) -> Refusal:
    """Give a refusal in the words of the profile."""
    entry = profile.document.errors[reason.value]
    example: Json = {"server_time": 1767225600} if reason is ErrorReason.CLOCK_SKEW else {}
    mark, headers = Mark(entry.kind, entry.source), _PROFILE_HEADERS.get(reason, {})
    return Refusal(reason.value, entry.status, entry.code, entry.message, mark, headers, example)


def of_operation(operation: Operation, profile: Profile, *, needs_key: bool) -> Iterable[Refusal]:
    """Give every refusal with which `operation` may be answered."""
    for refusal in operation.refusals:
        if isinstance(refusal, ErrorReason):
            yield of_profile(profile, refusal)
            yield from _of_fields(profile) if refusal is ErrorReason.BAD_REQUEST else ()
        else:
            yield _of_admin(refusal)
    if operation.is_guarded:
        yield from ACCESS
        yield from KEY if needs_key else ()
    yield of_profile(profile, ErrorReason.METHOD_NOT_ALLOWED) if operation.tag is Tag.DEVICE else WRONG_METHOD
    yield from TRANSPORT


def _of_fields(profile: Profile) -> Iterable[Refusal]:
    """Give the refusals of wrong fields that have a status of their own, which a setting chooses."""
    setting = profile.document.server["wrong_field_status"]
    words, mark = of_profile(profile, ErrorReason.BAD_REQUEST), Mark(setting.kind, setting.source)
    for status in setting.readings:
        if isinstance(status, int) and status:
            yield msgspec.structs.replace(words, name=f"wrong_field_{status}", status=status, mark=mark)


def _of_admin(refusal: AdminRefusal) -> Refusal:
    return Refusal(refusal.code, refusal.status, refusal.code, refusal.example)
