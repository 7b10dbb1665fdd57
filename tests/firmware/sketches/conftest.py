"""A desk for each test; the API is compiled once for all of them."""

from pathlib import Path

import pytest

from oceanhil.firmware.compiler import BuildError, find_compiler
from oceanhil.firmware.sketches.machine import refuse_other_machines
from tests.firmware.sketches.tiny_api import API, Desk, write


@pytest.fixture(scope="session")
def tiny_api(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the API."""
    folder = tmp_path_factory.mktemp("api")
    write(folder, API)
    return folder


@pytest.fixture(scope="session")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where programs are kept, those of one test for the others, too."""
    return tmp_path_factory.mktemp("kept")


@pytest.fixture
def compiler(kept: Path) -> None:
    """A compiler that makes programs for sketches is there."""
    try:
        refuse_other_machines(find_compiler(), kept)
    except BuildError as error:
        pytest.skip(str(error))


@pytest.fixture
def desk(tmp_path: Path, tiny_api: Path, kept: Path) -> Desk:
    """A folder for sketches."""
    return Desk(tmp_path, tiny_api, kept)
