"""Sketches are compiled in these tests: where no compiler makes programs of 32 bits, they are skipped by name."""

from pathlib import Path

import pytest

from oceanhil.firmware.compiler import BuildError, find_compiler
from oceanhil.firmware.sketches.machine import refuse_other_machines
from oceanhil.hil.worlds.sketch.frames import Record
from oceanhil.hil.worlds.sketch.process import SketchProcess


@pytest.fixture(scope="session", autouse=True)
def _a_compiler_for_sketches_is_there(tmp_path_factory: pytest.TempPathFactory) -> None:
    kept: Path = tmp_path_factory.mktemp("kept")
    try:
        refuse_other_machines(find_compiler(), kept)
    except BuildError as error:
        pytest.skip(str(error))


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[Record]:
    """What any sketch's process has noted and asked."""
    records: list[Record] = []
    hear = SketchProcess.hear

    def listen(process: SketchProcess) -> list[Record]:
        said = hear(process)
        records.extend(said)
        return said

    monkeypatch.setattr(SketchProcess, "hear", listen)
    return records
