"""Writing scenarios about a service in tests: only what a test is about has to be said."""

from textwrap import dedent, indent

from oceanhil.scenarios.scenario import Scenario
from tests.scenarios.writing import read

HEAD = "id: probe\ntitle: A probe\ngroup: probes\nservice: ringcentral\n"


def text_of(steps: str = "- client.login", body: str = "") -> str:
    """A whole file: the head, `body`, and steps."""
    body = dedent(body).strip()
    return HEAD + (f"{body}\n" if body else "") + "steps:\n" + indent(dedent(steps).strip(), "  ") + "\n"


def scenario_of(steps: str, body: str = "") -> Scenario:
    return read(text_of(steps, body))
