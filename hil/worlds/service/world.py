"""One run about a token service: reference clients of one user and one application, beside the service."""

from collections.abc import Mapping
from functools import partial

from oceanhil.hil.worlds.service.control import TokenServiceControl
from oceanhil.hil.worlds.service.request_names import TokenNames
from oceanhil.hil.worlds.service.service_core import Handled, ServiceCore
from oceanhil.protocol.http import HttpRequest, HttpResponse
from oceanhil.protocol.redact import redact
from oceanhil.scenarios.ringcentral.world import Habits
from oceanhil.scenarios.trace import EventKind, Scalar, Source, Trace
from oceanhil.scenarios.units import format_duration
from oceanhil.simulator.api_client.client import ApiClient
from oceanhil.simulator.api_client.store import TokenStore
from oceanhil.simulator.api_client.surroundings import Surroundings

_REPLY_LOST = "drop_response"


class TokenServiceWorld:
    """Implements `oceanhil.scenarios.ringcentral.world.ServiceWorld`; no request takes time."""

    def __init__(self, name: str, door: ServiceCore) -> None:
        """Begin at 0 with an application and a user, and no client; raises WorldError."""
        self.name = name
        self.trace = Trace()
        self.now_us = 0
        self._door = door
        self._app = door.add_app()
        self.control = TokenServiceControl(door, door.add_user(), lambda: self.now_us, self.trace)
        self._names = TokenNames()
        self._clients: dict[str, ApiClient] = {}
        self._losing: set[str] = set()

    def client(self, name: str) -> ApiClient:
        """Give the client of that name, made at the first call."""
        if name not in self._clients:
            surroundings = Surroundings(
                send=partial(self._exchange, name),
                now_us=lambda: self.now_us,
                say=partial(self._hear, name),
                stop=partial(self._stopped, name),
            )
            self._clients[name] = ApiClient(name, self._app, self.control.account.jwt, surroundings)
        return self._clients[name]

    def tell(self, name: str, habits: Habits) -> None:
        """Tell a client what to do from now on."""
        client = self.client(name)
        if habits.uses_lock is not None:
            client.uses_lock = habits.uses_lock
        if habits.reuses_tokens is not None:
            client.reuses_tokens = habits.reuses_tokens

    def copy_tokens(self, name: str, source: str) -> None:
        """Give a client a copy of the tokens that another one holds."""
        self.client(name).store = TokenStore(self.client(source).store.tokens)

    def share_tokens(self, name: str, source: str) -> None:
        """Let a client use the same store as another one."""
        self.client(name).store = self.client(source).store

    def hand_credentials(self, name: str) -> None:
        """Tell a client the user's present credentials."""
        self.client(name).jwt = self.control.account.jwt

    def lose_reply(self, name: str) -> None:
        """Let the reply to the client's next request be lost."""
        self._losing.add(name)

    def session_of(self, name: str) -> str:
        """Give the session that the client's tokens belong to, empty when it holds none."""
        tokens = self.client(name).store.tokens
        return "" if tokens is None else self._names.session_of(tokens.access, tokens.refresh)

    def advance(self, duration_us: int) -> None:
        """Let time pass for everybody."""
        self.now_us += duration_us
        change = f"+{format_duration(duration_us)}"
        self.trace.add(self.now_us, Source.HARNESS, EventKind.CLOCK, "", {"change": change})

    def secrets(self) -> frozenset[str]:
        """Give every whole token and credential issued so far."""
        return self._names.tokens | self.control.credentials | {self._app.client_secret}

    def facts(self) -> Mapping[str, str]:
        """Name the clients."""
        return {"clients": ", ".join(self._clients)}

    def close(self) -> None:
        """Forget the clients."""
        self._clients.clear()

    def _exchange(self, name: str, request: HttpRequest) -> HttpResponse | None:
        handled = self._door.handle(request, self.now_us)
        response = handled.response
        if name in self._losing:
            self._losing.discard(name)
            response, handled = None, Handled(handled.response, handled.session, _REPLY_LOST)
        fields = self._names.describe(request, handled, response)
        self.trace.add(self.now_us, Source.SERVER, EventKind.REQUEST, name, fields)
        return response

    def _hear(self, name: str, line: str) -> None:
        shown = redact(line)
        fields: dict[str, Scalar] = {"text": shown, **({"leak": True} if shown != line else {})}
        self.trace.add(self.now_us, Source.DEVICE, EventKind.SERIAL, name, fields)

    def _stopped(self, name: str, reason: str) -> None:
        self.trace.add(self.now_us, Source.DEVICE, EventKind.HALT, name, {"reason": reason})
