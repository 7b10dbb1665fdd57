"""A finding of another world passes in `sim`, whose firmware it is not about: the run says so."""

from __future__ import annotations

from pathlib import Path

from tests.user import Command, write

FOUND = 'found_in: "sketch:pump"\n'


def test_what_passes_where_it_was_not_found_is_named(oceanhil: Command, folder: Path) -> None:
    for name in ("a", "b", "c", "d"):
        write(folder / f"{name}.yaml", more=FOUND)
    write(folder / "own.yaml")
    write(folder / "sure.yaml", more="found_in: sim\n")
    done = oceanhil("run", ".", "--board", "esp32")
    assert done.code == 0
    told = "found in sketch:pump, passed in sim, which says nothing of it: a, b, c and 1 more; add --world sketch:pump"
    assert done.out.count(told) == 1
    assert done.out.count("found in ") == 1


def test_what_fails_and_what_runs_in_a_world_that_was_named_is_not(oceanhil: Command, folder: Path) -> None:
    write(folder / "fails.yaml", "  - device.power_on\n  - expect.offline: 1m\n", more=FOUND)
    assert "found in " not in oceanhil("run", "fails.yaml", "--board", "esp32").out
    write(folder / "fails.yaml", more=FOUND)
    assert "found in " not in oceanhil("run", "fails.yaml", "--board", "esp32", "--world", "native").out
