"""What the admin side shows of users, applications and sessions; times in Unix seconds, no secret but where said."""

from collections.abc import Sequence

import msgspec

from oceanhil.mock_server.core.views import HealthView, seconds
from oceanhil.mock_server.ringcentral.accounts import App, User
from oceanhil.mock_server.ringcentral.session import Session
from oceanhil.protocol.ringcentral.admin import SessionView
from oceanhil.protocol.units import SECOND_US


class UserView(msgspec.Struct, frozen=True):
    """A user; `logins` is how many succeeded, `sessions` how many are live."""

    id: str
    name: str
    logins: int
    sessions: int


class AppView(msgspec.Struct, frozen=True):
    """An application."""

    client_id: str
    name: str
    public: bool


class UserList(msgspec.Struct, frozen=True):
    """All users."""

    users: Sequence[UserView]


class AppList(msgspec.Struct, frozen=True):
    """All applications."""

    apps: Sequence[AppView]


class SessionList(msgspec.Struct, frozen=True):
    """Sessions, oldest first."""

    sessions: Sequence[SessionView]


class TokenHealth(HealthView, frozen=True, kw_only=True):
    """That the service answers, and how many sessions are live."""

    sessions: int


def show_app(app: App) -> AppView:
    """Show an application."""
    return AppView(app.client_id, app.name, app.secret is None)


def show_user(user: User, live_sessions: int) -> UserView:
    """Show a user."""
    return UserView(user.id, user.name, user.logins, live_sessions)


def show_session(session: Session, at_us: int) -> SessionView:
    """Show a session at the server's time `at_us`."""
    pair = session.current
    refresh_until_us = pair.issued_us + pair.refresh_ttl_s * SECOND_US
    return SessionView(
        id=session.id,
        user=session.user.id,
        client_id=session.app.client_id,
        created_at=seconds(session.created_us),
        access_expires_at=seconds(pair.issued_us + pair.access_ttl_s * SECOND_US),
        refresh_expires_at=seconds(refresh_until_us) if pair.refresh else None,
        access_used=pair.used_us is not None,
        refreshes=session.refreshes,
        replays=session.replays,
        live=session.is_live(at_us),
        ended=None if session.ending is None else session.ending.value,
        ended_at=None if session.ended_us is None else seconds(session.ended_us),
    )
