"""How fast sketches go: building one, and running it on simulated boards beside firmware that is in this process."""

import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.native import SECOND_US, flows, in_turns
from bench.row import Row, median_s, medians_s
from oceanhil.firmware.sketches.build import SketchBuild
from oceanhil.firmware.sketches.finding import find_sketch
from oceanhil.firmware.sketches.program import build_sketch
from oceanhil.hil.worlds.native.factory import NativeWorldFactory
from oceanhil.hil.worlds.sim import SimWorldFactory
from oceanhil.hil.worlds.sketch.factory import SketchWorldFactory
from oceanhil.protocol.board import PLATFORM_BOARDS, Board
from oceanhil.protocol.firmware import Firmware
from oceanhil.protocol.profile import Profile, load_profile
from oceanhil.scenarios.trace import Event, EventKind
from oceanhil.scenarios.world import WorldRequest

EXAMPLE = Path("firmware/examples/tutorial")
DEVICE = "firmware/arduino/oceanremote"
"""The library as a sketch: what world `native` runs, too."""
COMMAND = Path(sys.executable).with_name("oceanhil")
WORDS = {"token": "oc_reg_" + "a" * 43, "ssid": "OceanNet", "password": "correct horse"}
NOTHING_GOAL_S = 10
CHANGE_GOAL_S = 2
ONLINE_GOAL = 0.5
POLLS_GOAL = 100_000
LIBRARY_GOAL = 2
BOOT_GOAL_US = 100


def processor_s() -> float:
    """Give the seconds that this process and its compilers have had of a processor."""
    now = os.times()
    return now.user + now.system + now.children_user + now.children_system


def build_and_change(board: Board) -> list[tuple[float, float]]:
    """Give the seconds that an example takes where nothing is kept, and after a change in its one file.

    With each stand the seconds of processor time, which other programs on the machine do not change.
    """
    with TemporaryDirectory(prefix="oceanhil-bench-") as folder:
        sketch = Path(folder, EXAMPLE.name)
        shutil.copytree(EXAMPLE, sketch)
        shutil.copy(EXAMPLE.parent / "oceanhil.toml", folder)
        taken = []
        for change in ("", "\nint changed = 1;\n"):
            main = sketch / f"{EXAMPLE.name}.ino"
            main.write_text(main.read_text("utf-8") + change, "utf-8")
            started, had_s = time.perf_counter(), processor_s()
            build_sketch(find_sketch(EXAMPLE.name, Path(folder)), board, SketchBuild(WORDS, cache=Path(folder, "kept")))
            taken.append((time.perf_counter() - started, processor_s() - had_s))
        return taken


def built(rounds: int) -> Iterator[Row]:
    goals = (("a sketch built from nothing", NOTHING_GOAL_S), ("a sketch built after a change", CHANGE_GOAL_S))
    for board in PLATFORM_BOARDS:
        every = zip(*(build_and_change(board) for _ in range(rounds)), strict=True)
        for (name, goal_s), each in zip(goals, every, strict=True):
            taken_s, had_s = (statistics.median(seconds) for seconds in zip(*each, strict=True))
            how = f"{EXAMPLE.name} on {board.value}, median of {rounds}; {had_s:.1f} s of processor time"
            yield Row(name, taken_s, "s", how, goal_s, at_most=True)


def polls(factory: SimWorldFactory, profile: Profile, duration_s: int) -> None:
    world = factory.make(WorldRequest(board=Board.ESP32, seed=1, profile=profile))
    device = world.device()
    device.flash(Firmware(world.server.generate_firmware(Board.ESP32, "device").registration_token))
    device.power_on()
    world.run_for(duration_s * SECOND_US)
    world.close()


def says_its_first(event: Event) -> bool:
    return event.kind is EventKind.SERIAL and not event.fields.get("rom")


def boots(factory: SimWorldFactory, profile: Profile, number: int) -> None:
    world = factory.make(WorldRequest(board=Board.ESP32, seed=1, profile=profile))
    device = world.device()
    device.flash(Firmware(world.server.generate_firmware(Board.ESP32, "device").registration_token))
    for _ in range(number):
        device.power_on()
        assert world.wait_for(says_its_first, 60 * SECOND_US) is not None
        device.power_off()
    world.close()


def library(world: str, *words: str) -> None:
    # What the sketch does otherwise than `sim` is told in docs/firmware-arduino.md: such a case fails, and counts too.
    command = (str(COMMAND), "run", "--world", world, "--board", "esp32", *words)
    done = subprocess.run(command, capture_output=True, check=False)
    assert done.returncode in {0, 1}, done.stdout


def measure(*, quick: bool) -> Iterator[Row]:
    profile, rounds = load_profile(), 1 if quick else 5
    yield from built(1 if quick else 3)
    native, sketch = NativeWorldFactory(), SketchWorldFactory(DEVICE)
    number = 10 if quick else 50
    how = f"median of {rounds} rounds of {number} flows, in turns with native"
    for board in PLATFORM_BOARDS:
        sketch_s, native_s = in_turns(
            partial(flows, sketch, board, profile, number), partial(flows, native, board, profile, number), rounds
        )
        ratio = statistics.median(one / other for one, other in zip(native_s, sketch_s, strict=True))
        yield Row(f"boot to ONLINE, sketch, {board.value}", ratio, "x native", how, ONLINE_GOAL)
    number = 50 if quick else 200
    sketch_s, native_s = in_turns(
        partial(boots, sketch, profile, number), partial(boots, native, profile, number), rounds
    )
    beyond_us = statistics.median(one - other for one, other in zip(sketch_s, native_s, strict=True)) / number * 1e6
    how = f"median of {rounds} rounds of {number} boots to the first line on esp32, in turns with native"
    yield Row("a boot with fresh globals, beyond native", beyond_us, "µs", how, BOOT_GOAL_US, at_most=True)
    duration_s = 3_600 if quick else 86_400
    taken_s = median_s(partial(polls, sketch, profile, duration_s), rounds)
    how = f"{duration_s // 3_600} h of 5 s polls on esp32 with trace and journal, median of {rounds}"
    yield Row("polls of a sketch", duration_s / taken_s, "x real time", how, POLLS_GOAL)
    chosen = ("-k", "tokens") if quick else ()
    rounds = 1 if quick else 3
    sketch_time, sim_time = medians_s(
        [partial(library, f"sketch:{DEVICE}", *chosen), partial(library, "sim", *chosen)], rounds
    )
    how = f"{'its tokens' if quick else 'all of it'} on esp32, whole process, median of {rounds}, in turns with sim"
    yield Row("the library over a sketch", sketch_time / sim_time, "x sim", how, LIBRARY_GOAL, at_most=True)
