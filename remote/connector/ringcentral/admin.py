"""The admin side of a mock server that plays the token service: as the control of a run, and for dry runs."""

from collections.abc import Mapping
from urllib.parse import quote

import msgspec

from oceanhil.mock_server.client import Client, ClientError, UnknownIdError
from oceanhil.protocol.profile import Scalar
from oceanhil.protocol.ringcentral.admin import NewApp, NewCode, NewUser, SessionView
from oceanhil.protocol.ringcentral.messages import AppKey
from oceanhil.remote.connector.admin import AdminControl, asking
from oceanhil.remote.connector.control import CLOCK, LOG, SETTINGS, Clock
from oceanhil.remote.connector.operation import Value
from oceanhil.remote.connector.ringcentral.control import (
    APP,
    CODE,
    CREDENTIALS,
    END,
    OWN_PEOPLE,
    PASSWORD,
    PUBLIC_APP,
    SECOND_APP,
    SECOND_USER,
    USER,
    TokenControl,
    User,
)
from oceanhil.remote.connector.shared_operations import play_shared
from oceanhil.remote.wire.need import Need


class _Sessions(msgspec.Struct, frozen=True):
    sessions: tuple[SessionView, ...]


class _Gone(msgspec.Struct, frozen=True):
    """An answer of which nothing is wanted."""


class AdminTokenControl(TokenControl):
    """Makes applications and users at will, and removes them in `close`."""

    def __init__(self, client: Client) -> None:
        """Remember clock and settings as they are; raises ClientError."""
        self._client = client
        self._shared = AdminControl(client)
        self._made: list[str] = []

    @property
    def needs(self) -> frozenset[Need]:
        """Everything."""
        people = {APP, SECOND_APP, PUBLIC_APP, USER, SECOND_USER, PASSWORD, OWN_PEOPLE}
        return frozenset({*people, CREDENTIALS, END, CODE, CLOCK, SETTINGS, LOG})

    @property
    def clock(self) -> Clock:
        """The server's clock."""
        return self._shared.clock

    def app(self) -> AppKey:
        """Register an application."""
        return self._new_app(is_public=False)

    def second_app(self) -> AppKey:
        """Register an application."""
        return self._new_app(is_public=False)

    def public_app(self) -> AppKey:
        """Register an application without secret."""
        return self._new_app(is_public=True)

    def user(self) -> User:
        """Add a user."""
        with asking(USER.name):
            made = self._client.ask("POST", "users", NewUser)
        self._made.append(f"users/{quote(made.id, safe='')}")
        return _user(made)

    def second_user(self) -> User:
        """Add a user."""
        return self.user()

    def change_credentials(self, user: User) -> User:
        """Give a user new credentials."""
        with asking(CREDENTIALS.name):
            return _user(self._client.ask("POST", f"users/{quote(user.id, safe='')}/credentials", NewUser))

    def end_sessions(self, user: User) -> None:
        """End all sessions of a user."""
        with asking(END.name):
            for session in self._client.ask("GET", "sessions", _Sessions).sessions:
                if session.user == user.id and session.live:
                    self._client.ask("DELETE", f"sessions/{session.id}", _Gone)

    def code(self, user: User, app: AppKey, redirect_uri: str) -> str:
        """Obtain an authorization code."""
        body = {"client_id": app.client_id, "redirect_uri": redirect_uri}
        with asking(CODE.name):
            return self._client.ask("POST", f"users/{quote(user.id, safe='')}/codes", NewCode, body=body).code

    def settings(self) -> Mapping[str, Scalar]:
        """Give the settings in force."""
        return self._shared.settings()

    def put_settings(self, changes: Mapping[str, Scalar]) -> None:
        """Change settings."""
        self._shared.put_settings(changes)

    def log(self) -> str:
        """Give the journal since this control was made."""
        return self._shared.log()

    def close(self) -> list[str]:
        """Remove who was made and put clock and settings back; gives what could not be."""
        left: list[str] = []
        for number, path in enumerate(reversed(self._made)):
            if self.heard is not None:
                self.heard(number, len(self._made))
            try:
                self._client.ask("DELETE", path, _Gone)
            except UnknownIdError:
                continue
            except ClientError as error:
                left.append(f"{path}: {error}")
        self._made.clear()
        return [*left, *self._shared.close()]

    def _new_app(self, *, is_public: bool) -> AppKey:
        with asking(APP.name):
            made = self._client.ask("POST", "apps", NewApp, body={"public": is_public})
        self._made.append(f"apps/{quote(made.client_id, safe='')}")
        return AppKey(made.client_id, made.client_secret or "")


def _user(made: NewUser) -> User:
    return User(made.id, made.jwt, made.username, made.password)


def play(client: Client, name: str, inputs: Mapping[str, Value]) -> Mapping[str, str]:
    """Do the operation `name` with these inputs and give its values; raises ClientError."""
    control, user = AdminTokenControl(client), User(str(inputs.get("id", "")), "")
    if name in {APP.name, SECOND_APP.name}:
        return _app_values(control.app())
    if name == PUBLIC_APP.name:
        return _app_values(control.public_app())
    if name in {USER.name, SECOND_USER.name}:
        return _user_values(control.user())
    if name == CREDENTIALS.name:
        return _user_values(control.change_credentials(user))
    if name == CODE.name:
        app = AppKey(str(inputs["client_id"]), "")
        return {"code": control.code(user, app, str(inputs["redirect_uri"]))}
    if name == END.name:
        control.end_sessions(user)
        return {}
    return play_shared(client, name, inputs)


def _app_values(app: AppKey) -> dict[str, str]:
    return {"client_id": app.client_id, "client_secret": app.client_secret}


def _user_values(user: User) -> dict[str, str]:
    return {"id": user.id, "jwt": user.jwt, "name": user.name, "password": user.password}
