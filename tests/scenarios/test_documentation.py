"""The reference of the language is complete, and its examples are right."""

import re
from collections.abc import Sequence
from enum import Enum
from pathlib import Path
from typing import get_args

import msgspec
import pytest

from oceanhil.scenarios.devices.firmware import FirmwareChoice
from oceanhil.scenarios.devices.given import GivenForm
from oceanhil.scenarios.devices.language import ScenarioForm
from oceanhil.scenarios.devices.steps import DEVICE_STEPS
from oceanhil.scenarios.devices.steps.device import Flash
from oceanhil.scenarios.devices.steps.outcome import Condition
from oceanhil.scenarios.file_parts import KnownIdleForm, KnownViolationForm, SweepForm
from oceanhil.scenarios.forms import field_readers
from oceanhil.scenarios.language import Page
from oceanhil.scenarios.mistakes import Mistakes, Place
from oceanhil.scenarios.nodes import TextNode
from tests.scenarios.writing import mistakes_in
from tests.together import together

PAGES = Path(__file__).parents[2] / "docs"
REFERENCE = (PAGES / "scenario-language.md").read_text("utf-8")
# What one step may be given in many words stands where these are explained, on pages that the reference leads to.
LED_TO = "".join((PAGES / name).read_text("utf-8") for name in {*re.findall(r"\]\(([\w-]+\.md)", REFERENCE)})
EXAMPLES = re.findall(r"```yaml\n(id: .*?)```", REFERENCE, re.DOTALL)


def row_of(name: str) -> str:
    rows = [row for row in REFERENCE.splitlines() if row.startswith(f"| `{name}` |")]
    assert len(rows) == 1, (
        f"docs/scenario-language.md, All steps: {name} has {len(rows)} rows, expected one: the name, its keys with "
        "their defaults (that of a single value in bold), what it needs, what it does"
    )
    return rows[0]


@together
@pytest.mark.parametrize("name", DEVICE_STEPS)
def test_every_step_has_a_row_with_its_keys_and_needs(name: str) -> None:
    row = row_of(name)
    step = DEVICE_STEPS[name]
    keys = set() if step.whole else {key for key in field_readers(step) if key != "on"}
    assert [key for key in keys if f"`{key}`" not in row] == []
    assert [need.value for need in step.needs if f"`{need.value}`" not in row] == []


@together
@pytest.mark.parametrize("name", DEVICE_STEPS)
def test_the_key_that_a_single_value_stands_for_is_bold(name: str) -> None:
    step = DEVICE_STEPS[name]
    assert re.findall(r"\*\*`(\w+)`\*\*", row_of(name)) == [step.main] * (bool(step.main) and not step.whole)


@together
@pytest.mark.parametrize("name", DEVICE_STEPS)
def test_what_a_row_says_a_step_has_by_itself_is_what_it_has(name: str) -> None:
    fields = {field.encode_name: field.default for field in msgspec.structs.fields(DEVICE_STEPS[name])}
    keys = row_of(name).split(" | ")[1]
    for key, written in re.findall(r"`(\w+)`(?:\*\*)? (?!or\b|and\b)([\w.]+)", keys):
        # What is None here depends on the kind of fault.
        if fields[key] not in {None, msgspec.NODEFAULT}:
            reader = field_readers(DEVICE_STEPS[name])[key].reader
            assert reader(TextNode(written, False, Place("")), Mistakes()) == fields[key]


def choices() -> Sequence[type[Enum]]:
    """All choices that steps and the keys of a file leave."""
    forms: tuple[type[msgspec.Struct], ...] = (*DEVICE_STEPS.values(), Condition, GivenForm, SweepForm)
    fields = [field for form in forms for field in msgspec.structs.fields(form)]
    types = {each for field in fields for each in (field.type, *get_args(field.type))}
    found = [each for each in types if isinstance(each, type) and issubclass(each, Enum)]
    return sorted(found, key=lambda each: each.__name__)


@pytest.mark.parametrize("choice", choices())
def test_every_word_of_a_choice_is_named(choice: type[Enum]) -> None:
    missing = [each.value for each in choice if f"`{each.value}`" not in REFERENCE + LED_TO]
    assert not missing, (
        f"{choice.__module__}.{choice.__name__} has words that no page says: {missing}; name each, as `word`, in the "
        "row of the step that takes it, in docs/scenario-language.md"
    )


@pytest.mark.parametrize("form", [ScenarioForm, GivenForm, SweepForm, KnownViolationForm, KnownIdleForm])
def test_every_key_of_a_file_is_described(form: type[msgspec.Struct]) -> None:
    assert [key for key in field_readers(form) if f"`{key}`" not in REFERENCE] == []


@together
@pytest.mark.parametrize("page", Page)
def test_every_source_page_is_named(page: Page) -> None:
    assert f"`{page.value}`" in REFERENCE


def test_there_are_examples_of_whole_files() -> None:
    assert len(EXAMPLES) >= 3


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_example_can_be_loaded(example: str) -> None:
    name = re.match(r"id: (\S+)", example)
    assert name is not None
    assert mistakes_in(example, f"{name[1]}.yaml") == []


def test_a_flash_step_can_set_everything_a_firmware_can() -> None:
    assert set(FirmwareChoice.__struct_fields__) <= set(Flash.__struct_fields__)
