"""The command that a page of sweeps names sweeps the same again."""

import shlex

import pytest
from click.testing import CliRunner

from oceanhil.app.commands import sweep as command
from oceanhil.app.commands.sweep_options import SweepOptions
from oceanhil.simulator.sweep import Operation, SweepPlan

CHOICES = {
    "nothing": "",
    "one of each": "--board esp32 --driver idf-4.4.7 --store legacy --torn random-bits --seeds 3 --seed 5",
    "several": "--board esp8266 --board picow --torn all",
    "faulty cells": "--board esp8266 --fault wear-out:100 --fault stuck-bit:0x10.3=0",
    "sizes": "--board esp32 --store legacy --size 256 --over 128",
    "a partition that never held any": "--board esp32 --store legacy --over 0",
}


def chosen(words: str, monkeypatch: pytest.MonkeyPatch) -> tuple[tuple[str, ...], SweepOptions]:
    """Give the operations and options that a command line of `oceanhil sweep` means."""
    seen: list[tuple[tuple[str, ...], SweepOptions]] = []

    def noted(operations: tuple[str, ...], given: SweepOptions) -> list[SweepPlan]:
        seen.append((operations, given))
        return []

    monkeypatch.setattr(command, "_plans", noted)
    done = CliRunner().invoke(command.sweep, shlex.split(words), catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return seen[0]


@pytest.mark.parametrize("words", CHOICES.values(), ids=CHOICES)
def test_it_means_the_same_plans(words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    operations, given = chosen(words, monkeypatch)
    told = given.command(operations)
    assert told.startswith("oceanhil sweep token-save-update ")
    again = chosen(told.removeprefix("oceanhil sweep "), monkeypatch)
    assert again[0] == operations
    plans = [list(each.plans(Operation.TOKEN_SAVE_UPDATE)) for each in (given, again[1])]
    assert plans[0]
    assert plans[0] == plans[1]
