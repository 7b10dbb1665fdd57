"""Allure results."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec
import pytest

from oceanhil.scenarios.trace_file import read_trace
from tests.user import TEAPOT, Command, FlakyFactory, write


class Attachment(msgspec.Struct):
    name: str
    source: str


class Parameter(msgspec.Struct):
    name: str
    value: str


class Details(msgspec.Struct):
    message: str = ""
    trace: str = ""


class Step(msgspec.Struct, rename="camel"):
    name: str
    status: str
    status_details: Details = msgspec.field(default_factory=Details)
    attachments: list[Attachment] = []


class AllureResult(msgspec.Struct, rename="camel"):
    name: str
    status: str
    history_id: str
    full_name: str
    parameters: list[Parameter]
    start: int
    attachments: list[Attachment] = []
    steps: list[Step] = []
    status_details: Details = msgspec.field(default_factory=Details)


def results(folder: Path) -> list[AllureResult]:
    decoder = msgspec.json.Decoder(AllureResult)
    found = [decoder.decode(path.read_bytes()) for path in folder.glob("*-result.json")]
    return sorted(found, key=lambda result: (result.start, result.status == "passed"))


def test_a_case_carries_its_facts_and_both_attachments(oceanhil: Command, folder: Path) -> None:
    oceanhil("run", "token-expired", "--board", "esp32", "--seed", "7", "--allure", "allure", "-q")
    (result,) = results(folder / "allure")
    facts = {each.name: each.value.strip("'") for each in result.parameters}
    files = {each.name: folder / "allure" / each.source for each in result.attachments}
    assert result.name == facts["replay_id"] == "token-expired@esp32#seed=7"
    assert (facts["board"], facts["world"], facts["seed"], facts["remedy"]) == ("esp32", "sim", "7", "passed")
    assert read_trace(files["trace.jsonl"].read_bytes()).events
    assert "[REG] HTTP Response: 401" in files["serial.log"].read_text("utf-8")


def test_steps_are_told_with_their_times_and_those_of_the_remedy_as_such(oceanhil: Command, folder: Path) -> None:
    oceanhil("run", "token-expired", "--board", "esp32", "--allure", "allure", "-q")
    (result,) = results(folder / "allure")
    names = [step.name for step in result.steps]
    assert "0:00:00.000 device.power_on, line" in " ".join(names)
    assert any(name.startswith("remedy, ") and "server.regenerate_token" in name for name in names)
    assert {(step.status, len(step.attachments)) for step in result.steps} == {("passed", 0)}


def test_the_step_that_failed_is_marked_and_each_says_what_happened_in_it(oceanhil: Command, folder: Path) -> None:
    write(folder / "teapot.yaml", TEAPOT)
    oceanhil("run", "teapot.yaml", "--board", "esp32", "--allure", "allure", "-q")
    (result,) = results(folder / "allure")
    *passed, failed = result.steps
    assert ({step.status for step in passed}, failed.status) == ({"passed"}, "failed")
    assert "expected the line '[REG] HTTP Response: 418' within 1m" in failed.status_details.message
    (said,) = failed.attachments
    assert "[REG] HTTP Response: 200" in (folder / "allure" / said.source).read_text("utf-8")


class Category(msgspec.Struct, rename="camel"):
    name: str
    matched_statuses: list[str] = []
    trace_regex: str = ""


def test_each_cause_of_failures_is_a_category_in_the_words_of_the_terminal(oceanhil: Command, folder: Path) -> None:
    write(folder / "teapot.yaml", TEAPOT)
    write(folder / "pending.yaml", "  - time.advance: 24h 1s\n  - device.power_on\n  - expect.online\n")
    (folder / "allure").mkdir()
    (folder / "allure" / "categories.json").write_text('[{"name": "mine", "description": "kept"}]')
    said = oceanhil("run", "teapot.yaml", "pending.yaml", "--board", "esp32", "--board", "picow", "--allure", "allure")
    oceanhil("run", "teapot.yaml", "pending.yaml", "--board", "esp32", "--board", "picow", "--allure", "allure", "-q")
    text = (folder / "allure" / "categories.json").read_bytes()
    mine, *ours = msgspec.json.decode(text, type=list[Category])
    failures = {result.name: result for result in results(folder / "allure")}
    in_category = {
        each.name: [
            name for name, result in failures.items() if re.fullmatch(each.trace_regex, result.status_details.trace)
        ]
        for each in ours
    }
    assert (mine.name, b'"description": "kept"' in text) == ("mine", True)
    assert len(ours) == len(in_category)
    assert sorted(map(sorted, in_category.values())) == [
        ["pending@esp32", "pending@picow"],
        ["teapot@esp32", "teapot@picow"],
    ]
    for each in ours:
        assert each.matched_statuses == ["failed"]
        assert re.search(rf"2 ✗ (what came last|nothing made this good): {re.escape(each.name)}\n", said.out)
    for result in failures.values():
        (cause,) = [each.value.strip("'") for each in result.parameters if each.name == "cause"]
        assert result.name in in_category[cause]


@pytest.mark.long
def test_a_configuration_for_allure_3_has_the_same_categories_and_keeps_what_is_in_it(
    oceanhil: Command, folder: Path
) -> None:
    write(folder / "teapot.yaml", TEAPOT)
    (folder / "allure").mkdir()
    configuration = folder / "allure" / "allurerc.json"
    configuration.write_text('{"name": "Mine", "categories": [{"name": "mine", "matchers": {"statuses": ["broken"]}}]}')
    for _ in range(2):
        oceanhil("run", "teapot.yaml", "--board", "esp32", "--allure", "allure", "-q")
    said = msgspec.json.decode(configuration.read_bytes())
    mine, ours = said["categories"]
    (same,) = msgspec.json.decode((folder / "allure" / "categories.json").read_bytes())
    assert (said["name"], mine) == ("Mine", {"name": "mine", "matchers": {"statuses": ["broken"]}})
    assert ours == same | {"groupByMessage": False}


def test_a_configuration_of_the_users_own_is_left_as_it_is_where_nothing_failed(
    oceanhil: Command, folder: Path
) -> None:
    (folder / "allure").mkdir()
    configuration = folder / "allure" / "allurerc.json"
    configuration.write_text('{"name":"Mine"}')
    oceanhil("run", "first-boot", "--board", "esp32", "--allure", "allure", "-q")
    assert configuration.read_text() == '{"name":"Mine"}'
    assert not (folder / "allure" / "categories.json").exists()


@pytest.mark.parametrize("name", ["categories.json", "allurerc.json"])
def test_a_file_of_categories_that_cannot_be_read_is_left_alone(oceanhil: Command, folder: Path, name: str) -> None:
    write(folder / "teapot.yaml", TEAPOT)
    (folder / "allure").mkdir()
    (folder / "allure" / name).write_text("{")
    assert oceanhil("run", "teapot.yaml", "--board", "esp32", "--allure", "allure").code == 1
    written = {each.name: each.read_text() for each in (folder / "allure").glob("*.json") if "-" not in each.name}
    assert written.pop(name) == "{"
    assert len(written) == 1


@pytest.mark.slow
def test_a_failed_expectation_is_failed_and_tells_the_story(oceanhil: Command, folder: Path) -> None:
    write(folder / "teapot.yaml", TEAPOT)
    oceanhil("run", "teapot.yaml", "--board", "esp32", "--allure", "allure", "-q")
    (result,) = results(folder / "allure")
    assert result.status == "failed"
    assert "expected the line '[REG] HTTP Response: 418' within 1m" in result.status_details.message
    assert "again: oceanhil replay 'teapot@esp32' --scenarios teapot.yaml" in result.status_details.trace


def test_a_world_that_failed_is_broken_and_a_retry_has_the_same_history(
    oceanhil: Command, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    factory = FlakyFactory()
    monkeypatch.setattr("oceanhil.hil.worlds.load_world", lambda _: factory)
    oceanhil("run", "first-boot", "--board", "esp32", "--retries", "1", "--allure", "allure")
    first, second = results(folder / "allure")
    assert (first.status, second.status) == ("broken", "passed")
    assert first.history_id == second.history_id
    assert "the board does not answer" in first.status_details.message


@pytest.mark.slow
def test_every_case_has_a_history_of_its_own(oceanhil: Command, folder: Path) -> None:
    oceanhil("run", "token-reused", "clock-skew", "--allure", "allure", "-q")
    found = results(folder / "allure")
    assert len({result.history_id for result in found}) == len(found) == 33
