"""How fast simulated devices go: from power-on to ONLINE, and through a day of polls."""

import multiprocessing
import os
from collections.abc import Iterator
from functools import partial
from itertools import count

from bench.row import Row, median_s
from oceanhil.hil.worlds.sim import SimWorld, SimWorldFactory
from oceanhil.protocol.board import PLATFORM_BOARDS, Board
from oceanhil.protocol.device_status import DeviceStatus
from oceanhil.protocol.firmware import Firmware
from oceanhil.protocol.profile import Profile, load_profile
from oceanhil.scenarios.trace import Event, EventKind
from oceanhil.scenarios.world import WorldRequest

DAY_S = 86_400
SECOND_US = 1_000_000
FLOWS_GOAL = 3_000
DAY_GOAL = 200_000


def says_online(event: Event) -> bool:
    return event.kind is EventKind.SERIAL and event.fields["text"] == "[INFO] Device ONLINE"


def started_world(board: Board, profile: Profile, seed: int) -> tuple[SimWorld, str]:
    world = SimWorldFactory().make(WorldRequest(board=board, seed=seed, profile=profile))
    made = world.server.generate_firmware(board, "device")
    device = world.device()
    device.flash(Firmware(made.registration_token))
    device.power_on()
    return world, made.id


def flows(board: Board, profile: Profile, number: int, first_seed: int = 0) -> None:
    for seed in range(first_seed, first_seed + number):
        world, _ = started_world(board, profile, seed)
        assert world.wait_for(says_online, 60 * SECOND_US) is not None
        world.close()


def day(board: Board, profile: Profile) -> None:
    world, device_id = started_world(board, profile, 1)
    world.run_for(DAY_S * SECOND_US)
    assert world.server.status(device_id) is DeviceStatus.ONLINE
    world.close()


def measure(*, quick: bool) -> Iterator[Row]:
    profile, number, rounds = load_profile(), 100 if quick else 500, 3 if quick else 7
    for board in PLATFORM_BOARDS:
        taken_s = median_s(partial(flows, board, profile, number), rounds)
        how = f"median of {rounds} rounds of {number} flows, one process"
        yield Row(f"boot to ONLINE, {board.value}", number / taken_s, "flows/s", how, FLOWS_GOAL)
    # As a run of the library is spread by `-n auto`.
    workers = os.cpu_count() or 1
    with multiprocessing.get_context("fork").Pool(workers) as pool:
        shares = [(Board.ESP32, profile, number)] * workers
        taken_s = median_s(lambda: pool.starmap(flows, shares, chunksize=1), rounds)
    how = f"median of {rounds} rounds of {number} flows in each of {workers} processes"
    yield Row("boot to ONLINE, esp32, all processors", workers * number / taken_s, "flows/s", how, FLOWS_GOAL)
    # As in a run of the library: what was found out about a run's tokens is of no use to the next.
    firsts = count(number, number)
    taken_s = median_s(lambda: flows(Board.ESP32, profile, number, next(firsts)), rounds)
    how = f"median of {rounds} rounds of {number} flows, each with tokens of its own"
    yield Row("boot to ONLINE, esp32, new tokens each time", number / taken_s, "flows/s", how)
    taken_s = median_s(partial(day, Board.ESP32, profile), rounds)
    how = f"24 h of 5 s polls on esp32 with trace and journal, median of {rounds}"
    yield Row("a day online", DAY_S / taken_s, "x real time", how, DAY_GOAL)
