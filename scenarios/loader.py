"""Scenario files on disk: one scenario a file, a library of many."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from scenarios.mistakes import Mistakes, Place, ScenarioError, suggestion
from scenarios.replay import ReplayError, ReplayId, parse_replay
from scenarios.scenario import Case, Scenario
from scenarios.scenario_file import read_scenario
from scenarios.yaml_marks import parse

SUFFIXES = frozenset({".yaml", ".yml"})


class Library(Mapping[str, Scenario]):
    """Scenarios by ID, in the order in which they were found."""

    def __init__(self, scenarios: Mapping[str, Scenario]) -> None:
        self._scenarios = scenarios

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
    """Read one scenario file; raises ScenarioError with all its mistakes."""
    mistakes = Mistakes()
    scenario = _load(path, mistakes)
    mistakes.raise_any()
    assert scenario is not None
    return scenario


def load_library(paths: Iterable[Path]) -> Library:
    """Read files, and folders with everything below them; raises ScenarioError with the mistakes of all files."""
    mistakes = Mistakes()
    found: dict[str, Scenario] = {}
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
    return Library(found)


def scenario_files(path: Path, mistakes: Mistakes) -> list[Path]:
    """The scenario files that `path` stands for: itself, or all below it, sorted."""
    if not path.is_dir():
        return [path]
    below = sorted(each for each in path.rglob("*") if each.suffix in SUFFIXES and each.is_file())
    if not below:
        mistakes.add(Place(str(path)), "holds no scenarios; expected files that end in .yaml")
    return below


def _load(path: Path, mistakes: Mistakes) -> Scenario | None:
    own = Mistakes()
    scenario = None
    try:
        root = parse(path.read_bytes(), str(path), own)
        scenario = None if root is None else read_scenario(root, str(path), own)
    except OSError as error:
        own.add(Place(str(path)), f"cannot be read: {error.strerror}; check the path")
    mistakes.add_all(own)
    return scenario


__all__ = ["Library", "ScenarioError", "load_library", "load_scenario", "scenario_files"]
