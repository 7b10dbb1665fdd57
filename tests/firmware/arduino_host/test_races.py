"""What another task does between a look at the time and what comes of it: as on a chip, only more often."""

from typing import Final

import pytest

from oceanhil.protocol.board import Board
from tests.firmware.arduino_host.programs import LOOP, lines_of

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]
_NOTED: Final = "static volatile uint32_t noted;\n"
_TASK: Final = (
    _NOTED
    + r"""
    static void note(void*) {
        for (;;) {
            noted = millis();
            vTaskDelay(pdMS_TO_TICKS(20));
        }
    }
    """
)


def _watching(body: str) -> str:
    """Give a setup that looks for a while how long ago the time was noted."""
    return (
        r"""
        uint32_t ahead = 0;
        for (int turn = 0; turn < 300; ++turn) {
            """
        + body
        + r"""
            delayMicroseconds(5000 + 373 * turn % 3000);
        }
        Serial.println(ahead > 0 ? "ahead" : "behind");
    """
    )


_TIME_FIRST: Final = _watching("const uint32_t now = millis(); ahead += now - noted > 1000;")
_NOTE_FIRST: Final = _watching("const uint32_t seen = noted; ahead += millis() - seen > 1000;")


@pytest.mark.parametrize(("look", "found"), [(_TIME_FIRST, "ahead"), (_NOTE_FIRST, "behind")])
def test_a_more_urgent_task_comes_between_the_time_and_what_is_made_of_it(look: str, found: str) -> None:
    setup = 'void setup() { xTaskCreate(note, "note", 2048, NULL, 2, NULL);' + look + "}"
    assert lines_of(Board.ESP32, _TASK + setup + LOOP, 4) == [found]


def test_one_that_is_as_urgent_does_not() -> None:
    setup = 'void setup() { xTaskCreate(note, "note", 2048, NULL, 1, NULL);' + _TIME_FIRST + "}"
    assert lines_of(Board.ESP32, _TASK + setup + LOOP, 4) == ["behind"]


def test_nobody_comes_between_in_a_critical_section() -> None:
    look = _watching(
        """
        static portMUX_TYPE lock = portMUX_INITIALIZER_UNLOCKED;
        portENTER_CRITICAL(&lock);
        const uint32_t now = millis();
        ahead += now - noted > 1000;
        portEXIT_CRITICAL(&lock);
        """
    )
    setup = 'void setup() { xTaskCreate(note, "note", 2048, NULL, 2, NULL);' + look + "}"
    assert lines_of(Board.ESP32, _TASK + setup + LOOP, 4) == ["behind"]


@pytest.mark.parametrize(("look", "found"), [(_TIME_FIRST, "ahead"), (_NOTE_FIRST, "behind")])
def test_the_other_core_of_a_pico_does_so_too(look: str, found: str) -> None:
    other = "void setup1() {}\nvoid loop1() { noted = millis(); delayMicroseconds(20700); }\n"
    assert lines_of(Board.PICOW, _NOTED + other + "void setup() {" + look + "}" + LOOP, 4) == [found]
