"""From the tree of a scenario file with the key `service` to a `ServiceScenario`, with every mistake in it found."""

import msgspec

from oceanhil.scenarios.bounds import refuse_many
from oceanhil.scenarios.case_variables import read_matrix, read_rows, refuse_clashing
from oceanhil.scenarios.forms import read_struct
from oceanhil.scenarios.mistakes import Mistakes, Named
from oceanhil.scenarios.names import Known, NewPath, declared_in
from oceanhil.scenarios.nodes import MapNode, Node
from oceanhil.scenarios.scenario import CASE
from oceanhil.scenarios.scenario_file import ForPeople, GroupText, IdText, check_id, read_remedy
from oceanhil.scenarios.services.context import ClientLever
from oceanhil.scenarios.services.levers import SERVICE_LEVERS
from oceanhil.scenarios.services.names import ServiceName
from oceanhil.scenarios.services.paths import PATHS, service_names
from oceanhil.scenarios.services.scenario import ServiceScenario
from oceanhil.scenarios.services.world import MAIN_CLIENT
from oceanhil.scenarios.sources import SourceReference
from oceanhil.scenarios.templates import guards_in, levers_in, read_templates, refuse_impossible


class ServiceScenarioForm(msgspec.Struct, frozen=True, kw_only=True):
    """The keys of a scenario file about a service."""

    id: IdText
    title: ForPeople
    group: GroupText
    service: ServiceName
    steps: Node
    paths: tuple[NewPath, ...] = ()
    source: tuple[SourceReference, ...] = ()
    matrix: Node | None = None
    cases: Node | None = None
    remedy: Node | None = None


def read_service_scenario(
    root: Node, file: str, mistakes: Mistakes, known: Known | None = None
) -> ServiceScenario | None:
    """Read a scenario; None, with all mistakes noted, when it cannot be used.

    `known` are names that its steps may use besides those of the built-in profile.
    """
    form = read_struct(ServiceScenarioForm, root, mistakes, "the scenario")
    if not isinstance(root, MapNode):
        return None
    check_id(root, file, mistakes)
    # Parts are read even when the head is wrong, so that all mistakes of a file are found at once.
    head = form or ServiceScenarioForm(id="", title="", group="", service=ServiceName.RINGCENTRAL, steps=root)
    scenario = _put_together(head, root, mistakes)
    refuse_clashing(scenario.matrix, scenario.rows, root, mistakes)
    if not mistakes:
        steps = sum(1 for _ in levers_in((*scenario.steps, *scenario.remedy)))
        refuse_many(root, scenario.matrix, mistakes, rows=len(scenario.rows), steps=steps)
    if mistakes:
        return None
    scenario = _declaring(scenario, known, mistakes)
    return None if mistakes else scenario


def _declaring(scenario: ServiceScenario, known: Known | None, mistakes: Mistakes) -> ServiceScenario:
    """Bind every case, and judge the names in it by what all of them together declare."""
    rows = {name: {row[name] for row in scenario.rows.values()} for row in scenario.rows.values() for name in row}
    cases = {CASE: scenario.rows} if scenario.rows else {}
    possible = {**rows, **scenario.matrix, **cases, "service": (scenario.service.value,)}
    guards = guards_in((*scenario.steps, *scenario.remedy))
    refuse_impossible(guards, {name: frozenset(words) for name, words in possible.items()}, mistakes)
    bounds = [case.bind(mistakes) for case in scenario.expand()]
    steps = {id(step): step for bound in bounds for step in (*bound.steps, *bound.remedy)}.values()
    mentions = [*mistakes.mentions, *(name for step in steps for name in step.names)]
    levers = [step.lever for step in steps]
    clients = {lever.on for lever in levers if isinstance(lever, ClientLever) and lever.introduces}
    more = {Named.CLIENT: {MAIN_CLIENT, *clients}}
    declared = declared_in(service_names().with_more(known), mentions, more, PATHS)
    declared.refuse_unknown(mentions, mistakes)
    return msgspec.structs.replace(scenario, declared=declared)


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
