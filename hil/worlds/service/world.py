"""One run about a token service: reference clients of one user and one application, beside the service.

In the trace tokens have names such as `access-2`; whatever is done on the service's own side is an event there too.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from urllib.parse import parse_qs

from oceanhil.hil.worlds.service.closeup import MessageTexts, ServiceCloseUp
from oceanhil.hil.worlds.service.service_core import Account, Handled, ServiceCore
from oceanhil.hil.worlds.sim_server import START_UNIX_US
from oceanhil.protocol.faults import FaultKind, FaultRule
from oceanhil.protocol.http import HttpRequest, HttpResponse
from oceanhil.protocol.profile import Scalar as SettingValue
from oceanhil.protocol.redact import redact
from oceanhil.protocol.retry_after import told_wait_s
from oceanhil.protocol.ringcentral.messages import read_refusal, read_tokens
from oceanhil.scenarios.clock_change import passed_words
from oceanhil.scenarios.dashboard_action import DashboardAction, action_fields
from oceanhil.scenarios.ringcentral.world import Habits, SessionFacts
from oceanhil.scenarios.trace import EventKind, Scalar, Source, Trace
from oceanhil.scenarios.traced_request import TracedRequest
from oceanhil.simulator.api_client.client import ApiClient, Surroundings, TokenStore

_UNKNOWN = "unknown"
_NO_ANSWER = "no answer"
_REPLY_LOST = FaultKind.DROP_RESPONSE.value


class TokenNames:
    """Gives each token a name when it is first seen in an answer, and knows which session it belongs to."""

    def __init__(self) -> None:
        """Begin without any."""
        self._names: dict[str, str] = {}
        self._sessions: dict[str, str] = {}
        self._pairs = 0

    @property
    def tokens(self) -> frozenset[str]:
        """Every whole token seen so far."""
        return frozenset(self._names)

    @property
    def by_token(self) -> Mapping[str, str]:
        """The name of each."""
        return self._names

    def session_of(self, *tokens: str) -> str:
        """Give the session of the first of these tokens that is known, empty if none is."""
        return next((self._sessions[token] for token in tokens if token in self._sessions), "")

    def describe(self, request: HttpRequest, handled: Handled, response: HttpResponse | None) -> TracedRequest:
        """Say what a REQUEST event does; `response` is what the client got of what was `handled`."""
        form = parse_qs(request.body.decode())
        grant, token = form.get("grant_type"), _sent(request, form)
        refusal = None if response is None else read_refusal(response)
        return TracedRequest(
            method=request.method,
            path=request.path,
            status=0 if response is None else response.status,
            grant=grant[0].rpartition(":")[2] if grant else None,
            token=self._names.get(token, _UNKNOWN) if token else None,
            session=handled.session or None,
            issued=self._issued(handled),
            code=None if refusal is None else refusal.code,
            message=None if refusal is None else redact(refusal.message),
            envelope=None if refusal is None else refusal.envelope.value,
            retry_after=None if response is None else told_wait_s(response),
            fault=handled.fault or (_NO_ANSWER if response is None else None),
        )

    def _issued(self, handled: Handled) -> str | None:
        answer = None if handled.response is None else read_tokens(handled.response)
        if answer is None:
            return None
        if answer.access_token not in self._names:
            self._pairs += 1
            for kind, token in (("access", answer.access_token), ("refresh", answer.refresh_token)):
                if token:
                    self._names[token] = f"{kind}-{self._pairs}"
                    self._sessions[token] = handled.session
        return self._names[answer.access_token]


def _sent(request: HttpRequest, form: Mapping[str, list[str]]) -> str:
    scheme, _, bearer = request.headers.get("authorization", "").partition(" ")
    if scheme == "Bearer":
        return bearer
    return next((form[name][0] for name in ("refresh_token", "token") if name in form), "")


class TokenServiceControl:
    """Implements `oceanhil.scenarios.ringcentral.world.ServiceControl`."""

    def __init__(self, door: ServiceCore, account: Account, now_us: Callable[[], int], trace: Trace) -> None:
        """Act on the service behind `door`, for the user of `account`."""
        self._door = door
        self._now_us = now_us
        self._trace = trace
        self.account = account
        """The user with the present credentials."""
        self.credentials = {account.jwt, account.password}
        """All credentials that the user ever had."""

    def change_credentials(self) -> None:
        """Give the user other credentials."""
        self.account = self._door.change_credentials(self.account.user, self._now_us())
        self.credentials |= {self.account.jwt, self.account.password}
        self._note(DashboardAction.CREDENTIALS)

    def end_session(self, session: str) -> None:
        """End a session."""
        self._door.end_session(session, self._now_us())
        self._note(DashboardAction.END_SESSION, session=session)

    def sessions(self) -> Sequence[SessionFacts]:
        """Show all sessions."""
        return [
            SessionFacts(view.id, view.live, view.ended or "", view.refreshes, view.replays)
            for view in self._door.sessions(self._now_us())
        ]

    def put_settings(self, changes: Mapping[str, SettingValue]) -> None:
        """Change settings."""
        self._door.put_settings(changes, self._now_us())
        self._note(DashboardAction.SETTINGS, **changes)

    def add_fault(self, rule: FaultRule) -> None:
        """Inject a fault."""
        self._door.add_fault(rule, self._now_us())
        kind, path, times = rule.fault.kind.value, rule.match.path or "", rule.times or 0
        self._note(DashboardAction.FAULT, kind=kind, path=path, times=times)

    def clear_faults(self, name: str = "") -> None:
        """Remove the faults of that name, without one every fault."""
        self._door.clear_faults(self._now_us(), name)
        self._note(DashboardAction.CLEAR_FAULTS, **({"name": name} if name else {}))

    def _note(self, action: DashboardAction, **fields: Scalar) -> None:
        said = action_fields(action, fields)
        self._trace.add(self._now_us(), Source.SERVER, EventKind.DASHBOARD, "", said)


class TokenServiceWorld:
    """Implements `oceanhil.scenarios.ringcentral.world.ServiceWorld`; no request takes time."""

    is_self_contained = False

    def __init__(self, name: str, door: ServiceCore, *, is_closeup: bool = False) -> None:
        """Begin at 0 with an application and a user, and no client; raises WorldError."""
        self.name = name
        self.trace = Trace(is_closeup=is_closeup)
        self.now_us = 0
        self._door = door
        self._app = door.add_app()
        self.control = TokenServiceControl(door, door.add_user(), lambda: self.now_us, self.trace)
        self._names = TokenNames()
        self._clients: dict[str, ApiClient] = {}
        self._losing: set[str] = set()
        self._texts: MessageTexts | None = None
        if is_closeup:
            self._look_closely()

    def _look_closely(self) -> None:
        """Tell all of it in the trace, which is a close-up."""
        self._texts = MessageTexts(
            lambda: self._names.by_token, lambda: self.control.credentials | {self._app.client_secret}
        )
        ServiceCloseUp(self.trace, self._holding, START_UNIX_US)

    def _holding(self, name: str) -> Mapping[str, Scalar] | None:
        if name not in self._clients:
            return None
        tokens = self._clients[name].store.tokens
        held = () if tokens is None else (tokens.access, tokens.refresh)
        names = [self._names.by_token.get(token, _UNKNOWN) for token in held if token]
        return {"tokens": ", ".join(names), "session": self.session_of(name)}

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
        self.trace.add(self.now_us, Source.HARNESS, EventKind.CLOCK, "", {"change": passed_words(duration_us)})

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
        traced = self._names.describe(request, handled, response)
        if self._texts is not None:
            traced = traced.in_full(*self._texts.show(request, response))
        self.trace.add(self.now_us, Source.SERVER, EventKind.REQUEST, name, traced.fields())
        return response

    def _hear(self, name: str, line: str) -> None:
        shown = redact(line)
        fields: dict[str, Scalar] = {"text": shown, **({"leak": True} if shown != line else {})}
        self.trace.add(self.now_us, Source.DEVICE, EventKind.SERIAL, name, fields)

    def _stopped(self, name: str, reason: str) -> None:
        self.trace.add(self.now_us, Source.DEVICE, EventKind.HALT, name, {"reason": reason})
