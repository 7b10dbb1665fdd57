"""README.md: what it shows of a run, a replay and a diagnosis is what one gets; its tables lead to all there is."""

from __future__ import annotations

import re
import shlex
import tomllib
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from oceanhil.app.commands import main
from oceanhil.hil.worlds import load_world
from oceanhil.protocol.board import PLATFORM_BOARDS
from tests.docs.pieces import ROOT
from tests.library import whole_library

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.docs.pieces import Exchange, Page


@pytest.fixture
def readme(pages: dict[str, Page]) -> Page:
    return pages["README.md"]


def the_one(page: Page, start: str) -> Exchange:
    [found] = [exchange for exchange in page.exchanges() if exchange.line.startswith(start) and exchange.output]
    return found


def shown_in(excerpt: str, output: str) -> Iterator[str]:
    """Give the lines of `excerpt` that do not follow one another in `output`."""
    lines = iter([line.rstrip() for line in output.splitlines()])
    for line in excerpt.splitlines():
        if line.strip() != "…" and line.rstrip() not in lines:
            yield line


@pytest.mark.slow
def test_the_number_of_cases_is_that_of_the_library(readme: Page) -> None:
    factory, library = load_world("sim"), whole_library()
    boards = [
        case
        for one in library.values()
        for board in PLATFORM_BOARDS
        for case in one.expand(board, factory.drivers(board))
    ]
    services = [case for one in library.services.values() for case in one.expand()]
    cured = sum(bool(case.scenario.remedy) for case in boards) + sum(bool(case.scenario.remedy) for case in services)
    shown = the_one(readme, "make scenarios").output
    wanted = f"\n{len(boards) + len(services):,} passed, 0 failed, 0 errors, 0 skipped · {cured:,} remedies verified"
    assert wanted in shown, f"in README.md, `make scenarios` has to end with{wanted} · …"


def test_the_scenarios_in_the_excerpt_exist(readme: Page) -> None:
    rows = re.findall(r"^  ([a-z0-9-]+) +✓", the_one(readme, "make scenarios").output, re.MULTILINE)
    assert rows
    library = whole_library()
    assert set(rows) <= {*library, *library.services}


def test_the_replay_shows_what_it_shows(readme: Page) -> None:
    shown = the_one(readme, "oceanhil replay")
    done = CliRunner().invoke(main, shlex.split(shown.line)[1:])
    assert done.exit_code == 0
    assert list(shown_in(shown.output, done.output)) == []


def test_the_diagnosis_is_that_of_the_log(readme: Page, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    log = the_one(readme, "cat serial.log")
    (tmp_path / "serial.log").write_text(log.output + "\n", "utf-8")
    shown = the_one(readme, "oceanhil diagnose")
    done = CliRunner().invoke(main, shlex.split(shown.line)[1:])
    assert done.exit_code == 0
    assert [line.rstrip() for line in done.output.rstrip().splitlines()] == shown.output.splitlines()


def test_every_page_of_the_documentation_is_linked(readme: Page, pages: dict[str, Page]) -> None:
    linked = {link.target.partition("#")[0] for link in readme.links}
    assert {name for name in pages if name.startswith("docs/")} - linked == set()


def test_the_exit_codes_are_those_that_the_page_of_ci_explains(readme: Page, pages: dict[str, Page]) -> None:
    explained = [row[0] for row in pages["docs/ci.md"].table("Exit codes")]
    assert [row[0] for row in readme.table("Exit codes")] == explained


def test_the_extras_are_those_of_the_project(readme: Page) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    whole = next(each for each in project["optional-dependencies"]["all"])
    named = {name for row in readme.table("Install") for name in row[0].split(", ")}
    assert whole == f"oceanhil[{','.join(sorted(named))}]"
