"""World `emulated:FILE`, that of `sim` with anybody's program for a Pico W as machine code on its boards."""

from collections.abc import Collection
from pathlib import Path
from typing import Final

from oceanhil.boards import family
from oceanhil.hil.boards.capabilities import lacking_by
from oceanhil.hil.emulators.emulator_errors import EmulatorError
from oceanhil.hil.emulators.image_file import ImageFile, read_image
from oceanhil.hil.emulators.rp2040_runner import RP2040_RUNNER
from oceanhil.hil.emulators.tools import NODE
from oceanhil.hil.worlds.image.boots import Emulators
from oceanhil.hil.worlds.image.device import ImageDevice
from oceanhil.hil.worlds.image.trial import BOARD, Trials
from oceanhil.hil.worlds.serial.bench_board import UNSEEN_WITHOUT_AGENT
from oceanhil.hil.worlds.serial.virtual_bench import changed_values
from oceanhil.hil.worlds.server_core import MakeServer, built_in
from oceanhil.hil.worlds.sim import SimWorld, SimWorldFactory
from oceanhil.hil.worlds.sim_device import SimDevice, Surroundings
from oceanhil.protocol.agent.vocabulary import CommandGroup
from oceanhil.protocol.board import Board
from oceanhil.protocol.world_name import OwnWorld
from oceanhil.scenarios.bounds import SKETCH_STEPS_MAX
from oceanhil.scenarios.trace import EventKind
from oceanhil.scenarios.world import Capability, IsForBoards, WorldError, WorldRequest

NAME: Final = OwnWorld.EMULATED.value
_OF_THE_BOARD: Final = frozenset({Capability.POWER_CUT, Capability.MAC_OVERRIDE})
"""What the board can be done to, whatever its program knows."""
_OF_THE_RECORD: Final = frozenset({Capability.STORAGE_READ, Capability.STORAGE_WRITE})
"""What needs no command of an agent, but one that says how the program stores."""
_BEYOND: Final = frozenset(
    {
        Capability.CRASH,
        Capability.FLASH_WEAR,
        Capability.JOIN_TIME,
        Capability.PATH_FAULTS,
        Capability.STORAGE_REFUSAL,
    }
)
_OF_THE_RADIO: Final = frozenset({Capability.RADIO, Capability.WIFI, Capability.CONNECTION_FAULTS})


class ImageWorld(SimWorld):
    """One run's world."""

    def __init__(self, request: WorldRequest, factory: "ImageWorldFactory", make_server: MakeServer = built_in) -> None:
        super().__init__(request, make_server)
        self._factory = factory

    @property
    def name(self) -> str:
        """`emulated`, with the file behind a colon."""
        return self._factory.name

    @property
    def capabilities(self) -> frozenset[Capability]:
        """Those of simulated boards, as far as the program goes along."""
        return self._factory.of_the_program(super().capabilities)

    @property
    def _steps_max(self) -> int:
        """More than in `sim`: each thing that a program says is one."""
        return SKETCH_STEPS_MAX

    @property
    def is_self_contained(self) -> bool:
        """False: the program runs in a process of its own, of which there is no copy."""
        return False

    def _make_device(self, name: str, around: Surroundings) -> SimDevice:
        factory = self._factory
        return ImageDevice(name, around, factory.image, factory.emulators, factory.trials)


class ImageWorldFactory(SimWorldFactory, IsForBoards):
    """Makes worlds of boards that run the program in a file."""

    def __init__(self, path: str) -> None:
        """Read it; raises WorldError that names the file and says what is wrong with it, or what is not installed."""
        try:
            self.image: ImageFile = read_image(Path(path))
            NODE.find()
            RP2040_RUNNER.find()
        except EmulatorError as error:
            raise WorldError(str(error)) from None
        self._path = path
        self.emulators = Emulators()
        self.trials = Trials(self.image, self.emulators)

    @property
    def name(self) -> str:
        """`emulated`, with the file behind a colon."""
        return f"{NAME}:{self._path}"

    @property
    def capabilities(self) -> frozenset[Capability]:
        """Those of its worlds."""
        return self.of_the_program(super().capabilities)

    def of_the_program(self, found: frozenset[Capability]) -> frozenset[Capability]:
        """Give what is left of `found` with this program; raises WorldError when it cannot be run."""
        groups = self._groups
        by_agent = lacking_by(groups or frozenset()) - _OF_THE_BOARD
        if groups is not None:
            by_agent -= _OF_THE_RECORD
        if self.trials.takes_tokens:
            by_agent -= {Capability.FLASHING}
        unseen = frozenset() if groups is not None else frozenset({Capability.STORAGE_WATCH})
        unused = _OF_THE_RADIO if self.trials.is_bridged else frozenset()
        return (found | {Capability.CONNECTION_FAULTS}) - by_agent - unseen - unused - _BEYOND

    def capabilities_on(self, board: Board) -> frozenset[Capability]:
        """What can be done to its boards; nothing on another family."""
        return frozenset() if self.absence(board) else self.capabilities

    def boards_meant(self) -> Collection[Board]:
        """Give the board whose program the file holds."""
        return (BOARD,)

    def absence(self, board: Board) -> str:
        """Say that it is not for this board."""
        if board is BOARD:
            return ""
        return f"{self._path!r} is a program for a Pico W, and no other board is emulated so"

    def blind_on(self, board: Board) -> frozenset[EventKind]:
        """Without an agent: what the program loads and saves."""
        blind = super().blind_on(board)
        return blind if self.absence(board) or self._groups is not None else blind | UNSEEN_WITHOUT_AGENT

    def drivers(self, board: Board) -> tuple[str, ...]:
        """Name the generation of the EEPROM library whose layout a Pico's core keeps."""
        return () if self.absence(board) else (family(board).driver.value,)

    def make(self, request: WorldRequest) -> ImageWorld:
        """Make a fresh world; raises WorldError for a profile that asks for another program."""
        if changes := changed_values(request.profile):
            raise WorldError(f"{changes[0][0]!r} cannot be changed in a program that is built; leave out the profile")
        return ImageWorld(request, self, self.make_server)

    def close(self) -> None:
        """End the emulators."""
        self.emulators.close()
        super().close()

    @property
    def _groups(self) -> frozenset[CommandGroup] | None:
        try:
            return self.trials.groups
        except WorldError as error:
            raise WorldError(f"image {self._path!r}: {error}") from error
