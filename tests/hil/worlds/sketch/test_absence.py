"""Whether a sketch can run on a board here at all."""

from pathlib import Path

import pytest

from oceanhil.firmware.compiler import BuildError, Compiler
from oceanhil.hil.worlds.sketch import factory
from oceanhil.protocol.board import Board
from oceanhil.protocol.profile import load_profile
from oceanhil.scenarios.world import WorldError, WorldRequest

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


def test_a_cache_that_cannot_be_written_is_an_error_and_nothing_that_is_lacking(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "cache").touch()
    monkeypatch.setenv("OCEANHIL_CACHE", str(tmp_path / "cache"))
    worlds = factory.SketchWorldFactory(EXAMPLE)
    assert worlds.absence(Board.ESP32) == ""
    with pytest.raises(WorldError, match=r"cannot be written: .*; name another folder with \$OCEANHIL_CACHE"):
        worlds.make(WorldRequest(board=Board.ESP32, seed=0, profile=load_profile())).device()
