"""README.md: what it shows of a run, a replay, a server and a diagnosis is what one gets."""

from __future__ import annotations

import argparse
import re
import shlex
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import msgspec
import pytest
from click.testing import CliRunner

from oceanhil.app.commands import main
from oceanhil.hil.worlds import load_world
from oceanhil.mock_server.core import AccessPolicy, AdminSide, Core
from oceanhil.protocol.board import PLATFORM_BOARDS
from oceanhil.protocol.http import HttpRequest
from oceanhil.protocol.profile import load_profile
from tests.docs.conversation import SEED, answer
from tests.library import whole_library

if TYPE_CHECKING:
    from pathlib import Path

    from tests.docs.pieces import Page

_ASSIGNMENT = re.compile(r"([A-Z]+)=(.*)", re.DOTALL)
_VARIABLE = re.compile(r"\$([A-Z]+)")


class Exchange(msgspec.Struct, frozen=True):
    """A command line and what is printed after it."""

    line: str
    output: str


@pytest.fixture
def readme(pages: dict[str, Page]) -> Page:
    return pages["README.md"]


def exchanges(page: Page) -> list[Exchange]:
    found = []
    for block in page.code("console"):
        for part in block.text.removeprefix("$ ").split("\n$ "):
            line, _, output = part.partition("\n")
            found.append(Exchange(line, output.rstrip("\n")))
    return found


def the_one(page: Page, start: str) -> Exchange:
    [found] = [exchange for exchange in exchanges(page) if exchange.line.startswith(start) and exchange.output]
    return found


def shown_in(excerpt: str, output: str) -> Iterator[str]:
    """Give the lines of `excerpt` that do not follow one another in `output`."""
    lines = iter([line.rstrip() for line in output.splitlines()])
    for line in excerpt.splitlines():
        if line.strip() != "…" and line.rstrip() not in lines:
            yield line


def curl_request(words: Sequence[str]) -> HttpRequest:
    parser = argparse.ArgumentParser()
    parser.add_argument("-s", action="store_true")
    parser.add_argument("-X", default="")
    parser.add_argument("-H", action="append", default=[])
    parser.add_argument("-d", default="")
    parser.add_argument("url")
    asked = parser.parse_args(words)
    headers = {name.lower(): value for name, _, value in (text.partition(": ") for text in asked.H)}
    path = asked.url.removeprefix("http://127.0.0.1:8080")
    method = asked.X or ("POST" if asked.d else "GET")
    return HttpRequest(method, path, {"host": "127.0.0.1:8080", **headers}, asked.d.encode())


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
    assert f"\n{len(boards) + len(services):,} passed, 0 failed" in shown, "show its last lines again"
    assert f" {cured:,} remedies verified" in shown


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


def test_the_conversation_with_the_server_is_what_it_says(readme: Page) -> None:
    core = Core(load_profile(), SEED)
    admin = AdminSide(core, AccessPolicy())
    variables: dict[str, str] = {}
    answered = 0
    for exchange in exchanges(readme):
        words = [_VARIABLE.sub(lambda found: variables[found[1]], word) for word in shlex.split(exchange.line)]
        if found := _ASSIGNMENT.fullmatch(words[0]):
            variables[found[1]] = found[2]
        elif words[0] == "curl":
            response = answer(core, admin, curl_request(words[1:]))
            assert response.body.decode() == exchange.output
            answered += 1
    assert answered >= 8


def test_the_diagnosis_is_that_of_the_log(readme: Page, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    log = the_one(readme, "cat serial.log")
    (tmp_path / "serial.log").write_text(log.output + "\n", "utf-8")
    shown = the_one(readme, "oceanhil diagnose")
    done = CliRunner().invoke(main, shlex.split(shown.line)[1:])
    assert done.exit_code == 0
    assert [line.rstrip() for line in done.output.rstrip().splitlines()] == shown.output.splitlines()
