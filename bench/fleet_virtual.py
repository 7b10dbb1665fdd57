"""What a device of a virtual fleet costs: time while all requests are played, time while they are counted, memory."""

import time
import tracemalloc
from collections.abc import Iterator

import msgspec

from bench.row import Row
from oceanhil.fleet.device import Ask, AskTime, FleetDevice, Habits, Join, Need, Told, mac_of
from oceanhil.fleet.storm import STORMS, Silence, SilentHost, Storm, StormDeed
from oceanhil.fleet.virtual.run import Plan, run
from oceanhil.protocol.board import Board
from oceanhil.protocol.chance import Chance
from oceanhil.protocol.firmware import Firmware
from oceanhil.protocol.http import HttpResponse
from oceanhil.protocol.profile import load_profile

# In each of them a week of a thousand devices takes minutes.
_WEEK_S = 7 * 86_400
_WEEK_GOAL = 600.0
_QUIET = Storm("quiet", "Nothing that a device could notice.", (StormDeed(0, Silence(SilentHost.TIME, 0)),))


def measure(*, quick: bool) -> Iterator[Row]:
    devices = 100 if quick else 1000
    plan = Plan(devices=devices, storm=_QUIET, for_s=600, profile=load_profile(), plays_all=True)
    played_s = _took_s(plan)
    seconds = devices * (plan.strikes_s + plan.for_s)
    how = f"{devices} devices, {plan.strikes_s + plan.for_s:g} s with every request played, one process"
    yield Row("virtual fleet, all played", seconds / played_s, "device s/s", how)
    length_s = 86_400 if quick else _WEEK_S
    week = Plan(devices=devices, storm=STORMS["maintenance-ends"], for_s=length_s, profile=load_profile())
    took_s = _took_s(week)
    how = f"{devices} devices, maintenance and {length_s // 86_400} days, steady requests counted, one process"
    yield Row("virtual fleet, a storm and its week", devices * length_s / took_s, "device s/s", how)
    goal = None if quick else _WEEK_GOAL
    yield Row(f"virtual fleet, {devices:,} devices in that time", took_s, "s", how, goal, at_most=True)
    yield Row("a device of a fleet", _bytes_each(1000) / 1000, "kB", "registered and polling, without its server")


def _took_s(plan: Plan) -> float:
    started = time.perf_counter()
    run(plan)
    return time.perf_counter() - started


def _bytes_each(number: int) -> float:
    """Give what Python allocates for a device that has polled once."""
    profile = load_profile()
    habits, chance = Habits(profile.device, profile.wire), Chance(0)
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        devices = [
            FleetDevice(Board.ESP32, mac_of(place), Firmware(f"oc_reg_{place:043}"), habits, chance)
            for place in range(number)
        ]
        for place, device in enumerate(devices):
            _lead_to_poll(device, place)
        after, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    return (after - before) / number


def _lead_to_poll(device: FleetDevice, place: int) -> None:
    answers = {
        "/register/": {"success": True, "device_id": "x", "permanent_token": f"oc_perm_{place:043}", "server_time": 0},
        "/session/": {"success": True, "session_id": f"{place:032x}", "expires_in": 3600, "server_time": 0},
        "/state/": {"success": True, "relay1": False, "relay2": False, "temperature": None, "humidity": None},
    }
    need: Need | None = device.boot(0)
    now_us = 0
    while not device.online:
        now_us += 1_000_000
        told: Told = None
        if isinstance(need, Join):
            told = "192.168.1.2"
        elif isinstance(need, AskTime):
            told = 1_767_225_600 * 1_000_000
        elif isinstance(need, Ask):
            body = next(body for ending, body in answers.items() if need.request.path.endswith(ending))
            told = HttpResponse(200, msgspec.json.encode(body))
        need = device.go_on(told, now_us)
