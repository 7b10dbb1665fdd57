"""Scenario files on disk: one scenario a file, a library of many."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from oceanhil.protocol.bounded_text import DataFileError
from oceanhil.protocol.data_files import SCENARIO_SUFFIXES, read_data
from oceanhil.protocol.suggestion import suggestion
from oceanhil.protocol.wording import os_reason
from oceanhil.scenarios.devices.language import DEVICES
from oceanhil.scenarios.language import Language
from oceanhil.scenarios.mistakes import Mistake, Mistakes, Place, ScenarioError
from oceanhil.scenarios.names import Known
from oceanhil.scenarios.nodes import MapNode, Node
from oceanhil.scenarios.replay import ReplayError, ReplayId, parse_replay
from oceanhil.scenarios.scenario import Case, Scenario
from oceanhil.scenarios.scenario_file import read_scenario
from oceanhil.scenarios.yaml_marks import parse

_SERVICE = "service"
"""The key of a file about a service."""


class Library(Mapping[str, Scenario]):
    """Scenarios by ID, in the order in which they were found; those about a service apart, in `services`."""

    def __init__(self, scenarios: Mapping[str, Scenario], services: Mapping[str, Scenario] | None = None) -> None:
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


def load_scenario(path: Path, known: Known | None = None) -> Scenario:
    """Read one scenario file about devices, as `load_any` does; raises ScenarioError with all its mistakes."""
    scenario = load_any(path, known)
    if scenario.service is not None:
        service = scenario.service.value
        about = f"{scenario.id!r} is about no board but about {service!r}; write {scenario.id}@{service}"
        raise ScenarioError([Mistake(scenario.place, about)])
    return scenario


def load_any(path: Path, known: Known | None = None) -> Scenario:
    """Read one scenario file, about devices or about a service; raises ScenarioError with all its mistakes.

    `known` are names that its steps may use besides those of the built-in profile.
    """
    mistakes = Mistakes()
    scenario = _load(path, mistakes, known)
    mistakes.raise_any()
    assert scenario is not None
    return scenario


def load_library(paths: Iterable[Path], known: Known | None = None) -> Library:
    """Read files, and folders with everything below them; raises ScenarioError with the mistakes of all files.

    `known` is that of `load_any`.
    """
    mistakes = Mistakes()
    found: dict[str, Scenario] = {}
    for path in dict.fromkeys(file for each in paths for file in scenario_files(each, mistakes)):
        scenario = _load(path, mistakes, known)
        if scenario is None:
            continue
        if scenario.id in found:
            first = found[scenario.id].place.file
            mistakes.add(scenario.place, f"id {scenario.id!r} is taken by {first}; rename one of the two")
        else:
            found[scenario.id] = scenario
    mistakes.raise_any()
    about_services = {name: each for name, each in found.items() if each.service is not None}
    return Library({name: each for name, each in found.items() if name not in about_services}, about_services)


def scenario_files(path: Path, mistakes: Mistakes) -> list[Path]:
    """The scenario files that `path` stands for: itself, or all below it, sorted."""
    if not path.is_dir():
        return [path]
    below = sorted(each for each in path.rglob("*") if each.suffix in SCENARIO_SUFFIXES and each.is_file())
    if not below:
        mistakes.add(Place(str(path)), "holds no scenarios; expected files that end in .yaml")
    return below


def _load(path: Path, mistakes: Mistakes, known: Known | None) -> Scenario | None:
    own = Mistakes()
    scenario = None
    try:
        root = parse(read_data(path), str(path), own)
        scenario = None if root is None else read_scenario(language_of(root), root, str(path), own, known)
    except ScenarioError as error:
        own.add_all(error.mistakes)
    except DataFileError as error:
        own.add(Place(str(path)), error.what)
    except OSError as error:
        own.add(Place(str(path)), f"cannot be read: {os_reason(error)}; check the path")
    mistakes.add_all(own)
    return scenario


def language_of(root: Node) -> Language:
    """Tell in which language a file is written."""
    if not isinstance(root, MapNode) or root.get(_SERVICE) is None:
        return DEVICES
    # Only who has such a scenario waits for its language to load.
    from oceanhil.scenarios.ringcentral.language import SERVICE

    return SERVICE


__all__ = ["Library", "ScenarioError", "load_any", "load_library", "load_scenario", "scenario_files"]
