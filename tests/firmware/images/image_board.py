"""A program that is built here, as a tool would leave it, and a board that runs it in held time."""

import struct
from functools import cache
from pathlib import Path

from oceanhil.boards import family
from oceanhil.hil.emulators.build import Image, build, sources_in
from oceanhil.hil.emulators.image_file import ImageFile
from oceanhil.hil.emulators.image_process import Told
from oceanhil.hil.emulators.targets import RP2040
from oceanhil.hil.emulators.tools import FIRMWARE
from oceanhil.hil.vboard.virtual_board import UnwatchedBoard
from oceanhil.hil.worlds.image.on_board import ImageOnBoard
from oceanhil.protocol.board import Board
from oceanhil.protocol.formats.pico_image import BOOT_CODE_BYTES, FLASH_BASE, build_boot_code
from oceanhil.protocol.http import HttpResponse
from oceanhil.protocol.profile import load_profile
from oceanhil.remote.wire.http_exchange import Route
from oceanhil.simulator.board.board import BoardSetup, SimulatedBoard
from oceanhil.simulator.kernel import Kernel
from oceanhil.simulator.network import Network
from tests.hil.worlds.image.images import elf

MAC = bytes.fromhex("28cdc1000001")
MILLISECOND_US = 1000
SECOND_US = 1000 * MILLISECOND_US
POWER_ON, RUN_PIN = 1, 256
"""What its register of the chip says of the last reset."""
# Takes the vector table at the second page, as boot code does whose flash needs nothing: load its address and that of
# VTOR, store, load stack and start, and go there.
BOOT_CODE = bytes.fromhex("034804490860 03c8 80f30888 0847 c046") + struct.pack("<II", FLASH_BASE + 0x100, 0xE000ED08)


@cache
def program_file(built: Path) -> bytes:
    """What a tool would leave: a built program behind boot code."""
    parts = [(FLASH_BASE, build_boot_code(BOOT_CODE))]
    data = built.read_bytes()
    table, size, count = *struct.unpack_from("<I", data, 28), *struct.unpack_from("<HH", data, 42)
    for at in range(table, table + size * count, size):
        kind, offset, _, address, length = struct.unpack_from("<5I", data, at)
        # The linker lets what it loads begin with the file's own head, where the boot code belongs.
        head = max(0, FLASH_BASE + BOOT_CODE_BYTES - address)
        if kind == 1 and length > head:
            parts.append((address + head, data[offset + head : offset + length]))
    return elf(parts)


def built_program(name: str) -> Path:
    """Build one of the programs beside this file."""
    source = Path(__file__).with_name(name)
    sources = (*sources_in(FIRMWARE / RP2040.folder), source)
    return build(Image(source.stem, RP2040, sources, (FIRMWARE / "core" / "include", FIRMWARE / "bare")))


class Emulated:
    """A board that runs an image, in held time; what it says is kept."""

    def __init__(self, image: ImageFile) -> None:
        self.kernel = Kernel(1)
        self.said = ""
        self.told: list[str] = []
        self.air = air = Network(self.kernel, lambda _: HttpResponse(500), lambda: 0)
        self.program = ImageOnBoard(image, lambda: Route(""), lambda: 0, self.told.append, is_real_time=False)
        profile = load_profile()
        setup = BoardSetup(
            board=Board.PICOW,
            driver=family(Board.PICOW).drivers[0],
            mac=MAC,
            device=profile.device,
            wire=profile.wire,
        )
        self.board = SimulatedBoard(self.kernel, air, setup, UnwatchedBoard(self.program))
        self.board.attach_uart(self._hear)
        self.program.connect(self.kernel, self.board, air)

    def _hear(self, data: bytes, baud: int) -> None:
        del baud
        self.said += data.decode()

    def wait(self, duration_us: int) -> None:
        self.kernel.run_until(self.kernel.now_us + duration_us)

    def boot(self) -> dict[str, int]:
        """Give power; gives what the program says of its boot."""
        self.board.power_on()
        return self.hear()

    def hear(self, duration_us: int = 200 * MILLISECOND_US) -> dict[str, int]:
        self.wait(duration_us)
        lines, self.said = self.said.splitlines(), ""
        return {name: int(value) for name, value in (line.split() for line in lines)}

    def ask(self, letter: str, duration_us: int = 200 * MILLISECOND_US) -> dict[str, int]:
        self.board.receive(letter.encode())
        return self.hear(duration_us)


def step(board: Emulated, received: bytes) -> list[Told]:
    """Let the emulator alone run for a second at most."""
    boots = board.program._boots
    assert boots is not None
    assert boots._process is not None
    now_us = boots._process.run(0, 0, b"")[-1].at_us
    return boots._process.run(now_us + SECOND_US, 0, received)


def weighed(data: bytes) -> int:
    """Sum up bytes as the program does it, so that their order counts."""
    return sum(byte * (at % 7 + 1) for at, byte in enumerate(data))
