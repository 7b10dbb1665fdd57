"""What the admin side does with users, applications and their sessions.

`oceanhil.mock_server.ringcentral.admin_routes` offers it over HTTP. Every `now_us` is the transport's wall clock.
"""

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from oceanhil.mock_server.core.events import Event, EventKind
from oceanhil.mock_server.core.live_values import LiveValues
from oceanhil.mock_server.core.names import read_name
from oceanhil.mock_server.core.shared_operations import Finder, SharedOperations
from oceanhil.mock_server.core.views import seconds
from oceanhil.mock_server.ringcentral.accounts import Accounts
from oceanhil.mock_server.ringcentral.session import Ending, Session
from oceanhil.mock_server.ringcentral.session_registry import SessionRegistry
from oceanhil.mock_server.ringcentral.views import AppView, UserView, show_app, show_session, show_user
from oceanhil.protocol.ringcentral.admin import NewApp, NewCode, NewUser, SessionView
from oceanhil.protocol.ringcentral.profile import TokenSettings
from oceanhil.protocol.units import SECOND_US


class AccountAdministration(SharedOperations):
    """Actions on the accounts of one token service."""

    _settings: LiveValues[TokenSettings]
    _accounts: Accounts
    _registry: SessionRegistry

    def finders(self) -> Mapping[str, Finder]:
        """Give what finds the ids in paths: those of users, applications and sessions, too."""
        own = {"users": self._accounts.user, "apps": self._accounts.app, "sessions": self._registry.session}
        return {**super().finders(), **own}

    def add_user(self, name: str | None = None) -> NewUser:
        """Add a user; raises WrongValueError for what is no name."""
        user, credentials = self._accounts.add_user(self._said(name))
        return NewUser(user.id, user.name, credentials.password, credentials.assertion)

    def add_app(self, name: str | None = None, *, is_public: bool) -> NewApp:
        """Register an application; raises WrongValueError for what is no name."""
        app, secret = self._accounts.add_app(self._said(name), is_public=is_public)
        return NewApp(app.client_id, app.name, is_public, secret)

    def _said(self, name: str | None) -> str:
        return "" if name is None else read_name(name, self.conceal)

    def remove_user(self, user: str, now_us: int) -> None:
        """Remove a user, and end all sessions of the user; raises UnknownNameError."""
        found, at_us = self._accounts.user(user), self._clock.at(now_us)
        self._accounts.remove_user(found)
        self._end(self._registry.live(at_us, found), Ending.REMOVED, at_us)

    def remove_app(self, client_id: str, now_us: int) -> None:
        """Remove an application, and end all sessions with it; raises UnknownNameError."""
        found, at_us = self._accounts.app(client_id), self._clock.at(now_us)
        self._accounts.remove_app(found)
        self._end(self._registry.live(at_us, app=found), Ending.REMOVED, at_us)

    def add_code(self, user: str, client_id: str, redirect_uri: str, now_us: int) -> NewCode:
        """Do what a user's consent in the browser does; raises UnknownNameError."""
        at_us = self._clock.at(now_us)
        code = self._accounts.add_code(self._accounts.user(user), self._accounts.app(client_id), redirect_uri, at_us)
        return NewCode(code, seconds(at_us + self._settings.values.authorization_code_ttl_s * SECOND_US))

    def change_credentials(self, user: str, now_us: int) -> NewUser:
        """Give a user a new password and JWT: all the user's sessions end; raises UnknownNameError."""
        found, at_us = self._accounts.user(user), self._clock.at(now_us)
        credentials = self._accounts.change_credentials(found)
        self._end(self._registry.live(at_us, found), Ending.CREDENTIALS, at_us)
        return NewUser(found.id, found.name, credentials.password, credentials.assertion)

    def end_session(self, identity: str, now_us: int) -> SessionView:
        """End a session as its user does in the account's settings; raises UnknownNameError."""
        session, at_us = self._registry.session(identity), self._clock.at(now_us)
        self._end((session,), Ending.ADMIN, at_us)
        return show_session(session, at_us)

    def users(self, now_us: int) -> Sequence[UserView]:
        """Show all users."""
        at_us = self._clock.at(now_us)
        return [
            show_user(user, sum(1 for _ in self._registry.live(at_us, user))) for user in self._accounts.users.values()
        ]

    def apps(self) -> Sequence[AppView]:
        """Show all applications."""
        return [show_app(app) for app in self._accounts.apps.values()]

    def sessions(self, now_us: int, user: str = "") -> Sequence[SessionView]:
        """Show all sessions that are remembered, ended ones too, or those of a user; raises UnknownNameError."""
        at_us = self._clock.at(now_us)
        wanted = self._accounts.user(user) if user else None
        found = (session for session in self._registry.sessions.values() if wanted in {None, session.user})
        return [show_session(session, at_us) for session in found]

    def session(self, identity: str, now_us: int) -> SessionView:
        """Show a session; raises UnknownNameError."""
        return show_session(self._registry.session(identity), self._clock.at(now_us))

    def _end(self, sessions: Iterable[Session], ending: Ending, at_us: int) -> None:
        for session in sessions:
            self._registry.end_all((session,), ending, at_us)
            self._tell_session(session, at_us)

    def _tell_session(self, session: Session, at_us: int) -> None:
        if self._hub.is_heard:
            shown: dict[str, object] = msgspec.structs.asdict(show_session(session, at_us))
            self._hub.emit(Event(EventKind.SESSION, at_us, shown))
