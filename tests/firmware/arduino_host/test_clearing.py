"""`storage.clear` leaves nothing of what a sketch stored, wherever that was."""

import pytest

from oceanhil.protocol.board import Board
from oceanhil.scenarios.world import LackingError
from tests.firmware.arduino_host.programs import bench

STORED = "oc_perm_stored"
IN_EEPROM = r"""
#include <EEPROM.h>
void setup() {
    Serial.begin(115200);
    EEPROM.begin(64);
    if (EEPROM.read(0) != 'o') { EEPROM.put(0, "%s"); EEPROM.commit(); Serial.println("stored"); }
    else Serial.println("found");
}
void loop() { delay(1000); }
"""
# Two records in two sectors, as careful sketches keep them.
IN_TWO_SECTORS = r"""
#include <EEPROM.h>
EEPROMClass other(ESP.getFlashChipSize() / 4096 - 6);
void setup() {
    Serial.begin(115200);
    EEPROM.begin(64);
    other.begin(64);
    if (EEPROM.read(0) == 'o' || other.read(0) == 'o') { Serial.println("found"); return; }
    EEPROM.put(0, "%s");
    other.put(0, "%s");
    Serial.println(EEPROM.commit() && other.commit() ? "stored" : "failed");
}
void loop() { delay(1000); }
"""
IN_A_FILE = r"""
#include <LittleFS.h>
void setup() {
    Serial.begin(115200);
    LittleFS.begin();
    if (LittleFS.exists("/token")) { Serial.println("found"); return; }
    File file = LittleFS.open("/token", "w");
    file.print("%s");
    file.close();
    Serial.println("stored");
}
void loop() { delay(1000); }
"""
IN_PREFERENCES = r"""
#include <Preferences.h>
void setup() {
    Serial.begin(115200);
    Preferences kept;
    kept.begin("kept");
    if (kept.isKey("token")) { Serial.println("found"); return; }
    kept.putString("token", "%s");
    Serial.println("stored");
}
void loop() { delay(1000); }
"""
NOWHERE = 'void setup() { Serial.begin(115200); Serial.println("%s"); }\nvoid loop() { delay(1000); }\n'


@pytest.mark.parametrize(
    ("board", "sketch"),
    [
        (Board.ESP32, IN_PREFERENCES),
        (Board.ESP32, IN_EEPROM),
        (Board.ESP8266, IN_EEPROM),
        (Board.ESP8266, IN_TWO_SECTORS),
        (Board.ESP8266, IN_A_FILE),
        (Board.PICOW, IN_EEPROM),
        (Board.PICOW, IN_A_FILE),
    ],
    ids=["preferences", "esp32-eeprom", "esp8266-eeprom", "two-sectors", "esp8266-file", "picow-eeprom", "picow-file"],
)
def test_what_a_sketch_stored_is_gone(board: Board, sketch: str) -> None:
    with bench(board, sketch.replace("%s", STORED)) as running:
        running.run(3)
        for clears in (False, True):
            running.device.power_off()
            if clears:
                running.device.clear_storage()
                assert not running.device.storage_contains(STORED)
            running.device.power_on()
            running.run(3)
        said = [line for line in running.lines() if line in {"stored", "found", "failed"}]
    assert said == ["stored", "found", "stored"]


def test_of_a_sketch_that_stored_nothing_it_is_not_known_what_it_keeps() -> None:
    with bench(Board.ESP8266, NOWHERE.replace("%s", STORED)) as running:
        running.run(1)
        with pytest.raises(LackingError, match="the sketch has stored nothing"):
            running.device.clear_storage()
