"""`oceanhil list`: which scenarios there are, where they come from and what they need."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import click
import msgspec

from oceanhil.app.command_errors import WrongInputError
from oceanhil.app.command_files import WorldName
from oceanhil.host.terminal import echo, make_console
from oceanhil.host.untrusted import untrusted_option

if TYPE_CHECKING:
    from collections.abc import Iterable

    from oceanhil.scenarios.scenario import Scenario
    from oceanhil.scenarios.world import WorldFactory


_WIDTH_OF_A_FILE = 160


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
@click.argument("names", nargs=-1, metavar="[SCENARIO|FILE|FOLDER]...")
@click.option(
    "--world",
    type=WorldName(),
    default="sim",
    show_default=True,
    help="World whose drivers decide how many cases there are.",
)
@untrusted_option
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def list_scenarios(names: tuple[str, ...], *, world: str, as_json: bool) -> None:
    """List scenarios with their source, boards and needs. Without names: the whole library."""
    listed = list(_gather(names, world))
    if as_json:
        echo(msgspec.json.format(msgspec.json.encode({"scenarios": listed}), indent=2))
        return
    _print_table(listed)


def _gather(names: Iterable[str], world: str) -> Iterable[Listed]:
    from oceanhil.app.run.library import NoSuchScenarioError, find_files
    from oceanhil.hil.worlds import load_world
    from oceanhil.scenarios.loader import load_library
    from oceanhil.scenarios.mistakes import ScenarioError
    from oceanhil.scenarios.names import Known
    from oceanhil.scenarios.world import WorldError

    try:
        library = load_library(find_files(names), Known(by_any_profile=True))
        with closing(load_world(world)) as factory:
            return [describe(each, factory) for each in (*library.values(), *library.services.values())]
    except (NoSuchScenarioError, ScenarioError, WorldError) as error:
        raise WrongInputError(str(error)) from None


def describe(scenario: Scenario, factory: WorldFactory) -> Listed:
    """Describe one scenario for `factory`'s world; one about a service needs no board, and nothing of such a world."""
    from oceanhil.protocol.board import Board
    from oceanhil.scenarios.limits import needs_of_limits
    from oceanhil.scenarios.mistakes import Mistakes
    from oceanhil.scenarios.step import needs_of
    from oceanhil.scenarios.world import Capability

    cases = {
        subject: scenario.expand(subject, factory.drivers(subject) if isinstance(subject, Board) else ())
        for subject in scenario.subjects
    }
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
        boards=tuple(board.value for board in scenario.boards),
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
    table.add_column("title")
    group = None
    for row in listed:
        if row.group != group:
            group = row.group
            table.add_row(Text(group, style="bold"))
        table.add_row(f"  {row.id}", str(sum(row.cases.values())), Text(row.title))
    console = make_console()
    if not console.is_terminal:
        console.width = _WIDTH_OF_A_FILE
    console.print(table)
    console.print(
        f"\n{len(listed)} scenarios, {sum(sum(row.cases.values()) for row in listed)} cases; "
        "sources and needs: oceanhil list --json"
    )
