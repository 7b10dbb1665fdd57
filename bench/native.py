"""How fast compiled firmware goes in simulated boards, beside the Python program in the same ones."""

import statistics
import time
from collections.abc import Callable, Iterator
from functools import partial

from bench.row import Row
from bench.simulated_devices import says_online
from oceanhil.hil.worlds.native.factory import NativeWorldFactory
from oceanhil.hil.worlds.sim import SimWorldFactory
from oceanhil.protocol.board import PLATFORM_BOARDS, Board
from oceanhil.protocol.firmware import Firmware
from oceanhil.protocol.profile import Profile, load_profile
from oceanhil.scenarios.world import WorldRequest

SECOND_US = 1_000_000
TIMES_SIM_GOAL = 2.0


def flows(factory: SimWorldFactory, board: Board, profile: Profile, number: int) -> None:
    for seed in range(number):
        world = factory.make(WorldRequest(board=board, seed=seed, profile=profile))
        made = world.server.generate_firmware(board, "device")
        device = world.device()
        device.flash(Firmware(made.registration_token))
        device.power_on()
        assert world.wait_for(says_online, 60 * SECOND_US) is not None
        world.close()


def measure(*, quick: bool) -> Iterator[Row]:
    profile, number, rounds = load_profile(), 50 if quick else 200, 5 if quick else 15
    native, sim = NativeWorldFactory(), SimWorldFactory()
    how = f"median of {rounds} rounds of {number} flows, one process"
    for board in PLATFORM_BOARDS:
        native_s, sim_s = in_turns(
            partial(flows, native, board, profile, number), partial(flows, sim, board, profile, number), rounds
        )
        ratio = statistics.median(one / other for one, other in zip(sim_s, native_s, strict=True))
        yield Row(f"boot to ONLINE, native, {board.value}", number / statistics.median(native_s), "flows/s", how)
        yield Row(f"native against sim, {board.value}", ratio, "x sim", f"{how}, in turns with sim", TIMES_SIM_GOAL)


def in_turns(one: Callable[[], object], other: Callable[[], object], rounds: int) -> tuple[list[float], list[float]]:
    """Give the seconds that each takes, round by round: what slows the machine down for a while then slows both."""
    one()
    other()
    taken: tuple[list[float], list[float]] = ([], [])
    for _ in range(rounds):
        for work, seconds in zip((one, other), taken, strict=True):
            started = time.perf_counter()
            work()
            seconds.append(time.perf_counter() - started)
    return taken
