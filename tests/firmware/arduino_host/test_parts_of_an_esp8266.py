"""Parts of an ESP8266 below its core: pulses, the bus, pings, networks that know their users, versions in numbers."""

from typing import Final

import pytest

from oceanhil.firmware.sketches.sketch import SketchSettings
from oceanhil.firmware.sketches.wiring import Button
from oceanhil.protocol.board import Board
from oceanhil.scenarios.trace import EventKind
from tests.firmware.arduino_host.programs import LOOP, alone, bench, program

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]
_HEADERS: Final = (
    "ESP8266WiFiGratuitous.h core_esp8266_version.h core_esp8266_waveform.h ping.h smartconfig.h spi_flash_geometry.h"
    " twi.h wl_definitions.h wpa2_enterprise.h"
)


def test_each_header_compiles_before_all_others() -> None:
    for header in _HEADERS.split():
        assert program(Board.ESP8266, f"#include <{header}>\nvoid setup() {{}}{LOOP}").is_file()


def test_the_clock_s_callback_and_the_sizes_of_the_flash_come_with_the_core_and_with_wifi() -> None:
    body = r"""
        settimeofday_cb([] { Serial.println("set"); });
        Serial.println(SPI_FLASH_SEC_SIZE);
    """
    assert alone(Board.ESP8266, "ESP8266WiFi.h", body) == ["4096"]


def test_pulses_are_for_pins_that_can_and_a_callback_comes_again() -> None:
    before = r"""
        static volatile int calls = 0;
        static uint32_t again() {
            calls = calls + 1;
            return 80 * 1000;
        }
    """
    body = r"""
        Serial.printf("%d%d", startWaveform(4, 500, 500), startWaveform(6, 500, 500));
        Serial.printf("%d%d ", startWaveform(17, 500, 500), startWaveform(4, 0, 0));
        Serial.printf("%d%d ", stopWaveform(4), stopWaveform(11));
        setTimer1Callback(again);
        delay(10);
        setTimer1Callback(nullptr);
        const int heard = calls;
        delay(10);
        Serial.printf("%d %d ", heard >= 9 && heard <= 11, calls == heard);
        Serial.printf("%d %d\n", esp8266::coreVersionNumeric(), FLASH_SECTOR_SIZE);
    """
    told = alone(Board.ESP8266, "core_esp8266_version.h core_esp8266_waveform.h spi_flash_geometry.h", body, before)
    assert told == ["1000 10 1 1 30102000 4096"]


def test_nobody_answers_on_the_bus_or_to_a_ping() -> None:
    before = r"""
        static volatile int missed = 0, all = 0;
        static struct ping_option pings;
    """
    body = r"""
        uint8_t byte = 7;
        twi_init(4, 5);
        Serial.printf("%d%d%d ", twi_writeTo(0x3C, &byte, 1, 1), twi_readFrom(0x3C, &byte, 1, 1), twi_status());
        pings.count = 3;
        pings.ip = 1;
        ping_regist_recv(&pings, [](void*, void* told) { missed += static_cast<ping_resp*>(told)->ping_err; });
        ping_regist_sent(&pings, [](void*, void* told) { all = static_cast<ping_resp*>(told)->timeout_count; });
        Serial.printf("%d%d ", ping_start(nullptr), ping_start(&pings));
        delay(2500);
        Serial.printf("%d %d ", missed, all);
        delay(2000);
        Serial.printf("%d %d\n", missed, all);
    """
    assert alone(Board.ESP8266, "ping.h twi.h", body, before, 6) == ["220 01 -2 0 -3 3"]


def test_no_network_takes_who_asks_for_one_that_knows_its_users() -> None:
    body = r"""
        u8 name[] = "somebody";
        Serial.print(wifi_station_set_enterprise_identity(name, 8));
        Serial.print(wifi_station_set_enterprise_identity(name, 0));
        wifi_station_set_wpa2_enterprise_auth(1);
        WiFi.begin("OceanNet", "correct horse");
        Serial.printf(" %d ", WiFi.waitForConnectResult());
        wifi_station_set_wpa2_enterprise_auth(0);
        Serial.printf("%d%d\n", smartconfig_start([](sc_status, void*) {}), smartconfig_start(nullptr));
    """
    told = alone(Board.ESP8266, "ESP8266WiFi.h smartconfig.h wpa2_enterprise.h", body, seconds=60)
    assert told == ["0-1 6 10"]


def test_a_loop_is_suspended_until_somebody_schedules_it() -> None:
    # As libraries declare it that do not include `coredecls.h`.
    before = r"""
        extern "C" void esp_schedule();
        static Ticker ticker;
        static unsigned long begun;
        static bool could = true;
        static int calls = 0;
        static void told(const char* what) {
            const unsigned long passed = millis() - begun;
            Serial.printf("%s %lu\n", what, passed - passed % 5);
            begun = millis();
        }
    """
    body = r"""
        begun = millis();
        ticker.once_ms(50, [] { could = can_yield(); esp_suspend(); esp_delay(9); esp_yield(); });
        esp_suspend();
        told("suspended");
        Serial.printf("%d%d\n", can_yield(), could);
        ticker.once_ms(30, [] { esp_schedule(); });
        esp_delay(1000);
        told("ended");
        esp_delay(20);
        told("by itself");
        ticker.attach_ms(10, [] { ++calls; esp_schedule(); });
        esp_suspend([] { return calls < 3; });
        told("blocked");
        esp_delay(1000, [] { return calls < 5; });
        told("still");
        ticker.detach();
        esp_schedule();
        esp_suspend();
        told("at once");
        esp_delay(25, [] { return true; }, 5);
        told("in parts");
    """
    lines = alone(Board.ESP8266, "Ticker.h coredecls.h", body, before, seconds=5)
    assert lines == [
        "suspended 50",
        "10",
        "ended 30",
        "by itself 20",
        "blocked 30",
        "still 20",
        "at once 0",
        "in parts 25",
    ]


def test_whoever_yields_where_no_loop_is_suspended_panics_at_that_place() -> None:
    sketch = """
    #include <Ticker.h>
    Ticker ticker;
    void IRAM_ATTR blink() {
        delay(2);
        optimistic_yield(0);
        Serial.println("delayed");
        yield();
        Serial.println("yielded");
    }
    void setup() {
        Serial.begin(115200);
        yield();
        ticker.once_ms(100, blink);
    }
    void loop() { delay(1000); }
    """
    with bench(Board.ESP8266, sketch) as running:
        lines = running.run(1)
        (crash, *_) = [event.fields for event in running.world.trace if event.kind is EventKind.PANIC]
    assert "delayed" in lines
    assert "yielded" not in lines
    assert any(line.startswith("Panic core_esp8266_main.cpp:") and line.endswith(" __yield") for line in lines)
    assert "blink at " in str(crash["frames"])


def test_a_loop_that_nobody_schedules_stands_still_and_no_watchdog_ends_it() -> None:
    body = r"""
        Serial.println("before");
        esp_suspend();
        Serial.println("behind");
    """
    assert alone(Board.ESP8266, "coredecls.h", body, seconds=60) == ["before"]


def test_streams_are_given_with_their_own_header_alone() -> None:
    # As the library Streaming has it, beside which the core's own for a Stream would be ambiguous.
    before = "template <class T> Print& operator<<(Print& to, const T& what) { to.print(what); return to; }"
    assert alone(Board.ESP8266, "", r'char text[] = "text"; Serial << text << 4 << "\n";', before) == ["text4"]
    body = r'String text("text"); StreamString more; more.print("more"); Serial << text << " " << more << F("\n");'
    assert alone(Board.ESP8266, "StreamDev.h StreamString.h", body) == ["text more"]


def test_the_loop_hears_of_an_edge_what_was_so_then() -> None:
    sketch = r"""
    #include <FunctionalInterrupt.h>
    void setup() {
        pinMode(5, INPUT_PULLUP);
        attachScheduledInterrupt(5, [](InterruptInfo told) {
            Serial.printf("%d %d %d\n", told.pin, told.value, micros() >= told.micro);
        }, CHANGE);
    }
    void loop() { delay(100); }
    """
    with bench(Board.ESP8266, sketch, settings=SketchSettings(button=Button(5))) as running:
        running.run(1)
        running.device.hold_button(is_down=True)
        running.run(1)
        running.device.hold_button(is_down=False)
        assert running.run(1) == ["5 0 1", "5 1 1"]


def test_clients_begin_as_the_sketch_has_said_of_all() -> None:
    body = r"""
        WiFiClient before;
        WiFiClient::setDefaultNoDelay(true);
        WiFiClient::setDefaultSync(true);
        WiFiClient after;
        Serial.printf("%d%d %d%d ", before.getNoDelay(), before.getSync(), after.getNoDelay(), after.getSync());
        Serial.printf("%d%d\n", WiFiClient::getDefaultNoDelay(), WiFiClient::getDefaultSync());
    """
    for board in (Board.ESP8266, Board.PICOW):
        header = "ESP8266WiFi.h" if board is Board.ESP8266 else "WiFi.h"
        assert alone(board, header, body) == ["00 11 11"]


def test_a_sketch_knows_its_digest_and_has_no_room_for_another() -> None:
    body = r"""
        StreamString image;
        image.print("no image");
        const String digest = ESP.getSketchMD5();
        Serial.printf("%u %d ", digest.length(), digest == ESP.getSketchMD5());
        Serial.println(ESP.updateSketch(image, 8, false, true));
    """
    assert alone(Board.ESP8266, "StreamString.h", body) == ["32 1 0"]


def test_calls_that_change_how_a_program_is_linked_or_what_it_joins_are_there() -> None:
    body = """
        enableWiFiAtBootTime();
        disable_extra4k_at_link_time();
        WiFi.enableInsecureWEP(true);
        Serial.println(WiFi.getMode());
    """
    assert alone(Board.ESP8266, "ESP8266WiFi.h coredecls.h", body) == ["0"]


def test_all_clients_are_stopped_or_all_but_one() -> None:
    body = r"""
        WiFiClient first, second, third;
        for (WiFiClient* each : {&first, &second, &third}) each->connect("oceanremote.net", 80);
        WiFiClient::stopAllExcept(&second);
        Serial.printf("%d%d%d ", first.connected(), second.connected(), third.connected());
        WiFiClient::stopAll();
        Serial.printf("%d\n", second.connected());
    """
    joined = 'WiFi.begin("OceanNet", "correct horse"); while (!WiFi.isConnected()) delay(100);'
    assert alone(Board.ESP8266, "ESP8266WiFi.h", joined + body, seconds=20) == ["010 0"]


def test_a_format_in_flash_prints_as_any_other() -> None:
    body = 'int8 seven = 7; printf_P(PSTR("%d and %s\\n"), seven, "eight"); Serial.println(ESP.checkFlashConfig(true));'
    assert alone(Board.ESP8266, "Arduino.h", body) == ["7 and eight", "1"]
