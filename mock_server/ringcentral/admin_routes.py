"""The admin side's operations on users, applications and sessions, beside the shared ones."""

from typing import Annotated

import msgspec

from oceanhil.mock_server.core.admin.call import Call
from oceanhil.mock_server.core.admin.forms import NAME, DeviceList, Done, field
from oceanhil.mock_server.core.admin.operation import BODY, UNKNOWN, AnyOperation, operation
from oceanhil.mock_server.core.admin.routes import SHARED
from oceanhil.mock_server.core.admin.server import health, journal, put_settings, reset, restart
from oceanhil.mock_server.core.operation import Curl, Operation, Parameter, Tag
from oceanhil.mock_server.ringcentral.account_administration import AccountAdministration
from oceanhil.mock_server.ringcentral.views import AppList, SessionList, TokenHealth, UserList
from oceanhil.protocol.ringcentral.admin import NewApp, NewCode, NewUser, SessionView


class NewPerson(msgspec.Struct, frozen=True):
    """A user to be."""

    name: Annotated[str | msgspec.UnsetType, field("The id, if left out.", **NAME)] = msgspec.UNSET


class NewApplication(msgspec.Struct, frozen=True):
    """An application to be."""

    name: Annotated[str | msgspec.UnsetType, field("The client id, if left out.", **NAME)] = msgspec.UNSET
    public: Annotated[bool | msgspec.UnsetType, field("Whether it has no secret.")] = msgspec.UNSET


class CodeWish(msgspec.Struct, frozen=True):
    """For whom a code is to be."""

    client_id: Annotated[str, field("The application that may exchange it.")]
    redirect_uri: Annotated[str | msgspec.UnsetType, field("The only address it is good for; any, if left out.")] = (
        msgspec.UNSET
    )


def _given(name: str | msgspec.UnsetType) -> str | None:
    return None if name is msgspec.UNSET else name


@operation("POST", "apps", Operation(
    id="addApp", tag=Tag.PEOPLE, needs_body=False, request_examples=({"name": "dialer"},), status=201, refusals=BODY,
    curl=Curl("/_admin/apps", '{"name": "dialer"}', keeps={name: name for name in ("client_id", "client_secret")}),
))  # fmt: skip
def add_app(call: Call[AccountAdministration, NewApplication]) -> NewApp:
    """Register an application.

    The only answer that shows its secret.
    """
    form = call.optional_form
    return call.core.add_app(_given(form.name), is_public=bool(form.public))


@operation("GET", "apps", Operation(id="listApps", tag=Tag.PEOPLE, curl=Curl("/_admin/apps")))
def list_apps(call: Call[AccountAdministration, None]) -> AppList:
    """List applications."""
    return AppList(call.core.apps())


@operation("POST", "users", Operation(
    id="addUser", tag=Tag.PEOPLE, needs_body=False, request_examples=({"name": "alice"},), status=201, refusals=BODY,
    curl=Curl("/_admin/users", '{"name": "alice"}', keeps={"user": "id", "jwt": "jwt"}),
))  # fmt: skip
def add_user(call: Call[AccountAdministration, NewPerson]) -> NewUser:
    """Add a user with password and JWT credential.

    The only answer, beside that of new credentials, that shows them.
    """
    return call.core.add_user(_given(call.optional_form.name))


@operation("GET", "users", Operation(id="listUsers", tag=Tag.PEOPLE, curl=Curl("/_admin/users")))
def list_users(call: Call[AccountAdministration, None]) -> UserList:
    """List users with logins and live sessions."""
    return UserList(call.core.users(call.now_us))


@operation("POST", "users/*/codes", Operation(
    id="addCode", tag=Tag.PEOPLE, request_examples=({"client_id": "11e81818f8c99d5d5d983195"},), status=201,
    refusals=(*UNKNOWN, *BODY), curl=Curl("/_admin/users/$user/codes", '{"client_id": "$client_id"}'),
))  # fmt: skip
def add_code(call: Call[AccountAdministration, CodeWish]) -> NewCode:
    """Make an authorization code, as after consent in a browser."""
    form = call.form
    return call.core.add_code(call.identity, form.client_id, form.redirect_uri or "", call.now_us)


@operation("POST", "users/*/credentials", Operation(
    id="changeCredentials", tag=Tag.PEOPLE, refusals=UNKNOWN,
    curl=Curl("/_admin/users/$user/credentials", keeps={"jwt": "jwt"}),
))  # fmt: skip
def change_credentials(call: Call[AccountAdministration, None]) -> NewUser:
    """Give a user new credentials; all sessions of the user end."""
    return call.core.change_credentials(call.identity, call.now_us)


@operation("GET", "sessions", Operation(
    id="listSessions", tag=Tag.SESSIONS,
    parameters=(Parameter("user", "query", "Only those of the user with this id.", {"type": "string"}),),
    refusals=UNKNOWN, curl=Curl("/_admin/sessions?user=$user", keeps={"session": "id"}),
))  # fmt: skip
def list_sessions(call: Call[AccountAdministration, None]) -> SessionList:
    """List sessions, ended ones too."""
    return SessionList(call.core.sessions(call.now_us, call.word("user") or ""))


@operation("GET", "sessions/*", Operation(
    id="showSession", tag=Tag.SESSIONS, refusals=UNKNOWN, curl=Curl("/_admin/sessions/$session"),
))  # fmt: skip
def show_session(call: Call[AccountAdministration, None]) -> SessionView:
    """Show a session; no token is shown."""
    return call.core.session(call.identity, call.now_us)


@operation("DELETE", "sessions/*", Operation(
    id="endSession", tag=Tag.SESSIONS, refusals=UNKNOWN, curl=Curl("/_admin/sessions/$session"),
))  # fmt: skip
def end_session(call: Call[AccountAdministration, None]) -> SessionView:
    """End a session, as its user can."""
    return call.core.end_session(call.identity, call.now_us)


@operation("DELETE", "users/*", Operation(
    id="removeUser", tag=Tag.SESSIONS, refusals=UNKNOWN, curl=Curl("/_admin/users/$user"),
))  # fmt: skip
def remove_user(call: Call[AccountAdministration, None]) -> Done:
    """Remove a user; all sessions of the user end."""
    call.core.remove_user(call.identity, call.now_us)
    return Done()


@operation("DELETE", "apps/*", Operation(
    id="removeApp", tag=Tag.SESSIONS, refusals=UNKNOWN, curl=Curl("/_admin/apps/$client_id"),
))  # fmt: skip
def remove_app(call: Call[AccountAdministration, None]) -> Done:
    """Remove an application; all sessions with it end."""
    call.core.remove_app(call.identity, call.now_us)
    return Done()


@operation("GET", "devices", Operation(id="listDevices", tag=Tag.SERVER, curl=Curl("/_admin/devices")))
def list_devices(call: Call[AccountAdministration, None]) -> DeviceList:
    """List devices: none, for the dashboard asks every service."""
    del call
    return DeviceList(())


_PEOPLE: tuple[AnyOperation[AccountAdministration], ...] = (
    add_app, list_apps, add_user, list_users, add_code, change_credentials, list_sessions, show_session, end_session,
    remove_user, remove_app, list_devices,
)  # fmt: skip
_SAID_OTHERWISE: dict[AnyOperation[AccountAdministration], AnyOperation[AccountAdministration]] = {
    health: health.saying(reply=TokenHealth),
    put_settings: put_settings.saying(
        request_examples=({"session_limit": 2},), curl=Curl("/_admin/settings", '{"session_limit": 2}')
    ),
    restart: restart.saying(summary="Forget rate limits, as a restart of the server does; sessions stay"),
    reset: reset.saying(summary="Begin anew: nobody known, settings and clock as at the start, a seed"),
    journal: journal.saying(summary="Read what clients asked and what they were told"),
}
OPERATIONS: tuple[AnyOperation[AccountAdministration], ...] = (
    *_PEOPLE,
    *(_SAID_OTHERWISE.get(each, each) for each in SHARED),
)
"""In the order in which they are described, and in which their examples work one after the other."""
