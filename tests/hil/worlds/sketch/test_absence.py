"""Whether a sketch can run on a board here at all."""

from pathlib import Path

import pytest

from oceanhil.firmware.compiler import BuildError, Compiler
from oceanhil.hil.worlds.sketch import factory
from oceanhil.protocol.board import Board

EXAMPLE = "firmware/examples/tutorial"


@pytest.mark.parametrize("reason", ["", "no programs of 32 bits start here"])
def test_a_machine_is_tried_once_for_all_cases_of_a_board(monkeypatch: pytest.MonkeyPatch, reason: str) -> None:
    tried: list[Path] = []

    def try_machine(_compiler: Compiler, kept: Path) -> None:
        tried.append(kept)
        if reason:
            raise BuildError(reason)

    monkeypatch.setattr(factory, "refuse_other_machines", try_machine)
    worlds = factory.SketchWorldFactory(EXAMPLE)
    assert [worlds.absence(Board.ESP32) for _ in range(3)] == [reason] * 3
    assert len(tried) == 1
