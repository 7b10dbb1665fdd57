"""What the world of boards costs beside that of simulated ones, with virtual boards on ptys in held time."""

import os
from collections.abc import Iterator
from contextlib import ExitStack, closing
from functools import partial
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

from bench.commands import oceanhil
from bench.row import Row, median_s
from oceanhil.app.run.library import library_root
from oceanhil.hil.boards.entry import Bench, BoardEntry, PowerControl, Time
from oceanhil.hil.link.modem import ModemPolicy
from oceanhil.hil.vboard.launcher import VirtualBoardProcess
from oceanhil.hil.worlds.serial.factory import SerialWorldFactory
from oceanhil.hil.worlds.serial.inventory_bench import InventoryBench
from oceanhil.hil.worlds.serial.world import SerialWorld
from oceanhil.hil.worlds.sim import SimWorldFactory
from oceanhil.protocol.board import Board
from oceanhil.protocol.firmware import Firmware
from oceanhil.protocol.profile import Profile, load_profile
from oceanhil.scenarios.loader import load_scenario
from oceanhil.scenarios.result import Outcome
from oceanhil.scenarios.runner import run_case
from oceanhil.scenarios.world import WorldFactory, WorldRequest

HARNESS_GOAL_MS = 2.0
SCENARIO = library_root() / "tokens" / "token-expired.yaml"
EMPTY_TEST = "world made, board renewed, world closed"


def empty_test(factory: WorldFactory, profile: Profile, seeds: Iterator[int]) -> None:
    """Do what the harness does for a test that itself does nothing."""
    world = factory.make(WorldRequest(board=Board.ESP32, seed=next(seeds), profile=profile))
    world.device()
    world.close()


def powered_test(factory: WorldFactory, profile: Profile, seeds: Iterator[int]) -> None:
    """The same with what nearly every test does first: firmware on the board, and power."""
    world = factory.make(WorldRequest(board=Board.ESP32, seed=next(seeds), profile=profile))
    made = world.server.generate_firmware(Board.ESP32, "device")
    device = world.device()
    device.flash(Firmware(made.registration_token))
    device.power_on()
    world.close()


def leased_test(bench: InventoryBench, profile: Profile, seeds: Iterator[int]) -> None:
    """The empty test on a board of an inventory, which is checked before each run."""
    request = WorldRequest(board=Board.ESP32, seed=next(seeds), profile=profile)
    socket = bench.socket(request)
    world = SerialWorld(
        "serial",
        request,
        socket,
        lambda index: bench.take(request, index),
        lambda hand: bench.capabilities_with(request, hand),
    )
    world.device()
    world.close()


def leased_ms(profile: Profile, rounds: int) -> float:
    with ExitStack() as exits:
        state = exits.enter_context(TemporaryDirectory(prefix="oceanhil-bench-"))
        exits.enter_context(patch.dict(os.environ, {"OCEANHIL_STATE": str(Path(state, "state"))}))
        process = exits.enter_context(VirtualBoardProcess("--clock", "held"))
        entry = BoardEntry(
            name="bench-esp32",
            kind=Board.ESP32,
            lines=ModemPolicy.NONE,
            power=PowerControl(process.control_address),
            port=process.port_url,
            agent=True,
            time=Time.HELD,
        )
        bench = exits.enter_context(closing(InventoryBench(Bench("bench", (entry,)), tell=lambda _: None)))
        return 1000 * median_s(partial(leased_test, bench, profile, count(1)), rounds)


def scenario(factory: WorldFactory, profile: Profile) -> None:
    result = run_case(load_scenario(SCENARIO).expand(Board.ESP32)[0], factory, profile)
    assert result.outcome is Outcome.PASSED is result.remedy


def measure(*, quick: bool) -> Iterator[Row]:
    profile, rounds, runs = load_profile(), 100 if quick else 1_000, 3 if quick else 21
    sim = SimWorldFactory()
    with closing(SerialWorldFactory("virtual")) as serial:
        how = f"{EMPTY_TEST}; median of {rounds:,}"
        cost_ms = 1000 * median_s(partial(empty_test, serial, profile, count(1)), rounds)
        yield Row("serial: harness cost of a test", cost_ms, "ms", how, HARNESS_GOAL_MS, at_most=True)
        cost_ms = 1000 * median_s(partial(powered_test, serial, profile, count(1)), rounds)
        yield Row("the same with firmware and power", cost_ms, "ms", f"by agent and control channel; {rounds:,} times")
        cost_ms = 1000 * median_s(partial(empty_test, sim, profile, count(1)), rounds)
        yield Row("the same in world sim, empty", cost_ms, "ms", how)
        for name, factory in (("serial", serial), ("sim", sim)):
            taken_ms = 1000 * median_s(partial(scenario, factory, profile), runs)
            yield Row(f"token-expired in {name}", taken_ms, "ms", f"with remedy, one board; median of {runs}")
    checked = 3 if quick else 21
    how = f"the same after a health check, storage saved once; median of {checked}"
    yield Row("serial: a leased board of an inventory", leased_ms(profile, checked), "ms", how)
    processes = 1 if quick else 5
    taken_s = median_s(partial(oceanhil, "run", "--world", "serial:virtual", "token-expired"), processes)
    yield Row(
        "oceanhil run --world serial token-expired", taken_s, "s", f"whole process, 3 boards, median of {processes}"
    )
