"""Why a run fails, and its exit code."""

from __future__ import annotations

from io import StringIO

import msgspec
import pytest
from rich.console import Console

from oceanhil.app.load.judging import Judged
from oceanhil.app.load.outcome import Ended, exit_code, failures
from oceanhil.app.load.summary import print_summary
from oceanhil.fleet.tally import Tally

WELL = Ended(duration_s=10)


def fleet(online: int = 2) -> Tally:
    tally = Tally(2)
    for place in range(online):
        tally.go(place, 0, online=True)
    return tally


def test_a_fleet_that_is_all_online_has_passed() -> None:
    assert (exit_code(fleet(), WELL), failures(fleet(), WELL)) == (0, [])


def test_a_device_that_is_not_online_fails_the_run() -> None:
    assert failures(fleet(1), WELL) == ["1 of 2 devices are not ONLINE at the end"]
    assert exit_code(fleet(1), WELL) == 1


def test_lost_and_doubled_tokens_fail_the_run() -> None:
    tally = fleet()
    tally.lose_token(0)
    for place in (0, 1):
        tally.keep_token(place, "same")
    tally.lose_token(1)
    assert [line.partition(" ")[2] for line in failures(tally, WELL)] == [
        "device lost its token: used up, and never received",
        "permanent token was given to more than one device",
    ]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"stopped": "too much failed"}, "too much failed"),
        ({"lost_workers": 1}, "1 of Locust's workers ended by themselves"),
        ({"judged": Judged(5, failed=("session/answer: x",))}, "the contract does not hold: session/answer: x"),
        ({"judged": Judged(5, trouble="no space")}, "exchanges could not be judged: no space"),
        ({"exceptions": ("KeyError: 'x'",)}, "the user class failed: KeyError: 'x'"),
        ({"clocks": ("the clock of worker 'w' is off",)}, "the clock of worker 'w' is off"),
        ({"trouble": "no space left"}, "Locust: no space left"),
        ({"left": ("device 'd1'",)}, "still there: device 'd1'"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_each_trouble_fails_the_run_by_name(change: dict[str, object], said: str) -> None:
    ended = msgspec.structs.replace(WELL, **change)
    assert (failures(fleet(), ended), exit_code(fleet(), ended)) == ([said], 1)


def test_of_much_that_is_left_a_few_are_named_with_how_many_more_and_what_removes_them() -> None:
    ended = msgspec.structs.replace(
        WELL, left=tuple(f"device 'd{number}'" for number in range(10_000)), undo="oceanhil fleet --undo x.ledger.json"
    )
    console = Console(file=StringIO(), width=200)
    print_summary(console, fleet(), ended)
    assert isinstance(console.file, StringIO)
    lines = console.file.getvalue().splitlines()
    assert lines[-3:] == [
        "FAILED: still there: device 'd4'",
        "FAILED: still there: 9,995 more",
        "to remove what is still there: oceanhil fleet --undo x.ledger.json",
    ]


def test_an_interrupted_run_is_neither_passed_nor_failed() -> None:
    assert exit_code(fleet(0), msgspec.structs.replace(WELL, is_interrupted=True)) == 2
