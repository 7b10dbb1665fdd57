"""The operations of the token service's admin side, by their keys in its route table."""

from collections.abc import Mapping

import msgspec

from oceanhil.mock_server.core.admin.forms import DeviceList, Done
from oceanhil.mock_server.core.admin.routes import SHARED
from oceanhil.mock_server.openapi.admin_operations import ADMIN_OPERATIONS, Key
from oceanhil.mock_server.openapi.operation import AdminRefusal, Curl, Operation, Parameter, Tag
from oceanhil.mock_server.ringcentral.views import AppList, SessionList, TokenHealth, UserList
from oceanhil.protocol.ringcentral.admin import NewApp, NewCode, NewUser, SessionView

NAME_FORM = "NewPerson"
APP_FORM = "NewApplication"
CODE_FORM = "CodeWish"
_BODY = (AdminRefusal.WRONG, AdminRefusal.TOO_LARGE, AdminRefusal.MEDIA_TYPE)
_UNKNOWN = (AdminRefusal.UNKNOWN,)
_SETTINGS_CHANGE = {"session_limit": 2}

_OWN: Mapping[Key, Operation] = {
    (("apps",), "POST"): Operation(
        id="addApp", tag=Tag.PEOPLE, summary="Register an application",
        about="The only answer that shows its secret.", request=APP_FORM, needs_body=False,
        request_examples=({"name": "dialer"},), reply=NewApp, status=201, refusals=_BODY,
        curl=Curl("/_admin/apps", '{"name": "dialer"}', keeps={name: name for name in ("client_id", "client_secret")}),
    ),
    (("apps",), "GET"): Operation(
        id="listApps", tag=Tag.PEOPLE, summary="List applications", reply=AppList, curl=Curl("/_admin/apps"),
    ),
    (("users",), "POST"): Operation(
        id="addUser", tag=Tag.PEOPLE, summary="Add a user with password and JWT credential",
        about="The only answer, beside that of new credentials, that shows them.", request=NAME_FORM, needs_body=False,
        request_examples=({"name": "alice"},), reply=NewUser, status=201, refusals=_BODY,
        curl=Curl("/_admin/users", '{"name": "alice"}', keeps={"user": "id", "jwt": "jwt"}),
    ),
    (("users",), "GET"): Operation(
        id="listUsers", tag=Tag.PEOPLE, summary="List users with logins and live sessions", reply=UserList,
        curl=Curl("/_admin/users"),
    ),
    (("users", "*", "codes"), "POST"): Operation(
        id="addCode", tag=Tag.PEOPLE, summary="Make an authorization code, as after consent in a browser",
        request=CODE_FORM, request_examples=({"client_id": "11e81818f8c99d5d5d983195"},), reply=NewCode, status=201,
        refusals=(*_UNKNOWN, *_BODY), curl=Curl("/_admin/users/$user/codes", '{"client_id": "$client_id"}'),
    ),
    (("users", "*", "credentials"), "POST"): Operation(
        id="changeCredentials", tag=Tag.PEOPLE, summary="Give a user new credentials; all sessions of the user end",
        reply=NewUser, refusals=_UNKNOWN, curl=Curl("/_admin/users/$user/credentials", keeps={"jwt": "jwt"}),
    ),
    (("sessions",), "GET"): Operation(
        id="listSessions", tag=Tag.SESSIONS, summary="List sessions, ended ones too", reply=SessionList,
        parameters=(Parameter("user", "query", "Only those of the user with this id.", {"type": "string"}),),
        refusals=_UNKNOWN, curl=Curl("/_admin/sessions?user=$user", keeps={"session": "id"}),
    ),
    (("sessions", "*"), "GET"): Operation(
        id="showSession", tag=Tag.SESSIONS, summary="Show a session; no token is shown", reply=SessionView,
        refusals=_UNKNOWN, curl=Curl("/_admin/sessions/$session"),
    ),
    (("sessions", "*"), "DELETE"): Operation(
        id="endSession", tag=Tag.SESSIONS, summary="End a session, as its user can", reply=SessionView,
        refusals=_UNKNOWN, curl=Curl("/_admin/sessions/$session"),
    ),
    (("users", "*"), "DELETE"): Operation(
        id="removeUser", tag=Tag.SESSIONS, summary="Remove a user; all sessions of the user end", reply=Done,
        refusals=_UNKNOWN, curl=Curl("/_admin/users/$user"),
    ),
    (("apps", "*"), "DELETE"): Operation(
        id="removeApp", tag=Tag.SESSIONS, summary="Remove an application; all sessions with it end", reply=Done,
        refusals=_UNKNOWN, curl=Curl("/_admin/apps/$client_id"),
    ),
    (("devices",), "GET"): Operation(
        id="listDevices", tag=Tag.SERVER, summary="List devices: none, for the dashboard asks every service",
        reply=DeviceList, curl=Curl("/_admin/devices"),
    ),
}  # fmt: skip


def admin_operations() -> Mapping[Key, Operation]:
    """Give what is the service's own, and the shared ones as far as they say the same here."""
    shared = {
        (route, method): ADMIN_OPERATIONS[route, method] for route, methods in SHARED.items() for method in methods
    }
    changed: Mapping[Key, Mapping[str, object]] = {
        (("health",), "GET"): {"reply": TokenHealth},
        (("settings",), "PUT"): {
            "request_examples": (_SETTINGS_CHANGE,),
            "curl": Curl("/_admin/settings", '{"session_limit": 2}'),
        },
        (("restart",), "POST"): {"summary": "Forget rate limits, as a restart of the server does; sessions stay"},
        (("reset",), "POST"): {"summary": "Begin anew: nobody known, settings and clock as at the start, a seed"},
        (("journal",), "GET"): {"summary": "Read what clients asked and what they were told"},
    }
    for key, changes in changed.items():
        shared[key] = msgspec.structs.replace(shared[key], **changes)
    return {**_OWN, **shared}


FORMS = {
    NAME_FORM: {
        "title": NAME_FORM, "description": "A user to be.", "type": "object",
        "properties": {"name": {"type": "string", "maxLength": 64, "description": "The id, if left out."}},
    },
    APP_FORM: {
        "title": APP_FORM, "description": "An application to be.", "type": "object",
        "properties": {
            "name": {"type": "string", "maxLength": 64, "description": "The client id, if left out."},
            "public": {"type": "boolean", "description": "Whether it has no secret."},
        },
    },
    CODE_FORM: {
        "title": CODE_FORM, "description": "For whom a code is to be.", "type": "object", "required": ["client_id"],
        "properties": {
            "client_id": {"type": "string", "description": "The application that may exchange it."},
            "redirect_uri": {"type": "string", "description": "The only address it is good for; any, if left out."},
        },
    },
}  # fmt: skip
