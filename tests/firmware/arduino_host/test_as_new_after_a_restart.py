"""What the C and the C++ library keep for themselves: after a restart it is as it was, like all that is global."""

from typing import Final

import pytest

from oceanhil.protocol.board import Board
from tests.firmware.arduino_host.programs import lines_of

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

CAUGHT: Final = """
    try { throw std::runtime_error("x"); } catch (const std::exception&) { ESP.restart(); }
"""
SKETCH: Final = """
#include <clocale>
#include <iostream>
#include <regex>
#include <stdexcept>
void setup() {
    Serial.printf("boot %s %s %s\\n", std::setlocale(LC_ALL, nullptr), getenv("PATH") == nullptr ? "-" : "PATH",
                  getenv("LAMP") == nullptr ? "-" : "LAMP");
    Serial.printf("drawn %d %d errno %d\\n", rand() == 1804289383, drand48() < 1e-6, errno);
    Serial.printf("caught %d\\n", static_cast<bool>(std::current_exception()));
    std::cout << 1.5 << " said" << std::endl;
    Serial.println(std::regex_search("xabbb", std::regex("a(b+)")));
    std::cout << std::hex;
    std::setlocale(LC_ALL, "C.UTF-8");
    setenv("LAMP", "on", 1);
    END
    ESP.restart();
}
void loop() {}
"""
SAID: Final = ["boot C - -", "drawn 1 1 errno 0", "caught 0", "1.5 said", "1"]


@pytest.mark.parametrize(("board", "end"), [(Board.ESP32, CAUGHT), (Board.ESP8266, "")], ids=["esp32", "esp8266"])
def test_the_libraries_of_a_restarted_board_are_as_new(board: Board, end: str) -> None:
    lines = lines_of(board, SKETCH.replace("END", end), seconds=3)
    assert len(lines) >= 3 * len(SAID)
    assert lines[: 3 * len(SAID)] == 3 * SAID
