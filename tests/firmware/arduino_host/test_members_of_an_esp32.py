"""Members of everyday classes of an ESP32's core that fewer sketches call, and cookies of ESP32 and Pico W."""

from typing import Final

import pytest

from oceanhil.protocol.board import Board
from oceanhil.scenarios.trace import EventKind
from tests.firmware.arduino_host.network_sketches import HEADERS
from tests.firmware.arduino_host.programs import alone, bench, lines_of

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]


def test_a_connection_tells_its_options_and_datagrams_go_back_to_their_sender() -> None:
    body = r"""
        WiFiClient client;
        int value = 7;
        Serial.printf("%d ", client.getOption(TCP_NODELAY, &value));
        client.connect("oceanremote.net", 80);
        value = 1;
        const int set = client.setOption(TCP_NODELAY, &value);
        const int found = client.getSocketOption(SOL_SOCKET, SO_KEEPALIVE, &value, sizeof value);
        Serial.printf("%d %d %d ", set, found, value);
        client.setSSE(true);
        Serial.printf("%d\n", client.isSSE());
        WiFiUDP udp;
        udp.begin(2390);
        Serial.printf("%d %d ", udp.beginPacket(), udp.beginMulticastPacket());
        uint8_t question[48] = {0x23};
        udp.beginPacket("pool.ntp.org", 123);
        udp.write(question, sizeof question);
        udp.endPacket();
        delay(1000);
        Serial.printf("%d ", udp.parsePacket());
        udp.clear();
        Serial.printf("%d %d ", udp.available(), udp.beginPacket());
        udp.stop();
        udp.beginMulticast(IPAddress(239, 1, 2, 3), 5000);
        Serial.printf("%d\n", udp.beginMulticastPacket());
    """
    sketch = f"{HEADERS}\n#include <lwip/sockets.h>\nvoid test() {{\n{body}\n}}\n"
    assert lines_of(Board.ESP32, sketch, 30) == ["-1 0 0 0 1", "0 0 48 0 1 1"]


def test_the_station_has_no_address_of_ipv6_and_an_access_point_takes_its_security() -> None:
    body = r"""
        Serial.println(WiFi.linkLocalIPv6().type() == IPv6 && WiFi.globalIPv6().type() == IPv6);
        WiFi.useStaticBuffers(true);
        Serial.println(WiFi.useStaticBuffers());
        Serial.println(WiFi.softAP("lamp", "correct horse", 1, 0, 4, false, WIFI_AUTH_WPA2_PSK, WIFI_CIPHER_TYPE_CCMP));
    """
    assert alone(Board.ESP32, "WiFi.h", body) == ["1", "1", "1"]


def test_the_chip_reads_partitions_and_an_images_head() -> None:
    body = r"""
        Serial.printf("%lu %lu ", ESP.magicFlashChipSpeed(0x2F), ESP.magicFlashChipSpeed(0x10));
        Serial.printf("%d %d\n", ESP.magicFlashChipMode(2), ESP.magicFlashChipMode(9));
        Serial.println(ESP.getSketchMD5().length());
        const esp_partition_t* files =
            esp_partition_find_first(ESP_PARTITION_TYPE_DATA, ESP_PARTITION_SUBTYPE_DATA_SPIFFS, nullptr);
        uint32_t words[2] = {1, 2};
        uint32_t read[2] = {};
        const bool erased = ESP.partitionEraseRange(files, 0, 4096);
        const bool written = ESP.partitionWrite(files, 8, words, sizeof words);
        const bool found = ESP.partitionRead(files, 8, read, sizeof read);
        Serial.printf("%d %d %d %lu %lu\n", erased, written, found, read[0], read[1]);
        Serial.println(ESP.partitionEraseRange(files, 1, 4096));
    """
    assert alone(Board.ESP32, "Esp.h", body) == ["80000000 40000000 2 255", "32", "1 1 1 1 2", "0"]


def test_hooks_are_called_before_deep_sleep_in_their_order() -> None:
    sketch = r"""
    #include <esp_sleep.h>
    void first() { Serial.println("first"); Serial.flush(); }
    void second() { Serial.println("second"); Serial.flush(); }
    void third() { Serial.println("third"); Serial.flush(); }
    void setup() {
        Serial.printf("%lu %d%d ", esp_sleep_get_wakeup_causes(), esp_sleep_is_valid_wakeup_gpio(GPIO_NUM_33),
                      esp_sleep_is_valid_wakeup_gpio(GPIO_NUM_5));
        esp_deep_sleep_register_hook(first);
        esp_deep_sleep_register_hook(third);
        esp_deep_sleep_register_hook(second);
        Serial.println(esp_deep_sleep_register_hook(setup) == ESP_ERR_NO_MEM);
        esp_deep_sleep_deregister_hook(third);
        esp_sleep_enable_timer_wakeup(60000000);
        esp_deep_sleep_try_to_start();
    }
    void loop() {}
    """
    with bench(Board.ESP32, sketch) as running:
        assert running.run(5) == ["1 10 1", "first", "second"]


def test_pins_of_a_channel_are_written_together_and_one_may_be_inverted() -> None:
    body = r"""
        Serial.printf("%d%d ", ledcAttachChannel(18, 1000, 8, 3), ledcAttachChannel(19, 1000, 8, 3));
        Serial.printf("%d ", ledcAttachChannel(21, 1000, 8, 16));
        Serial.printf("%d%d ", ledcWriteChannel(3, 255), ledcWriteChannel(4, 255));
        machine::wait_us(1);
        Serial.printf("%lu %lu ", ledcRead(18), ledcRead(19));
        Serial.printf("%d%d\n", ledcOutputInvert(18, true), ledcOutputInvert(22, true));
    """
    assert alone(Board.ESP32, "esp32-hal-ledc.h", body) == ["11 0 10 256 256 10"]


def test_the_older_name_of_the_time_client() -> None:
    before = "static void told(struct timeval*) {}"
    body = "sntp_set_time_sync_notification_cb(told); Serial.println(sntp_get_sync_status());"
    assert alone(Board.ESP32, "sntp.h", body, before) == ["0"]


@pytest.mark.parametrize("board", [Board.ESP32, Board.PICOW])
def test_cookies_are_kept_in_the_sketchs_jar_and_sent_to_their_host(board: Board) -> None:
    """Such as the jar holds: no answer of the server sets one."""
    body = r"""
        const timeval now = {1700000000, 0};
        settimeofday(&now, nullptr);
        CookieJar jar;
        Cookie own, over, foreign, secret;
        own.name = "lamp";
        own.value = "on";
        own.domain = over.domain = secret.domain = "oceanremote.net";
        over.name = "old";
        over.expires.date = 1;
        over.expires.valid = true;
        foreign.domain = "example.org";
        secret.secure = true;
        jar = {own, over, foreign, secret};
        WiFiClient client;
        HTTPClient http;
        http.setCookieJar(&jar);
        http.begin(client, "http://oceanremote.net/");
        Serial.printf("%d ", http.GET());
        Serial.printf("%u ", (unsigned)jar.size());
        http.clearAllCookies();
        Serial.printf("%u\n", (unsigned)jar.size());
        http.resetCookieJar();
        http.end();
    """
    sketch = f"{HEADERS}\n#include <sys/time.h>\nvoid test() {{\n{body}\n}}\n"
    assert lines_of(board, sketch, 30) == ["404 3 0"]


def test_what_an_esp32_cannot_do_is_refused_and_what_it_can_is_done() -> None:
    body = r"""
        pinMode(34, INPUT);
        pinMode(34, OUTPUT);
        digitalWrite(34, HIGH);
        pinMode(35, INPUT_PULLUP);
        pinMode(33, INPUT_PULLUP);
        Serial.printf("pins %d %d %d\n", digitalRead(34), digitalRead(35), digitalRead(33));
        Serial.printf("%d ", gpio_set_direction(GPIO_NUM_36, GPIO_MODE_OUTPUT));
        Serial.printf("%d %d\n", gpio_pullup_en(GPIO_NUM_36), gpio_reset_pin(GPIO_NUM_36));
        Serial.printf("serial %d %d\n", Serial1.setPins(16, 17), Serial1.setPins(16, 35));
        Serial.printf("sleep %d", esp_sleep_enable_ext0_wakeup(GPIO_NUM_33, 0));
        Serial.printf(" %d", esp_sleep_disable_wakeup_source(ESP_SLEEP_WAKEUP_EXT0));
        Serial.printf(" %d\n", esp_sleep_disable_wakeup_source(ESP_SLEEP_WAKEUP_EXT0));
        esp_timer_create_args_t args = {};
        args.callback = [](void*) { ++rung; };
        esp_timer_handle_t timer = nullptr;
        esp_timer_create(&args, &timer);
        esp_timer_start_periodic(timer, 1);
        delay(10);
        esp_timer_stop(timer);
        Serial.printf("rung %d\n", rung);
        int raw = 7;
        Serial.printf("off %d", adc2_get_raw(ADC2_CHANNEL_0, ADC_WIDTH_BIT_12, &raw));
        WiFi.mode(WIFI_STA);
        Serial.printf(" on %d", adc2_get_raw(ADC2_CHANNEL_0, ADC_WIDTH_BIT_12, &raw));
        WiFi.mode(WIFI_OFF);
        Serial.printf(" off %d\n", adc2_get_raw(ADC2_CHANNEL_0, ADC_WIDTH_BIT_12, &raw));
        WiFiUDP udp;
        Serial.printf("group %d ", udp.beginMulticast(IPAddress(10, 1, 2, 3), 5000));
        Serial.printf("%d\n", udp.beginMulticast(IPAddress(239, 1, 2, 3), 5000));
        struct tm now;
        const uint32_t begun = millis();
        configTime(0, 0, "pool.ntp.org");
        WiFi.begin("OceanNet", "correct horse");
        Serial.printf("time %d\n", getLocalTime(&now, UINT32_MAX));
    """
    headers = "WiFi.h driver/adc.h driver/gpio.h esp_sleep.h esp_timer.h"
    assert alone(Board.ESP32, headers, body, "int rung = 0;", 10) == [
        "pins 0 0 1",
        "258 258 0",
        "serial 1 0",
        "sleep 0 0 259",
        "rung 199",  # until the tenth tick
        "off 0 on 263 off 0",
        "group 0 1",
        "time 1",
    ]


_INVALID_MBOX: Final = "assert failed: tcpip_send_msg_wait_sem tcpip.c:449 (Invalid mbox)"


def test_what_ends_an_esp32_that_takes_its_flash_chips_lines_or_a_network_before_there_is_one() -> None:
    # One sketch: each boot does another of these.
    sketch = r"""
    #include <HTTPClient.h>
    #include <WebServer.h>
    #include <WiFi.h>
    RTC_NOINIT_ATTR int turn;
    void setup() {
        turn = esp_reset_reason() == ESP_RST_POWERON ? 0 : turn + 1;
        delay(10);
        if (turn == 0) WebServer(80).begin();
        if (turn == 1) WiFiClient().connect("oceanremote.net", 80);
        if (turn == 2) WiFiUDP().begin(5000);
        if (turn == 3) pinMode(6, OUTPUT);
        Network.begin();
        WebServer(80).begin();
        Serial.printf("listens after %d\n", esp_reset_reason());
    }
    void loop() { delay(1000); }
    """
    with bench(Board.ESP32, sketch) as running:
        assert running.run(10)[-1] == "listens after 6"  # ESP_RST_TASK_WDT
        crashes = [str(event.fields["found"]) for event in running.world.trace if event.kind is EventKind.PANIC]
    assert crashes == [_INVALID_MBOX] * 3
