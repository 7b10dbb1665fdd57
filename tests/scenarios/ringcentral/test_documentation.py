"""The page about scenarios of services is complete, and its examples are right."""

import re
from pathlib import Path

import pytest

from oceanhil.scenarios.forms import field_readers
from oceanhil.scenarios.ringcentral.language import ServiceScenarioForm
from oceanhil.scenarios.ringcentral.steps import SERVICE_STEPS
from oceanhil.scenarios.ringcentral.steps.server import KINDS
from oceanhil.scenarios.subject import SERVICE_NAMES
from tests.scenarios.writing import mistakes_in

PAGE = (Path(__file__).parents[3] / "docs" / "service-scenarios.md").read_text("utf-8")
EXAMPLES = re.findall(r"```yaml\n(id: .*?)```", PAGE, re.DOTALL)


@pytest.mark.parametrize("name", SERVICE_STEPS)
def test_every_step_has_a_row_with_its_keys(name: str) -> None:
    rows = [row for row in PAGE.splitlines() if row.startswith(f"| `{name}` |")]
    assert len(rows) == 1
    step = SERVICE_STEPS[name]
    keys = set() if step.whole else {key for key in field_readers(step) if key != "on"}
    assert [key for key in keys if f"`{key}`" not in rows[0]] == []
    assert step.main in {"", "on"} or step.whole or f"**`{step.main}`**" in rows[0]


def test_every_kind_of_fault_is_named() -> None:
    (row,) = [row for row in PAGE.splitlines() if row.startswith("| `server.fault` |")]
    assert [kind for kind in KINDS if f"`{kind}`" not in row] == []


def test_every_key_and_every_service_is_described() -> None:
    assert [key for key in field_readers(ServiceScenarioForm) if f"`{key}`" not in PAGE] == []
    assert [name for name in SERVICE_NAMES if f"`{name}`" not in PAGE] == []


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_example_can_be_loaded(example: str) -> None:
    name = re.match(r"id: (\S+)", example)
    assert name is not None
    assert mistakes_in(example, f"{name[1]}.yaml") == []
