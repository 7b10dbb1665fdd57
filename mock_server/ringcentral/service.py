"""RingCentral's token service as one of the services that the server can be."""

from collections.abc import Callable, Collection, Mapping
from http import HTTPStatus

import msgspec

from oceanhil.mock_server.core.delivery import Delivery
from oceanhil.mock_server.core.journal import DEFAULT_ROWS, JournalForm
from oceanhil.mock_server.core.live_values import LiveValues
from oceanhil.mock_server.core.sender import Sender
from oceanhil.mock_server.core.service import Census, Service
from oceanhil.mock_server.core.shared_operations import AdminRoutes
from oceanhil.mock_server.ringcentral.account_administration import AccountAdministration
from oceanhil.mock_server.ringcentral.accounts import Accounts
from oceanhil.mock_server.ringcentral.api import Api, bearer_of
from oceanhil.mock_server.ringcentral.form_body import read_form
from oceanhil.mock_server.ringcentral.rate_limits import PenaltyLimits
from oceanhil.mock_server.ringcentral.refusals import RefusedError, injected_answer, refusal
from oceanhil.mock_server.ringcentral.session import Session
from oceanhil.mock_server.ringcentral.session_registry import SessionRegistry
from oceanhil.mock_server.ringcentral.token_endpoint import Answered, TokenEndpoint
from oceanhil.mock_server.ringcentral.views import TokenHealth
from oceanhil.protocol.http import HttpRequest, HttpResponse
from oceanhil.protocol.ringcentral.messages import EXTENSION_PATH, REVOKE_PATH, TOKEN_PATH
from oceanhil.protocol.ringcentral.profile import TokenProfile, TokenSettings
from oceanhil.protocol.ringcentral.refusal import Reason


class TokenService(AccountAdministration, Service):
    """Users, applications and their sessions; every `now_us` is the transport's wall clock."""

    _settings: LiveValues[TokenSettings]

    def __init__(self, profile: TokenProfile, seed: int, journal_rows: int = DEFAULT_ROWS) -> None:
        """Start with nobody, with the values of `profile`; `seed` makes tokens, secrets and ids repeatable."""
        live = LiveValues(profile.server, profile.document.server)
        form = JournalForm(("authorization",), (TOKEN_PATH, REVOKE_PATH, EXTENSION_PATH))
        super().__init__(profile.name, seed, live, form, journal_rows)
        self.profile = profile
        self._accounts = Accounts(self._rng)
        self._registry = SessionRegistry(self._rng, live)
        self._limits = PenaltyLimits()
        self._endpoint = TokenEndpoint(self._accounts, self._registry, self._limits, live)
        self._api = Api(self._registry, self._limits, live)

    @property
    def paths(self) -> Collection[str]:
        """The paths that the metrics name."""
        return (TOKEN_PATH, REVOKE_PATH, EXTENSION_PATH)

    @property
    def max_body_bytes(self) -> int:
        """The largest body of a client's request."""
        return self._settings.values.max_body_bytes

    def admin_routes(self) -> AdminRoutes:
        """Give the admin routes: users, applications, sessions, and what every service has."""
        # Loaded when wanted: a simulated run starts faster without it.
        from oceanhil.mock_server.core.admin.operation import bind
        from oceanhil.mock_server.ringcentral.admin_routes import OPERATIONS

        return bind(self, OPERATIONS)

    def health(self, now_us: int) -> TokenHealth:
        """Tell that the service answers, and how many sessions are live."""
        sessions = sum(1 for _ in self._registry.live(self._clock.at(now_us)))
        return TokenHealth(**msgspec.structs.asdict(super().health(now_us)), sessions=sessions)

    @property
    def is_described(self) -> bool:
        """Whether `describe` gives anything."""
        return True

    def describe(self, url: str, *, needs_key: bool, pages: Collection[str]) -> Mapping[str, object]:
        """Give the OpenAPI document."""
        # Loaded when wanted: a server starts faster without it.
        from oceanhil.mock_server.ringcentral.openapi.document import token_document

        return token_document(self.profile, needs_key=needs_key, url=url, pages=pages)

    def census(self, now_us: int) -> Census:
        """Count live and ended sessions."""
        live = sum(1 for _ in self._registry.live(self._clock.at(now_us)))
        counts = {"live": live, "dead": len(self._registry.sessions) - live}
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
        found = (self._registry.find(token) for token in tokens if token)
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
        session = self._registry.sessions.get(delivery.device)
        if session is not None:
            self._tell_session(session, at_us)

    def _reset_own(self) -> None:
        self._accounts.reset()
        self._registry.reset()
        self._limits.reset()
