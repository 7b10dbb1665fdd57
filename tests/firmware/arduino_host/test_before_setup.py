"""What a sketch does before its `setup`, in constructors of globals: there, too, the simulator is heard first."""

from typing import Final

import pytest

from oceanhil.protocol.board import Board
from tests.firmware.arduino_host.programs import bench, lines_of

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

ESP32_BOOT_US: Final = 300_000
"""From power-on to the first instruction of a program."""
NOTHING: Final = "void setup() {}\nvoid loop() { delay(1000); }\n"


@pytest.mark.parametrize("what", ["machine::micros()", "(ESP.getEfuseMac(), machine::micros())"])
def test_a_constructor_that_looks_at_the_time_sees_that_of_the_board(what: str) -> None:
    sketch = f"""
    struct Early {{
        uint64_t at_us = {what};
    }} early;
    void setup() {{
        Serial.println((unsigned)early.at_us);
    }}
    void loop() {{ delay(1000); }}
    """
    (at_us,) = lines_of(Board.ESP32, sketch)
    assert ESP32_BOOT_US <= int(at_us) <= ESP32_BOOT_US + 2


def test_a_constructor_that_asks_gets_the_answer_to_its_question() -> None:
    sketch = """
    struct Early {
        uint64_t mac = ESP.getEfuseMac();
    } early;
    void setup() {
        Serial.println(early.mac != 0 && early.mac == ESP.getEfuseMac());
    }
    void loop() { delay(1000); }
    """
    assert lines_of(Board.ESP32, sketch) == ["1"]


def test_a_constructor_that_crashes_ends_its_boot_and_the_next_one_begins() -> None:
    sketch = f"struct Early {{ Early() {{ abort(); }} }} early;\n{NOTHING}"
    with bench(Board.ESP32, sketch) as running:
        lines = running.run(2)
        boots = running.device._board.boots
    assert boots > 1
    assert sum("abort() was called" in line for line in lines) == boots - 1


def test_a_timer_that_a_global_starts_is_served() -> None:
    sketch = """
    int rings = 0;
    repeating_timer_t each_second;
    bool ring(repeating_timer_t*) { ++rings; return true; }
    bool is_there = add_repeating_timer_ms(1000, ring, nullptr, &each_second);
    void setup() {
        delay(5500);
        Serial.printf("%d %d\\n", is_there, rings);
    }
    void loop() { delay(1000); }
    """
    assert lines_of(Board.PICOW, sketch, 10) == ["1 5"]
