"""Writing scenarios about a service in tests: only what a test is about has to be said."""

from textwrap import dedent, indent

from oceanhil.scenarios.mistakes import Mistakes
from oceanhil.scenarios.services.scenario import ServiceScenario
from oceanhil.scenarios.services.scenario_file import read_service_scenario
from oceanhil.scenarios.yaml_marks import parse

HEAD = "id: probe\ntitle: A probe\ngroup: probes\nservice: ringcentral\n"


def text_of(steps: str = "- client.login", body: str = "") -> str:
    """A whole file: the head, `body`, and steps."""
    body = dedent(body).strip()
    return HEAD + (f"{body}\n" if body else "") + "steps:\n" + indent(dedent(steps).strip(), "  ") + "\n"


def scenario_of(steps: str, body: str = "") -> ServiceScenario:
    mistakes = Mistakes()
    root = parse(text_of(steps, body).encode(), "probe.yaml", mistakes)
    scenario = read_service_scenario(root, "probe.yaml", mistakes) if root else None
    mistakes.raise_any()
    assert scenario is not None
    return scenario


def mistakes_in(text: str, file: str = "probe.yaml") -> list[str]:
    mistakes = Mistakes()
    root = parse(text.encode(), file, mistakes)
    if root is not None:
        read_service_scenario(root, file, mistakes)
    return [str(mistake).removeprefix(f"{file}:") for mistake in mistakes]
