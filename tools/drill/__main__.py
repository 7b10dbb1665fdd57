"""The command behind `make drill`: runs on virtual boards, each ended in another way; no board may be left changed."""

from __future__ import annotations

import random
import signal
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from tools.drill.bench import DrillBench
from tools.drill.ends import End, drawn
from tools.drill.trial import Outcome, try_end

_LOST = 1
_ENOUGH = 10
"""Of so many runs some have changed a board when they are ended; one alone may be drawn to end before."""
_WIDTH = 100


@click.command()
@click.option("--ends", type=click.IntRange(1), default=300, show_default=True, help="How many runs are ended.")
@click.option("--seconds", type=click.IntRange(1), help="End no more runs after this time.")
@click.option("--seed", type=click.IntRange(0), help="Seed of what is drawn.  [default: another one each time]")
@click.option("--only", type=click.IntRange(0), help="Only the end of this number.")
def main(ends: int, seconds: int | None, seed: int | None, only: int | None) -> None:
    """End runs on three virtual boards in random ways, at random times, and see that all boards are as before.

    An end is drawn by seed and number. When it comes to pass in the run is up to the machine too: what was lost once
    may need several tries.
    """
    # Where they are ignored, as in the background of a shell, the runs would inherit that.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
    seed = random.SystemRandom().randrange(1_000_000) if seed is None else seed
    numbers = range(ends) if only is None else range(only, only + 1)
    until_s = time.monotonic() + (seconds or float("inf"))
    outcomes: list[Outcome] = []
    with tempfile.TemporaryDirectory(prefix="oceanhil-drill-") as folder, DrillBench(Path(folder)) as bench:
        for number in numbers:
            if time.monotonic() >= until_s:
                break
            ending, stored = drawn(seed, number, len(bench.boards)), random.Random(f"{seed}/{number}/stored")
            # A state of its own: what one end loses is not lost by all that follow.
            place = Path(folder, f"end-{number}")
            place.mkdir()
            outcome = try_end(bench, place, ending, stored)
            outcomes.append(outcome)
            if outcome.losses:
                _tell_loss(outcome, seed, number, place)
    Console(width=_WIDTH).print(table(outcomes))
    lost = sum(bool(each.losses) for each in outcomes)
    click.echo(f"{len(outcomes)} ends, {lost} with a loss; seed {seed}")
    is_idle = len(outcomes) >= _ENOUGH and not any(each.changed for each in outcomes)
    if is_idle:
        click.echo("nothing was tried: no run had changed a board when it ended; see whether one passes by itself")
    sys.exit(_LOST if lost or is_idle or not outcomes else 0)


def table(outcomes: Sequence[Outcome]) -> Table:
    """Give a row for each way to end.

    How many runs were ended so, were over by themselves before, had changed boards just then, lost a board's power too,
    and had boards put back by the keeper; and how long it took in the slowest until nothing was left of the run.
    """
    shown = Table(box=None, pad_edge=False, header_style="dim")
    titles = ("end", "runs", "over", "changed", "power gone", "by keeper", "slowest, s", "lost")
    for title in titles:
        shown.add_column(title, justify="left" if title == "end" else "right", no_wrap=True)
    for end in End:
        row = [each for each in outcomes if each.ending.end is end]
        slowest_s = max((each.settled_s for each in row), default=0.0)
        counts = (
            len(row),
            sum(each.had_ended for each in row),
            sum(each.changed > 0 for each in row),
            sum(each.ending.cut is not None for each in row),
            sum(each.by_keeper for each in row),
        )
        shown.add_row(end.value, *map(str, counts), f"{slowest_s:.1f}", str(sum(bool(each.losses) for each in row)))
    return shown


def _tell_loss(outcome: Outcome, seed: int, number: int, folder: Path) -> None:
    click.echo(f"end {number}: {outcome.ending}")
    for loss in outcome.losses:
        click.echo(f"  {loss}")
    for name in ("run.log", "state/keeper.log"):
        path = folder / name
        tail = path.read_text("utf-8", "replace").splitlines()[-12:] if path.exists() else []
        click.echo("".join(f"  {name}: {line}\n" for line in tail), nl=False)
    click.echo(f"  again: make drill ARGS='--seed {seed} --only {number}'")


if __name__ == "__main__":
    main()
