"""What a scenario file with the key `service` may say."""

from oceanhil.scenarios.language import Head, Language, SourceReference
from oceanhil.scenarios.mistakes import Named
from oceanhil.scenarios.names import NewPath
from oceanhil.scenarios.nodes import Node
from oceanhil.scenarios.ringcentral.names import PATHS, service_names
from oceanhil.scenarios.ringcentral.steps import SERVICE_STEPS
from oceanhil.scenarios.ringcentral.world import MAIN_CLIENT
from oceanhil.scenarios.subject import ServiceName, Subject


class ServiceScenarioForm(Head, frozen=True, kw_only=True):
    """The keys of a scenario file about a service."""

    service: ServiceName
    steps: Node
    paths: tuple[NewPath, ...] = ()
    source: tuple[SourceReference, ...] = ()
    matrix: Node | None = None
    cases: Node | None = None
    remedy: Node | None = None

    @property
    def subjects(self) -> tuple[Subject, ...]:
        """The service."""
        return (self.service,)

    @property
    def sources(self) -> tuple[SourceReference, ...]:
        """Where it comes from."""
        return self.source


SERVICE = Language(
    subject="service",
    form=ServiceScenarioForm,
    steps=SERVICE_STEPS,
    main=(Named.CLIENT, MAIN_CLIENT),
    endpoints=PATHS,
    names=service_names,
)
