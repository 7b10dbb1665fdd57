"""`oceanhil list`: which scenarios there are, where they come from and what they need."""

from __future__ import annotations

from contextlib import closing
from pathlib import PurePath
from typing import TYPE_CHECKING

import click
import msgspec

from oceanhil.app.command_errors import WrongInputError
from oceanhil.app.command_files import WorldName
from oceanhil.app.commands.scenario_words import complete_scenarios
from oceanhil.app.commands.table_options import boards_option
from oceanhil.host.terminal import echo, print_whole
from oceanhil.host.untrusted import untrusted_option
from oceanhil.protocol.indented_json import indented_json
from oceanhil.protocol.wording import plural
from oceanhil.protocol.world_name import OwnWorld

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from oceanhil.scenarios.scenario import Case, Scenario
    from oceanhil.scenarios.world import WorldFactory


class Source(msgspec.Struct, frozen=True):
    """A source of a scenario as it is listed."""

    page: str
    cause: str


class Listed(msgspec.Struct, frozen=True, kw_only=True):
    """A scenario as it is listed; `cases` counts them by board, or by the service that it is about."""

    id: str
    title: str
    group: str
    file: str
    source: tuple[Source, ...]
    boards: tuple[str, ...]
    cases: dict[str, int]
    capabilities: tuple[str, ...]
    remedy: str
    service: str = ""


@click.command(name="list")
@click.argument("names", nargs=-1, metavar="[SCENARIO|FILE|FOLDER]...", shell_complete=complete_scenarios)
@click.option(
    "--world",
    type=WorldName(),
    default=OwnWorld.SIM.value,
    show_default=True,
    help="World whose drivers decide how many cases there are.",
)
@boards_option
@click.option("-k", "keyword", metavar="WORDS", help="Only cases whose name matches, as in pytest.")
@untrusted_option
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def list_scenarios(
    names: tuple[str, ...], *, world: str, boards: tuple[str, ...], keyword: str | None, as_json: bool
) -> None:
    """List scenarios with their cases and boards, with --json also their sources and needs.

    Without names: the whole library. -k and --board choose cases as `oceanhil run` does.
    """
    listed = list(_gather(names, world, _choice(boards, keyword)))
    if as_json:
        echo(indented_json({"scenarios": listed}))
        return
    _print_table(listed)


def _choice(boards: tuple[str, ...], keyword: str | None) -> Callable[[Case], bool]:
    """Give what tells of a case whether it was chosen; raises WrongInputError for words that are no expression."""
    from oceanhil.app.run.keywords import KeywordError, keyword_matcher

    try:
        matches = keyword_matcher(keyword) if keyword else None
    except KeywordError as error:
        raise WrongInputError(f"-k is {keyword!r}: {error}") from None

    def is_chosen(case: Case) -> bool:
        subject = case.replay.subject.value
        names = (case.replay_id, case.scenario.group, subject, PurePath(case.scenario.place.file).name)
        return (not boards or subject in boards) and (matches is None or matches(names))

    return is_chosen


def _gather(names: Iterable[str], world: str, is_chosen: Callable[[Case], bool]) -> Iterable[Listed]:
    from oceanhil.app.run.library import NoSuchScenarioError, find_files
    from oceanhil.hil.worlds import load_world
    from oceanhil.scenarios.loader import load_library
    from oceanhil.scenarios.mistakes import ScenarioError
    from oceanhil.scenarios.names import Known
    from oceanhil.scenarios.world import WorldError

    try:
        library = load_library(find_files(names), Known(by_any_profile=True))
        with closing(load_world(world)) as factory:
            found = (*library.values(), *library.services.values())
            listed = [describe(each, factory, is_chosen) for each in found]
            return [row for row in listed if row.cases]
    except (NoSuchScenarioError, ScenarioError, WorldError) as error:
        raise WrongInputError(str(error)) from None


def describe(scenario: Scenario, factory: WorldFactory, is_chosen: Callable[[Case], bool] = lambda _: True) -> Listed:
    """Describe one scenario for `factory`'s world, by those of its cases that are chosen.

    One about a service needs no board, and nothing of such a world.
    """
    from oceanhil.protocol.board import Board
    from oceanhil.scenarios.limits import needs_of_limits
    from oceanhil.scenarios.mistakes import Mistakes
    from oceanhil.scenarios.step import needs_of
    from oceanhil.scenarios.world import Capability

    expanded = {
        subject: scenario.expand(subject, factory.drivers(subject) if isinstance(subject, Board) else ())
        for subject in scenario.subjects
    }
    chosen = {subject: [case for case in each if is_chosen(case)] for subject, each in expanded.items()}
    cases = {subject: each for subject, each in chosen.items() if each}
    bound = [case.bind(Mistakes()) for each in cases.values() for case in each]
    needs = frozenset[Capability]().union(
        *(needs_of((*each.steps, *each.remedy)) | needs_of_limits(each.limits) for each in bound)
    )
    if scenario.sweep is not None:
        needs |= {Capability.POWER_CUT, Capability.VIRTUAL_TIME}
    return Listed(
        id=scenario.id,
        title=scenario.title,
        group=scenario.group,
        file=scenario.place.file,
        source=tuple(Source(source.page.value, source.cause) for source in scenario.sources),
        boards=tuple(board.value for board in scenario.boards if board in cases),
        cases={subject.value: len(each) for subject, each in cases.items()},
        capabilities=tuple(sorted(need.value for need in needs)),
        remedy=scenario.remedy_text,
        service=scenario.service.value if scenario.service else "",
    )


def _print_table(listed: list[Listed]) -> None:
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("scenario", no_wrap=True)
    table.add_column("cases", justify="right")
    table.add_column("boards")
    table.add_column("title")
    group = None
    for row in listed:
        if row.group != group:
            group = row.group
            table.add_row(Text(group, style="bold"))
        boards = ", ".join(row.boards) or row.service
        table.add_row(f"  {row.id}", str(sum(row.cases.values())), Text(boards), Text(row.title))
    if listed:
        print_whole(table)
        echo()
    counts = f"{plural(len(listed), 'scenario')}, {plural(sum(sum(row.cases.values()) for row in listed), 'case')}"
    echo(f"{counts}; sources and needs: oceanhil list --json")
