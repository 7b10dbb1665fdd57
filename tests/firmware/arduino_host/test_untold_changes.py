"""What nobody looks at costs no question: a lamp that blinks, an attempt to join that fails as the one before."""

import pytest

from oceanhil.firmware.sketches.sketch import SketchSettings
from oceanhil.firmware.sketches.wiring import RelayPins
from oceanhil.hil.worlds.sketch.frames import Ask, Note, Record
from oceanhil.protocol.board import Board
from oceanhil.protocol.board_faults import MacFault
from oceanhil.protocol.network_change import AccessPointChange
from oceanhil.scenarios.trace import EventKind
from tests.firmware.arduino_host.network_sketches import CORES
from tests.firmware.arduino_host.programs import bench

pytestmark = pytest.mark.slow

BLINKS = r"""
void setup() { pinMode(2, OUTPUT); pinMode(4, OUTPUT); pinMode(5, OUTPUT); }
void loop() {
    static bool is_lit = false;
    digitalWrite(2, is_lit = !is_lit);
    if (millis() > 30000) digitalWrite(4, HIGH);
    delay(100);
}
"""
JOINS = r"""
#if defined(ESP8266)
#include <ESP8266WiFi.h>
#else
#include <WiFi.h>
#endif
HANDLERS
void setup() {
    LISTEN
    WiFi.mode(WIFI_STA);
    WiFi.begin("OceanNet", "correct horse");
}
void loop() {
    static int told = -1;
    if (told != (int)WiFi.status()) Serial.printf("%lu s: %d\n", millis() / 1000, told = (int)WiFi.status());
    delay(100);
}
"""


def asked_in(heard: list[Record], kind: int) -> int:
    return [each.kind for each in heard].count(kind)


@pytest.mark.parametrize("board", CORES)
def test_only_what_hangs_on_a_pin_hears_of_it(board: Board, heard: list[Record]) -> None:
    with bench(board, BLINKS, settings=SketchSettings(relays=RelayPins(4, 5))) as running:
        running.run(60)
        relays = [each for each in running.world.trace.events if each.kind is EventKind.RELAYS]
    pins = [each.data[0] for each in heard if each.kind == Note.PIN]
    assert 30_000_000 < relays[-1].t_us < 30_200_000
    assert set(pins) == {4, 5}
    assert asked_in(heard, Ask.PASS) < 20


@pytest.mark.parametrize("board", [Board.ESP32, Board.ESP8266])
def test_an_attempt_that_fails_as_the_one_before_is_not_told_and_the_next_that_may_succeed_does(
    board: Board, heard: list[Record]
) -> None:
    with bench(board, JOINS.replace("HANDLERS", "").replace("LISTEN", "")) as running:
        running.world.network.apply(AccessPointChange("another", ""))
        running.run(600)
        away = asked_in(heard, Ask.PASS)
        running.world.network.apply(AccessPointChange("OceanNet", "wrong"))
        running.run(20)
        running.world.network.apply(AccessPointChange("OceanNet", "correct horse"))
        lines = running.run(20)
    assert away < 40
    # No such name, a password that is refused, joined.
    assert [line.split(": ")[1] for line in lines][-3:] == ["1", "6", "3"]
    since = [int(line.split(" s")[0]) for line in lines][-2:]
    assert 600 < since[0] <= 609
    assert 620 < since[1] <= 628


@pytest.mark.parametrize(
    ("board", "listen"),
    [
        (Board.ESP32, "WiFi.onEvent([](arduino_event_id_t, arduino_event_info_t) { times++; });"),
        (
            Board.ESP32,
            """esp_event_loop_create_default();
            auto count = [](void*, esp_event_base_t, int32_t, void*) { times++; };
            esp_event_handler_register(WIFI_EVENT, WIFI_EVENT_STA_DISCONNECTED, count, nullptr);""",
        ),
        (
            Board.ESP8266,
            "static auto kept = WiFi.onStationModeDisconnected([](const auto&) { times++; });",
        ),
    ],
)
def test_who_wants_to_hear_of_each_attempt_does(board: Board, listen: str) -> None:
    handlers = "static volatile int times = 0;"
    if board is Board.ESP32:
        handlers = f"#include <esp_event.h>\n#include <esp_wifi.h>\n{handlers}"
    sketch = JOINS.replace("HANDLERS", handlers).replace("LISTEN", listen)
    with bench(board, sketch.replace("if (told", "Serial.println(times); if (told")) as running:
        running.world.network.apply(AccessPointChange("another", ""))
        lines = running.run(120)
    # One each four seconds.
    assert int(lines[-1]) >= 29


LOOKS_WHO_IT_IS = r"""
#if defined(ESP8266)
#include <ESP8266WiFi.h>
#else
#include <WiFi.h>
#endif
void setup() { WiFi.mode(WIFI_STA); }
void loop() {
    static bool was = true;
    uint8_t mac[6] = {0};
    WiFi.macAddress(mac);
    const bool is = mac[0] | mac[1] | mac[2] | mac[3] | mac[4] | mac[5];
    if (is != was) Serial.println((was = is) ? "there" : "none");
}
"""


@pytest.mark.parametrize("board", [Board.ESP32, Board.ESP8266])
def test_who_looks_for_its_mac_in_each_turn_does_nothing_and_sees_it_when_it_is_there(
    board: Board, heard: list[Record]
) -> None:
    with bench(board, LOOKS_WHO_IT_IS, power=False) as running:
        running.device.break_mac(MacFault.UNREADABLE)
        running.device.power_on()
        running.run(60)
        asked = asked_in(heard, Ask.MAC) + asked_in(heard, Ask.PASS)
        running.device.break_mac(None)
        running.run(0.5)
        lines = running.run(1)
    assert lines == ["none", "there"]
    # By turns of ten microseconds it would be six million.
    assert asked < 40
