"""The command behind `make judge`: what the library finds, what alone finds it, and what it finds where nothing is."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path

import click
import msgspec

from oceanhil.app.run.library import library_root
from oceanhil.firmware.build import CORE_DIRECTORY
from oceanhil.host.places import PlaceError, check_file
from oceanhil.host.whole_files import replace_whole
from oceanhil.protocol.indented_json import indented_json
from oceanhil.scenarios.loader import load_library
from tools.judge.areas import clearest
from tools.judge.bugs import Bug, read_bugs
from tools.judge.campaign import (
    EQUIVALENT,
    Tried,
    by_file,
    by_judge,
    drawn,
    rate,
    stale,
    survivors,
    told,
    try_mutant,
)
from tools.judge.court import Court, try_all
from tools.judge.edits import BugListError
from tools.judge.mutants import Key, Mutant, mutants_of
from tools.judge.page import page
from tools.judge.report import Judged, OnVariant, Verdicts, alone, by_bug, false_alarms, summary, words
from tools.judge.sanitizer import Sanitizer, find_sanitizer, is_loaded, start_again
from tools.judge.trial import BuildError, TrialError, Until, make_docket
from tools.judge.variants import Variant, chosen, read_variants
from tools.mutation.equivalent import read_equivalents
from tools.mutation.report import BY_CHANCE, chance
from tools.refusal import refuse

_MISSED = 1
_KEPT_EVERY = 10
_BLIND = "Without AddressSanitizer: what a core does to memory that is not its own was not looked at."
_NO_SWEEPS = "Without sweeps: bugs that show only when power fails at the one right point were not looked for there."


@click.command()
@click.argument("names", nargs=-1)
@click.option("--workers", type=click.IntRange(1), default=os.cpu_count() or 1, show_default=True, help="Processes.")
@click.option("--sweeps", is_flag=True, help="Try sweeps too, on what nothing else finds: minutes each.")
@click.option(
    "--asan/--no-asan", default=True, help="Watch the core's memory, where the compiler can.  [default: asan]"
)
@click.option("--json", "file", type=click.Path(dir_okay=False, path_type=Path), help="Write what was found there.")
@click.option(
    "--known",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Do not judge again what stands in this file, which --json has written; all of it counts as judged now.",
)
@click.option("--table", type=click.Path(dir_okay=False, path_type=Path), help="Write the page of every bug there.")
@click.option("--mutants", type=click.IntRange(1), help="Try so many random small changes instead of the lists.")
@click.option("--seed", type=int, default=0, show_default=True, help="Which mutants are drawn.")
@click.option("--floor", type=click.FloatRange(0, 100), default=85.0, show_default=True, help="Per cent to be caught.")
def main(
    names: tuple[str, ...],
    *,
    workers: int,
    sweeps: bool,
    asan: bool,
    file: Path | None,
    known: Path | None,
    table: Path | None,
    mutants: int | None,
    seed: int,
    floor: float,
) -> None:
    """Put each bug alone into the core and run the library on it; and on correct cores that are other than ours.

    NAMES are bugs, lists of them, variants or `variants`; by default all.

    Exit code 0: every bug was caught, and nothing else; of mutants as many as the floor says, up to chance; 1: not so;
    2: nothing could be judged.
    """
    if mutants is not None and (names or table is not None or known is not None):
        raise click.UsageError("--mutants draws from the whole core: leave names, --known and --table out")
    try:
        for option, place in (("--json", file), ("--table", table)):
            if place is not None:
                check_file(option, place)
    except PlaceError as error:
        refuse(str(error))
    try:
        sanitizer = _sanitizer() if asan else None
    except BuildError as error:
        refuse(str(error))
    docket = make_docket(load_library([library_root()]))
    with tempfile.TemporaryDirectory(prefix="judge-", ignore_cleanup_errors=True) as scratch:
        court = Court(docket, Path(scratch), sanitizer)
        try:
            if mutants is None:
                is_well = _judge_lists(court, names, workers, (known, file, table), sweeps=sweeps)
            else:
                sample = _sample(mutants, seed)
                is_well = _judge_mutants(court, sample, workers, file, floor=floor / 100, sweeps=sweeps)
        except (BugListError, TrialError) as error:
            refuse(str(error))
    if not court.watches_memory:
        click.echo(_BLIND)
    sys.exit(0 if is_well else _MISSED)


def _sanitizer() -> Sanitizer | None:
    found = find_sanitizer()
    if found is not None and not is_loaded():
        start_again(found, ("-m", "tools.judge", *sys.argv[1:]))
    return found


def _keep(file: Path | None, verdicts: Verdicts) -> None:
    """Write what was found so far, which is hours of work."""
    if file is not None:
        replace_whole(file, indented_json(verdicts))


def _judge_lists(
    court: Court,
    names: Sequence[str],
    workers: int,
    files: tuple[Path | None, Path | None, Path | None],
    *,
    sweeps: bool,
) -> bool:
    known, file, table = files
    every = read_bugs(), read_variants()
    bugs, variants = chosen(*every, names)
    before = Verdicts() if known is None else _verdicts(known).still_true(*every)
    _look_at_the_core(court)
    have = {each.variant for each in before.variants}, {each.bug for each in before.bugs}
    new_variants = [each for each in variants if each not in have[0]]
    new_bugs = [each for each in bugs if each not in have[1]]
    cleared = [*before.variants, *try_all(court, partial(_try_variant, sweeps=sweeps), new_variants, workers)]
    judged = list(before.bugs)
    for verdict in try_all(court, partial(_try_bug, sweeps=sweeps), new_bugs, workers):
        judged.append(verdict)
        if len(judged) % _KEPT_EVERY == 0:
            _keep(file, Verdicts(tuple(judged), tuple(cleared)))
    _show(by_bug(judged), alone(judged), summary(judged), false_alarms(cleared))
    _keep(file, Verdicts(tuple(judged), tuple(cleared)))
    if table is not None:
        blind = () if court.watches_memory else (_BLIND,)
        table.write_text(page(judged, cleared, (*blind, *(() if sweeps else (_NO_SWEEPS,)))), "utf-8")
    if refused := [text for text in (*(each.refused for each in judged), *(each.refused for each in cleared)) if text]:
        raise BugListError("\n".join(refused))
    return all(each.findings for each in judged) and not any(each.findings for each in cleared)


def _verdicts(known: Path) -> Verdicts:
    try:
        return msgspec.json.decode(known.read_bytes(), type=Verdicts)
    except (msgspec.DecodeError, msgspec.ValidationError) as error:
        raise BugListError(f"{known}: not what --json writes: {error}") from None


def _sample(number: int, seed: int) -> tuple[list[Mutant], frozenset[Key]]:
    every = mutants_of(CORE_DIRECTORY)
    entries = read_equivalents(EQUIVALENT)
    if gone := stale(entries, every):
        raise BugListError(
            "\n".join(f"{EQUIVALENT.name}: {entry.shown} is no longer there; judge it again" for entry in gone)
        )
    sample = drawn(every, number, seed)
    click.echo(f"seed {seed}, {len(sample)} mutants of {len(every)}", err=True)
    return sample, frozenset(entry.key for entry in entries)


def _judge_mutants(
    court: Court,
    sample: tuple[Sequence[Mutant], frozenset[Key]],
    workers: int,
    file: Path | None,
    *,
    floor: float,
    sweeps: bool,
) -> bool:
    _look_at_the_core(court)
    mutants, known = sample
    tried = list(try_all(court, partial(_try_mutant, known=known, sweeps=sweeps), mutants, workers))
    _show(survivors(tried), by_judge(tried), by_file(tried))
    if file is not None:
        file.write_bytes(indented_json(tried))
    caught, counted = rate(tried)
    click.echo(f"{caught} of {counted} mutants that are not known to be equivalent were caught")
    if is_below := chance(caught, counted, floor) < BY_CHANCE:
        click.echo(f"below the floor of {100 * floor:g} %, and not by chance", err=True)
    return not is_below


def _look_at_the_core(court: Court) -> None:
    if found := court.try_core(court.core(), Until.RED_STAGE, sweeps=False):
        raise BugListError(f"the core without a bug is red: {words(clearest(found))}")


def _show(*tables: Iterable[str]) -> None:
    for table in tables:
        click.echo("\n".join((*table, "")))


def _try_bug(court: Court, bug: Bug, *, sweeps: bool) -> Judged:
    try:
        found = court.try_core(court.core(bug.edit, bug.name), Until.RED_STAGE, sweeps=sweeps)
    except (BugListError, BuildError) as error:
        return Judged(bug, (), f"{bug.name}: {error}")
    click.echo(f"{bug.name}: {len(found)} red", err=True)
    return Judged(bug, tuple(found))


def _try_variant(court: Court, variant: Variant, *, sweeps: bool) -> OnVariant:
    try:
        found = court.try_core(court.core(variant.edit, variant.id), Until.END, sweeps=sweeps)
    except (BugListError, BuildError) as error:
        return OnVariant(variant, (), f"{variant.id}: {error}")
    click.echo(f"{variant.id}: {len(found)} red", err=True)
    return OnVariant(variant, tuple(found))


def _try_mutant(court: Court, mutant: Mutant, *, known: frozenset[Key], sweeps: bool) -> Tried:
    tried = try_mutant(court, mutant, known=known, sweeps=sweeps)
    click.echo("\n".join(told(tried)), err=True)
    return tried


if __name__ == "__main__":
    main()
