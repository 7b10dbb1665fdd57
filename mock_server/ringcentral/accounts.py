"""Users and applications: who may log in, and with what. Secrets are kept as digests only."""

import random
from dataclasses import dataclass

from oceanhil.mock_server.core.admin_error import UnknownNameError
from oceanhil.mock_server.ringcentral.tokens import draw_assertion, draw_secret
from oceanhil.protocol.tokens import digest_of

_FIRST_USER = 400_131_426_000
_ID_BYTES = 12


@dataclass(slots=True, eq=False)
class User:
    """A user; `id` is what `owner_id` of a token says."""

    id: str
    name: str
    password: bytes
    assertion: bytes
    logins: int = 0
    """How many logins succeeded."""


@dataclass(frozen=True, slots=True, eq=False)
class App:
    """A registered application; without a secret it is a public client (RFC 6749, 2.1)."""

    client_id: str
    name: str
    secret: bytes | None


@dataclass(frozen=True, slots=True, eq=False)
class Credentials:
    """A user's new password and JWT credential, in full: shown once."""

    password: str
    assertion: str


@dataclass(frozen=True, slots=True, eq=False)
class Grant:
    """An authorization code that waits to be exchanged; `redirect_uri` empty: any."""

    user: User
    app: App
    redirect_uri: str
    issued_us: int


class Accounts:
    """Everybody who is known."""

    __slots__ = ("_codes", "_next_user", "_rng", "apps", "users")

    def __init__(self, rng: random.Random) -> None:
        """Start with nobody; secrets are drawn from `rng`."""
        self._rng = rng
        self.users: dict[str, User] = {}
        self.apps: dict[str, App] = {}
        self._codes: dict[bytes, Grant] = {}
        self._next_user = _FIRST_USER

    def reset(self) -> None:
        """Forget everybody."""
        self.users.clear()
        self.apps.clear()
        self._codes.clear()
        self._next_user = _FIRST_USER

    def add_user(self, name: str) -> tuple[User, Credentials]:
        """Add a user with fresh credentials; `name` empty: the id."""
        self._next_user += 1
        identity = str(self._next_user)
        credentials = self._draw()
        user = User(identity, name or identity, digest_of(credentials.password), digest_of(credentials.assertion))
        self.users[identity] = user
        return user, credentials

    def add_app(self, name: str, *, is_public: bool) -> tuple[App, str | None]:
        """Register an application, and give its client secret; a public one has none."""
        secret = None if is_public else draw_secret(self._rng)
        client_id = self._rng.randbytes(_ID_BYTES).hex()
        app = App(client_id, name or client_id, None if secret is None else digest_of(secret))
        self.apps[client_id] = app
        return app, secret

    def remove_user(self, user: User) -> None:
        """Forget a user, and the codes that wait for one."""
        del self.users[user.id]
        self._codes = {digest: grant for digest, grant in self._codes.items() if grant.user is not user}

    def remove_app(self, app: App) -> None:
        """Forget an application, and the codes that wait for it."""
        del self.apps[app.client_id]
        self._codes = {digest: grant for digest, grant in self._codes.items() if grant.app is not app}

    def change_credentials(self, user: User) -> Credentials:
        """Give `user` a new password and JWT; the old ones are worth nothing from now on."""
        credentials = self._draw()
        user.password, user.assertion = digest_of(credentials.password), digest_of(credentials.assertion)
        return credentials

    def user(self, identity: str) -> User:
        """Find a user by id; raises UnknownNameError."""
        found = self.users.get(identity)
        if found is None:
            raise UnknownNameError("no user has this id; list them with GET /_admin/users")
        return found

    def app(self, client_id: str) -> App:
        """Find an application; raises UnknownNameError."""
        found = self.apps.get(client_id)
        if found is None:
            raise UnknownNameError("no application has this client_id; list them with GET /_admin/apps")
        return found

    def by_password(self, name: str, password: str) -> User | None:
        """Find a user by name, or id, and password."""
        digest = digest_of(password)
        named = (user for user in self.users.values() if name in {user.name, user.id})
        return next((user for user in named if user.password == digest), None)

    def by_assertion(self, assertion: str) -> User | None:
        """Find a user by the JWT credential."""
        digest = digest_of(assertion)
        return next((user for user in self.users.values() if user.assertion == digest), None)

    def add_code(self, user: User, app: App, redirect_uri: str, at_us: int) -> str:
        """Do what consent in a browser does, and give the authorization code."""
        code = draw_secret(self._rng)
        self._codes[digest_of(code)] = Grant(user, app, redirect_uri, at_us)
        return code

    def code(self, code: str) -> Grant | None:
        """Look at an authorization code."""
        return self._codes.get(digest_of(code))

    def use_code(self, code: str) -> None:
        """Spend an authorization code: it works once (RFC 6749, 4.1.2)."""
        del self._codes[digest_of(code)]

    def _draw(self) -> Credentials:
        return Credentials(draw_secret(self._rng), draw_assertion(self._rng))
