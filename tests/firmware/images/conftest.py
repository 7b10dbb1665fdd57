"""Programs as images, and boards that run them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from oceanhil.hil.emulators.build import build, firmware_image
from oceanhil.hil.emulators.image_file import ImageFile, read_image
from oceanhil.hil.emulators.targets import RP2040
from tests.firmware.images.image_board import Emulated, built_program, program_file


@pytest.fixture(scope="session")
def image(tmp_path_factory: pytest.TempPathFactory) -> ImageFile:
    path = tmp_path_factory.mktemp("image") / "program.elf"
    path.write_bytes(program_file(built_program("image_program.cpp")))
    return read_image(path)


@pytest.fixture
def emulated(image: ImageFile) -> Iterator[Emulated]:
    made = Emulated(image)
    yield made
    made.program.close()


@pytest.fixture
def firmware(tmp_path: Path) -> Path:
    """The firmware of this project, which has the agent on UART 0."""
    path = tmp_path / "firmware.elf"
    path.write_bytes(program_file(build(firmware_image(RP2040))))
    return path
