"""docs/backend.md: its figures, tables, jobs and connector are right."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml

from oceanhil.app.commands.conform import conform
from oceanhil.conformance.command.baseline import EXCUSED_DAYS
from oceanhil.conformance.command.exit_code import BROKEN_OFF, FAILED, PASSED
from oceanhil.conformance.contract.item import Severity
from oceanhil.conformance.contract.received import ReceivedOutcome
from oceanhil.conformance.contract.result import ItemVerdict
from oceanhil.conformance.contract.suites import load_suite
from oceanhil.protocol.profile import Kind
from oceanhil.remote.connector.connector_file import parse_connector
from oceanhil.remote.connector.oceanremote import OPERATIONS
from tests.docs.test_ci_page import written_files
from tests.docs.test_commands import job_lines, parse, words_of

if TYPE_CHECKING:
    from tests.docs.pieces import Page

PLACEHOLDERS = {"STAGING_KEY": "the-key-of-staging"}


@pytest.fixture
def page(pages: dict[str, Page]) -> Page:
    return pages["docs/backend.md"]


def calls(page: Page, number: int) -> list[list[str]]:
    """Give the arguments of each call of the command in the job of that number."""
    lines = job_lines(yaml.safe_load(page.code("yaml")[number].text))
    return [words_of(line) for line in lines if line.startswith("oceanhil ")]


def test_the_number_of_items_is_that_of_the_catalogue(page: Page) -> None:
    numbers = {int(number.replace(",", "")) for number in re.findall(r"([\d,]+) (?:items|conform)\b", page.text)}
    assert numbers == {len(load_suite("oceanremote").items)}


def test_the_connector_says_two_operations_and_its_limits(page: Page) -> None:
    connector = parse_connector(page.code("toml")[0].text, Path("connector.toml"), OPERATIONS, PLACEHOLDERS)
    assert list(connector.operations) == ["registration-token", "delete"]
    assert connector.limits.requests_per_s == 200


def test_kinds_severities_and_levels_are_those_there_are(page: Page) -> None:
    kinds = [kind.value for kind in Kind]
    assert [row[0] for row in page.table("First look")] == kinds
    assert [row[0].partition(",")[0] for row in page.table("Reading the result", 2)] == kinds
    assert all(f"`{severity.value}`" in page.text for severity in Severity)


def test_every_verdict_is_explained(page: Page) -> None:
    assert [row[0] for row in page.table("Reading the result")] == [verdict.value for verdict in ItemVerdict]


def test_every_outcome_of_what_does_not_conform_is_explained(page: Page) -> None:
    others = {
        outcome.value for outcome in (ReceivedOutcome.AS_EXPECTED, ReceivedOutcome.NOT_TRIED, ReceivedOutcome.UNKNOWN)
    }
    told = {row[0] for row in page.table("Outcomes")}
    assert told == {outcome.value for outcome in ReceivedOutcome} - others


def test_the_days_of_an_excuse_are_those_there_are(page: Page) -> None:
    assert f"excused: {EXCUSED_DAYS} days" in page.text


def test_the_exit_codes_are_those_there_are_and_the_help_tells_them_too(page: Page) -> None:
    codes = [PASSED, FAILED, BROKEN_OFF]
    assert [int(row[0]) for row in page.table("Reading the result", 1)] == codes
    told = (conform.help or "").partition("Exit codes:")[2]
    assert [int(number) for number in re.findall(r"\b\d\b", told)] == codes


@pytest.mark.parametrize("number", [0, 1])
def test_a_job_compares_with_the_baseline_and_asks_nobody(page: Page, number: int) -> None:
    words = next(words for words in calls(page, number) if words[0] == "conform")
    options = parse(words)
    assert str(options["baseline"]) == "conform/baseline.json"
    assert "--no-prompt" in words


@pytest.mark.parametrize("number", [0, 1])
def test_what_a_job_reads_is_what_was_made_once_and_committed(page: Page, number: int) -> None:
    named = {word for words in calls(page, number) for word in words if word.startswith("conform/")}
    made = next(block.text for block in page.code("console") if "conform/baseline.json" in block.text)
    assert named
    assert named <= set(made.split())


def test_the_github_job_keeps_its_reports_and_pins_its_actions(page: Page) -> None:
    steps = yaml.safe_load(page.code("yaml")[0].text)["jobs"]["conform"]["steps"]
    kept = next(step["with"]["path"] for step in steps if "upload-artifact" in step.get("uses", ""))
    assert {file.partition("/")[0] for file in written_files(list(job_lines(steps)))} == {kept}
    assert all(re.fullmatch(r"actions/[a-z-]+@v\d+", step["uses"]) for step in steps if "uses" in step)


def test_the_gitlab_job_shows_and_keeps_its_reports(page: Page) -> None:
    job = yaml.safe_load(page.code("yaml")[1].text)["conform"]
    files = written_files(job["script"])
    assert {file.partition("/")[0] for file in files} == set(job["artifacts"]["paths"])
    assert job["artifacts"]["reports"]["junit"] in files
