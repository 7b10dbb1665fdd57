"""From the tree of a scenario file with the key `service` to a `ServiceScenario`, with every mistake in it found."""

from collections.abc import Sequence

import msgspec

from scenarios.case_variables import read_matrix, read_rows, refuse_clashing
from scenarios.forms import read_struct
from scenarios.mistakes import Mistakes, suggestion
from scenarios.nodes import MapNode, Node
from scenarios.scenario_file import check_id, read_remedy
from scenarios.services.context import ClientLever
from scenarios.services.levers import SERVICE_LEVERS
from scenarios.services.names import ServiceName
from scenarios.services.scenario import ServiceBound, ServiceScenario
from scenarios.services.world import MAIN_CLIENT
from scenarios.sources import SourceReference
from scenarios.templates import read_templates

_DEEDS = "client."
"""How the names of steps begin that let a client do something."""


class ServiceScenarioForm(msgspec.Struct, frozen=True, kw_only=True):
    """The keys of a scenario file about a service."""

    id: str
    title: str
    group: str
    service: ServiceName
    steps: Node
    source: tuple[SourceReference, ...] = ()
    matrix: Node | None = None
    cases: Node | None = None
    remedy: Node | None = None


def read_service_scenario(root: Node, file: str, mistakes: Mistakes) -> ServiceScenario | None:
    """Read a scenario; None, with all mistakes noted, when it cannot be used."""
    form = read_struct(ServiceScenarioForm, root, mistakes, "the scenario")
    if not isinstance(root, MapNode):
        return None
    check_id(root, file, mistakes)
    # Parts are read even when the head is wrong, so that all mistakes of a file are found at once.
    head = form or ServiceScenarioForm(id="", title="", group="", service=ServiceName.RINGCENTRAL, steps=root)
    scenario = _put_together(head, root, mistakes)
    refuse_clashing(scenario.matrix, scenario.rows, root, mistakes)
    if not mistakes:
        _refuse_strangers([case.bind(mistakes) for case in scenario.expand()], mistakes)
    return None if mistakes else scenario


def _refuse_strangers(cases: Sequence[ServiceBound], mistakes: Mistakes) -> None:
    """Note steps about clients that no step lets do anything: what they expect would hold, or fail, for ever."""
    steps = [step for case in cases for step in (*case.steps, *case.remedy)]
    deeds = (step.lever for step in steps if step.lever.name.startswith(_DEEDS))
    known = {MAIN_CLIENT, *(deed.on for deed in deeds if isinstance(deed, ClientLever))}
    for step in steps:
        for name in sorted(step.lever.clients() - known):
            mistakes.add(step.place, f"no step lets a client {name!r} do anything; {suggestion(name, known)}")


def _put_together(head: ServiceScenarioForm, root: MapNode, mistakes: Mistakes) -> ServiceScenario:
    remedy = read_remedy(root.get("remedy"), mistakes)
    return ServiceScenario(
        id=head.id,
        title=head.title,
        group=head.group,
        place=root.place,
        service=head.service,
        sources=head.source,
        matrix=read_matrix(root.get("matrix"), mistakes),
        rows=read_rows(root.get("cases"), mistakes),
        steps=read_templates(SERVICE_LEVERS, root.get("steps"), mistakes),
        remedy_text=remedy.text if remedy else "",
        remedy=read_templates(SERVICE_LEVERS, remedy.steps, mistakes) if remedy else (),
    )
