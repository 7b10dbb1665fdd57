"""By which calls a sketch came to what it does, also where it comes to it by more ways than are kept."""

from typing import Final

import pytest

from oceanhil.hil.worlds.sketch.device import SketchDevice
from oceanhil.protocol.board import Board
from oceanhil.scenarios.acts import ActKind
from tests.firmware.arduino_host.programs import bench

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]
# Twelve calls, each from one of two places, are 4,096 ways: twice as many as are kept of a boot.
SKETCH: Final = r"""
volatile int turns;  // Nothing of all this may be left out by the compiler, or put together.

void by(int number, int left) {
    if (left == 0) {
        Serial.printf("way %d\n", number);
    } else if (number >> (left - 1) & 1) {
        by(number, left - 1);
        turns += 1;
    } else {
        by(number, left - 1);
        turns += 2;
    }
}

void again() { Serial.println("a way that was known"); }
void late() { Serial.println("a way too many"); }

void setup() {
    for (volatile int turn = 0; turn < 2; turn = turn + 1) {
        again();
        if (turn == 0 && esp_reset_reason() == ESP_RST_POWERON) {
            for (int number = 0; number < 4096; number++) by(number, 12);
            late();
        }
    }
    if (esp_reset_reason() != ESP_RST_POWERON) {
        late();
        while (true) delay(1000);
    }
    ESP.restart();
}

void loop() {}
"""


def callers(device: SketchDevice, printed: str) -> list[list[str]]:
    """Give by which functions each act came that printed a line, newest first."""
    lines = [deed for deed in device.deeds() if deed.kind is ActKind.LINE and deed.printed.strip() == printed]
    return [[call.function for call in deed.calls()] for deed in lines]


def test_a_way_beyond_those_that_are_kept_is_not_told_and_the_sketch_goes_on() -> None:
    with bench(Board.ESP32, SKETCH) as running:
        lines = running.run(60)
        device = running.device
        assert isinstance(device, SketchDevice)
        assert [line for line in lines if line.startswith("way ")] == [f"way {each}" for each in range(4096)]
        assert lines.count("a way too many") == 2
        # Of the first boot nothing of it; the next one has its own table.
        assert callers(device, "a way too many") == [["late", "setup"]]
        # Twice in either boot; the oldest ones are behind the acts that are kept.
        assert callers(device, "a way that was known")[:3] == [["again", "setup"]] * 3


CALLED: Final = r"""
#include <ESP8266WiFi.h>
#include <coredecls.h>
#include <sys/time.h>
#include <functional>

namespace lamp {
static void tell(const char* what) { Serial.println(what); }
template <typename T> struct Kept {
    std::function<void(T)> changed;
    void set(T value) { changed(value); }
};
}  // namespace lamp

void setup() {
    settimeofday_cb([]() { lamp::tell("the time is set"); });
    lamp::Kept<int> kept{[](int) { lamp::tell("a value is set"); }};
    kept.set(1);
    const timeval now = {1700000000, 0};
    settimeofday(&now, nullptr);
}

void loop() { delay(1000); }
"""


def test_a_way_through_the_api_and_the_library_is_told_by_the_calls_of_the_sketch_alone() -> None:
    with bench(Board.ESP8266, CALLED) as running:
        assert running.run(3) == ["a value is set", "the time is set"]
        device = running.device
        assert isinstance(device, SketchDevice)
        assert callers(device, "a value is set") == [["lamp::tell", "setup::lambda", "lamp::Kept::set", "setup"]]
        assert callers(device, "the time is set")[0][:2] == ["lamp::tell", "setup::lambda"]
        assert set(callers(device, "the time is set")[0][2:]) <= {"setup", "loop"}
