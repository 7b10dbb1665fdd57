"""The JSON Schema says of a file what the loader says of it."""

import re
from collections.abc import Iterator, Mapping
from importlib.resources import files
from pathlib import Path

import pytest
from jsonschema import Draft7Validator, Draft202012Validator
from jsonschema.validators import validator_for

from oceanhil.scenarios.devices.steps import DEVICE_STEPS
from oceanhil.scenarios.mistakes import Mistakes
from oceanhil.scenarios.nodes import ListNode, Node, TextNode
from oceanhil.scenarios.ringcentral.steps import SERVICE_STEPS
from oceanhil.scenarios.schema import scenario_schema
from oceanhil.scenarios.yaml_marks import parse
from tests.scenarios.ringcentral import writing as about_service
from tests.scenarios.writing import mistakes_in, text_of
from tests.together import together

SCHEMA = scenario_schema()
VALIDATOR = Draft202012Validator(dict(SCHEMA))
LIBRARY = sorted(Path(str(files("oceanhil.scenarios") / "library")).rglob("*.yaml"))

Plain = None | bool | int | float | str | list["Plain"] | dict[str, "Plain"]


def plain(node: Node) -> Plain:
    """What an editor sees: YAML 1.2's own reading of plain words."""
    if isinstance(node, ListNode):
        return [plain(item) for item in node.items]
    if not isinstance(node, TextNode):
        return {entry.key.text: plain(entry.value) for entry in node.entries}
    if node.quoted or not re.fullmatch(r"true|false|null|~||[-+]?[0-9]+(\.[0-9]+)?", node.text):
        return node.text
    if node.is_empty:
        return None
    return node.text == "true" if node.text in {"true", "false"} else float(node.text)


def is_valid(text: str) -> bool:
    root = parse(text.encode(), "probe.yaml", Mistakes())
    assert root is not None
    return VALIDATOR.is_valid(plain(root))


def test_a_remedy_about_a_service_is_valid() -> None:
    text = about_service.text_of(body="remedy: {text: Begin anew., steps: [client.recover, client.work: {jobs: 2}]}")
    assert not mistakes_in(text)
    assert is_valid(text)


@pytest.mark.long
def test_the_schema_is_itself_valid() -> None:
    Draft202012Validator.check_schema(dict(SCHEMA))


@together
@pytest.mark.parametrize("path", LIBRARY, ids=lambda path: path.stem)
def test_every_scenario_of_the_library_is_valid(path: Path) -> None:
    assert is_valid(path.read_text("utf-8"))


@together
@pytest.mark.parametrize("name", [*DEVICE_STEPS, *(f"service:{name}" for name in SERVICE_STEPS)])
def test_every_step_has_a_definition_with_a_description(name: str) -> None:
    definitions = SCHEMA["$defs"]
    assert isinstance(definitions, dict)
    assert definitions[name]["description"]


@together
@pytest.mark.parametrize(
    "step",
    [
        "- device.power_on",
        "- device.power_on:",
        "- device.power_on: {on: twin}",
        "- time.run: 90m",
        '- expect.serial: {line: x, within: "${board}"}',
        "- server.set_relay: {relay: 1, state: on}",
        "- when: {board: [esp32, picow]}\n  steps: [mark, together: [device.power_on]]",
        "- when: {store: legacy, w: 3s}\n  steps: [mark]",
        "- storage.cut_power: 2.104",
        "- classify: {lost: {storage: empty}, other: {}}",
        "- clock.boot_skew: none",
        "- expect.serial: {pattern: 'a+'}",
        "- server.settings: {maintenance: true, session_ttl_s: 60}",
    ],
)
def test_what_the_loader_takes_is_valid(step: str) -> None:
    text = text_of("matrix: {w: [3s]}\ndevices: [twin]", step.replace("${board}", "${w}"))
    assert not mistakes_in(text)
    assert is_valid(text)


@together
@pytest.mark.parametrize(
    "text",
    [
        text_of("groop: x"),
        text_of("boards: [esp23]"),
        text_of("given: {tokn: none}"),
        text_of("given: {network: {latncy: 3s}}"),
        text_of("given: {firmware: {stor: legacy}}"),
        text_of("sweep: {cut: {boot: 1}}"),
        text_of("cases: [{edit: empty}]"),
        text_of("source: {page: nowhere}"),
        text_of("", "- device.powr_on"),
        text_of("", "- time.run: 90"),
        text_of("", "- time.run"),
        text_of("", "- device.power_on: {onn: twin}"),
        text_of("", "- device.reset: pinn"),
        text_of("", "- when: {board: esp32}"),
        text_of("", "- expect.server: {requests: {register: -1}}"),
        text_of("", "- classify: {lost: {storage: gone}}"),
        text_of("", "- classify: {outcomes: {lost: {}}}"),
        text_of("", "- device.reset: none"),
        text_of("", "- when: {board: esp23}\n  steps: [mark]"),
        text_of("", "- when: {store: legasy}\n  steps: [mark]"),
        text_of("", "- when: {store: [legacy, legasy]}\n  steps: [mark]"),
        text_of("remedy: {text: x, steps: [device.powr_on]}"),
        text_of("by_board: {esp23: {dates: on}}"),
        text_of("sweep: {}"),
        text_of("sweep: {cut: {boot: 1, of: flash-units}, more: {boot: 1, of: flash-units}}"),
        text_of("tally: {outcoms: {}}"),
        text_of("tally: {when: [], outcomes: {}}"),
        text_of("tally: {outcomes: []}"),
        text_of("known_violations: {invariants: [I6], because: x, wen: {store: legacy}}"),
        text_of("known_idle: {step: device.power_on, becaus: x}"),
        text_of("given: {settings: {maintenanc: true}}"),
        text_of("given: {network: {block: [servr]}}"),
        text_of("matrix: {}"),
        text_of("matrix: {store: [legasy]}"),
        text_of("cases: []"),
    ],
)
def test_what_the_loader_refuses_is_not(text: str) -> None:
    assert mistakes_in(text)
    assert not is_valid(text)


@pytest.mark.parametrize(
    "step",
    [
        "- client.login",
        "- client.login: second",
        "- time.advance: 10s",
        "- expect.answer: {status: 401, code: OAU-213, envelope: full}",
        "- server.settings: {session_limit: 1, over_limit: refuse}",
        "- together: [client.call, mark]",
        "- expect.holders: {live: [worker, worker], dead: worker}",
    ],
)
def test_what_the_loader_takes_about_a_service_is_valid(step: str) -> None:
    text = about_service.text_of(step)
    assert not mistakes_in(text)
    assert is_valid(text)


@pytest.mark.parametrize(
    "text",
    [
        about_service.text_of("- device.power_on"),
        about_service.text_of("- client.logn"),
        about_service.text_of("- expect.answer"),
        about_service.text_of(body="remedy: {text: x, steps: [client.logn]}"),
        about_service.text_of(body="remedy: {text: x}"),
        about_service.text_of(body="remedy: {text: x, steps: [mark], more: 1}"),
        about_service.text_of("- expect.answer: {status: 401, envelope: ful}"),
        about_service.text_of(body="boards: [esp32]"),
        about_service.text_of().replace("ringcentral", "ringcentrl"),
    ],
)
def test_what_the_loader_refuses_about_a_service_is_not(text: str) -> None:
    assert mistakes_in(text)
    assert not is_valid(text)


@pytest.mark.parametrize(
    ("step", "least", "most"),
    [
        ("storage.rewrite: %s", 0, 10_000),
        ("device.reset_randomly: {count: %s, within: 1h}", 0, 10_000),
        ("clock.drift: %s", -500_000, 1_000_000),
        ("storage.resize: %s", 0, None),
        ("expect.boots: %s", 0, None),
        ("server.fault: {kind: status, status: %s}", 200, 599),
        ("expect.request: {path: state, status: %s}", 0, 511),
        ("radio.loss: %s%%", 0, 100),
    ],
)
def test_schema_and_loader_draw_the_same_bounds(step: str, least: int, most: int | None) -> None:
    bounds = {least: True, least - 1: False} | ({} if most is None else {most: True})
    if most not in {None, 511, 100}:
        # Which statuses are registered, and what a share is of, is more than a pattern can tell.
        bounds[most + 1] = False
    for value, is_right in bounds.items():
        text = text_of("", f"- {step % value}")
        assert (mistakes_in(text) == []) is is_valid(text) is is_right, (value, mistakes_in(text))


@pytest.mark.parametrize(
    ("steps", "word"),
    [
        (("time.set", "time.advance", "time.run", "radio.loss", "identity.set_mac"), "7"),
        (("expect.boots", "storage.rewrite", "storage.resize", "clock.drift"), "some"),
        (("storage.cut_power", "expect.boots", "time.run"), "true"),
    ],
)
def test_a_value_of_another_type_is_neither_taken_nor_valid(steps: tuple[str, ...], word: str) -> None:
    for step in steps:
        assert mistakes_in(text_of("", f"- {step}: {word}")), step
        assert not is_valid(text_of("", f"- {step}: {word}")), step


def schemas_in(schema: object) -> Iterator[Mapping[str, object]]:
    """The schema and every one inside it."""
    assert isinstance(schema, Mapping)
    yield schema
    for key, value in schema.items():
        if key in {"properties", "$defs"}:
            inside = list(value.values())
        elif key in {"if", "then", "else", "items", "propertyNames", "anyOf", "additionalProperties"}:
            inside = value if isinstance(value, list) else [] if value is False else [value]
        else:
            inside = []
        for each in inside:
            yield from schemas_in(each)


def test_the_schema_is_written_in_the_words_of_its_dialect() -> None:
    assert validator_for(SCHEMA, default=Draft7Validator) is Draft202012Validator
    words = {*Draft202012Validator.VALIDATORS, "$schema", "$defs", "title", "description", "then", "else"}
    assert {key for schema in schemas_in(SCHEMA) for key in schema} <= words


def test_editors_show_one_line_about_each_thing() -> None:
    shown = [str(schema["description"]) for schema in schemas_in(SCHEMA) if "description" in schema]
    assert [line for line in shown if not line or "\n" in line] == []
    assert SCHEMA["$defs"]["device.power_on"]["description"] == "Connect power; nothing happens if it has power."  # type: ignore[index] # of JSON
