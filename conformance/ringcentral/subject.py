"""What the token service's items work with: people to log in as, requests as clients send them, the server's side.

Logins are dear (five a minute in the field): items that spoil nothing share a session. What an item opened is revoked
before the next one begins.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from urllib.parse import quote_plus

from oceanhil.conformance.contract.base_subject import BaseSubject
from oceanhil.conformance.ringcentral.answer import Answer, TokenBody
from oceanhil.conformance.ringcentral.requests import Login, basic
from oceanhil.protocol.http import HttpRequest
from oceanhil.protocol.profile import Scalar
from oceanhil.protocol.ringcentral.messages import (
    EXTENSION_PATH,
    JWT_BEARER,
    TOKEN_PATH,
    AppKey,
    call_request,
    form_request,
    revoke_request,
)
from oceanhil.protocol.ringcentral.profile import TokenProfile
from oceanhil.remote.connector.control import CLOCK, SETTINGS, Control, ControlError
from oceanhil.remote.connector.ringcentral.control import OWN_PEOPLE, REPLAY, TokenControl, User
from oceanhil.remote.evidence.exchange import Exchange
from oceanhil.remote.wire.need import Lacking
from oceanhil.remote.wire.raw_connection import Form, as_bytes
from oceanhil.remote.wire.wire import Wire


class TokenSubject(BaseSubject[Answer]):
    """Implements `oceanhil.conformance.contract.engine.Subject` for the token service. Times in seconds."""

    def __init__(
        self, wire_to: Callable[[Callable[[Exchange], None]], Wire], control: Control, profile: TokenProfile, seed: int
    ) -> None:
        """As BaseSubject; a control of another service can do nothing here."""
        self.side = control if isinstance(control, TokenControl) else TokenControl()
        super().__init__(wire_to, self.side, profile.document.server, seed)
        self.profile = profile
        self._app: AppKey | None = None
        self._user: User | None = None
        self._session: Login | None = None
        self._opened: list[Login] = []
        self._pairs = 0
        self._limited = self._calm()

    # The run

    def begin(self) -> None:
        """Revoke what the item before has opened, and forget its exchanges."""
        self._revoke(list(self._opened))
        self._pairs = 0
        super().begin()

    def renew(self) -> None:
        """Forget the shared session."""
        if self._session is not None:
            self._opened.append(self._session)
            self._session = None

    def close(self) -> None:
        """Revoke every session that was opened, and close the connection."""
        self.renew()
        self._revoke(list(self._opened))
        super().close()

    def value(self, setting: str) -> Scalar:
        """Give a value of the table `server` as this server has it, as far as that is known."""
        return self.learned.get(f"server.{setting}", self._values[setting].value)

    def number(self, setting: str) -> int:
        """Give a value that is a whole number."""
        value = self.value(setting)
        assert isinstance(value, int)
        return value

    # People

    def app(self) -> AppKey:
        """Give the application that items share."""
        if self._app is None:
            self._app = self.known_app(self.side.app())
        return self._app

    def other_app(self) -> AppKey:
        """Give another application."""
        return self.known_app(self.side.second_app())

    def user(self) -> User:
        """Give the user that items share."""
        if self._user is None:
            self._user = self.known_user(self.side.user())
        return self._user

    def other_user(self) -> User:
        """Give another user."""
        return self.known_user(self.side.second_user())

    def lone_user(self) -> User:
        """Give a user who has no session: a new one, or the only one there is."""
        if OWN_PEOPLE not in self.needs:
            self.renew()
            self._revoke(list(self._opened))
        return self.known_user(self.side.user())

    def new_credentials(self, user: User) -> User:
        """Give a user new credentials; needs `CREDENTIALS`."""
        changed = self.known_user(self.side.change_credentials(user))
        if self._user == user:
            self._user = changed
        return changed

    def known_app(self, app: AppKey) -> AppKey:
        """Keep an application's secret out of reports."""
        self.secret(app.client_secret, "CLIENT_SECRET")
        self.secret(basic(app).removeprefix("Basic "), "CLIENT_CREDENTIALS")
        return app

    def known_user(self, user: User) -> User:
        """Keep a user's credentials out of reports."""
        for value, name in ((user.jwt, "JWT"), (user.password, "PASSWORD")):
            self.secret(value, name)
            self.secret(quote_plus(value), name)
        return user

    # Requests

    def send_as(self, request: HttpRequest, form: Form) -> Answer:
        """Send a request over a connection of its own, written down as `form` says."""
        return self.send_raw(as_bytes(request, self._wire.target.url, form))

    def send_in_turn(self, requests: Sequence[tuple[HttpRequest, Form]]) -> Sequence[Answer]:
        """Send requests over one connection of their own, each after the answer to the one before."""
        parts = [as_bytes(request, self._wire.target.url, form) for request, form in requests]
        return [self.answer(exchange) for exchange in self._wire.in_turn(parts)]

    def answer(self, exchange: Exchange) -> Answer:
        """Wrap an exchange."""
        return Answer(exchange, self.profile.errors, self.learned)

    def login_request(self, user: User | None = None, app: AppKey | None = None, **fields: object) -> HttpRequest:
        """Make a login by JWT; `fields` are added, one that is `...` is left out."""
        who = user or self.user()
        return self.token_request({"grant_type": JWT_BEARER, "assertion": who.jwt, **fields}, app)

    def refresh_request(self, token: str, app: AppKey | None = None, **fields: object) -> HttpRequest:
        """Make a refresh."""
        return self.token_request({"grant_type": "refresh_token", "refresh_token": token, **fields}, app)

    def token_request(self, fields: Mapping[str, object], app: AppKey | None = None) -> HttpRequest:
        """Make a request for tokens; a field that is `...` is left out."""
        given = {name: str(value) for name, value in fields.items() if value is not ...}
        return form_request(TOKEN_PATH, app or self.app(), given)

    def log_in(self, user: User | None = None, app: AppKey | None = None, **fields: object) -> Login:
        """Open a session for one item; a Violation if the server does not let it."""
        who, by = user or self.user(), app or self.app()
        self.make_room(who, by)
        return self.opened(self.ask(self.login_request(who, by, **fields)), who, by)

    def make_room(self, user: User, app: AppKey) -> None:
        """Revoke the oldest of the item's own sessions where one more would be too many."""
        mine = [login for login in self._opened if (login.user, login.app) == (user, app)]
        self._revoke(mine[: max(0, len(mine) + 1 - self.number("session_limit"))])

    def opened(self, answer: Answer, user: User, app: AppKey) -> Login:
        """Take the tokens of an answer, which must be a success, for those of a session of this item."""
        login = Login(user, app, self.tokens(answer))
        self._opened.append(login)
        return login

    def refreshed(self, login: Login, **fields: object) -> Login:
        """Refresh; a Violation if the server does not do it."""
        answer = self.ask(self.refresh_request(login.refresh, login.app, **fields))
        return self.opened(answer, login.user, login.app)

    def tokens(self, answer: Answer) -> TokenBody:
        """Demand tokens of an answer."""
        body = answer.accepted(TokenBody)
        self._pairs += 1
        number = f"_{self._pairs}" if self._pairs > 1 else ""
        self._name(body.access_token, f"ACCESS_TOKEN{number}")
        self._name(body.refresh_token, f"REFRESH_TOKEN{number}")
        return body

    def session(self) -> Login:
        """Give the session that items share; they must leave its tokens as they are."""
        if self._session is None:
            # A user of its own: no other login drops it.
            self._session = self.log_in(self.lone_user() if OWN_PEOPLE in self.needs else self.user())
            self._opened.remove(self._session)
        return self._session

    def bearer_request(self, access: str, path: str = EXTENSION_PATH) -> HttpRequest:
        """Make a call of the API."""
        return call_request(path, self._name(access, "SPOILT_TOKEN"))

    def call(self, access: str, path: str = EXTENSION_PATH) -> Answer:
        """Call the API."""
        return self.ask(self.bearer_request(access, path))

    def revoke(self, token: str, app: AppKey | None = None) -> Answer:
        """Revoke a token."""
        return self.ask(revoke_request(app or self.app(), self._name(token, "UNKNOWN_TOKEN")))

    def is_alive(self, login: Login) -> bool:
        """Tell whether the access token still works; a finding for what is neither yes nor no."""
        answer = self.call(login.access)
        if answer.status != 200:
            answer.refused_as_token()
        return answer.status == 200

    # The server's side

    def advance(self, seconds: float) -> None:
        """Move the server's clock forward; a new shared session is opened after it. Needs `CLOCK`."""
        self.control.clock.advance(seconds)
        self.renew()

    def let_pass(self, seconds: float) -> None:
        """Move the server's clock forward by so little that the shared session outlives it. Needs `CLOCK`."""
        self.control.clock.advance(seconds)

    @contextmanager
    def having(self, **settings: Scalar) -> Iterator[None]:
        """Let the server have other settings meanwhile; raises Lacking where it has not and cannot be told."""
        if SETTINGS not in self.needs:
            if any(self.value(name) != value for name, value in settings.items()):
                raise Lacking(SETTINGS)
            yield
            return
        with self.changed_settings(**settings):
            yield

    @contextmanager
    def limited(self) -> Iterator[None]:
        """Let rate limits be in force meanwhile, with a clock that stands still; needs `SETTINGS` and `CLOCK`."""
        assert {SETTINGS, CLOCK} <= self.needs
        with self.changed_settings(rate_limit_enabled=True), self.frozen(), self.asking_for_429():
            yield

    @contextmanager
    def limits_as_found(self) -> Iterator[None]:
        """Let rate limits be in force or not, as they were when the run began."""
        if not self._limited:
            yield
            return
        with self.changed_settings(rate_limit_enabled=True):
            yield

    def must_replay(self) -> None:
        """Raise Lacking for a server that is known not to answer a repeated refresh again."""
        if not self.value("replay_refresh"):
            raise Lacking(REPLAY)

    def _calm(self) -> bool:
        """Switch rate limits off where that can be done, and tell whether they were on."""
        if SETTINGS not in self.needs:
            return False
        try:
            if not self.control.settings().get("rate_limit_enabled"):
                return False
            self.control.put_settings({"rate_limit_enabled": False})
        except ControlError:
            # The items that need settings tell of it.
            return False
        return True

    def _name(self, value: str, name: str) -> str:
        """Keep a secret out of reports under the name that it has already, else this one."""
        return value if value in self._secrets else self.secret(value, name)

    def _revoke(self, logins: Sequence[Login]) -> None:
        # In a session that was refreshed, or that has ended, it does nothing more; that is well.
        for login in logins:
            self._wire.exchange(revoke_request(login.app, login.access))
            self._opened.remove(login)
