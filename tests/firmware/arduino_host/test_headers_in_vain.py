"""Headers of answers that a sketch asks for and its library was not told to keep."""

from typing import Final

import pytest

from oceanhil.protocol.board import Board
from oceanhil.scenarios.run import UNCOLLECTED
from tests.firmware.arduino_host.programs import bench

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]
LOOP: Final = "void loop() { delay(1000); }\n"
ASKS: Final = """
#ifdef ESP8266
#include <ESP8266HTTPClient.h>
#else
#include <HTTPClient.h>
#endif
HTTPClient http;
String wait_told() { return http.header("Retry-After"); }
void setup() {
    %s
    for (int each = 0; each < 3; ++each) Serial.printf("told: '%%s'\\n", wait_told().c_str());
}
"""
NAMED: Final = 'const char* names[] = {"Date", "Retry-After"}; http.collectHeaders(names, 2);'


@pytest.mark.parametrize("board", [Board.ESP32, Board.ESP8266, Board.PICOW])
def test_one_that_was_never_named_is_told_with_its_place_and_one_that_was_is_not(board: Board) -> None:
    def in_vain(before: str) -> str:
        with bench(board, ASKS % before + LOOP) as running:
            assert running.run(2)[-1] == "told: ''"
            return running.world.facts().get(UNCOLLECTED, "")

    assert in_vain("").startswith("'Retry-After' in wait_told at ")
    assert not in_vain(NAMED)
