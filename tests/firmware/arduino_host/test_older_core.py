"""A sketch for arduino-esp32 2.x: it has that core's names where 3.x has others; one that says nothing is told how."""

from typing import Final

import pytest

from oceanhil.firmware.sketches.errors import SketchError
from oceanhil.firmware.sketches.sketch import SketchSettings
from oceanhil.firmware.sketches.wiring import RelayPins
from oceanhil.protocol.board import Board
from tests.firmware.arduino_host.programs import LOOP, bench, program, sketch_of

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]
OF_2: Final = "-DESP_ARDUINO_VERSION_MAJOR=2"
_COUNT: Final = "static volatile int rung = 0; static void IRAM_ATTR ring() { ++rung; }"


def printed(headers: str, body: str, before: str = "") -> list[str]:
    """Run `body` as the setup of a sketch for 2.x, and give what it prints."""
    with bench(Board.ESP32, sketch_of(headers, body, before), OF_2) as running:
        return running.run(2)


def test_versions_are_those_of_2_0_17() -> None:
    body = 'Serial.printf("%s %d %d\\n", ESP_ARDUINO_VERSION_STR, ESP_ARDUINO_VERSION_MAJOR, ESP_IDF_VERSION_MAJOR);'
    assert printed("Arduino.h esp_idf_version.h", body) == ["2.0.17 2 4"]


def test_the_word_for_the_chip_is_a_number_of_2_and_none_of_3() -> None:
    sketch = "#if ESP32\n#define WORD 1\n#else\n#define WORD 0\n#endif\n" + sketch_of("", "Serial.println(WORD);")
    with bench(Board.ESP32, sketch, OF_2) as running:
        assert running.run(2) == ["1"]
    with bench(Board.ESP32, sketch) as running:
        assert running.run(2) == ["0"]


def test_an_address_of_ipv6_is_held_and_shown() -> None:
    body = r"""
        IPv6Address address;
        Serial.printf("%d ", address.fromString("fe80::1"));
        Serial.printf("%d ", address.fromString(String("fe80:0000:0000:0000:0102:0304:0506:0708")));
        const IPv6Address same(static_cast<const uint32_t*>(address));
        Serial.printf("%d %d %d ", address == same, same[0], same[15]);
        address[15] = 9;
        Serial.printf("%d ", address == same);
        Serial.println(address);
    """
    assert printed("IPv6Address.h", body) == ["0 1 1 254 8 0 fe80:0000:0000:0000:0102:0304:0506:0709"]


def test_newer_sketches_have_no_such_header() -> None:
    sketch = sketch_of(
        "", "Serial.println(HAS);", "#if __has_include(<IPv6Address.h>)\n#define HAS 1\n#else\n#define HAS 0\n#endif\n"
    )
    with bench(Board.ESP32, sketch) as running:
        assert running.run(2) == ["0"]


@pytest.mark.parametrize("header", ["WiFiClientSecure.h", "HTTPClient.h", "HTTPUpdate.h", "ETH.h"])
def test_whoever_includes_a_header_of_the_network_has_wifi(header: str) -> None:
    assert printed(header, "Serial.println(WiFi.isConnected());") == ["0"]


def test_pulses_are_made_by_channel() -> None:
    body = """
        Serial.printf("%u ", ledcSetup(0, 5000, 8));
        ledcWrite(0, 100);
        ledcAttachPin(2, 0);
        Serial.printf("%u %u ", ledcRead(0), ledcReadFreq(0));
        ledcWrite(0, 255);
        Serial.printf("%u ", ledcRead(0));
        ledcWrite(0, 0);
        Serial.printf("%u %u ", ledcReadFreq(0), ledcChangeFrequency(0, 1000, 10));
        Serial.printf("%u %u\\n", ledcSetup(15, 50, 16), ledcSetup(16, 50, 16));
    """
    assert printed("Arduino.h", body) == ["5000 100 5000 256 0 1000 50 0"]


def test_two_channels_after_one_another_share_their_frequency() -> None:
    body = """
        ledcSetup(0, 5000, 8);
        ledcWrite(0, 1);
        Serial.printf("%u ", ledcWriteTone(1, 440));
        Serial.printf("%u ", ledcReadFreq(0));
        Serial.printf("%u ", ledcWriteNote(2, NOTE_A, 4));
        Serial.printf("%u %u\\n", ledcRead(2), ledcReadFreq(0));
    """
    assert printed("Arduino.h", body) == ["440 440 440 511 440"]


def test_an_attached_pin_follows_its_channel_until_it_is_let_go() -> None:
    body = """
        ledcSetup(3, 5000, 8);
        ledcAttachPin(4, 3);
        ledcWrite(3, 255);
        ledcWrite(3, 0);
        ledcDetachPin(4);
        ledcWrite(3, 255);
        analogWriteResolution(10);
        analogWriteFrequency(500);
        analogWrite(5, 1023);
    """
    settings = SketchSettings(relays=RelayPins(4, 5))
    with bench(Board.ESP32, sketch_of("Arduino.h", body), OF_2, settings=settings) as running:
        running.run(2)
        assert running.relays() == [(1, 0), (0, 0), (0, 1)]


def test_a_timer_has_a_number_and_counts_each_so_many_cycles_of_the_clock() -> None:
    body = """
        hw_timer_t* timer = timerBegin(0, 80, true);
        timerAttachInterrupt(timer, &ring, true);
        timerAlarmWrite(timer, 1000, true);
        delay(10);
        Serial.printf("%d %d ", rung, timerAlarmEnabled(timer));
        timerWrite(timer, 0);
        timerAlarmEnable(timer);
        delay(10);
        Serial.printf("%d %d ", (rung + 1) / 10 * 10, timerAlarmEnabled(timer));
        timerAlarmDisable(timer);
        const int before = rung;
        delay(10);
        Serial.printf("%d ", rung - before);
        timerStop(timer);
        timerWrite(timer, 5000);
        Serial.printf("%d %d %d ", timerStarted(timer), (int)timerReadMicros(timer), (int)timerReadMilis(timer));
        Serial.printf("%d %d ", timerGetDivider(timer), (int)timerAlarmReadMicros(timer));
        Serial.printf("%d\\n", timerBegin(4, 80, true) == nullptr);
    """
    assert printed("Arduino.h", body, _COUNT) == ["0 0 10 1 0 0 5000 5 80 1000 1"]


def test_an_alarm_without_reload_comes_once() -> None:
    body = """
        hw_timer_t* timer = timerBegin(1, 8000, true);
        timerAttachInterrupt(timer, ring, false);
        timerAlarmWrite(timer, 50, false);
        timerAlarmEnable(timer);
        delay(100);
        Serial.printf("%d %d\\n", rung, timerGetAutoReload(timer));
        timerEnd(timer);
    """
    assert printed("Arduino.h", body, _COUNT) == ["1 0"]


def test_the_task_watchdog_takes_seconds() -> None:
    body = """
        Serial.printf("%d %d\\n", esp_task_wdt_init(1, false), esp_task_wdt_add(NULL));
        delay(1200);
    """
    told = printed("esp_task_wdt.h", body)
    assert told[0] == "0 0"
    assert any("task_wdt" in line for line in told[1:])


def test_who_hears_of_others_is_given_an_address() -> None:
    body = """
        WiFi.mode(WIFI_STA);
        Serial.printf("%d ", esp_now_init());
        Serial.printf("%d\\n", esp_now_register_recv_cb(heard));
    """
    assert printed("WiFi.h esp_now.h", body, "void heard(const uint8_t*, const uint8_t*, int) {}") == ["0 0"]


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ("ledcSetup(0, 5000, 8);", "ledcSetup"),
        ("timerBegin(0, 80, true);", "timerBegin"),
        ("timerAlarmEnable(nullptr);", "timerAlarmEnable"),
        ("mbedtls_sha1_starts_ret(nullptr);", "mbedtls_sha1_starts_ret"),
    ],
)
def test_a_sketch_of_2_that_says_nothing_is_told_how_to_say_it(body: str, name: str) -> None:
    told = rf"'{name}' is used as in arduino-esp32 2\.x; for a sketch of 2\.x write flags = \[\"{OF_2}\"\] into"
    with pytest.raises(SketchError, match=told):
        program(Board.ESP32, f"void setup() {{\n{body}\n}}{LOOP}")


def test_a_sketch_that_has_wifi_by_another_header_of_2_is_told_how_to_say_it() -> None:
    told = rf"'WiFi' comes with WiFi\.h, and in arduino-esp32 2\.x with .*write flags = \[\"{OF_2}\"\] into"
    with pytest.raises(SketchError, match=told):
        program(Board.ESP32, sketch_of("HTTPClient.h", "WiFi.begin();"))


@pytest.mark.parametrize(
    "body",
    [
        'std::string text = BLECharacteristic("180D").getValue();',
        "std::string text; text = BLEDevice::getAddress().toString();",
        'BLECharacteristic("180D").setValue(std::string());',
        "BLEScanResults found = BLEDevice::getScan()->start(5);",
    ],
)
def test_a_sketch_with_bluetooth_in_texts_of_2_is_told_how_to_say_it(body: str) -> None:
    told = rf"Bluetooth gives texts as std::string, .* in arduino-esp32 2\.x; .*write flags = \[\"{OF_2}\"\] into"
    with pytest.raises(SketchError, match=told):
        program(Board.ESP32, sketch_of("BLEDevice.h", body))


def test_a_sketch_of_2_whose_texts_are_those_of_3_is_not_told_to_be_of_2() -> None:
    with pytest.raises(SketchError) as told:
        program(Board.ESP32, sketch_of("BLEDevice.h", "String text = BLEDevice::getAddress().toString();"), OF_2)
    assert "write flags" not in str(told.value)


def test_who_asks_for_wifi_on_another_family_is_told_nothing_of_an_esp32() -> None:
    with pytest.raises(SketchError) as told:
        program(Board.ESP8266, sketch_of("WiFiUdp.h", "WiFi.begin();"))
    assert "arduino-esp32" not in str(told.value)


def test_digests_are_made_by_the_names_of_mbed_tls_2() -> None:
    body = r"""
        const unsigned char* text = (const unsigned char*)"abc";
        unsigned char pieces[64], whole[64];
        mbedtls_sha256_context context;
        mbedtls_sha256_init(&context);
        Serial.printf("%d", mbedtls_sha256_starts_ret(&context, 0));
        Serial.printf("%d", mbedtls_sha256_update_ret(&context, text, 3));
        Serial.printf("%d ", mbedtls_sha256_finish_ret(&context, pieces));
        Serial.printf("%d", mbedtls_sha256_ret(text, 3, whole, 0));
        Serial.printf("%d %02x%02x ", memcmp(pieces, whole, 32), whole[0], whole[1]);
        mbedtls_md5_ret(text, 3, whole);
        Serial.printf("%02x%02x ", whole[0], whole[1]);
        mbedtls_sha1_ret(text, 3, whole);
        Serial.printf("%02x%02x ", whole[0], whole[1]);
        mbedtls_sha512_ret(text, 3, whole, 0);
        Serial.printf("%02x%02x\n", whole[0], whole[1]);
    """
    headers = "mbedtls/md5.h mbedtls/sha1.h mbedtls/sha256.h mbedtls/sha512.h"
    # "abc" in RFC 1321 (A.5) and FIPS 180-2 (A.1, B.1, C.1).
    assert printed(headers, body) == ["000 00 ba78 9001 a999 ddaf"]
