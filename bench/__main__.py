"""`make bench`: measure everything, print a table, write bench/results/bench.json."""

import argparse
import gc
import os
import platform
from pathlib import Path
from types import ModuleType

import msgspec
from rich.console import Console
from rich.table import Table

from bench import (
    commands,
    conform,
    conform_races,
    emulated,
    esptool_flash,
    farm,
    firmware_size,
    fleet_load,
    fleet_virtual,
    mock_server,
    mock_server_fixture,
    native,
    pages,
    serial_link,
    serial_world,
    simulated_devices,
    sketches,
    storage,
)
from bench.row import Row, Skipped
from oceanhil.app.run.shard import Shard, read_shard

_MODULES = (
    simulated_devices,
    native,
    sketches,
    storage,
    mock_server,
    mock_server_fixture,
    fleet_virtual,
    fleet_load,
    serial_link,
    serial_world,
    esptool_flash,
    commands,
    conform,
    conform_races,
    pages,
    firmware_size,
    emulated,
    farm,
)
RESULTS = Path(__file__).parent / "results" / "bench.json"


def table(rows: list[Row]) -> Table:
    made = Table(box=None, pad_edge=False, header_style="dim")
    for name in ("figure", "measured", "", "goal", "how"):
        made.add_column(name, justify="right" if name == "measured" else "left")
    for row in rows:
        sign = "≤" if row.at_most else "≥"
        goal = "" if row.goal is None else f"{sign} {row.goal:,g} {'reached' if row.reached else 'missed'}"
        digits = 0 if row.value >= 100 else 2
        made.add_row(row.name, f"{row.value:,.{digits}f}", row.unit, goal, row.how)
    return made


def _part(shard: Shard) -> list[ModuleType]:
    chosen = shard.choose(module.__name__ for module in _MODULES)
    return [module for module in _MODULES if module.__name__ in chosen]


def main() -> None:
    parser = argparse.ArgumentParser(description="measure the speed goals")
    parser.add_argument("--quick", action="store_true", help="fewer and shorter rounds: does it still work?")
    parser.add_argument("--shard", type=read_shard, metavar="K/N", help="a part of what there is to measure")
    options = parser.parse_args()
    found: list[Row | Skipped] = []
    # As in a run, which does so before its first case.
    gc.freeze()
    for module in _MODULES if options.shard is None else _part(options.shard):
        found += module.measure(quick=options.quick)
    rows = [each for each in found if isinstance(each, Row)]
    skipped = [each for each in found if isinstance(each, Skipped)]
    machine = f"Python {platform.python_version()}, {platform.machine()}, {os.cpu_count()} processors"
    RESULTS.parent.mkdir(parents=True, exist_ok=True)
    RESULTS.write_bytes(
        msgspec.json.format(
            msgspec.json.encode({"machine": machine, "quick": options.quick, "rows": rows, "skipped": skipped})
        )
    )
    console = Console(width=None if Console().is_terminal else 160)
    console.print(table(rows))
    for each in skipped:
        console.print(f"not measured: {each.name}: {each.why}", highlight=False, markup=False)
    console.print(f"{machine}; written to {RESULTS.relative_to(Path.cwd())}")


if __name__ == "__main__":
    main()
