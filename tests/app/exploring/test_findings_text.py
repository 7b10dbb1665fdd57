"""What is told behind an exploration: lives that say nothing, by their reasons, and the line at its end."""

from __future__ import annotations

from pathlib import Path

import pytest

from oceanhil.app.exploring.exploration import Explored, Trouble
from oceanhil.app.exploring.findings_junit import junit_text
from oceanhil.app.exploring.findings_text import summary, troubles_text
from oceanhil.app.exploring.plan import Plan
from oceanhil.protocol.board import Board

PLAN = Plan("sim", (Board.ESP32,), 7)


def test_lives_with_the_same_reason_are_one_line() -> None:
    troubles = [*(Trouble(str(life), "no power") for life in range(1, 9)), Trouble("9", "it vanished")]
    assert list(troubles_text(Explored(troubles=troubles))) == [
        "not led to their end: life 1, 2, 3, 4, 5 and 3 more: no power",
        "not led to its end: life 9: it vanished",
    ]


@pytest.mark.parametrize(("lives", "pace"), [(7, "0.7"), (1234, "123")])
def test_the_last_line_says_how_fast_lives_were_led(lives: int, pace: str) -> None:
    told = summary(Explored(lives=lives, wall_s=10.0, simulated_us=3_600_000_000), PLAN)
    assert (
        told
        == f"nothing found in {lives:,} lives on esp32 in sim, seed 7 · {pace} lives a second · 10 s (1 h simulated)"
    )


def test_an_interruption_is_told_first() -> None:
    assert summary(Explored(was_interrupted=True), PLAN).startswith("interrupted: nothing found in 0 lives")


def test_lives_that_say_nothing_are_counted_beside_what_was_found() -> None:
    some = Explored(lives=9, troubles=[Trouble("3", "no power")])
    assert summary(some, PLAN).startswith("nothing found in 9 lives on esp32 in sim, seed 7, 1 not led to the end · ")
    assert "<error" not in junit_text(some, PLAN, Path())


def test_that_no_life_was_led_to_its_end_is_no_good_news() -> None:
    vain = Explored(lives=2, troubles=[Trouble("1", "no power"), Trouble("2", "no power")])
    assert vain.is_vain
    assert summary(vain, PLAN).startswith("nothing is known in 2 lives on esp32 in sim, seed 7, none led to its end · ")
    assert '<error message="not led to their end: life 1, 2: no power"' in junit_text(vain, PLAN, Path())
    assert not Explored().is_vain
