"""A moment at which a sketch's board has no power can be kept: whoever goes on from it does what the run itself did."""

from typing import Final

import pytest

from oceanhil.firmware.build import FIRMWARE_DIRECTORY
from oceanhil.hil.worlds.sketch.factory import SketchWorldFactory
from oceanhil.protocol.board import Board
from oceanhil.scenarios.scenario import Case
from oceanhil.scenarios.snapshot import Snapshot, SnapshotError
from oceanhil.scenarios.trace import Event
from oceanhil.scenarios.world import World
from tests.firmware.arduino_host.network_sketches import HEADERS
from tests.firmware.arduino_host.programs import bench
from tests.hil.worlds.cut_moments import SINGLE, assert_moments_are_runs

SECOND_US: Final = 1_000_000

# What lives on flash, what the run draws, and a connection that still stands when power goes.
COUNTS: Final = rf"""{HEADERS}
#include <EEPROM.h>
void test() {{
    EEPROM.begin(16);
    EEPROM.write(0, EEPROM.read(0) + 1);
    EEPROM.commit();
    WiFiClient client;
    const bool is_open = client.connect("oceanremote.net", 80);
    client.print("GET /api/device/state/ HTTP/1.1\r\nHost: oceanremote.net\r\n\r\n");
    delay(100);
    const long drawn = random(1000000);
    Serial.printf("start %d, drawn %ld, %d, answered %d\n", EEPROM.read(0), drawn, is_open, client.available());
    for (;;) {{
        delay(1000);
    }}
}}
"""
# The port stores as the documentation has it; other firmware than a sketch itself is none of its business.
SWEEPS: Final = [
    case
    for each in SINGLE
    for case in each.scenario.expand(each.replay.board, (each.replay.driver,))
    if "+reference" in case.replay_id
]


def goes_on(world: World) -> list[Event]:
    """Start the board again, long enough for what was open to be closed, and once more."""
    device = world.device()
    for _ in range(2):
        device.power_on()
        world.run_for(90 * SECOND_US)
        device.power_off()
    events = world.trace.events
    world.close()
    return events


@pytest.mark.slow
def test_who_goes_on_from_a_moment_without_power_does_what_the_run_did() -> None:
    with bench(Board.ESP32, COUNTS) as running:
        (said,) = running.run(8)
        running.device.power_off()
        moment = Snapshot(running.world)
        others = [goes_on(moment.restore()) for _ in range(2)]
        events = goes_on(running.world)
    assert said.startswith("start ")
    assert not said.endswith("answered 0")
    assert len({str(each.fields["text"]) for each in events if "start " in str(each.fields.get("text"))}) == 3
    assert others == [events, events]


@pytest.mark.slow
def test_a_board_with_power_cannot_be_kept_for_its_memory_is_elsewhere() -> None:
    with bench(Board.ESP32, COUNTS) as running:
        running.run(8)
        with pytest.raises(SnapshotError):
            Snapshot(running.world)
        running.device.deep_sleep(60 * SECOND_US)
        with pytest.raises(SnapshotError, match="in its process"):
            Snapshot(running.world)


@pytest.mark.long
@pytest.mark.parametrize("case", SWEEPS, ids=lambda case: case.replay_id)
def test_a_point_of_a_sweep_that_goes_on_from_its_cut_is_the_point_run_alone(case: Case) -> None:
    assert_moments_are_runs(case, SketchWorldFactory(str(FIRMWARE_DIRECTORY / "arduino" / "oceanremote")))
