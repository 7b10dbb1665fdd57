"""Breaking any single rule of an EEPROM driver makes a recording of the real driver fail."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from oceanhil.simulator.eeprom.nvs import NvsFault
from oceanhil.simulator.vectors.__main__ import replay
from oceanhil.simulator.vectors.format import Recording, read_recordings
from oceanhil.simulator.vectors.replay import Mismatch
from tests.mutants.driver.mutant import DriverMutant
from tests.mutants.driver_mutants import MUTANTS
from tests.mutants.rewrite import rewrite

_SHOWN_CHARACTERS = 70


@cache
def recordings() -> list[Recording]:
    """Return all recordings: first the given ones, then those made for rules that no given one shows."""
    simulator = Path(__file__).parents[1] / "simulator"
    made = []
    for file in [*sorted(simulator.glob("vectors/*.jsonl")), *sorted(simulator.glob("eeprom/vectors/*.jsonl"))]:
        with file.open("rb") as lines:
            made += [recording for _number, recording in read_recordings(lines)]
    return made


def first_red() -> tuple[Recording, str] | None:
    """Return the first recording that fails, and where."""
    for recording in recordings():
        try:
            mismatch = replay(recording)
        except (NvsFault, ValueError) as error:
            return recording, f"{type(error).__name__}: {error}"
        if mismatch is not None:
            return recording, described(mismatch)
    return None


def described(mismatch: Mismatch) -> str:
    return f"{mismatch.where}, {mismatch.operation}"[:_SHOWN_CHARACTERS]


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name.replace(" ", "-"))
def test_a_broken_rule_makes_a_recording_fail(
    mutant: DriverMutant, monkeypatch: pytest.MonkeyPatch, record_property: Callable[[str, object], None]
) -> None:
    rewrite(monkeypatch, mutant.target, *mutant.changes)
    red = first_red()
    assert red is not None, f"every recording passes although {mutant.name}"
    recording, where = red
    record_property("mutant", f"{mutant.name}\t{recording.id}\t{where}")


def test_no_recording_fails_while_the_rules_are_whole() -> None:
    assert first_red() is None


def test_there_are_at_least_40_rules_with_different_names() -> None:
    assert len({mutant.name for mutant in MUTANTS}) == len(MUTANTS) >= 40
