"""How fast compiled firmware goes in simulated boards, beside the Python program in the same ones."""

from collections.abc import Iterator
from functools import partial

from bench.row import Row, median_s
from bench.simulated_devices import says_online
from hil.worlds.native.factory import NativeWorldFactory
from hil.worlds.sim import SimWorldFactory
from protocol.board import Board
from protocol.firmware import Firmware
from protocol.profile import Profile, load_profile
from scenarios.world import WorldRequest

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
    profile, number, rounds = load_profile(), 100 if quick else 500, 3 if quick else 7
    native, sim = NativeWorldFactory(), SimWorldFactory()
    how = f"median of {rounds} rounds of {number} flows, one process"
    for board in Board:
        native_s = median_s(partial(flows, native, board, profile, number), rounds)
        sim_s = median_s(partial(flows, sim, board, profile, number), rounds)
        yield Row(f"boot to ONLINE, native, {board.value}", number / native_s, "flows/s", how)
        yield Row(f"native against sim, {board.value}", sim_s / native_s, "x sim", how, TIMES_SIM_GOAL)
