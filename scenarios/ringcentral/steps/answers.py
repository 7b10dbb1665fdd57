"""Expectations about requests and what was answered."""

from typing import Annotated

import msgspec

from oceanhil.protocol.faults import fits_path
from oceanhil.protocol.ringcentral.messages import Envelope
from oceanhil.scenarios.names import ANY, ClientName, ClientOrAny, Status, free_text
from oceanhil.scenarios.ringcentral.context import ClientStep, ServiceContext, ServiceStep, described
from oceanhil.scenarios.ringcentral.names import ServiceCode, ServiceEndpoint, path_of
from oceanhil.scenarios.ringcentral.steps.server import whole_seconds
from oceanhil.scenarios.scalars import Count, DurationUs
from oceanhil.scenarios.step import Unmet
from oceanhil.scenarios.trace import Event, EventKind, Scalar
from oceanhil.scenarios.traced_request import TracedRequest
from oceanhil.scenarios.units import format_duration

MessageText = Annotated[str, free_text("what the service says; what it does not say is not found, and fails")]
"""The text of a refusal."""


class ExpectAnswer(ClientStep, name="expect.answer", main="status"):
    """The client's last request, sent since the last expected answer, was answered like this."""

    status: Status
    code: ServiceCode | None = None
    message: MessageText | None = None
    envelope: Envelope | None = None
    retry_after_us: DurationUs | None = msgspec.field(default=None, name="retry_after")

    def __post_init__(self) -> None:
        whole_seconds(self.retry_after_us or 0)

    def run(self, context: ServiceContext) -> None:
        """Look; raises Unmet when there was no request, or another answer."""
        asked = context.unseen(EventKind.REQUEST, self.on)
        if not asked:
            raise Unmet(f"an answer to {self.on}: {self._expected()}", "no request since the last expected answer")
        request = TracedRequest.of(asked[-1])
        if request.status != self.status or any(told != wanted for told, wanted in self._details(request).values()):
            raise Unmet(f"an answer to {self.on}: {self._expected()}", self._found(asked[-1]))

    def _details(self, request: TracedRequest) -> dict[str, tuple[Scalar, Scalar]]:
        """Give by name what was told and what is wanted, of all that is wanted besides the status."""
        retry_after = None if self.retry_after_us is None else whole_seconds(self.retry_after_us)
        envelope = None if self.envelope is None else self.envelope.value
        details: dict[str, tuple[Scalar, Scalar]] = {
            "code": (request.code, self.code),
            "message": (request.message, self.message),
            "envelope": (request.envelope, envelope),
            "retry_after": (request.retry_after, retry_after),
        }
        return {name: (told, wanted) for name, (told, wanted) in details.items() if wanted is not None}

    def _expected(self) -> str:
        retry_after = "" if self.retry_after_us is None else f"retry after {format_duration(self.retry_after_us)}"
        envelope = "" if self.envelope is None else f"envelope {self.envelope.value}"
        parts = (str(self.status), self.code, self.message and repr(self.message), envelope, retry_after)
        return " ".join(part for part in parts if part)

    def _found(self, event: Event) -> str:
        details = self._details(TracedRequest.of(event))
        more = ", ".join(f"{name} {told!r}" for name, (told, _) in details.items() if name != "code")
        return f"{described(event)}{f' ({more})' if more else ''}"


class ExpectNoAnswer(ClientStep, name="expect.no_answer"):
    """The client's last request, sent since the last expected answer, was not answered."""

    def run(self, context: ServiceContext) -> None:
        """Look; raises Unmet when there was no request, or an answer."""
        asked = context.unseen(EventKind.REQUEST, self.on)
        if not asked or TracedRequest.of(asked[-1]).is_answered:
            found = described(asked[-1]) if asked else "no request since the last expected answer"
            raise Unmet(f"a request of {self.on} without an answer", found)


class ExpectNoRequest(ClientStep, name="expect.no_request"):
    """The client has sent nothing since the last expected answer."""

    def run(self, context: ServiceContext) -> None:
        """Look; raises Unmet when there was one."""
        asked = context.unseen(EventKind.REQUEST, self.on)
        if asked:
            raise Unmet(f"no request of {self.on}", " | ".join(map(described, asked)))


class ExpectCount(ServiceStep, name="expect.count", main="path"):
    """So many such requests came since the run began or since the last mark; `on: any` counts those of all clients."""

    path: ServiceEndpoint
    count: Count
    on: ClientOrAny = ANY
    status: Status | None = None
    code: ServiceCode | None = None

    def run(self, context: ServiceContext) -> None:
        """Count; raises Unmet when there are more or fewer."""
        asked = (event for event in context.world.trace.events[context.mark :] if self.on in {event.device, ANY})
        requests = (request for event in asked if (request := TracedRequest.seen_in(event)) is not None)
        found = sum(map(self._is_counted, requests))
        if found != self.count:
            what = " ".join(str(each) for each in (self.path, self.status, self.code) if each is not None)
            raise Unmet(f"requests to {what}: {self.count}", str(found))

    def _is_counted(self, request: TracedRequest) -> bool:
        is_so_answered = self.status in {None, request.status} and self.code in {None, request.code}
        return is_so_answered and fits_path(path_of(self.path), request.path)


class Mark(ServiceStep, name="mark"):
    """Begin to count requests anew."""

    def run(self, context: ServiceContext) -> None:
        context.mark = len(context.world.trace.events)


class ExpectHolders(ServiceStep, name="expect.holders", main="live"):
    """Let each client call the API: those under `live` are answered, those under `dead` are refused with 401."""

    live: tuple[ClientName, ...] = ()
    dead: tuple[ClientName, ...] = ()

    def __post_init__(self) -> None:
        if not self.live and not self.dead:
            raise ValueError("expect.holders names nobody; give clients under live, dead or both")

    def run(self, context: ServiceContext) -> None:
        """Ask; raises Unmet when one of them is answered otherwise."""
        for names, status in ((self.live, 200), (self.dead, 401)):
            for name in names:
                context.unseen(EventKind.REQUEST, name)
                context.world.client(name).call()
                asked = context.unseen(EventKind.REQUEST, name)
                if not asked or TracedRequest.of(asked[-1]).status != status:
                    word = "live" if status == 200 else "dead"
                    found = described(asked[-1]) if asked else "no call"
                    raise Unmet(f"{name} to hold a {word} access token", found)
