"""Sketches of tests, compiled with the API and the machine of the tree, and run in the world."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Final

from oceanhil.boards import family
from oceanhil.firmware.sketches.build import SketchBuild
from oceanhil.firmware.sketches.program import build_sketch
from oceanhil.firmware.sketches.sketch import NO_SETTINGS, Layout, Sketch, SketchSettings
from oceanhil.firmware.sketches.texts import SketchProgram
from oceanhil.hil.worlds.sketch.device import SketchDevice
from oceanhil.hil.worlds.sketch.factory import SketchWorld
from oceanhil.hil.worlds.sketch.runnable import RunnableSketch
from oceanhil.hil.worlds.words import Words
from oceanhil.protocol.board import Board
from oceanhil.protocol.firmware import Firmware
from oceanhil.protocol.profile import load_profile
from oceanhil.scenarios.trace import EventKind
from oceanhil.scenarios.world import World, WorldRequest

LOOP: Final = "\nvoid loop() { delay(1000); }\n"
"""Of a sketch that does all in its setup."""
_CACHE: Final = Path(tempfile.gettempdir()) / f"oceanhil-tests-arduino-host-{os.getuid()}"
_MILLION: Final = 1_000_000
_BEFORE: Final = "#include <tested_machine.h>\n"
_HEADERS: Final = Path(__file__).parent / "headers"
_SETUP: Final = "void setup() {"
"""Where the line is opened, so that no sketch has to say so."""


def program(board: Board, sketch: str, *more_flags: str, tools: tuple[str, ...] = ()) -> Path:
    """Compile a sketch for a board as a user's is, or find it compiled."""
    text = _BEFORE + sketch.replace(_SETUP, f"{_SETUP} Serial.begin(115200);", 1)
    folder = _CACHE / sha256(text.encode()).hexdigest()[:16] / "tried"
    folder.mkdir(parents=True, exist_ok=True)
    main = folder / "tried.ino"
    if not main.exists():
        main.write_text(text, encoding="utf-8")
    settings = SketchSettings(flags=more_flags, include=(_HEADERS,))
    return build_sketch(Sketch("tried", folder, Layout.FOLDER, main, settings), board, SketchBuild(flags=tools))


class CompiledSketch(RunnableSketch):
    """A sketch that is compiled, and speaks nobody's words."""

    def __init__(self, made: Path, settings: SketchSettings = NO_SETTINGS) -> None:
        super().__init__(Sketch("tried", made.parent, Layout.FOLDER, made, settings))
        self._made = made

    def program(self, board: Board, firmware: Firmware) -> SketchProgram:
        """Give it, whatever the board."""
        del board, firmware
        return SketchProgram(self._made)

    def words(self, board: Board) -> Words:
        """Give none."""
        del board
        return Words({}, b"")


class Bench:
    """A board that runs a sketch, in a world of its own."""

    def __init__(self, world: World, device: SketchDevice, board: Board) -> None:
        self.world = world
        self.device = device
        self.family = family(board)

    @property
    def flash(self) -> bytes:
        """All of its flash."""
        flash = self.device._board.flash
        return flash.dump(0, flash.size_bytes)

    def relays(self) -> list[tuple[int, int]]:
        """How the relays were, one after the other."""
        moved = [each.fields for each in self.world.trace.events if each.kind is EventKind.RELAYS]
        return [(int(bool(each["relay1"])), int(bool(each["relay2"]))) for each in moved]

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
def bench(
    board: Board,
    sketch: str,
    *more_flags: str,
    seed: int = 1,
    power: bool = True,
    settings: SketchSettings = NO_SETTINGS,
    tools: tuple[str, ...] = (),
) -> Iterator[Bench]:
    """Put a sketch on a board, and give it power; `tools`: flags for the API, too."""
    made = program(board, sketch, *more_flags, tools=tools)
    world = SketchWorld(WorldRequest(board=board, seed=seed, profile=load_profile()), CompiledSketch(made, settings))
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


def sketch_of(headers: str, body: str, before: str = "") -> str:
    """Give a sketch whose setup is `body`; `headers`: names with blanks between, `before`: text below them."""
    includes = "".join(f"#include <{each}>\n" for each in headers.split())
    return f"{includes}{before}\nvoid setup() {{\n{body}\n}}{LOOP}"


def alone(board: Board, headers: str, body: str, before: str = "", seconds: float = 2) -> list[str]:
    """Run `body` as a sketch's setup, and give what it prints."""
    return lines_of(board, sketch_of(headers, body, before), seconds)
