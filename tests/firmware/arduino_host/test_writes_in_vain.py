"""Writes to EEPROM that have no effect: beyond the size that it was begun with, or before it was."""

from typing import Final

import pytest

from oceanhil.protocol.board import Board
from oceanhil.scenarios.run import WRITTEN_BEYOND
from tests.firmware.arduino_host.programs import bench

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]
BOARDS: Final = [Board.ESP32, Board.ESP8266, Board.PICOW]
SAVES: Final = """
#include <EEPROM.h>
struct Saved { char token[760]; };
static Saved saved;
void save() { EEPROM.put(8, saved); }
void setup() {
    %s
    save();
    save();
    Serial.println("done");
}
void loop() { delay(1000); }
"""


def in_vain(board: Board, before: str) -> str:
    """Give what is said of a sketch that does `before`, and then saves 760 bytes at 8, twice."""
    with bench(board, SAVES % before) as running:
        assert running.run(2)[-1] == "done"
        return running.world.facts().get(WRITTEN_BEYOND, "")


@pytest.mark.parametrize("board", BOARDS)
def test_what_does_not_fit_is_told_with_its_place_and_what_fits_is_not(board: Board) -> None:
    assert in_vain(board, "EEPROM.begin(512);").startswith("760 bytes at 8, where EEPROM has 512, in save at ")
    assert not in_vain(board, "EEPROM.begin(768);")


@pytest.mark.parametrize("board", BOARDS)
def test_what_is_written_before_there_is_an_eeprom_is_told(board: Board) -> None:
    assert in_vain(board, "").startswith("760 bytes at 8, where EEPROM.begin() was not called, in save at ")
