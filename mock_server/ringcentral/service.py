"""RingCentral's token service as one of the services that the server can be."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from http import HTTPStatus

import msgspec

from oceanhil.mock_server.core.admin_error import WrongValueError
from oceanhil.mock_server.core.delivery import Delivery
from oceanhil.mock_server.core.events import Event, EventKind
from oceanhil.mock_server.core.journal import DEFAULT_ROWS, JournalForm
from oceanhil.mock_server.core.live_values import LiveValues
from oceanhil.mock_server.core.sender import Sender
from oceanhil.mock_server.core.service import AdminRoutes, Census, Service
from oceanhil.mock_server.core.views import seconds
from oceanhil.mock_server.ringcentral.api import Api, bearer_of
from oceanhil.mock_server.ringcentral.book import SessionBook
from oceanhil.mock_server.ringcentral.form_body import read_form
from oceanhil.mock_server.ringcentral.injected import injected_answer
from oceanhil.mock_server.ringcentral.people import People
from oceanhil.mock_server.ringcentral.rate_limits import PenaltyLimits
from oceanhil.mock_server.ringcentral.refusals import RefusedError, refusal
from oceanhil.mock_server.ringcentral.session import US, Ending, Session
from oceanhil.mock_server.ringcentral.settings import largest
from oceanhil.mock_server.ringcentral.token_endpoint import Answered, TokenEndpoint
from oceanhil.mock_server.ringcentral.views import AppView, TokenHealth, UserView, show_app, show_session, show_user
from oceanhil.protocol.http import HttpRequest, HttpResponse
from oceanhil.protocol.ringcentral.admin import NewApp, NewCode, NewUser, SessionView
from oceanhil.protocol.ringcentral.messages import EXTENSION_PATH, REVOKE_PATH, TOKEN_PATH
from oceanhil.protocol.ringcentral.profile import TokenProfile, TokenSettings
from oceanhil.protocol.ringcentral.refusal import Reason

MAX_NAME = 64


class TokenService(Service):
    """Users, applications and their sessions; every `now_us` is the transport's wall clock."""

    _settings: LiveValues[TokenSettings]

    def __init__(self, profile: TokenProfile, seed: int, journal_rows: int = DEFAULT_ROWS) -> None:
        """Start with nobody, with the values of `profile`; `seed` makes tokens, secrets and ids repeatable."""
        live = LiveValues(profile.server, profile.document.server, largest)
        form = JournalForm(("authorization",), (TOKEN_PATH, REVOKE_PATH, EXTENSION_PATH))
        super().__init__(profile.name, seed, live, form, journal_rows)
        self.profile = profile
        self._people = People(self._rng)
        self._book = SessionBook(self._rng, live)
        self._limits = PenaltyLimits()
        self._endpoint = TokenEndpoint(self._people, self._book, self._limits, live)
        self._api = Api(self._book, self._limits, live)

    @property
    def paths(self) -> Collection[str]:
        """The paths that the metrics name."""
        return (TOKEN_PATH, REVOKE_PATH, EXTENSION_PATH)

    @property
    def max_body_bytes(self) -> int:
        """The largest body of a client's request."""
        return self._settings.values.max_body_bytes

    def admin_routes(self) -> AdminRoutes:
        """Give the admin routes: users, applications, sessions, and the levers of a test."""
        # Here, because the handlers of the routes call this class.
        from oceanhil.mock_server.core.admin.operation import bind
        from oceanhil.mock_server.ringcentral.admin_routes import OPERATIONS

        return bind(self, OPERATIONS)

    def health(self) -> TokenHealth:
        """Tell that the service answers."""
        sessions = sum(session.ending is None for session in self._book.sessions.values())
        return TokenHealth(**msgspec.structs.asdict(super().health()), sessions=sessions)

    @property
    def is_described(self) -> bool:
        """Whether `describe` gives anything."""
        return True

    def describe(self, url: str, *, needs_key: bool, pages: Collection[str]) -> Mapping[str, object]:
        """Give the OpenAPI document."""
        # Loaded when wanted: a server starts faster without it.
        from oceanhil.mock_server.openapi.token_service.document import token_document

        return token_document(self.profile, needs_key=needs_key, url=url, pages=pages)

    def census(self, now_us: int) -> Census:
        """Count live and ended sessions."""
        live = sum(1 for _ in self._book.live(self._clock.at(now_us)))
        counts = {"live": live, "dead": len(self._book.sessions) - live}
        return Census("sessions", "Sessions, live or not.", "state", counts)

    def broken(self, status: int, message: str, code: str, path: str = "") -> HttpResponse:
        """Answer what cannot be judged in the form of the path, and as unreadable where that is what it is."""
        reason = Reason.RATE_EXCEEDED if status == HTTPStatus.TOO_MANY_REQUESTS else Reason.UNREADABLE
        row = self.profile.errors[reason.value]
        code = row.code if status < HTTPStatus.INTERNAL_SERVER_ERROR else code
        return refusal(msgspec.structs.replace(row, status=status, code=code, message=message), self._form(path), {})

    def restart(self, now_us: int) -> None:
        """Forget rate limits; a token service keeps its sessions through a restart."""
        self._limits.reset()
        super().restart(now_us)

    def add_user(self, name: str) -> NewUser:
        """Add a user; raises WrongValueError for a name that is too long."""
        user, credentials = self._people.add_user(self._named(name))
        return NewUser(user.id, user.name, credentials.password, credentials.assertion)

    def add_app(self, name: str, *, is_public: bool) -> NewApp:
        """Register an application; raises WrongValueError for a name that is too long."""
        app, secret = self._people.add_app(self._named(name), is_public=is_public)
        return NewApp(app.client_id, app.name, is_public, secret)

    def remove_user(self, user: str, now_us: int) -> None:
        """Remove a user, and end all sessions of the user; raises UnknownNameError."""
        found, at_us = self._people.user(user), self._clock.at(now_us)
        self._people.remove_user(found)
        self._end(self._book.live(at_us, found), Ending.REMOVED, at_us)

    def remove_app(self, client_id: str, now_us: int) -> None:
        """Remove an application, and end all sessions with it; raises UnknownNameError."""
        found, at_us = self._people.app(client_id), self._clock.at(now_us)
        self._people.remove_app(found)
        self._end(self._book.live(at_us, app=found), Ending.REMOVED, at_us)

    def add_code(self, user: str, client_id: str, redirect_uri: str, now_us: int) -> NewCode:
        """Do what a user's consent in the browser does; raises UnknownNameError."""
        at_us = self._clock.at(now_us)
        code = self._people.add_code(self._people.user(user), self._people.app(client_id), redirect_uri, at_us)
        return NewCode(code, seconds(at_us + self._settings.values.authorization_code_ttl_s * US))

    def change_credentials(self, user: str, now_us: int) -> NewUser:
        """Give a user a new password and JWT: all the user's sessions end; raises UnknownNameError."""
        found, at_us = self._people.user(user), self._clock.at(now_us)
        credentials = self._people.change_credentials(found)
        self._end(self._book.live(at_us, found), Ending.CREDENTIALS, at_us)
        return NewUser(found.id, found.name, credentials.password, credentials.assertion)

    def end_session(self, identity: str, now_us: int) -> SessionView:
        """End a session as its user does in the account's settings; raises UnknownNameError."""
        session, at_us = self._book.session(identity), self._clock.at(now_us)
        self._end((session,), Ending.ADMIN, at_us)
        return show_session(session, at_us)

    def users(self, now_us: int) -> Sequence[UserView]:
        """Show all users."""
        at_us = self._clock.at(now_us)
        return [show_user(user, sum(1 for _ in self._book.live(at_us, user))) for user in self._people.users.values()]

    def apps(self) -> Sequence[AppView]:
        """Show all applications."""
        return [show_app(app) for app in self._people.apps.values()]

    def sessions(self, now_us: int, user: str = "") -> Sequence[SessionView]:
        """Show all sessions that are remembered, ended ones too, or those of a user; raises UnknownNameError."""
        at_us = self._clock.at(now_us)
        wanted = self._people.user(user) if user else None
        found = (session for session in self._book.sessions.values() if wanted in {None, session.user})
        return [show_session(session, at_us) for session in found]

    def session(self, identity: str, now_us: int) -> SessionView:
        """Show a session; raises UnknownNameError."""
        return show_session(self._book.session(identity), self._clock.at(now_us))

    def _answer(self, request: HttpRequest, at_us: int, fault: str) -> Delivery:
        try:
            answered, code = self._route(request)(request, at_us), ""
        except RefusedError as refused:
            row = self.profile.errors[refused.reason.value]
            response = refusal(row, self._form(request.path), refused.headers, refused.parameter)
            answered, code = Answered(response, refused.session, refused.note), row.code
        return self._delivered(
            request, at_us, answered.response, code=code, owner=answered.session, fault=fault, note=answered.note
        )

    def _route(self, request: HttpRequest) -> Callable[[HttpRequest, int], Answered]:
        endpoint = {TOKEN_PATH: self._endpoint.token, REVOKE_PATH: self._endpoint.revoke}.get(request.path)
        if endpoint is None:
            return self._api.answer
        if request.method != "POST":
            raise RefusedError(Reason.METHOD_WRONG, headers={"allow": "POST"})
        return endpoint

    def _form(self, path: str) -> str:
        values = self._settings.values
        is_token_endpoint = path in {TOKEN_PATH, REVOKE_PATH}
        return values.token_error_envelope if is_token_endpoint else values.api_error_envelope

    def _session_of(self, request: HttpRequest) -> Session | None:
        tokens = [bearer_of(request.headers)]
        if request.path in {TOKEN_PATH, REVOKE_PATH}:
            try:
                fields = read_form(request, self._settings.values.max_body_bytes)
            except RefusedError:
                fields = {}
            tokens = [fields.get(name, "") for name in ("refresh_token", "token")]
        found = (self._book.find(token) for token in tokens if token)
        return next((session for session in found if session is not None), None)

    def _sender(self, request: HttpRequest) -> Sender:
        session = self._session_of(request)
        if session is None:
            return Sender()
        return Sender({session.id, session.user.id, session.user.name, session.app.client_id})

    def _owner(self, request: HttpRequest) -> str:
        session = self._session_of(request)
        return "" if session is None else session.id

    def _injected(self, request: HttpRequest, status: int, retry_after_s: int | None) -> HttpResponse:
        return injected_answer(self.profile.errors, self._form(request.path), status, retry_after_s)

    def _tell_change(self, delivery: Delivery, at_us: int) -> None:
        session = self._book.sessions.get(delivery.device)
        if session is not None:
            self._tell_session(session, at_us)

    def _reset_own(self) -> None:
        self._people.reset()
        self._book.reset()
        self._limits.reset()

    def _named(self, name: str) -> str:
        if len(name) > MAX_NAME:
            raise WrongValueError(f"name has {len(name)} characters, expected at most {MAX_NAME}")
        return self.conceal(name)

    def _end(self, sessions: Iterable[Session], ending: Ending, at_us: int) -> None:
        for session in sessions:
            self._book.end_all((session,), ending, at_us)
            self._tell_session(session, at_us)

    def _tell_session(self, session: Session, at_us: int) -> None:
        if self._hub.is_heard:
            shown: dict[str, object] = msgspec.structs.asdict(show_session(session, at_us))
            self._hub.emit(Event(EventKind.SESSION, at_us, shown))
