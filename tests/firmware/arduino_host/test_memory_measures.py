"""What a sketch's process tells of its heap, its stack and its turns, with the places in the sketch."""

from typing import Final

import pytest

from oceanhil.hil.worlds.sketch.device import SketchDevice
from oceanhil.protocol.board import Board
from oceanhil.scenarios.memory import Held, MemoryReading
from oceanhil.scenarios.trace import EventKind
from tests.firmware.arduino_host.network_sketches import CORES, HEADERS
from tests.firmware.arduino_host.programs import bench

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]
ASK: Final = r"""
// The compiler must not do without what nobody looks at.
static void* volatile keep;
WiFiClientSecure client;

void ask() {
    client.setInsecure();
    client.connect("oceanremote.net", 443);
    client.print("GET / HTTP/1.1\r\nConnection: close\r\n\r\n");
    client.stop();
}
"""


def told(board: Board, sketch: str) -> tuple[MemoryReading, SketchDevice]:
    """Run a sketch, and give what was told last, and its board."""
    with bench(board, HEADERS + ASK + sketch) as running:
        running.run(10)
        device = running.device
        assert isinstance(device, SketchDevice)
        reading = device.memory()
        assert reading is not None
        return reading, device


def held_by(device: SketchDevice, function: str) -> Held:
    """Sum up what a function of the sketch holds, by whatever way it was called."""
    numbers = [each for each in device.held() if device.place_of_holder(each).startswith(f"{function} at ")]
    assert numbers
    held = [device.held()[number] for number in numbers]
    return Held(sum(each.blocks for each in held), sum(each.bytes for each in held))


@pytest.mark.parametrize("board", CORES)
def test_who_holds_what_is_told_with_the_place_in_the_sketch(board: Board) -> None:
    sketch = """
    void remember() { keep = new char[1000]; }
    void test() { for (int each = 0; each < 3; each++) remember(); ask(); }
    """
    _, device = told(board, sketch)
    assert held_by(device, "remember") == Held(3, 3000)


def test_what_was_given_back_is_held_by_nobody() -> None:
    sketch = """
    void borrow() { keep = malloc(700); }
    void test() { borrow(); ask(); free(keep); ask(); }
    """
    reading, device = told(Board.ESP8266, sketch)
    assert held_by(device, "borrow") == Held(0, 0)
    assert reading.free - reading.least_free >= 700
    assert reading.largest_at_least < reading.largest


def test_the_longest_hold_is_told_with_its_place_and_a_delay_is_none() -> None:
    sketch = """
    void block() { const unsigned long since = millis(); while (millis() - since < 1500) {} }
    void test() { delay(3000); block(); ask(); }
    """
    reading, device = told(Board.ESP8266, sketch)
    assert 1_499_000 <= reading.longest_hold_us < 1_600_000
    assert device.place_of_hold().startswith("block at ")


def test_a_short_hold_is_told_though_it_has_ended() -> None:
    sketch = """
    void test() { const unsigned long since = millis(); while (millis() - since < 300) {} delay(2000); ask(); }
    """
    assert 299_000 <= told(Board.ESP8266, sketch)[0].longest_hold_us < 400_000


def test_nor_is_a_delay_in_which_the_clock_begins_to_run_otherwise() -> None:
    with bench(Board.ESP8266, HEADERS + ASK + "void test() { delay(30000); ask(); }") as running:
        running.run(2)
        running.device.set_drift(-50_000)
        running.run(1)
        running.device.set_drift(0)
        running.run(35)
        assert isinstance(running.device, SketchDevice)
        reading = running.device.memory()
        assert reading is not None
        assert reading.longest_hold_us < 200_000


def test_a_deep_call_shows_on_the_stack() -> None:
    shallow, _ = told(Board.ESP32, "void test() { ask(); }")
    # The 8192 bytes that a loop has would be too few for a handshake behind that.
    larger = "SET_LOOP_TASK_STACK_SIZE(32768);\n"
    deep, _ = told(Board.ESP32, f"{larger}void test() {{ volatile char room[20000]; room[0] = 1; ask(); }}")
    assert 500 < shallow.stack_used < 15_000
    assert 19_000 < deep.stack_used - shallow.stack_used < 21_000


def test_a_crash_of_its_own_is_told_with_the_place() -> None:
    sketch = """
    void fill() { for (;;) keep = new char[1000]; }
    void test() { ask(); fill(); }
    """
    with bench(Board.ESP8266, HEADERS + ASK + sketch) as running:
        running.run(8)
        panics = [each for each in running.world.trace.events if each.kind is EventKind.PANIC]
        assert str(panics[0].fields["frames"]).startswith("fill at ")
