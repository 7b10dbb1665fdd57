"""Sketches of tests, compiled with the API and the machine of the tree, and run in the world."""

import os
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Final

from oceanhil.boards import family
from oceanhil.boards.storage import Storage
from oceanhil.firmware.build import HOST_API_DIRECTORY
from oceanhil.firmware.compiler import find_compiler
from oceanhil.firmware.sketches.targets import link_flags, target_of
from oceanhil.hil.worlds.sim_device import SimDevice
from oceanhil.hil.worlds.sketch.device import SketchDevice
from oceanhil.hil.worlds.sketch.factory import SketchWorld
from oceanhil.hil.worlds.sketch.runnable import RunnableSketch
from oceanhil.hil.worlds.sketch.words import Words
from oceanhil.protocol.board import Board
from oceanhil.protocol.firmware import Firmware
from oceanhil.protocol.profile import load_profile
from oceanhil.scenarios.trace import EventKind
from oceanhil.scenarios.world import World, WorldRequest

HOST: Final = HOST_API_DIRECTORY
FLAGS: Final = (
    "-m32", "-msse2", "-mfpmath=sse", "-malign-double", "-D_TIME_BITS=64", "-D_FILE_OFFSET_BITS=64", "-std=gnu++17",
    "-funsigned-char", "-fno-pie", "-no-pie", "-O1", "-g", "-Wall",
)  # fmt: skip
# Every sketch of these tests has its console open when its own setup begins.
_BEGINNING: Final = """#include <Arduino.h>
void sketch_setup();
void setup() {
    Serial.begin(115200);
    sketch_setup();
}
#define setup sketch_setup
"""
_CACHE: Final = Path(tempfile.gettempdir()) / f"oceanhil-tests-arduino-host-{os.getuid()}"
_MILLION: Final = 1_000_000


def api_of(board: Board) -> str:
    """Give the folder of a board's core."""
    match family(board).storage:
        case Storage.NVS:
            return "esp32"
        case Storage.ESP8266_SECTOR:
            return "esp8266"
        case Storage.PICO_SECTOR:
            return "rp2040"


def program(board: Board, sketch: str, *more_flags: str) -> Path:
    """Compile a sketch for a board, or find it compiled."""
    api = api_of(board)
    places = [HOST / "api" / api, HOST / "api" / "common", HOST / "machine", HOST]
    defines = (f"-D{each}" for each in target_of(board).defines)
    flags = [*FLAGS, *defines, *more_flags, *(f"-I{place}" for place in places)]
    sources = sorted([each for part in _parts(api) for each in part.glob("*.cpp")])
    key = _key([*flags, _BEGINNING, sketch], [*sources, *sorted(HOST.rglob("*.h"))])
    made = _CACHE / key
    if not made.exists():
        objects = [_object(source, flags) for source in sources]
        _link(made, sketch, flags, objects)
    return made


def _parts(api: str) -> Sequence[Path]:
    return HOST / "machine", HOST / "src" / "common", HOST / "src" / api


def _key(words: Sequence[str], files: Sequence[Path]) -> str:
    digest = sha256("\0".join(words).encode())
    for each in files:
        digest.update(each.read_bytes())
    return digest.hexdigest()[:32]


def _object(source: Path, flags: Sequence[str]) -> Path:
    made = _CACHE / (_key(flags, [source, *sorted(HOST.rglob("*.h"))]) + ".o")
    if not made.exists():
        _run([*flags, "-c", str(source)], made)
    return made


def _link(made: Path, sketch: str, flags: Sequence[str], objects: Sequence[Path]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "sketch.cpp")
        source.write_text(_BEGINNING + sketch, encoding="utf-8")
        _run([*flags, *link_flags(), str(source), *map(str, objects)], made)


def _run(arguments: Sequence[str], made: Path) -> None:
    """Compile to a name of its own first: other workers may be at the same."""
    made.parent.mkdir(parents=True, exist_ok=True)
    new = made.with_name(f"{made.name}.{os.getpid()}")
    done = subprocess.run(
        [*find_compiler().command, *arguments, "-o", str(new)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    new.replace(made)


class CompiledSketch(RunnableSketch):
    """A sketch that is compiled, and speaks nobody's words."""

    def __init__(self, made: Path) -> None:
        self._made = made

    def program(self, board: Board, firmware: Firmware) -> Path:
        """Give it, whatever the board."""
        del board, firmware
        return self._made

    def words(self, board: Board) -> Words:
        """Give none."""
        del board
        return Words({}, b"")


class Bench:
    """A board that runs a sketch, in a world of its own."""

    def __init__(self, world: World, device: SimDevice, board: Board) -> None:
        self.world = world
        self.device = device
        self.family = family(board)

    @property
    def flash(self) -> bytes:
        """All of its flash."""
        flash = self.device._board.flash
        return flash.dump(0, flash.size_bytes)

    def lines(self) -> list[str]:
        """What it has printed, without what its boot ROM says."""
        return [
            str(each.fields["text"])
            for each in self.world.trace.events
            if each.kind is EventKind.SERIAL and not each.fields.get("rom")
        ]

    def run(self, seconds: float) -> list[str]:
        """Let time pass, and give all lines so far."""
        self.world.run_for(round(seconds * _MILLION))
        return self.lines()


@contextmanager
def bench(board: Board, sketch: str, *more_flags: str, seed: int = 1, power: bool = True) -> Iterator[Bench]:
    """Put a sketch on a board, and give it power."""
    made = program(board, sketch, *more_flags)
    world = SketchWorld(WorldRequest(board=board, seed=seed, profile=load_profile()), CompiledSketch(made))
    device = world.device()
    assert isinstance(device, SketchDevice)
    try:
        device.flash(Firmware("token"))
        if power:
            device.power_on()
        yield Bench(world, device, board)
    finally:
        world.close()


def lines_of(board: Board, sketch: str, seconds: float = 2.0) -> list[str]:
    """Run a sketch from power-on, and give what it prints."""
    with bench(board, sketch) as running:
        return running.run(seconds)
