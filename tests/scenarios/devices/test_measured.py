"""What is measured of a run, and how it is said."""

from collections.abc import Mapping

import pytest

from oceanhil.protocol.board import Board
from oceanhil.scenarios.devices.measured import facts_of, heaps_of, measured
from oceanhil.scenarios.measures import Measure
from oceanhil.scenarios.world import Capability, FlashWear
from tests.scenarios.devices.invariants.memory_device import MemoryDevice, polls
from tests.scenarios.fake_world import Planned, S, boot, fake_world, line, power, requested

HOUR = 3_600 * S
WEAR = FlashWear(6, 1_200, 3)


def facts(*planned: Planned, run_us: int, lost: int | None = None, wear: FlashWear | None = None) -> Mapping[str, str]:
    world = fake_world()
    if lost is None:
        world.capabilities = frozenset(Capability) - {Capability.MEMORY}
    else:
        world.put("device", MemoryDevice(world, Board.ESP32, lost=lost, holds_us=[1_500]))
    heaps = heaps_of(world)
    for each in planned:
        world.plan(each)
    world.run_for(run_us)
    return facts_of(measured(world, lambda _: wear, heaps))


def test_of_a_run_over_hours_rates_are_told() -> None:
    said = facts(power("on"), boot(), *polls(1_440), run_us=2 * HOUR, wear=WEAR)
    assert said["requests_per_hour"] == "720"
    assert said["boot_to_online"] == "5.0 s"
    assert said["flash_erases_per_day"] == "6 in 2h"
    assert said["flash_bytes_per_day"] == "1,200 bytes in 2h"


def test_of_a_day_flash_work_is_told_by_the_day() -> None:
    said = facts(power("on"), boot(), run_us=48 * HOUR, wear=WEAR)
    assert (said["flash_erases_per_day"], said["flash_bytes_per_day"]) == ("3", "600 bytes")


def test_of_a_short_run_it_is_told_how_short_it_was() -> None:
    said = facts(power("on"), boot(), requested("session", 200, S, session="a1b2c3d4"), run_us=90 * S)
    assert said["requests_per_hour"] == "1 in 1m 30s"
    assert "boot_to_online" not in said


def test_time_without_power_is_no_silence_and_no_time_of_use() -> None:
    said = facts(power("on"), boot(), line("hello", 2 * S), power("off", 10 * S), run_us=HOUR)
    assert (said["longest_silence"], said["requests_per_hour"]) == ("8.0 s", "0 in 10s")


def test_what_sleeps_deeply_has_power_and_is_not_silent() -> None:
    sleeps = power("asleep", 10 * S), power("on", 1_800 * S), boot(1_800 * S), power("asleep", 1_803 * S)
    said = facts(power("on"), boot(), line("hello", 2 * S), *sleeps, run_us=24 * HOUR, wear=WEAR)
    assert (said["longest_silence"], said["flash_erases_per_day"]) == ("8.0 s", "6")


def test_the_slowest_start_is_told() -> None:
    poll = requested("state", 200, 300 * S, session="a1b2c3d4")
    said = facts(power("on"), boot(), *polls(1), boot(280 * S), poll, run_us=400 * S)
    assert said["boot_to_online"] == "20.0 s"


def test_another_device_is_told_by_its_name() -> None:
    said = facts(boot(device="thief"), run_us=90 * S)
    assert said["thief_requests_per_hour"] == "0 in 1m 30s"


def test_every_measure_is_counted_where_a_world_shows_all() -> None:
    said = facts(power("on"), boot(), *polls(1_000), run_us=2 * HOUR, lost=10, wear=WEAR)
    assert set(said) == {each.value for each in Measure}


def test_where_memory_is_seen_it_is_told() -> None:
    said = facts(power("on"), boot(), *polls(1_000), run_us=2 * HOUR, lost=10)
    assert (said["stack_used"], said["longest_hold"]) == ("1,000 bytes", "1.5 ms")
    assert said["least_free_heap"] == said["largest_block_then"] == "40,000 bytes"
    assert 7_000 < int(said["heap_lost_per_hour"].replace(",", "").removesuffix(" bytes")) < 7_400


def test_the_heap_that_a_boot_lost_is_told_though_the_device_starts_again() -> None:
    again = boot(HOUR), requested("state", 200, HOUR + 5 * S, session="a1b2c3d4")
    said = facts(power("on"), boot(), *polls(700), *again, run_us=2 * HOUR, lost=10)
    assert 7_000 < int(said["heap_lost_per_hour"].replace(",", "").removesuffix(" bytes")) < 7_400


@pytest.mark.parametrize(("minutes", "is_told"), [(15, False), (30, True)])
def test_heap_lost_is_told_of_a_boot_with_half_an_hour_of_polls(minutes: int, *, is_told: bool) -> None:
    said = facts(power("on"), boot(), *polls(minutes * 12), boot(HOUR), *polls(1), run_us=2 * HOUR, lost=10)
    assert ("heap_lost_per_hour" in said) == is_told


def test_where_nobody_sees_memory_nothing_is_told_of_it() -> None:
    assert not {"least_free_heap", "stack_used", "longest_hold"} & facts(boot(), *polls(3), run_us=HOUR).keys()
