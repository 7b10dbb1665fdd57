"""Why a run fails, and its exit code."""

from __future__ import annotations

import msgspec
import pytest

from oceanhil.app.load.judging import Judged
from oceanhil.app.load.outcome import Ended, exit_code, failures
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


def test_an_interrupted_run_is_neither_passed_nor_failed() -> None:
    assert exit_code(fleet(0), msgspec.structs.replace(WELL, is_interrupted=True)) == 2
