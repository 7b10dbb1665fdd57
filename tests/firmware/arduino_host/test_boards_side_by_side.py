"""Two boards in one world: neither waits for the turns of the other's loop, and what both do comes in its order."""

import pytest

from oceanhil.hil.worlds.sketch.frames import Ask, Record
from oceanhil.protocol.board import Board
from oceanhil.protocol.firmware import Firmware
from oceanhil.scenarios.trace import EventKind
from tests.firmware.arduino_host.network_sketches import CORES
from tests.firmware.arduino_host.programs import bench

pytestmark = pytest.mark.slow

TICKS = r"""
static unsigned long next_ms = 1000;
void setup() { Serial.begin(115200); }
void loop() {
    if (millis() >= next_ms) {
        Serial.println(next_ms);
        next_ms += 1000;
    }
    delay(10);
}
"""
PAUSE_US = 700_000


@pytest.mark.parametrize("board", CORES)
def test_a_loop_that_turns_on_one_board_costs_the_other_no_question(board: Board, heard: list[Record]) -> None:
    with bench(board, TICKS) as running:
        world = running.world
        running.run(PAUSE_US / 1e6)
        twin = world.device("twin")
        twin.flash(Firmware("token"))
        twin.power_on()
        heard.clear()
        running.run(60)
        told = [each for each in world.trace.events if each.kind is EventKind.SERIAL]
    lines = [each for each in told if str(each.fields["text"]).isdigit()]
    passes = [each.kind for each in heard].count(Ask.PASS)
    times_us = [each.t_us for each in lines]
    assert times_us == sorted(times_us)
    for name in ("device", "twin"):
        said = [int(str(each.fields["text"])) for each in lines if each.device == name]
        assert said == list(range(1000, 1000 * len(said) + 1, 1000))
        assert len(said) >= 58
    # By turns of ten milliseconds it would be 12,000; what is printed is told.
    assert passes < 400
