"""World `emulated:FILE`: runs on emulated boards with anybody's program for a Pico W."""

from pathlib import Path
from typing import Final

from oceanhil.hil.emulators.emulator_errors import EmulatorError
from oceanhil.hil.emulators.image_file import read_image
from oceanhil.hil.emulators.rp2040_runner import RP2040_RUNNER
from oceanhil.hil.emulators.tools import NODE
from oceanhil.hil.worlds.image.bench import ImageBench
from oceanhil.hil.worlds.serial.factory import SerialWorldFactory
from oceanhil.scenarios.world import WorldError

NAME: Final = "emulated"


class ImageWorldFactory(SerialWorldFactory):
    """Makes worlds of boards that run the program in a file."""

    def __init__(self, image: str) -> None:
        """Read it; raises WorldError that names the file and says what is wrong with it, or what is not installed."""
        super().__init__(image)
        self._name = f"{NAME}:{image}"

    def _open(self, bench: str) -> ImageBench:
        try:
            image = read_image(Path(bench))
            NODE.find()
            RP2040_RUNNER.find()
        except EmulatorError as error:
            raise WorldError(str(error)) from None
        return ImageBench(image)
