"""`oceanhil sweep`: cut power at every unit of a storage operation and show what the next boot reads."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click
import msgspec

from oceanhil.app.command_errors import FAILED, EnvironmentRefusedError, WrongInputError
from oceanhil.app.command_files import OutputFile
from oceanhil.app.commands.table_options import boards_option
from oceanhil.app.commands.word_choice import WordChoice
from oceanhil.host.terminal import echo, make_console

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from oceanhil.simulator.sweep import CutOutcome, PairsResult, SweepPlan, SweepResult

_EVERY_TORN = "all"
_SEEDS = 20
_WIDTH_OF_A_FILE = 104


class SweepChoice(msgspec.Struct, frozen=True, kw_only=True):
    """What was chosen on the command line."""

    operations: tuple[str, ...]
    boards: tuple[str, ...]
    drivers: tuple[str, ...]
    stores: tuple[str, ...]
    torn: tuple[str, ...]
    seeds: int
    seed: int
    faults: tuple[str, ...]
    size: int | None
    over: int | None


@click.command()
@click.argument(
    "operations", nargs=-1, type=WordChoice("oceanhil.simulator.sweep.plan:Operation"), metavar="[OPERATION]..."
)
@boards_option
@click.option(
    "--driver",
    "drivers",
    multiple=True,
    type=WordChoice("oceanhil.boards.storage:Driver"),
    help="Only this EEPROM driver; repeatable.",
)
@click.option(
    "--store",
    "stores",
    multiple=True,
    type=WordChoice("oceanhil.simulator.sweep.plan:Kept"),
    help="Only this way of keeping; repeatable.",
)
@click.option(
    "--torn",
    multiple=True,
    type=WordChoice("oceanhil.simulator.flash.torn:TornModel", _EVERY_TORN),
    help="What an interrupted operation leaves; repeatable; all: one sweep for each.",
)
@click.option(
    "--fault",
    "faults",
    multiple=True,
    metavar="NAME:VALUE",
    help="Faulty cells: wear-out:CYCLES or stuck-bit:ADDRESS.BIT=VALUE; repeatable.",
)
@click.option(
    "--cuts", type=click.IntRange(1, 2), default=1, show_default=True, help="2: cut the next boot too, at every pair."
)
@click.option(
    "--seeds",
    type=click.IntRange(min=1),
    help=f"Tries at each unit, for torn models that draw at random; {_SEEDS}, of pairs 1.",
)
@click.option("--seed", default=0, show_default=True, help="Where the random choices come from.")
@click.option("--size", type=int, help="What EEPROM.begin gets, in bytes.")
@click.option("--over", type=int, help="What EEPROM.begin got before, in bytes; 0: never.")
@click.option("--explain", "unit", type=int, help="Tell the cut after this unit step by step.")
@click.option("--number", default=0, show_default=True, help="With --explain: which of the seeds.")
@click.option("--dump", is_flag=True, help="With --explain: show the flash at the cut and after the mount.")
@click.option("--html", type=OutputFile(), help="Write the maps as one HTML file.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option("--quiet", "-q", is_flag=True, help="Counts and units only, no map.")
@click.option(
    "--fail-on",
    type=click.Choice(("wrong", "lost", "corrupt")),
    default="wrong",
    show_default=True,
    help="Exit with 1 when a cut ends so, or worse.",
)
def sweep(  # noqa: PLR0917 - the options of one command
    operations: tuple[str, ...],
    boards: tuple[str, ...],
    drivers: tuple[str, ...],
    stores: tuple[str, ...],
    torn: tuple[str, ...],
    faults: tuple[str, ...],
    cuts: int,
    seeds: int | None,
    seed: int,
    size: int | None,
    over: int | None,
    unit: int | None,
    number: int,
    html: Path | None,
    fail_on: str,
    *,
    dump: bool,
    as_json: bool,
    quiet: bool,
) -> None:
    """Cut power at every unit of a storage operation, boot again, and show what is read.

    A unit is one byte programmed or one sector erased. Without choices: a token saved over another, on every board,
    driver and store. Exit code 1 when a cut leaves a value that is neither old nor new and yet accepted.

    With --cuts 2 the board boots after the cut, does the operation again, and loses power once more: at every pair of
    units, of which symmetric ones, that leave the same in flash, are tried once.

    \b
    token-save-first    the first save of a token on blank flash
    token-save-update   a token saved over another
    commit              EEPROM.commit() of SIZE changed bytes, without any checksum
    grow, shrink        EEPROM.begin() with another size than what is stored (ESP32)
    gc                  the save that makes NVS collect a page (ESP32)

    \b
    raw         bare bytes, as a sketch without a checksum keeps them
    legacy      one record with a 16-bit sum in EEPROM
    reference   two slots with CRC-32 and sequence numbers

    \b
    prefix          bytes so far stay, an erase is all or nothing
    random-bits     any subset of the bits of the page in flight
    erase-torn      that, and erases cut in their pre-programming or pulse
    marginal-bits   that, and cells that read differently each time

    The driver idf-5.5.1-patched is no release: it is idf-5.5.1 with one search corrected, for comparison.
    """  # noqa: D301 - click's mark for a list is the character itself
    choice = SweepChoice(
        operations=operations or ("token-save-update",),
        boards=boards,
        drivers=drivers,
        stores=stores,
        torn=torn,
        seeds=seeds if seeds is not None else _SEEDS if cuts == 1 else 1,
        seed=seed,
        faults=faults,
        size=size,
        over=over,
    )
    if cuts > 1 and (unit is not None or html is not None):
        raise WrongInputError(
            "pairs of cuts have no map and no explanation; expected --cuts 2 without --explain and --html"
        )
    if unit is None and (dump or number):
        raise WrongInputError("--dump and --number say how a cut is explained; add --explain UNIT, or leave them out")
    plans = _plans(choice)
    if unit is not None:
        _explain(plans, unit, number, with_dump=dump, as_json=as_json)
        return
    if cuts > 1:
        if _is_failed((result.tally for result in _run_pairs(plans, as_json=as_json)), fail_on):
            sys.exit(FAILED)
        return
    results = _run(plans, as_json=as_json, quiet=quiet)
    if html is not None:
        _write_html(results, html, _command(choice))
    if _is_failed((result.tally for result in results), fail_on):
        sys.exit(FAILED)


def _plans(choice: SweepChoice) -> list[SweepPlan]:
    from oceanhil.boards.storage import Driver
    from oceanhil.protocol.board import Board
    from oceanhil.protocol.board_faults import TornModel
    from oceanhil.simulator.sweep import Kept, Operation, plans_for
    from oceanhil.simulator.sweep.flash_faults import parse_faults

    try:
        faults = parse_faults(choice.faults)
        return [
            plan
            for operation in choice.operations
            for plan in plans_for(
                Operation(operation),
                boards=[Board(each) for each in choice.boards],
                drivers=[Driver(each) for each in choice.drivers],
                kept=[Kept(each) for each in choice.stores],
                torn=[*TornModel] if _EVERY_TORN in choice.torn else [TornModel(each) for each in choice.torn],
                size=choice.size,
                over=choice.over,
                seeds=choice.seeds,
                seed=choice.seed,
                faults=faults,
            )
        ]
    except ValueError as error:
        raise WrongInputError(str(error)) from None


def _run(plans: Sequence[SweepPlan], *, as_json: bool, quiet: bool) -> list[SweepResult]:

    from oceanhil.app.report.sweep_map import legend, render
    from oceanhil.app.report.sweep_map_json import encode_sweeps

    console = make_console(soft_wrap=True)
    width = console.width if console.is_terminal else _WIDTH_OF_A_FILE
    results = []
    with _progress(len(plans)) as told:
        for done, plan in enumerate(plans):
            results.append(_swept(plan, partial(_tell, told, done)))
            if not as_json:
                console.print(render(results[-1], width, with_map=not quiet))
    if as_json:
        echo(encode_sweeps(results))
    elif not quiet:
        console.print(legend())
    return results


def _run_pairs(plans: Sequence[SweepPlan], *, as_json: bool) -> list[PairsResult]:
    from oceanhil.app.report.sweep_pairs import certificate, encode_pairs, total
    from oceanhil.simulator.sweep import PlanError, run_pairs

    results = []
    with _progress(len(plans)) as told:
        for done, plan in enumerate(plans):
            try:
                results.append(run_pairs(plan, partial(_tell, told, done)))
            except PlanError as error:
                raise WrongInputError(str(error)) from None
            if not as_json:
                echo(certificate(results[-1]))
    if as_json:
        echo(encode_pairs(results))
    elif len(results) > 1:
        echo(total(results))
    return results


def _swept(plan: SweepPlan, progress: Callable[[int, int], None]) -> SweepResult:
    from oceanhil.simulator.sweep import PlanError, run_sweep

    try:
        return run_sweep(plan, progress)
    except PlanError as error:
        raise WrongInputError(str(error)) from None


def _explain(plans: Sequence[SweepPlan], unit: int, number: int, *, with_dump: bool, as_json: bool) -> None:

    from oceanhil.app.report.sweep_map import tell
    from oceanhil.app.report.sweep_map_json import encode_explanation
    from oceanhil.simulator.sweep import PlanError
    from oceanhil.simulator.sweep.explanation import explain

    if len(plans) > 1:
        raise WrongInputError(
            f"--explain tells one sweep, and {len(plans)} are chosen; "
            "narrow them with --board, --driver, --store and --torn"
        )
    try:
        explanation = explain(plans[0], unit, number)
    except PlanError as error:
        raise WrongInputError(str(error)) from None
    if as_json:
        echo(encode_explanation(explanation))
    else:
        make_console(soft_wrap=True).print(tell(explanation, with_dump=with_dump))


def _tell(told: Callable[[float], None], done: int, unit: int, units: int) -> None:
    told(done + unit / units)


@contextmanager
def _progress(total: int) -> Iterator[Callable[[float], None]]:
    """Show a line that is gone in the end, on a terminal."""
    from rich.progress import BarColumn, Progress, TextColumn

    console = make_console(stderr=True)
    columns = (TextColumn("sweeping"), BarColumn(), TextColumn("{task.completed:.1f} of {task.total:.0f}"))
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("sweeping", total=total)
        yield lambda done: progress.update(task, completed=done)


def _write_html(results: Sequence[SweepResult], path: Path, command: str) -> None:
    from oceanhil.app.report.sweep_map_html import write_sweeps_html
    from oceanhil.host.report_file import ReportError

    try:
        write_sweeps_html(results, path, command)
    except ReportError as error:
        raise EnvironmentRefusedError(str(error)) from None


def _is_failed(tallies: Iterable[Mapping[CutOutcome, int]], fail_on: str) -> bool:
    from oceanhil.simulator.sweep import CutOutcome

    least = CutOutcome(fail_on).severity
    return any(outcome.severity >= least for tally in tallies for outcome in tally)


def _command(choice: SweepChoice) -> str:
    named = (
        ("board", choice.boards),
        ("driver", choice.drivers),
        ("store", choice.stores),
        ("torn", choice.torn),
        ("fault", choice.faults),
    )
    words = [*choice.operations, *(f"--{option} {value}" for option, values in named for value in values)]
    words += [f"--{option} {value}" for option, value in (("size", choice.size), ("over", choice.over)) if value]
    return " ".join(["oceanhil sweep", *words, f"--seeds {choice.seeds}", f"--seed {choice.seed}"])
