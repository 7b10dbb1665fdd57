"""Command lines on the pages: what is shown can be typed."""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING

import click
import pytest
import yaml
from click.testing import CliRunner

from oceanhil.app.commands import main
from oceanhil.app.commands.boards.command import check
from oceanhil.app.commands.run import run
from oceanhil.scenarios.loader import Library
from oceanhil.scenarios.replay import parse_replay
from tests.library import whole_library

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.docs.pieces import Block, Page

PASSED_ON_TO_PYTEST = {"-x", "--lf"}
_PROMPT = re.compile(r"^[$>] (.*)$", re.MULTILINE)
_TYPED = re.compile(r"^(?:\.venv\S*[/\\])?oceanhil(?= |$)")
_VARIABLE = re.compile(r"\$\(\(.*?\)\)|\$\{\{.*?\}\}|\$[A-Z_]+")
_REPLAY = re.compile(r"[a-z0-9-]+@(?:esp32|esp8266|picow)[^\s'`,]*(?:,[^\s'`,]+)*")
_REPLAY_OF_SERVICE = re.compile(r"[a-z0-9-]+@ringcentral[^\s'`,]*(?:,[^\s'`,]+)*")
_NAMED = re.compile(r"[Ss]cenario `([a-z0-9-]+)`")


@pytest.fixture(name="pages", scope="session")
def pages_to_type_from(pages: dict[str, Page]) -> dict[str, Page]:
    """All but the recipes, whose commands are run by test_recipes.py, with what they are about in place."""
    return {name: page for name, page in pages.items() if name != "docs/recipes.md"}


@pytest.fixture(scope="session")
def library() -> Library:
    return whole_library()


def lines_of(page: Page) -> Iterator[tuple[str, str]]:
    """Give every line that a reader may type, with its place."""
    for block in page.code("console"):
        yield from ((block.place, line) for line in _PROMPT.findall(block.text))
    for block in page.code("yaml"):
        yield from ((block.place, line) for line in job_lines(yaml.safe_load(block.text)))
    yield from ((code.place, code.text) for code in page.inline_code)


def job_lines(document: object) -> Iterator[str]:
    """Give the command lines of a job description."""
    if isinstance(document, dict):
        for key, value in document.items():
            listed = value if isinstance(value, list) else [value]
            texts = [text for text in listed if isinstance(text, str)]
            yield from texts if key in {"run", "script", "before_script"} else job_lines(value)
    elif isinstance(document, list):
        for item in document:
            yield from job_lines(item)


def words_of(line: str) -> list[str]:
    """Give the arguments of a call of oceanhil in `line`; redirections and what follows are left out."""
    words = shlex.split(_VARIABLE.sub("1", line.replace("\\", "/")), comments=True)
    ends = [index for index, word in enumerate(words) if word in {"|", ">", "&&", "&", ";"}]
    return words[1 : ends[0] if ends else None]


def typed(pages: dict[str, Page]) -> list[tuple[str, list[str]]]:
    found = [(place, line) for page in pages.values() for place, line in lines_of(page)]
    return [(place, words_of(line)) for place, line in found if _TYPED.match(line)]


def parse(words: list[str]) -> dict[str, object]:
    """Parse as the command line does, up to the point where a command would begin its work."""
    context = click.Context(main, info_name="oceanhil")
    command: click.Command = main
    while isinstance(command, click.Group) and words and not words[0].startswith("-"):
        _, found, words = command.resolve_command(context, words)
        assert found is not None
        command, context = found, click.Context(found, info_name=found.name, parent=context)
    try:
        command.parse_args(context, words)
    except (click.MissingParameter, click.exceptions.NoArgsIsHelpError):
        # A command that is only named in a sentence.
        assert not words
    return dict(context.params)


@pytest.mark.slow
def test_calls_of_the_command_parse(pages: dict[str, Page]) -> None:
    wrong = []
    for place, words in typed(pages):
        try:
            parse(words)
        except click.UsageError as error:
            wrong.append(f"{place}: oceanhil {shlex.join(words)}: {error.message}")
    assert len(typed(pages)) > 40
    assert wrong == []


@pytest.mark.slow
def test_scenarios_that_are_run_exist(pages: dict[str, Page], library: Library) -> None:
    run_names = [(place, parse(words)["names"]) for place, words in typed(pages) if words[:1] == ["run"]]
    names = [(place, name) for place, each in run_names if isinstance(each, tuple) for name in each]
    names += [(page.name, name) for page in pages.values() for name in _NAMED.findall(page.text)]
    known = {*library, *library.services, *PASSED_ON_TO_PYTEST}
    unknown = [each for each in names if each[1] not in known]
    assert [each for each in unknown if "/" not in each[1] and each[1] != "tests"] == []


@pytest.mark.slow
def test_replay_ids_name_cases(pages: dict[str, Page], library: Library) -> None:
    texts = [(page.name, text) for page in pages.values() for text in _REPLAY.findall(page.text)]
    assert len(texts) > 20
    for page, text in texts:
        replay = parse_replay(text)
        if replay.scenario in library:
            library.case(replay)
        else:
            shown = [pages[name].text for name in ("docs/pytest.md", "docs/explore.md")]
            assert any(f"\nid: {replay.scenario}\n" in each for each in shown), (page, text)


def test_replay_ids_of_services_name_cases(pages: dict[str, Page], library: Library) -> None:
    found = [text for page in pages.values() for text in _REPLAY_OF_SERVICE.findall(page.text)]
    replays = [parse_replay(text) for text in found]
    assert replays
    for replay in replays:
        library.services[replay.scenario].case(replay)


@pytest.mark.slow
def test_targets_of_make_exist(pages: dict[str, Page]) -> None:
    makefile = (pages["README.md"].path.parent / "Makefile").read_text("utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    lines = [line for page in pages.values() for _, line in lines_of(page)]
    named = {found[1] for line in lines if (found := re.search(r"(?:^|\s)make ([a-z][a-z-]*)", line))}
    assert {"scenarios", "test"} <= named <= targets


def test_the_readme_lists_every_command(pages: dict[str, Page]) -> None:
    overview = CliRunner().invoke(main, ["--help"]).output.partition("Commands:")[2]
    commands = [line.split()[0] for line in overview.strip().splitlines()]
    rows = [row[0] for row in pages["README.md"].table("Commands")]
    assert rows == [f"oceanhil {name}" for name in commands]


def test_options_passed_on_to_pytest_are_announced() -> None:
    assert all(option in str(run.epilog) for option in PASSED_ON_TO_PYTEST)


def blocks_of(pages: dict[str, Page], *languages: str) -> list[Block]:
    return [block for page in pages.values() for block in page.code(*languages)]


def test_every_block_says_its_language(pages: dict[str, Page]) -> None:
    assert [block.place for block in blocks_of(pages, "")] == []


def test_the_help_of_boards_check_says_the_time_that_its_page_says(pages: dict[str, Page]) -> None:
    words = "one to two minutes a board"
    assert f"`check` takes {words}" in pages["docs/boards.md"].text
    assert f"Takes {words}" in " ".join((check.help or "").split())
