"""What a run about a service knows while its steps are done, and what each kind of step there is builds on."""

from abc import abstractmethod
from collections.abc import Iterable

from oceanhil.scenarios.mistakes import Named
from oceanhil.scenarios.names import ClientName
from oceanhil.scenarios.ringcentral.world import MAIN_CLIENT, Client, ServiceWorld
from oceanhil.scenarios.stage import Context
from oceanhil.scenarios.step import Step
from oceanhil.scenarios.trace import Event, EventKind
from oceanhil.scenarios.traced_request import TracedRequest


class ServiceContext(Context):
    """The state of one run about a service."""

    def __init__(self, world: ServiceWorld) -> None:
        """Begin with nothing seen."""
        super().__init__()
        self.world = world
        self._seen: dict[tuple[EventKind, str], int] = {}

    def do(self, step: Step) -> None:
        """Do a step about the service."""
        assert isinstance(step, ServiceStep)
        step.run(self)

    def unseen(self, kind: EventKind, client: str) -> list[Event]:
        """Give the client's events of a kind that no expectation has looked at yet, and count them as seen."""
        events, key = self.world.trace.events, (kind, client)
        start, self._seen[key] = self._seen.get(key, 0), len(events)
        return [event for event in events[start:] if event.kind is kind and event.device == client]


class ServiceStep(Step):
    """A step about the service and its clients."""

    @abstractmethod
    def run(self, context: ServiceContext) -> None:
        """Do it; raises Unmet when an expectation does not hold and WorldError when the world fails."""


class ClientStep(ServiceStep, main="on"):
    """A step about one client; `on` names it."""

    on: ClientName = MAIN_CLIENT

    def declares(self) -> Iterable[tuple[Named, str]]:
        """The client, if it gives it tokens."""
        return [(Named.CLIENT, self.on)] if self.introduces else ()

    def client(self, context: ServiceContext) -> Client:
        """Give the client."""
        return context.world.client(self.on)


def described(event: Event) -> str:
    """Put a request and its answer into words."""
    request = TracedRequest.of(event)
    answer = f"{request.status} {request.code or ''}".strip() if request.is_answered else "no answer"
    return f"{request.method} {request.path} -> {answer}"
