"""The command behind `make mutation`: it tries the tests that mirror the packages on mutants of their code."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import click

from oceanhil.protocol.chance import Chance
from tools.mutation.campaign import Campaign, ControlError, Result, Verdict
from tools.mutation.equivalent import Equivalent, read_equivalents, stale
from tools.mutation.mutants import Mutant
from tools.mutation.report import below_floor, survivors, table
from tools.mutation.sample import PACKAGES, Sample
from tools.mutation.trial import preload
from tools.refusal import refuse

_BELOW = 1
Teller = Callable[[Mutant, Verdict, str], None]


@click.command()
@click.argument("packages", nargs=-1, type=click.Choice(PACKAGES))
@click.option("--some", type=click.IntRange(1, len(PACKAGES)), help="So many packages only; the seed says which.")
@click.option("--sample", "size", type=click.IntRange(1), default=60, show_default=True, help="Mutants a package.")
@click.option("--seed", type=int, help="Which ones; by default the commit says it.")
@click.option("--seconds", type=float, default=3600.0, show_default=True, help="When no more mutants are begun.")
@click.option("--workers", type=click.IntRange(1), default=os.cpu_count(), show_default=True, help="Processes.")
@click.option("--floor", type=click.FloatRange(0, 100), default=95.0, show_default=True, help="Per cent to be killed.")
@click.option("--verbose", "-v", is_flag=True, help="Tell each mutant as it ends, with the test that killed it.")
def main(
    packages: tuple[str, ...],
    *,
    some: int | None,
    size: int,
    seed: int | None,
    seconds: float,
    workers: int,
    floor: float,
    verbose: bool,
) -> None:
    """Try random mutants of PACKAGES (by default all) on the tests that mirror them.

    Exit code 0: the sample is as good as the floor, up to chance; 1: it is not; 2: nothing could be judged.
    """
    root = Path.cwd()
    if not hasattr(os, "fork"):
        refuse("this system cannot fork processes; try Linux, macOS or WSL")
    seed = _seed_of_commit(root) if seed is None else seed
    chosen = _chosen(packages or PACKAGES, some, seed)
    equivalents = _equivalents(root, chosen)
    preload()
    samples = [Sample(package, seed, size, root, equivalents) for package in chosen]
    click.echo(f"seed {seed}, {sum(len(sample.mutants) for sample in samples)} mutants, {workers} workers", err=True)
    results = _run(root, samples, workers, seconds, _say if verbose else _say_nothing)
    for line in (*survivors(results), *table(results)):
        click.echo(line)
    if below := below_floor(results, floor / 100):
        click.echo(f"below the floor of {floor:g} %, and not by chance: {', '.join(below)}", err=True)
        sys.exit(_BELOW)


def _chosen(packages: tuple[str, ...], some: int | None, seed: int) -> tuple[str, ...]:
    if some is None or some >= len(packages):
        return packages
    drawn = set(Chance(seed).sample(packages, some))
    return tuple(package for package in packages if package in drawn)


def _run(root: Path, samples: list[Sample], workers: int, seconds: float, tell: Teller) -> list[Result]:
    with tempfile.TemporaryDirectory(prefix="mutation-", ignore_cleanup_errors=True) as scratch:
        campaign = Campaign(root, Path(scratch), samples, workers=workers, seconds=seconds, tell=tell)
        try:
            return campaign.run()
        except ControlError as error:
            refuse(str(error))
        finally:
            for test in campaign.unsound:
                click.echo(f"{test} fails without any mutant and judges none: look at it", err=True)


def _say(mutant: Mutant, verdict: Verdict, test: str) -> None:
    click.echo(
        f"{verdict}: {mutant.path}:{mutant.line}: {mutant.before} -> {mutant.after}{test and f', by {test}'}", err=True
    )


def _say_nothing(mutant: Mutant, verdict: Verdict, test: str) -> None:
    del mutant, verdict, test


def _equivalents(root: Path, packages: tuple[str, ...]) -> list[Equivalent]:
    entries = read_equivalents()
    of_these = [entry for entry in entries if entry.path.startswith(tuple(f"{package}/" for package in packages))]
    if gone := stale(of_these, root):
        refuse("\n".join(f"equivalent.toml: {entry.shown} is no longer there; judge it again" for entry in gone))
    return entries


def _seed_of_commit(root: Path) -> int:
    commit = subprocess.run(["git", "rev-parse", "HEAD"], cwd=root, capture_output=True, text=True, check=True)  # noqa: S607
    return int(commit.stdout[:8], 16)


if __name__ == "__main__":
    main()
