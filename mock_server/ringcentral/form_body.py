"""Reading a request of the token endpoint: the form, and the client's credentials.

Errors name a field and never its value.
"""

import re
from base64 import b64decode
from collections.abc import Mapping
from urllib.parse import parse_qsl, unquote_plus

from oceanhil.mock_server.ringcentral.accounts import Accounts, App
from oceanhil.mock_server.ringcentral.refusals import RefusedError
from oceanhil.protocol.http import FORM_TYPE, HttpRequest
from oceanhil.protocol.ringcentral.refusal import Reason
from oceanhil.protocol.tokens import digest_of

_MOST_FIELDS = 64
_WHOLE = re.compile(r"-?[0-9]{1,9}")


def read_form(request: HttpRequest, max_bytes: int) -> Mapping[str, str]:
    """Read the fields of a form (RFC 6749, appendix B); raises RefusedError. A field twice is an error (3.2)."""
    if len(request.body) > max_bytes:
        raise RefusedError(Reason.UNREADABLE, "the body is too large")
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != FORM_TYPE:
        raise RefusedError(Reason.UNREADABLE, f"the content type is not {FORM_TYPE}")
    try:
        pairs = parse_qsl(request.body.decode("utf-8"), keep_blank_values=True, max_num_fields=_MOST_FIELDS)
    except ValueError:
        raise RefusedError(Reason.UNREADABLE, "the body is not a form in UTF-8 of at most 64 fields") from None
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise RefusedError(Reason.PARAMETER_TWICE, "a field is there twice")
    return fields


def read_client(request: HttpRequest, fields: Mapping[str, str], accounts: Accounts) -> App:
    """Find out which application asks: by Basic authentication, or a public one by `client_id`; raises RefusedError."""
    header = request.headers.get("authorization")
    if header is None:
        return _public(fields, accounts)
    scheme, _, given = header.partition(" ")
    client_id, colon, secret = _decoded(given).partition(":")
    if scheme.lower() != "basic" or not colon:
        raise RefusedError(Reason.CLIENT_MISSING, "Authorization is not Basic with client_id and secret")
    app = accounts.apps.get(unquote_plus(client_id))
    if app is None or app.secret is None or app.secret not in {digest_of(secret), digest_of(unquote_plus(secret))}:
        raise RefusedError(Reason.CLIENT_WRONG, "unknown client_id or wrong client secret")
    return app


def read_text(fields: Mapping[str, str], name: str) -> str:
    """Read a field that must be there and not empty; raises RefusedError."""
    value = fields.get(name, "")
    if not value:
        raise RefusedError(Reason.PARAMETER_WRONG, f"{name} is missing or empty", name)
    return value


def read_seconds(fields: Mapping[str, str], name: str) -> int | None:
    """Read a whole number that may be missing; raises RefusedError."""
    value = fields.get(name)
    if value is None:
        return None
    if _WHOLE.fullmatch(value) is None:
        raise RefusedError(Reason.PARAMETER_WRONG, f"{name} is not a whole number of seconds", name)
    return int(value)


def _public(fields: Mapping[str, str], accounts: Accounts) -> App:
    app = accounts.apps.get(fields.get("client_id", ""))
    if app is None or app.secret is not None:
        raise RefusedError(Reason.CLIENT_MISSING, "no Authorization, and client_id is not that of a public application")
    return app


def _decoded(text: str) -> str:
    try:
        return b64decode(text.strip(), validate=True).decode("utf-8")
    except ValueError:
        return ""
