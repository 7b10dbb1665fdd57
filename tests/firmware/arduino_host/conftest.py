"""Sketches are compiled in these tests: where no compiler makes programs of 32 bits, they are skipped by name."""

from pathlib import Path

import pytest

from oceanhil.firmware.compiler import BuildError, find_compiler
from oceanhil.firmware.sketches.machine import refuse_other_machines


@pytest.fixture(scope="session", autouse=True)
def _a_compiler_for_sketches_is_there(tmp_path_factory: pytest.TempPathFactory) -> None:
    kept: Path = tmp_path_factory.mktemp("kept")
    try:
        refuse_other_machines(find_compiler(), kept)
    except BuildError as error:
        pytest.skip(str(error))
