"""`oceanhil sweep`: cut power at every unit of a storage operation and show what the next boot reads."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from oceanhil.app.command_errors import FAILED, EnvironmentRefusedError, WrongInputError
from oceanhil.app.commands.sweep_options import (
    ExplanationOptions,
    SweepOptions,
    SweepReportOptions,
    explanation_options,
    sweep_options,
    sweep_report_options,
)
from oceanhil.app.commands.word_choice import WordChoice
from oceanhil.app.output_files import refuse_unwritable
from oceanhil.host.terminal import echo, make_console

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from oceanhil.simulator.sweep import CutOutcome, PairsResult, SweepPlan, SweepResult

_WIDTH_OF_A_FILE = 104


@click.command()
@click.argument(
    "operations", nargs=-1, type=WordChoice("oceanhil.simulator.sweep.plan:Operation"), metavar="[OPERATION]..."
)
@sweep_options
@explanation_options
@sweep_report_options
def sweep(
    operations: tuple[str, ...],
    *,
    given: SweepOptions,
    explained: ExplanationOptions,
    report: SweepReportOptions,
) -> None:
    """Cut power at every unit of a storage operation, boot again, and show what is read.

    A unit is one byte programmed or one sector erased. Without choices: a token saved over another, on every board,
    driver and store. Exit code 1 when a cut leaves a value that is neither old nor new and yet accepted.

    What is swept is a storage driver alone. A whole device, with its firmware and the server beside it, is swept by the
    key `sweep:` of a scenario (docs/scenario-language.md of the repository) and `oceanhil run`.

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
    chosen = operations or ("token-save-update",)
    if given.cuts > 1 and (explained.unit is not None or report.html is not None):
        raise WrongInputError(
            "pairs of cuts have no map and no explanation; expected --cuts 2 without --explain and --html"
        )
    explained.check()
    plans = _plans(chosen, given)
    if explained.unit is not None:
        _explain(plans, explained, explained.unit, as_json=report.as_json)
        return
    if given.cuts > 1:
        if _is_failed((result.tally for result in _run_pairs(plans, as_json=report.as_json)), report.fail_on):
            sys.exit(FAILED)
        return
    if report.html is not None:
        refuse_unwritable(report.html)
    results = _run(plans, as_json=report.as_json, quiet=report.quiet)
    if report.html is not None:
        _write_html(results, report.html, given.command(chosen))
    if _is_failed((result.tally for result in results), report.fail_on):
        sys.exit(FAILED)


def _plans(operations: Sequence[str], given: SweepOptions) -> list[SweepPlan]:
    from oceanhil.simulator.sweep import Operation

    try:
        return [plan for operation in operations for plan in given.plans(Operation(operation))]
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


def _explain(plans: Sequence[SweepPlan], explained: ExplanationOptions, unit: int, *, as_json: bool) -> None:
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
        explanation = explain(plans[0], unit, explained.number)
    except PlanError as error:
        raise WrongInputError(str(error)) from None
    if as_json:
        echo(encode_explanation(explanation))
    else:
        make_console(soft_wrap=True).print(tell(explanation, with_dump=explained.dump))


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
