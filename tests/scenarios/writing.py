"""Writing scenario files in tests: only what a test is about has to be said."""

from pathlib import Path
from textwrap import dedent, indent

from oceanhil.protocol.board import Board
from oceanhil.scenarios.loader import language_of
from oceanhil.scenarios.mistakes import Mistakes
from oceanhil.scenarios.scenario import Case, Scenario
from oceanhil.scenarios.scenario_file import read_scenario
from oceanhil.scenarios.yaml_marks import parse

HEAD = "id: probe\ntitle: A probe\ngroup: probes\n"


def text_of(body: str = "", steps: str = "") -> str:
    """A whole file: the head, `body`, and steps, of which one is there if none is given."""
    steps = dedent(steps).strip() or "- device.power_on"
    body = dedent(body).strip()
    return HEAD + (f"{body}\n" if body else "") + "steps:\n" + indent(steps, "  ") + "\n"


def read(text: str) -> Scenario:
    """The scenario of a file, whatever it is about; raises ScenarioError."""
    mistakes = Mistakes()
    root = parse(text.encode(), "probe.yaml", mistakes)
    scenario = read_scenario(language_of(root), root, "probe.yaml", mistakes) if root else None
    mistakes.raise_any()
    assert scenario is not None
    return scenario


def scenario_of(body: str = "", steps: str = "") -> Scenario:
    return read(text_of(body, steps))


def case_of(body: str = "", steps: str = "", board: Board = Board.ESP32, drivers: tuple[str, ...] = ()) -> Case:
    return scenario_of(body, steps).expand(board, drivers)[0]


def mistakes_in(text: str, file: str = "probe.yaml") -> list[str]:
    mistakes = Mistakes()
    root = parse(text.encode(), file, mistakes)
    if root is not None:
        read_scenario(language_of(root), root, file, mistakes)
    return [str(mistake).removeprefix(f"{file}:") for mistake in mistakes]


def saved(folder: Path, name: str, text: str) -> Path:
    path = folder / f"{name}.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path
