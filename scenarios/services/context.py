"""What a run about a service knows while its steps are done, and what each kind of step there is builds on."""

from abc import abstractmethod
from typing import ClassVar

from oceanhil.scenarios.context import Unmet
from oceanhil.scenarios.names import ClientName
from oceanhil.scenarios.services.world import MAIN_CLIENT, Client, ServiceWorld
from oceanhil.scenarios.step_form import StepForm
from oceanhil.scenarios.trace import Event, EventKind


class ServiceContext:
    """The state of one run, passed to every step. Cursors are indices into the trace."""

    def __init__(self, world: ServiceWorld) -> None:
        """Begin with nothing seen."""
        self.world = world
        self.mark = 0
        self._seen: dict[tuple[EventKind, str], int] = {}

    def unseen(self, kind: EventKind, client: str) -> list[Event]:
        """Give the client's events of a kind that no expectation has looked at yet, and count them as seen."""
        events, key = self.world.trace.events, (kind, client)
        start, self._seen[key] = self._seen.get(key, 0), len(events)
        return [event for event in events[start:] if event.kind is kind and event.device == client]


class ServiceLever(StepForm, frozen=True, kw_only=True):
    """A step. Its fields are the keys it has in a scenario file."""

    @abstractmethod
    def run(self, context: ServiceContext) -> None:
        """Do it; raises Unmet when an expectation does not hold and WorldError when the world fails."""


class ClientLever(ServiceLever, frozen=True, kw_only=True):
    """A step about one client; `on` names it."""

    main: ClassVar[str] = "on"
    introduces: ClassVar[bool] = False
    """True when it gives tokens to the client, so that other steps may be about it."""

    on: ClientName = MAIN_CLIENT

    def client(self, context: ServiceContext) -> Client:
        """Give the client."""
        return context.world.client(self.on)


def described(event: Event) -> str:
    """Put a request and its answer into words."""
    fields = event.fields
    answer = f"{fields.get('status')} {fields.get('code', '')}".strip() if fields.get("status") else "no answer"
    return f"{fields.get('method')} {fields.get('path')} -> {answer}"


__all__ = ["ClientLever", "ServiceContext", "ServiceLever", "Unmet", "described"]
