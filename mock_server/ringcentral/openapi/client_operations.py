"""What clients say: the token endpoint, and the calls of the API that there are."""

from collections.abc import Mapping

import msgspec

from oceanhil.mock_server.core.operation import Curl, Json, Mark, Operation, Parameter, Tag
from oceanhil.mock_server.ringcentral.token_endpoint import TokenReply
from oceanhil.protocol.profile import Kind
from oceanhil.protocol.ringcentral.messages import (
    CALL_LOG_PATH,
    EXTENSION_PATH,
    JWT_BEARER,
    REVOKE_PATH,
    TOKEN_PATH,
    recording_path,
)
from oceanhil.protocol.ringcentral.refusal import Reason

ACCOUNT_PATH = "/restapi/v1.0/account/~"
TOKEN_FORM = "TokenForm"  # noqa: S105 - the name of a schema
REVOKE_FORM = "RevokeForm"
ANY_OBJECT = "Resource"
_JWT = "eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9.JBec"
_ACCESS = "U0pDMTFQMDFQxVAYMANyVV"
_REFRESH = "U0pDMTFQMDFQ7GNqisChJx"
_CLIENT = (Reason.CLIENT_MISSING, Reason.CLIENT_WRONG, Reason.UNREADABLE, Reason.PARAMETER_TWICE)
_GRANT = (
    Reason.PARAMETER_WRONG,
    Reason.GRANT_UNKNOWN,
    Reason.CREDENTIALS_WRONG,
    Reason.CODE_UNKNOWN,
    Reason.CODE_EXPIRED,
    Reason.CODE_REDIRECT,
    Reason.CODE_OTHER_APP,
    Reason.REFRESH_NOT_FOUND,
    Reason.REFRESH_EXPIRED,
    Reason.SESSIONS_FULL,
    Reason.RATE_EXCEEDED,
)
_BEARER = (
    Reason.AUTHORIZATION_MISSING,
    Reason.AUTHORIZATION_WRONG,
    Reason.TOKEN_UNPARSABLE,
    Reason.TOKEN_CORRUPTED,
    Reason.TOKEN_EXPIRED,
    Reason.TOKEN_NOT_FOUND,
    Reason.RATE_EXCEEDED,
    Reason.METHOD_WRONG,
)
_QUERY_TOKEN = Parameter(
    "access_token",
    "query",
    "The access token, for who cannot send a header; proxies and logs keep it.",
    {"type": "string"},
    is_deprecated=True,
    mark=Mark(Kind.FACT, "TOKENS, discouraged there"),
)
_REPLY: Json = {
    "access_token": _ACCESS,
    "token_type": "bearer",
    "expires_in": 3600,
    "refresh_token": _REFRESH,
    "refresh_token_expires_in": 604800,
    "scope": "ReadAccounts CallControl ReadCallRecording SMS",
    "owner_id": "400131426001",
    "endpoint_id": "adbe172296d5234a42b24c6ba4e6ed24",
}


class ClientOperation(msgspec.Struct, frozen=True):
    """An operation with the refusals that the profile has for it, and the credentials it takes."""

    operation: Operation
    refusals: tuple[Reason, ...]
    security: str


def client_operations() -> Mapping[tuple[str, str], ClientOperation]:
    """Give the operations by path and method."""
    return {
        (TOKEN_PATH, "POST"): ClientOperation(_TOKEN, (*_CLIENT, *_GRANT), "clientBasic"),
        (EXTENSION_PATH, "GET"): _call("showExtension", EXTENSION_PATH, "Show the token's user (group light)"),
        (ACCOUNT_PATH, "GET"): _call("showAccount", ACCOUNT_PATH, "Show the account (group light)"),
        (CALL_LOG_PATH, "GET"): _call("listCalls", CALL_LOG_PATH, "List calls (group heavy)"),
        (recording_path("{id}"), "GET"): _call(
            "showRecording", recording_path("801001"), "Give a recording's sound (group medium)", "audio/wav"
        ),
        (REVOKE_PATH, "POST"): ClientOperation(
            _REVOKE, (*_CLIENT, Reason.PARAMETER_WRONG, Reason.REVOKE_UNKNOWN), "clientBasic"
        ),
    }


def _call(identity: str, path: str, summary: str, media_type: str = "application/json") -> ClientOperation:
    operation = Operation(
        id=identity,
        tag=Tag.CALLS,
        summary=summary,
        mark=Mark(Kind.FACT, "the API reference of the developer guide names path and group"),
        reply=ANY_OBJECT if media_type == "application/json" else "Text",
        media_type=media_type,
        parameters=(_QUERY_TOKEN,),
        curl=Curl(path, headers={"Authorization": "Bearer $access_token"}, options="--output /dev/null"),
        is_guarded=False,
    )
    return ClientOperation(operation, _BEARER, "accessToken")


_TOKEN = Operation(
    id="getTokens",
    tag=Tag.TOKENS,
    summary="Log in, or refresh: credentials in, access and refresh token out",
    about="A login opens a session; a refresh stays in it and replaces both tokens.",
    mark=Mark(Kind.FACT, "JWT, REFRESH"),
    request=TOKEN_FORM,
    request_examples=(
        {"grant_type": JWT_BEARER, "assertion": _JWT},
        {"grant_type": "refresh_token", "refresh_token": _REFRESH},
    ),
    reply=TokenReply,
    reply_example=_REPLY,
    curl=Curl(
        TOKEN_PATH,
        options=f'-u "$client_id:$client_secret" -d "grant_type={JWT_BEARER}" --data-urlencode "assertion=$jwt"',
        keeps={"access_token": "access_token", "refresh_token": "refresh_token"},
    ),
    is_guarded=False,
)
_REVOKE = Operation(
    id="revokeSession",
    tag=Tag.SESSIONS,
    summary="Revoke: end the whole session of a token",
    mark=Mark(Kind.FACT, "TOKENS; RFC 7009"),
    request=REVOKE_FORM,
    request_examples=({"token": _ACCESS},),
    reply=None,
    curl=Curl(REVOKE_PATH, options='-u "$client_id:$client_secret" -d "token=$access_token"'),
    is_guarded=False,
)
FORMS: Mapping[str, Json] = {
    TOKEN_FORM: {
        "title": TOKEN_FORM,
        "description": "A request for tokens; a field may be there once.",
        "type": "object",
        "required": ["grant_type"],
        "properties": {
            "grant_type": {
                "type": "string",
                "enum": [JWT_BEARER, "refresh_token", "authorization_code", "password"],
            },
            "assertion": {"type": "string", "description": "With JWT: the user's JWT credential."},
            "refresh_token": {"type": "string", "description": "With refresh_token."},
            "code": {"type": "string", "description": "With authorization_code."},
            "redirect_uri": {"type": "string", "description": "With authorization_code: as the code was made for."},
            "username": {"type": "string", "description": "With password."},
            "password": {"type": "string", "description": "With password."},
            "client_id": {"type": "string", "description": "Of an application without secret, which sends no header."},
            "access_token_ttl": {"type": "integer", "description": "Wanted lifetime in s; see the settings."},
            "refresh_token_ttl": {"type": "integer", "description": "Wanted lifetime in s; 0 ends it at once."},
            "endpoint_id": {"type": "string", "description": "Comes back in the answer."},
            "scope": {"type": "string", "description": "Comes back in the answer."},
        },
    },
    REVOKE_FORM: {
        "title": REVOKE_FORM,
        "description": "A revocation.",
        "type": "object",
        "required": ["token"],
        "properties": {"token": {"type": "string", "description": "An access or a refresh token of the session."}},
    },
    ANY_OBJECT: {
        "title": ANY_OBJECT,
        "description": "What stands behind the token check: just enough to have something to ask for.",
        "type": "object",
    },
}
