"""Parts of a board that sketches ask for and that have nothing attached, or whose work shows in the sketch alone."""

import pytest

from oceanhil.protocol.board import Board
from tests.firmware.arduino_host.network_sketches import joined
from tests.firmware.arduino_host.programs import lines_of

pytestmark = pytest.mark.slow

LWIP = (Board.ESP8266, Board.PICOW)


def printed(board: Board, before: str, body: str) -> list[str]:
    """Run `body` as a sketch's setup, with `before` above it, and give what it prints."""
    return lines_of(
        board, f"{before}\nvoid setup() {{ Serial.begin(115200);\n{body}\n}}\nvoid loop() {{ delay(100); }}", 5
    )


@pytest.mark.parametrize("board", LWIP)
def test_a_servo_reads_back_what_was_written_within_its_limits(board: Board) -> None:
    body = r"""
        servo.attach(4);
        servo.write(90);
        Serial.printf("%d %d\n", servo.read(), servo.readMicroseconds());
        servo.write(270);
        Serial.println(servo.readMicroseconds());
        servo.write(2600);
        Serial.println(servo.read());
        servo.detach();
        Serial.println(servo.attached());
    """
    assert printed(board, "#include <Servo.h>\nServo servo;", body) == ["90 1500", "1000", "180", "0"]


@pytest.mark.parametrize("board", LWIP)
def test_a_serial_line_of_ones_own_takes_all_and_hears_nothing(board: Board) -> None:
    body = r"""
        Serial.println(line.println("AT"));
        line.begin(9600);
        Serial.println(line.println("AT"));
        Serial.printf("%d %d\n", line.available(), line.read());
    """
    before = "#include <SoftwareSerial.h>\nSoftwareSerial line(4, 5);"
    assert printed(board, before, body) == ["0", "4", "0 -1"]


def test_hashes_and_base64_of_the_esp8266_are_those_of_their_standards() -> None:
    # FIPS 180-4 examples, `sha1sum` for the third, RFC 7617 for the last. Long texts would be cut: they may be secrets.
    body = r"""
        Serial.println(sha1("abc") == "a9993e364706816aba3e25717850c26c9cd0d89d");
        Serial.println(sha1(String("")) == "da39a3ee5e6b4b0d3255bfef95601890afd80709");
        String long_text;
        for (int each = 0; each < 14; ++each) { long_text += "abcd"; }
        Serial.println(sha1(long_text) == "634183d895b7f2ade4e73bece1464fcdd89752d4");
        Serial.println(base64::encode("Aladdin:open sesame"));
    """
    before = "#include <Hash.h>\n#include <base64.h>"
    assert printed(Board.ESP8266, before, body) == ["1", "1", "1", "QWxhZGRpbjpvcGVuIHNlc2FtZQ=="]


def test_registers_of_the_esp8266_are_its_pins() -> None:
    body = r"""
        GPE |= 1 << 4;
        GPOS = 1 << 4;
        Serial.printf("%d %d %d\n", GPIP(4), digitalRead(4), GPOP(4));
        GPO &= ~(1u << 4);
        Serial.printf("%d %d\n", GPIP(4), digitalRead(4));
        GPEC = 1 << 4;
        Serial.println(GPEP(4));
        Serial.println(RANDOM_REG32 != RANDOM_REG32);
    """
    assert printed(Board.ESP8266, "", body) == ["1 1 1", "0 0", "0", "1"]


def test_timers_of_the_sdk_call_until_they_are_disarmed() -> None:
    before = r"""
    extern "C" {
    #include "user_interface.h"
    }
    os_timer_t timer;
    int calls = 0;
    void call(void*) { ++calls; }
    """
    body = r"""
        os_timer_setfn(&timer, call, nullptr);
        os_timer_arm(&timer, 100, true);
        delay(350);
        os_timer_disarm(&timer);
        delay(500);
        Serial.println(calls);
        os_timer_arm(&timer, 100, false);
        delay(500);
        Serial.println(calls);
    """
    assert printed(Board.ESP8266, before, body) == ["3", "4"]


def test_the_sdk_tells_and_changes_what_wifi_has() -> None:
    body = r"""
    station_config config;
    wifi_station_get_config(&config);
    Serial.println(reinterpret_cast<char*>(config.ssid));
    Serial.println(wifi_station_get_connect_status() == STATION_GOT_IP);
    ip_info address;
    wifi_get_ip_info(STATION_IF, &address);
    Serial.println(IPAddress(address.ip.addr) == WiFi.localIP());
    wifi_station_set_hostname("lamp");
    Serial.println(WiFi.hostname());
    wifi_set_opmode(NULL_MODE);
    Serial.println(WiFi.getMode());
    """
    assert joined(Board.ESP8266, body) == ["OceanNet", "1", "1", "lamp", "0"]


def test_a_radio_that_was_shut_down_joins_again_with_what_was_kept() -> None:
    body = r"""
    static WiFiState kept;
    WiFi.shutdown(kept);
    Serial.println(WiFi.status() == WL_CONNECTED);
    Serial.println(WiFi.resumeFromShutdown(kept));
    Serial.println(WiFi.waitForConnectResult(20000) == WL_CONNECTED);
    Serial.println(WiFi.resumeFromShutdown(kept));
    """
    headers = "#include <ESP8266WiFi.h>\n#include <include/WiFiState.h>\n"
    sketch = (
        headers
        + 'void test() {\n%s\n}\nvoid setup() { Serial.begin(115200); WiFi.begin("OceanNet", "correct horse");'
        + " while (WiFi.status() != WL_CONNECTED) { delay(100); } test(); }\nvoid loop() { delay(100); }"
    )
    assert lines_of(Board.ESP8266, sketch.replace("%s", body), 60) == ["0", "1", "1", "0"]


def test_an_esp32_has_nothing_attached_to_its_pads_and_no_memory_outside() -> None:
    body = r"""
        Serial.println(touchRead(T0) > 40 && touchRead(2 + 1) == 0);
        Serial.println(psramFound() || ESP.getPsramSize() > 0 || ps_malloc(8) != nullptr);
        Serial.println(setCpuFrequencyMhz(80) && !setCpuFrequencyMhz(81));
        Serial.println(getCpuFrequencyMhz() == 80 && ESP.getCpuFreqMHz() == 80);
        Serial.println(esp_get_free_heap_size() == ESP.getFreeHeap());
        gpio_set_direction(GPIO_NUM_4, GPIO_MODE_OUTPUT);
        gpio_set_level(GPIO_NUM_4, 1);
        Serial.println(digitalRead(4));
        Serial.println(gpio_set_level(GPIO_NUM_48, 1) == ESP_ERR_INVALID_ARG);
    """
    assert printed(Board.ESP32, "#include <driver/gpio.h>", body) == ["1", "0", "1", "1", "1", "1", "1"]


def test_an_esp32_that_waits_for_a_pin_wakes_by_its_timer() -> None:
    body = r"""
        Serial.println(esp_sleep_get_wakeup_cause() == ESP_SLEEP_WAKEUP_TIMER);
        esp_sleep_enable_ext0_wakeup(GPIO_NUM_33, 1);
        esp_sleep_enable_timer_wakeup(2000000);
        esp_deep_sleep_start();
    """
    assert printed(Board.ESP32, "", body)[:2] == ["0", "1"]


def test_an_empty_range_is_divided_as_the_chip_of_a_pico_divides() -> None:
    body = r"""
        Serial.println(map(5, 3, 3, 0, 255));
        Serial.println(map(3, 3, 3, 0, 255));
        Serial.println(map(1, 3, 3, 1, 255));
    """
    assert printed(Board.PICOW, "", body) == ["2147483647", "0", "-2147483647"]


@pytest.mark.parametrize("board", LWIP)
def test_without_an_archive_there_are_no_certificates_in_a_store(board: Board) -> None:
    before = "#include <LittleFS.h>\n#include <CertStoreBearSSL.h>\nBearSSL::CertStore store;"
    body = r"""
        LittleFS.begin();
        Serial.println(store.initCertStore(LittleFS, "/certs.idx", "/certs.ar"));
        File file = LittleFS.open("/certs.ar", "w");
        file.print("!<arch>\n");
        file.printf("%-48s%-10d`\n%s", "ca_000.der", 3, "DER\n");
        file.printf("%-48s%-10d`\n%s", "ca_001.der", 4, "MORE");
        file.close();
        Serial.println(store.initCertStore(LittleFS, "/certs.idx", "/certs.ar"));
    """
    assert printed(board, before, body) == ["0", "2"]


def test_the_two_timers_of_an_esp8266_call_at_their_ticks() -> None:
    before = "volatile int calls = 0; volatile unsigned long came = 0;"
    body = r"""
        timer1_attachInterrupt([] { ++calls; });
        timer1_enable(TIM_DIV256, TIM_EDGE, TIM_LOOP);
        timer1_write(31250);
        delay(450);
        timer1_disable();
        delay(500);
        Serial.println(calls);
        timer0_isr_init();
        timer0_attachInterrupt([] { came = millis(); });
        const unsigned long begun = millis();
        timer0_write(ESP.getCycleCount() + 80000000L);
        delay(1500);
        Serial.println((came - begun + 5) / 10);
    """
    assert printed(Board.ESP8266, before, body) == ["4", "100"]


def test_registers_of_an_esp32_are_its_pins() -> None:
    body = r"""
        pinMode(4, INPUT);
        pinMode(32, INPUT);
        GPIO.enable_w1ts = 1 << 4;
        GPIO.out_w1ts = 1 << 4;
        Serial.printf("%d %d\n", digitalRead(4), GPIO.in >> 4 & 1);
        GPIO.out_w1tc = 1 << 4;
        Serial.println(digitalRead(4));
        GPIO.enable1_w1ts.val = 1;
        GPIO.out1_w1ts.val = 1;
        Serial.printf("%d %d\n", digitalRead(32), GPIO.in1.val & 1);
    """
    assert printed(Board.ESP32, "#include <soc/gpio_struct.h>", body) == ["1 1", "0", "1 1"]


@pytest.mark.parametrize("board", [Board.ESP32, *LWIP])
def test_a_pin_moves_by_what_is_written_through_a_pointer_to_its_register(board: Board) -> None:
    body = r"""
        pinMode(4, OUTPUT);
        volatile uint32_t* out = portOutputRegister(digitalPinToPort(4));
        volatile uint32_t* in = portInputRegister(digitalPinToPort(4));
        const uint32_t mask = digitalPinToBitMask(4);
        *out |= mask;
        Serial.println(digitalRead(4));
        delayMicroseconds(1);
        Serial.println((*in & mask) != 0);
        digitalWrite(4, LOW);
        Serial.printf("%d %d\n", (*out & mask) != 0, (*in & mask) != 0);
        *portModeRegister(digitalPinToPort(4)) &= ~mask;
        *out |= mask;
        Serial.println(digitalRead(4));
    """
    assert printed(board, "", body) == ["1", "1", "0 0", "0"]


def test_pin_16_of_an_esp8266_has_a_register_of_its_own() -> None:
    body = r"""
        pinMode(16, OUTPUT);
        *portOutputRegister(digitalPinToPort(16)) |= digitalPinToBitMask(16);
        Serial.printf("%lu %d %d\n", digitalPinToBitMask(16), digitalRead(16), digitalRead(0));
    """
    assert printed(Board.ESP8266, "", body) == ["1 1 1"]


def test_what_is_written_to_a_pin_stands_in_its_register() -> None:
    body = r"""
        pinMode(4, OUTPUT);
        digitalWrite(4, HIGH);
        Serial.printf("%d %d\n", GPOP(4), GPEP(4));
    """
    assert printed(Board.ESP8266, "", body) == ["1 1"]


def test_registers_of_pins_have_names_on_an_esp32() -> None:
    body = r"""
        pinMode(4, INPUT);
        REG_WRITE(GPIO_ENABLE_W1TS_REG, BIT4);
        REG_WRITE(GPIO_OUT_W1TS_REG, BIT4);
        Serial.printf("%d %d\n", digitalRead(4), (REG_READ(GPIO_IN_REG) & BIT4) != 0);
        WRITE_PERI_REG(GPIO_OUT1_W1TS_REG, BIT(0));
        Serial.println(READ_PERI_REG(GPIO_OUT1_REG) & 1);
    """
    assert printed(Board.ESP32, "#include <soc/gpio_reg.h>", body) == ["1 1", "1"]


def test_base64_of_pieces_is_that_of_the_whole() -> None:
    before = "#include <libb64/cencode.h>\n#include <base64.h>"
    body = r"""
        char text[64] = "";
        base64_encodestate state;
        base64_init_encodestate(&state);
        int length = base64_encode_block("Alad", 4, text, &state);
        length += base64_encode_block("din:open sesame!", 16, text + length, &state);
        length += base64_encode_blockend(text + length, &state);
        Serial.println(base64::encode("Aladdin:open sesame!") == text);
        Serial.println(length);
    """
    assert printed(Board.ESP8266, before, body) == ["1", "28"]


@pytest.mark.parametrize("board", LWIP)
def test_datagram_sockets_are_closed_all_at_once(board: Board) -> None:
    body = r"""
    WiFiUDP one, other;
    one.begin(1000);
    other.begin(1001);
    WiFiUDP::stopAllExcept(&other);
    Serial.printf("%d %d\n", static_cast<bool>(one), static_cast<bool>(other));
    WiFiUDP::stopAll();
    Serial.println(static_cast<bool>(other));
    """
    assert joined(board, body) == ["0 1", "0"]


@pytest.mark.parametrize(("board", "pins"), [(Board.ESP32, (0,)), (Board.ESP8266, (0, 2))])
def test_a_button_to_ground_that_its_board_pulls_up_is_not_pressed(board: Board, pins: tuple[int, ...]) -> None:
    body = "".join(f"pinMode({pin}, INPUT); Serial.println(digitalRead({pin}));" for pin in (*pins, 4))
    assert printed(board, "", body) == ["1"] * len(pins) + ["0"]


def test_a_train_of_pulses_takes_its_time_and_leaves_its_last_level() -> None:
    body = r"""
        rmt_data_t train[2] = {};
        train[0].level0 = 1;
        train[0].duration0 = 4000;
        train[0].duration1 = 2000;
        train[1] = train[0];
        Serial.print(rmtWrite(4, train, 2, RMT_WAIT_FOR_EVER));
        Serial.println(rmtInit(4, RMT_TX_MODE, RMT_MEM_NUM_BLOCKS_1, 100));
        Serial.println(rmtInit(4, RMT_TX_MODE, RMT_MEM_NUM_BLOCKS_1, 1000000));
        rmtSetEOT(4, 1);
        const unsigned long since = millis();
        const bool is_sent = rmtWrite(4, train, 2, RMT_WAIT_FOR_EVER);
        Serial.printf("%d %lu\n", is_sent, millis() - since);
        Serial.println(rmtWrite(4, train, 2, 5));
        Serial.println(rmtTransmitCompleted(4));
        delay(10);
        Serial.println(rmtTransmitCompleted(4));
        rmtDeinit(4);
        pinMode(4, INPUT);
        Serial.println(rmtWriteAsync(4, train, 2));
    """
    assert printed(Board.ESP32, "", body) == ["00", "1", "1 12", "0", "0", "1", "0"]


def test_what_is_waited_for_by_the_rmt_does_not_come() -> None:
    body = r"""
        rmt_data_t train[4] = {};
        size_t count = 4;
        rmtInit(5, RMT_RX_MODE, RMT_MEM_NUM_BLOCKS_2, 1000000);
        const unsigned long since = millis();
        Serial.print(rmtRead(5, train, &count, 300));
        Serial.printf(" %lu %d\n", millis() - since, rmtReceiveCompleted(5));
        rmtInit(18, RMT_TX_MODE, RMT_MEM_NUM_BLOCKS_6, 1000000);
        Serial.println(rmtInit(19, RMT_TX_MODE, RMT_MEM_NUM_BLOCKS_1, 1000000));
    """
    assert printed(Board.ESP32, "", body) == ["0 300 0", "0"]


def test_a_train_takes_the_place_of_a_loop_and_not_of_a_train() -> None:
    body = r"""
        rmt_data_t train[1] = {};
        train[0].level0 = 1;
        train[0].duration0 = 4000;
        train[0].duration1 = 2000;
        rmtInit(4, RMT_TX_MODE, RMT_MEM_NUM_BLOCKS_1, 1000000);
        Serial.print(rmtWriteLooping(4, train, 1));
        Serial.print(rmtTransmitCompleted(4));
        Serial.print(rmtWriteAsync(4, train, 1));
        Serial.print(rmtWriteLooping(4, train, 1));
        delay(10);
        Serial.print(rmtWriteLooping(4, train, 1));
        // Set already, so the loop goes on.
        const unsigned long since = micros();
        Serial.print(rmtInit(4, RMT_TX_MODE, RMT_MEM_NUM_BLOCKS_1, 1000000));
        Serial.println(micros() - since < 500);
        const bool has_carrier = rmtSetCarrier(4, true, false, 38000, 33);
        Serial.printf("%d %d\n", has_carrier, rmtInit(4, RMT_TX_MODE, RMT_MEM_NUM_BLOCKS_1, 312499));
    """
    assert printed(Board.ESP32, "", body) == ["1110111", "1 0"]


def test_the_engine_for_sha_gives_the_digests_of_its_standard() -> None:
    # FIPS 180-4 examples: the first bytes of those of "abc".
    body = r"""
        const esp_sha_type kinds[] = {SHA1, SHA2_256, SHA2_384, SHA2_512};
        for (const esp_sha_type each : kinds) {
            unsigned char digest[64];
            esp_sha(each, reinterpret_cast<const unsigned char*>("abc"), 3, digest);
            Serial.printf("%02x%02x%02x%02x ", digest[0], digest[1], digest[2], digest[3]);
        }
        Serial.println();
    """
    before = "#include <sha/sha_parallel_engine.h>"
    assert printed(Board.ESP32, before, body) == ["a9993e36 ba7816bf cb00753f ddaf35a1 "]
