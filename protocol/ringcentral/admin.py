"""What the admin side of RingCentral's built-in server gives: new users and applications, and sessions.

Times in Unix seconds.
"""

import msgspec


class NewUser(msgspec.Struct, frozen=True):
    """A user's new credentials, in full: the one place that shows them."""

    id: str
    username: str
    password: str
    jwt: str


class NewApp(msgspec.Struct, frozen=True):
    """A new application with its client secret, in full: the one place that shows it; null for a public one."""

    client_id: str
    name: str
    public: bool
    client_secret: str | None


class NewCode(msgspec.Struct, frozen=True):
    """An authorization code, in full: the one place that shows it."""

    code: str
    expires_at: int | float


class SessionView(msgspec.Struct, frozen=True):
    """A session; `ended` says why it ended, null while it has not, `replays` how often a pair was given again."""

    id: str
    user: str
    client_id: str
    created_at: int | float
    access_expires_at: int | float
    refresh_expires_at: int | float | None
    access_used: bool
    refreshes: int
    replays: int
    live: bool
    ended: str | None
    ended_at: int | float | None
