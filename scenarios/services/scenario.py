"""A scenario about a service as read from its file, the cases it stands for, and what a case runs."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import product

import msgspec

from oceanhil.scenarios.mistakes import Mistakes, Place, suggestion
from oceanhil.scenarios.names import Declared
from oceanhil.scenarios.replay import ReplayError
from oceanhil.scenarios.scenario import CASE
from oceanhil.scenarios.services.context import ServiceLever
from oceanhil.scenarios.services.names import ServiceName
from oceanhil.scenarios.services.replay import ServiceReplayId, format_service_replay
from oceanhil.scenarios.sources import SourceReference
from oceanhil.scenarios.templates import BoundStep, StepTemplate
from oceanhil.scenarios.variables import Variables

ServiceStep = BoundStep[ServiceLever]
ServiceTemplate = StepTemplate[ServiceLever]


class ServiceBound(msgspec.Struct, frozen=True):
    """Everything a run needs, variables replaced."""

    steps: tuple[ServiceStep, ...]
    remedy: tuple[ServiceStep, ...]


class ServiceScenario(msgspec.Struct, frozen=True, kw_only=True):
    """One scenario file about a service. Steps are templates until a case binds them."""

    id: str
    title: str
    group: str
    place: Place
    service: ServiceName
    sources: tuple[SourceReference, ...] = ()
    matrix: Mapping[str, tuple[str, ...]] = {}
    rows: Mapping[str, Mapping[str, str]] = {}
    """The rows under `cases` by name."""
    steps: tuple[ServiceTemplate, ...]
    remedy_text: str = ""
    remedy: tuple[ServiceTemplate, ...] = ()
    declared: Declared | None = None
    """The names that its steps may use; None while they are gathered."""

    def expand(self) -> list["ServiceCase"]:
        """Give all cases."""
        axes = {**self.matrix, **({CASE: tuple(self.rows)} if self.rows else {})}
        chosen = (dict(zip(axes, values, strict=True)) for values in product(*axes.values()))
        replays = (ServiceReplayId(scenario=self.id, service=self.service, axes=each) for each in chosen)
        return [ServiceCase(self, replay) for replay in replays]

    def case(self, replay: ServiceReplayId) -> "ServiceCase":
        """Give the case a replay ID names; raises ReplayError when the scenario has no such case.

        Values of axes may be others than the file lists, rows may not.
        """
        text = format_service_replay(replay)
        wanted = {*self.matrix, *({CASE} if self.rows else ())}
        for name in replay.axes:
            if name not in wanted:
                raise ReplayError(f"replay ID {text!r}: {self.id} has no variable {name!r}; {suggestion(name, wanted)}")
        for name in sorted(wanted - set(replay.axes)):
            raise ReplayError(f"replay ID {text!r} gives no {name!r}; add {name}=VALUE behind '#'")
        row = replay.axes.get(CASE)
        if row is not None and row not in self.rows:
            raise ReplayError(f"replay ID {text!r}: {self.id} has no case {row!r}; {suggestion(row, self.rows)}")
        return ServiceCase(self, replay)


class ServiceCase(msgspec.Struct, frozen=True):
    """One scenario with one choice of variables."""

    scenario: ServiceScenario
    replay: ServiceReplayId

    @property
    def replay_id(self) -> str:
        """The line that runs this case again."""
        return format_service_replay(self.replay)

    @property
    def parameters(self) -> Mapping[str, str]:
        """What tells this case from the others of its scenario, by axis."""
        return self.replay.axes

    def seeded(self, seed: int, overrides: Mapping[str, str]) -> "ServiceCase":
        """Give the same case with another seed and changed values of the profile."""
        return ServiceCase(self.scenario, msgspec.structs.replace(self.replay, seed=seed, overrides=overrides))

    def variables(self) -> Variables:
        """Give every variable of the case with its text."""
        replay = self.replay
        row = self.scenario.rows.get(replay.axes.get(CASE, ""), {})
        return {"service": replay.service.value, "seed": str(replay.seed), **replay.axes, **row}

    def bind(self, mistakes: Mistakes) -> ServiceBound:
        """Replace the variables; what is wrong then is noted, and left out of the result."""
        variables, scenario = self.variables(), self.scenario
        steps = tuple(_bind(scenario.steps, variables, mistakes))
        remedy = tuple(_bind(scenario.remedy, variables, mistakes))
        if scenario.declared is not None:
            scenario.declared.refuse_unknown((name for step in (*steps, *remedy) for name in step.names), mistakes)
        return ServiceBound(steps, remedy)


def _bind(templates: Sequence[ServiceTemplate], variables: Variables, mistakes: Mistakes) -> Iterator[ServiceStep]:
    for template in templates:
        yield from template.bind(variables, mistakes)
