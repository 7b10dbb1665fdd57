"""The OpenAPI 3.1 document of a token service under a profile."""

from collections.abc import Collection, Iterable, Mapping, Sequence

import msgspec

from oceanhil.mock_server.core.admin.operation import describe
from oceanhil.mock_server.core.openapi.docs_page import START_KEY
from oceanhil.mock_server.core.openapi.document import (
    KEY_SCHEME,
    KEY_SECURITY,
    OPENAPI,
    OTHER_SCHEMAS,
    SHARED_TAGS,
    admin_path,
    describe_operation,
    describe_server,
    message_types,
)
from oceanhil.mock_server.core.openapi.page_operations import PAGE_OPERATIONS
from oceanhil.mock_server.core.openapi.refusals import ACCESS, KEY, TRANSPORT, WRONG_METHOD
from oceanhil.mock_server.core.openapi.refusals import Refusal as AdminSideRefusal
from oceanhil.mock_server.core.openapi.responses import marks, share_responses
from oceanhil.mock_server.core.openapi.schemas import SettingsForm, make_schemas, reference
from oceanhil.mock_server.core.operation import JSON_TYPE, AdminRefusal, Json, Mark, Operation, Tag
from oceanhil.mock_server.ringcentral.admin_routes import OPERATIONS
from oceanhil.mock_server.ringcentral.openapi import client_operations
from oceanhil.mock_server.ringcentral.openapi.client_operations import ClientOperation
from oceanhil.mock_server.ringcentral.refusals import ApiError, OAuthError, refusal
from oceanhil.protocol.http import FORM_TYPE
from oceanhil.protocol.profile import Kind
from oceanhil.protocol.ringcentral.messages import REVOKE_PATH, TOKEN_PATH
from oceanhil.protocol.ringcentral.profile import TokenProfile, TokenSettings
from oceanhil.protocol.ringcentral.refusal import Reason
from oceanhil.protocol.service_profile import Refusal

_ABOUT = """What clients and RingCentral's OAuth token service say to each other, and this mock server's admin side.

What is known of the service is marked: `x-oceanhil-kind` is `fact` (a public page states it), `contradiction` (pages
disagree; the profile chooses) or `assumption` (no page says), and `x-oceanhil-source` names the page. What bears no
mark is the mock server's own. RingCentral has no part in it.

While a fault rule is in force, requests that match it may be answered in any way, or not at all."""
_TAGS: Mapping[Tag, str] = {
    Tag.PEOPLE: "Who may log in, and with what.",
    Tag.TOKENS: "The token endpoint.",
    Tag.CALLS: "Calls with an access token.",
    Tag.SESSIONS: "What a user may have open, and how it ends.",
    **SHARED_TAGS,
}
_SECURITY: Mapping[str, Json] = {
    KEY_SCHEME: KEY_SECURITY,
    "clientBasic": {"type": "http", "scheme": "basic", "description": "client_id and client secret."},
    "accessToken": {"type": "http", "scheme": "bearer", "description": "An access token."},
}
_SAID: Mapping[AdminRefusal, str] = {
    AdminRefusal.WRONG: "name is 5, expected a text",
    AdminRefusal.UNKNOWN: "no user has this id; list them with GET /_admin/users",
    AdminRefusal.CONFLICT: "the clock stands still; release it first",
}
_SUREST = (Kind.FACT, Kind.CONTRADICTION, Kind.ASSUMPTION)


def token_document(profile: TokenProfile, *, needs_key: bool, url: str, pages: Collection[str]) -> Json:
    """Describe a service under `profile`, with an admin key or not, at `url`, with `pages` beside the rest."""
    paths: dict[str, dict[str, object]] = {}
    for (path, method), one in client_operations.client_operations().items():
        paths.setdefault(path, {})[method.lower()] = _client(one, path, method, profile)
    own = _own_side(pages)
    for (path, method), operation in own.items():
        described = describe_operation(
            operation, path, method, _refusals(operation, needs_key=needs_key), needs_key=needs_key
        )
        paths.setdefault(path, {})[method.lower()] = described
    operations = [one for item in paths.values() for one in item.values() if isinstance(one, dict)]
    shared = share_responses(operations)
    types = message_types([*own.values(), *(one.operation for one in client_operations.client_operations().values())])
    return {
        "openapi": OPENAPI,
        "info": describe_server(profile.document.profile.title, _ABOUT),
        "servers": [{"url": url}],
        "tags": [{"name": tag.value, "description": about} for tag, about in _TAGS.items()],
        "paths": paths,
        "components": {
            "schemas": _schemas(types, profile),
            "responses": shared,
            "securitySchemes": _SECURITY,
        },
        "x-oceanhil-profile": profile.name,
        START_KEY: "addApp",
        "x-oceanhil-refusals": [_listed(name, row) for name, row in profile.errors.items()],
        "x-oceanhil-wire": {},
    }


def _own_side(pages: Collection[str]) -> Mapping[tuple[str, str], Operation]:
    operations = {(admin_path(route), method): said for (route, method), said in describe(OPERATIONS).items()}
    return operations | {(path, "GET"): operation for path, operation in PAGE_OPERATIONS.items() if path in pages}


def _schemas(types: Iterable[type], profile: TokenProfile) -> Mapping[str, Json]:
    form = SettingsForm(TokenSettings, profile.document.server)
    return {
        **make_schemas((*types, ApiError, OAuthError), form),
        **client_operations.FORMS,
        **OTHER_SCHEMAS,
    }


def _refusals(operation: Operation, *, needs_key: bool) -> Iterable[AdminSideRefusal]:
    for each in operation.refusals:
        if isinstance(each, AdminRefusal):
            yield AdminSideRefusal(each.code, each.status, each.code, _SAID.get(each, each.example))
    if operation.is_guarded:
        yield from (*ACCESS, *(KEY if needs_key else ()))
    yield WRONG_METHOD
    yield from TRANSPORT


def _client(one: ClientOperation, path: str, method: str, profile: TokenProfile) -> dict[str, object]:
    """Describe an operation of clients: a form in, and refusals in the service's own words."""
    operation = one.operation
    described = describe_operation(operation, path, method, (), needs_key=False)
    described["security"] = [{one.security: []}]
    if operation.request is not None:
        examples = {f"example{at}": {"value": value} for at, value in enumerate(operation.request_examples, 1)}
        schema = reference(str(operation.request))
        described["requestBody"] = {"required": True, "content": {FORM_TYPE: {"schema": schema, "examples": examples}}}
        # A public application has no header, and names itself in the form.
        described["security"] = [{one.security: []}, {}]
    responses = described["responses"]
    assert isinstance(responses, dict)
    by_status: dict[int, list[tuple[Reason, Refusal]]] = {}
    for reason in one.refusals:
        row = profile.errors[reason.value]
        by_status.setdefault(row.status, []).append((reason, row))
    form = (
        profile.server.token_error_envelope if path in {TOKEN_PATH, REVOKE_PATH} else profile.server.api_error_envelope
    )
    for status, rows in sorted(by_status.items()):
        responses[str(status)] = _refused(rows, form)
    return described


def _refused(rows: Sequence[tuple[Reason, Refusal]], form: str) -> Json:
    examples = {
        reason.value: {
            "summary": row.message,
            "value": msgspec.json.decode(refusal(row, form, {}).body),
            **marks(Mark(row.kind, row.source)),
        }
        for reason, row in rows
    }
    schema: Json = {"type": "object", "description": "Its form is a setting: api_error_envelope, token_error_envelope."}
    surest = min((row for _, row in rows), key=lambda row: _SUREST.index(row.kind))
    return {
        "description": "; ".join(dict.fromkeys(row.message for _, row in rows)),
        **marks(Mark(surest.kind, surest.source)),
        "content": {JSON_TYPE: {"schema": schema, "examples": examples}},
    }


def _listed(name: str, row: Refusal) -> Json:
    mark = marks(Mark(row.kind, row.source))
    return {"reason": name, "status": row.status, "code": row.code, "error": row.message, **mark}
