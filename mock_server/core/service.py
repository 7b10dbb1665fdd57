"""What every service has, whatever it serves: clock, journal, faults, events, settings, and the operations on them.

A service is a whole server without a transport; `mock_server.app` serves any of them. A new one says how it answers a
request, and of the rest what it has of its own (docs/profiles.md).
"""

from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping, Sequence

import msgspec

from oceanhil.mock_server.core.answer_disturbance import acting, disturb, is_processed
from oceanhil.mock_server.core.delivery import Delivery, name_of
from oceanhil.mock_server.core.events import Event, EventKind
from oceanhil.mock_server.core.faults import Strikes
from oceanhil.mock_server.core.replies import INJECTED, Replies, json_response
from oceanhil.mock_server.core.sender import Sender
from oceanhil.mock_server.core.shared_operations import AdminRoutes, SharedOperations
from oceanhil.mock_server.core.storage import STORAGE_CODE, storage_refusal
from oceanhil.protocol.faults import Match, fits_path
from oceanhil.protocol.http import HttpRequest, HttpResponse
from oceanhil.protocol.messages import ErrorReply
from oceanhil.protocol.redact import redact
from oceanhil.protocol.suggestion import suggestion

MAX_BODY_BYTES = 65_536


class Census(msgspec.Struct, frozen=True):
    """How many of what a service keeps there are, one number for each value of `label`: a family of the metrics."""

    name: str
    about: str
    label: str
    counts: Mapping[str, int]


class Service(SharedOperations, ABC):
    """One service; every `now_us` is the transport's wall clock in Unix microseconds, every `at_us` the server's."""

    memory_paths: Collection[str] = ()
    """Paths of requests whose effects are never stored: they go on where nothing can be stored."""

    @abstractmethod
    def _answer(self, request: HttpRequest, at_us: int, fault: str) -> Delivery:
        """Judge a request and answer it with `_delivered`, which takes `fault`, the name of what struck it."""

    @property
    def paths(self) -> Collection[str]:
        """The paths that the metrics name; others are counted together."""
        return ()

    @property
    def max_body_bytes(self) -> int:
        """The largest body of a client's request."""
        return MAX_BODY_BYTES

    def admin_routes(self) -> AdminRoutes:
        """Give the admin routes: those that every service has, unless it has more."""
        # Loaded when wanted: a simulated run starts faster without it.
        from oceanhil.mock_server.core.admin.operation import bind
        from oceanhil.mock_server.core.admin.routes import SHARED

        return bind(self, SHARED)

    @property
    def is_described(self) -> bool:
        """Whether `describe` gives anything."""
        return False

    def describe(self, url: str, *, needs_key: bool, pages: Collection[str]) -> Mapping[str, object]:
        """Give the OpenAPI document of a server at `url` that has `pages` beside the rest."""
        raise NotImplementedError(f"{self.name} has no description")

    def _doubts(self, match: Match) -> Sequence[str]:
        """Doubt a path that is none of the service's."""
        if not self.paths or match.path is None or any(fits_path(match.path, known) for known in self.paths):
            return ()
        path = redact(match.path)
        return (f"no path of this service is {path!r}; {suggestion(path, sorted(self.paths))}",)

    def census(self, now_us: int) -> Census:
        """Count what the service keeps."""
        del now_us
        return Census("kept", "What the service keeps.", "kind", {})

    def _sender(self, request: HttpRequest) -> Sender:
        """Tell whose request it is, before it is judged: fault rules may name somebody."""
        del request
        return Sender()

    def _owner(self, request: HttpRequest) -> str:
        """Give the id under which the journal notes a request that is not processed, empty if nobody is known."""
        del request
        return ""

    def _injected(self, request: HttpRequest, status: int, retry_after_s: int | None) -> HttpResponse:
        """Answer as a fault rule asks for; a service has words of its own."""
        del request
        return Replies({}).injected(status, retry_after_s)

    def broken(self, status: int, message: str, code: str, path: str = "") -> HttpResponse:
        """Answer what cannot be judged: broken HTTP, a body that does not come, a mistake of the server's own.

        A service has a form of its own for it; `path` is empty where there is none.
        """
        del path
        return json_response(ErrorReply(success=False, error=message, code=code), status)

    def _delivered(
        self,
        request: HttpRequest,
        at_us: int,
        response: HttpResponse,
        *,
        code: str = "",
        owner: str = "",
        fault: str = "",
        note: str = "",
    ) -> Delivery:
        """Write the journal row of a request that is answered with `response`; `owner` is whom it concerns."""
        status = response.status
        row = self._journal.row(request, at_us, status=status, code=code, device=owner, fault=fault, note=note)
        self._journal.add(row, request.body, response)
        return Delivery(response, None, owner)

    def handle(self, request: HttpRequest, now_us: int) -> Delivery:
        """Answer a client's request; never raises for anything a request may hold."""
        at_us = self._clock.at(now_us)
        if self._faults.has_rules or self._hub.is_heard:
            return self._handle_watched(request, at_us)
        return self._answer(request, at_us, "")

    @property
    def connection_limit(self) -> int | None:
        """How many connections an address may have open at once; None: any number."""
        return None

    def refuse_connection(self, request: HttpRequest, now_us: int) -> Delivery:
        """Answer a request on a connection beyond `connection_limit`: 429, nothing processed."""
        return self._delivered(request, self._clock.at(now_us), self._injected(request, 429, 1))

    def refuse_unstored(self, request: HttpRequest, now_us: int) -> Delivery:
        """Answer a request whose effects cannot be kept: 503, nothing processed."""
        return self._delivered(request, self._clock.at(now_us), storage_refusal(), code=STORAGE_CODE)

    def _handle_watched(self, request: HttpRequest, at_us: int) -> Delivery:
        strikes = self._faults.pick(request, at_us, lambda: self._sender(request))
        delivery = self._handle_struck(request, at_us, strikes) if strikes else self._answer(request, at_us, "")
        if self._hub.is_heard:
            self._hub.emit(Event(EventKind.REQUEST, at_us, self._journal.last()))
            self._tell_change(delivery, at_us)
        return delivery

    def _tell_change(self, delivery: Delivery, at_us: int) -> None:
        """Tell what a request changed; nothing, unless a service says more."""

    def _handle_struck(self, request: HttpRequest, at_us: int, strikes: Strikes) -> Delivery:
        undisturbed = self._kept_back(request, at_us, strikes)
        if undisturbed is None:
            undisturbed = self._answer(request, at_us, name_of(acting(strikes)))
        return self._struck(undisturbed, request, at_us, strikes)

    def _kept_back(self, request: HttpRequest, at_us: int, strikes: Strikes) -> Delivery | None:
        """Give what a request has come to that rules keep from being processed; None: it is to be processed.

        That is the answer of a rule in place of the real one, or none, and a row in the journal.
        """
        kinds = acting(strikes)
        if is_processed(kinds):
            return None
        owner = self._owner(request)
        injected = next((active.rule.fault for active in strikes if active.rule.fault.status is not None), None)
        response = None
        if injected is not None and injected.status is not None:
            response = self._injected(request, injected.status, injected.retry_after)
        status, code = (None, "") if response is None else (response.status, INJECTED)
        row = self._journal.row(request, at_us, status=status, code=code, device=owner, fault=name_of(kinds))
        self._journal.add(row, request.body, response)
        return Delivery(response, None, owner)

    def _struck(self, undisturbed: Delivery, request: HttpRequest, at_us: int, strikes: Strikes) -> Delivery:
        """Do to a delivery, whose journal row is the newest, what the rules that struck do."""
        response, disturbance = disturb(strikes, request, undisturbed.response)
        self._faults.note(strikes, at_us, undisturbed.device, self._journal.last_seq, disturbance)
        return Delivery(response, undisturbed.reason, undisturbed.device, disturbance)
