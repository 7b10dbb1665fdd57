"""Scenario files on disk: one scenario a file, a library of many."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from scenarios.mistakes import Mistake, Mistakes, Place, ScenarioError, suggestion
from scenarios.nodes import MapNode, Node
from scenarios.replay import ReplayError, ReplayId, parse_replay
from scenarios.scenario import Case, Scenario
from scenarios.scenario_file import read_scenario
from scenarios.yaml_marks import parse

if TYPE_CHECKING:
    from scenarios.services.scenario import ServiceScenario

SUFFIXES = frozenset({".yaml", ".yml"})
_SERVICE = "service"
"""The key of a file about a service."""


class Library(Mapping[str, Scenario]):
    """Scenarios by ID, in the order in which they were found; those about a service apart, in `services`."""

    def __init__(
        self, scenarios: Mapping[str, Scenario], services: Mapping[str, ServiceScenario] | None = None
    ) -> None:
        self._scenarios = scenarios
        self.services = services or {}

    def __getitem__(self, scenario_id: str) -> Scenario:
        return self._scenarios[scenario_id]

    def __iter__(self) -> Iterator[str]:
        return iter(self._scenarios)

    def __len__(self) -> int:
        return len(self._scenarios)

    def case(self, replay: ReplayId | str) -> Case:
        """The case that a replay ID names; raises ReplayError when there is none."""
        wanted = parse_replay(replay) if isinstance(replay, str) else replay
        scenario = self.get(wanted.scenario)
        if scenario is None:
            raise ReplayError(f"unknown scenario {wanted.scenario!r}; {suggestion(wanted.scenario, self)}")
        return scenario.case(wanted)


def load_scenario(path: Path) -> Scenario:
    """Read one scenario file about devices; raises ScenarioError with all its mistakes."""
    scenario = load_any(path)
    if not isinstance(scenario, Scenario):
        about = f"{scenario.id!r} is about no board but about {scenario.service.value!r}"
        raise ScenarioError([Mistake(scenario.place, f"{about}; write {scenario.id}@{scenario.service.value}")])
    return scenario


def load_any(path: Path) -> Scenario | ServiceScenario:
    """Read one scenario file, about devices or about a service; raises ScenarioError with all its mistakes."""
    mistakes = Mistakes()
    scenario = _load(path, mistakes)
    mistakes.raise_any()
    assert scenario is not None
    return scenario


def load_library(paths: Iterable[Path]) -> Library:
    """Read files, and folders with everything below them; raises ScenarioError with the mistakes of all files."""
    mistakes = Mistakes()
    found: dict[str, Scenario | ServiceScenario] = {}
    for path in dict.fromkeys(file for each in paths for file in scenario_files(each, mistakes)):
        scenario = _load(path, mistakes)
        if scenario is None:
            continue
        if scenario.id in found:
            first = found[scenario.id].place.file
            mistakes.add(scenario.place, f"id {scenario.id!r} is taken by {first}; rename one of the two")
        else:
            found[scenario.id] = scenario
    mistakes.raise_any()
    about_devices = {name: each for name, each in found.items() if isinstance(each, Scenario)}
    about_services = {name: each for name, each in found.items() if not isinstance(each, Scenario)}
    return Library(about_devices, about_services)


def scenario_files(path: Path, mistakes: Mistakes) -> list[Path]:
    """The scenario files that `path` stands for: itself, or all below it, sorted."""
    if not path.is_dir():
        return [path]
    below = sorted(each for each in path.rglob("*") if each.suffix in SUFFIXES and each.is_file())
    if not below:
        mistakes.add(Place(str(path)), "holds no scenarios; expected files that end in .yaml")
    return below


def _load(path: Path, mistakes: Mistakes) -> Scenario | ServiceScenario | None:
    own = Mistakes()
    scenario = None
    try:
        root = parse(path.read_bytes(), str(path), own)
        scenario = None if root is None else _read(root, str(path), own)
    except OSError as error:
        own.add(Place(str(path)), f"cannot be read: {error.strerror}; check the path")
    mistakes.add_all(own)
    return scenario


def _read(root: Node, file: str, mistakes: Mistakes) -> Scenario | ServiceScenario | None:
    if not isinstance(root, MapNode) or root.get(_SERVICE) is None:
        return read_scenario(root, file, mistakes)
    # Only who has such a scenario waits for its language to load.
    from scenarios.services.scenario_file import read_service_scenario

    return read_service_scenario(root, file, mistakes)


__all__ = ["Library", "ScenarioError", "load_any", "load_library", "load_scenario", "scenario_files"]
