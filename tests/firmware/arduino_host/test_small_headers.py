"""Small headers and words that libraries ask for: registers by address, Xtensa's assembler, base64, names of parts."""

from typing import Final

import pytest

from oceanhil.firmware.compiler import BuildError
from oceanhil.protocol.board import Board
from tests.firmware.arduino_host.programs import alone, program, sketch_of

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]
_CORES: Final = (Board.ESP32, Board.ESP8266, Board.PICOW)


def said(board: Board, before: str, body: str) -> list[str]:
    """Run `body` as a sketch's setup below `before`, and give what it soon prints."""
    return alone(board, "", body, before, 0.5)


def test_pins_of_an_esp8266_move_by_the_addresses_of_their_registers() -> None:
    body = r"""
        gpio_output_set(BIT4, 0, BIT4, 0);
        Serial.printf("%d ", digitalRead(4));
        GPIO_REG_WRITE(GPIO_OUT_W1TC_ADDRESS, BIT4);
        Serial.printf("%d ", digitalRead(4));
        GPIO_OUTPUT_SET(5, 1);
        Serial.printf("%d %d ", digitalRead(5), GPIO_INPUT_GET(5) != 0);
        WRITE_PERI_REG(RTC_GPIO_ENABLE, 1);
        WRITE_PERI_REG(RTC_GPIO_OUT, 1);
        Serial.printf("%d ", digitalRead(16));
        PIN_FUNC_SELECT(PERIPHS_IO_MUX_MTDI_U, FUNC_GPIO12);
        Serial.printf("%x %d\n", (unsigned)READ_PERI_REG(PERIPHS_IO_MUX_MTDI_U), GPIO_REG_READ(GPIO_STATUS_ADDRESS));
    """
    assert said(Board.ESP8266, "#include <gpio.h>", body) == ["1 0 1 1 1 30 0"]


def test_an_address_that_nobody_knows_ends_an_esp8266s_program() -> None:
    lines = said(Board.ESP8266, "#include <eagle_soc.h>", "Serial.println(READ_PERI_REG(0x60000F00));")
    assert "Abort called" in lines


def test_words_of_xtensas_assembler_read_cycles_and_turn_interrupts_off() -> None:
    # A number in a register of floating point must outlive them.
    body = r"""
        volatile float begun = 1.5f;
        float kept = begun * 3;
        uint32_t first, second, state;
        __asm__ __volatile__("rsr %0,ccount" : "=a"(first));
        delayMicroseconds(100);
        __asm__ __volatile__("esync; rsr %0,ccount" : "=a"(second));
        const uint32_t passed = second - first;
        Serial.printf("%d ", passed >= 8000 && passed < 9000);
        __asm__ __volatile__("rsil %0,15" : "=a"(state));
        const uint32_t between = xt_rsil(15);
        __asm__ __volatile__("wsr %0,ps; isync" ::"a"(state) : "memory");
        const uint32_t after = xt_rsil(0);
        Serial.printf("%d %d %d %d\n", state == after, between == 15, after == 0, kept == 4.5f);
    """
    assert said(Board.ESP8266, "", body) == ["1 1 1 1 1"]


def test_any_other_special_register_is_told_with_its_line() -> None:
    body = 'uint32_t found;\n__asm__ __volatile__("rsr %0,excvaddr" : "=a"(found));\nSerial.println(found);'
    with pytest.raises(BuildError, match=r"Error: rsr of excvaddr: .* only ccount is simulated") as told:
        program(Board.ESP8266, sketch_of("", body))
    assert "tried.ino:5:  Info: macro invoked from here" in str(told.value)


@pytest.mark.parametrize("board", _CORES)
def test_base64_is_read_in_pieces_of_any_length(board: Board) -> None:
    # RFC 4648, section 10.
    body = r"""
        for (const char* text : {"", "Zg==", "Zm8=", "Zm9v", "Zm9vYg==", "Zm9v\r\nYmE=", "Zm9vYmFy"}) {
            char whole[20];
            const int bytes = base64_decode_chars(text, strlen(text), whole);
            base64_decodestate state;
            base64_init_decodestate(&state);
            char pieces[20];
            int count = 0;
            for (const char* at = text; *at != 0; ++at) {
                count += base64_decode_block(at, 1, pieces + count, &state);
            }
            Serial.printf("%s %d %d\n", whole, bytes, count == bytes && memcmp(whole, pieces, bytes) == 0);
        }
    """
    expected = [" 0 1", "f 1 1", "fo 2 1", "foo 3 1", "foob 4 1", "fooba 5 1", "foobar 6 1"]
    assert said(board, "#include <libb64/cdecode.h>\n#include <string.h>", body) == expected


def test_an_esp8266_knows_where_its_files_lie_and_that_nobody_is_behind_its_access_point() -> None:
    body = r"""
        FSInfo info;
        LittleFS.begin();
        LittleFS.info(info);
        Serial.printf("%d ", FS_end - FS_start == info.totalBytes);
        Serial.printf("%d ", WiFiClient().status() == ESTABLISHED);
        Serial.printf("%d %d\n", ip_napt_init(IP_NAPT_MAX, IP_PORTMAP_MAX), ip_napt_enable_no(SOFTAP_IF, 1));
    """
    headers = "#include <ESP8266WiFi.h>\n#include <LittleFS.h>\n#include <lwip/napt.h>"
    assert said(Board.ESP8266, headers, body) == ["1 0 0 0"]


@pytest.mark.parametrize("board", [Board.ESP8266, Board.PICOW])
def test_a_name_in_the_network_is_changed_while_it_is_there(board: Board) -> None:
    body = r"""
        MDNS.begin("one");
        MDNS.setInstanceName("other");
        Serial.printf("%d %d %d\n", MDNS.setHostname(""), MDNS.announce(), MDNS.notifyAPChange());
    """
    assert said(board, "#include <ESP8266mDNS.h>", body) == ["0 1 1"]


def test_a_pico_w_says_that_it_has_a_radio_and_its_secure_client_brings_wifi_along() -> None:
    body = 'Serial.printf("%d %d\\n", __isPicoW, WiFi.status() == WL_CONNECTED);'
    assert said(Board.PICOW, "#include <WiFiClientSecure.h>", body) == ["1 0"]


def test_nobody_presses_a_routers_button_and_after_two_minutes_an_esp32_gives_up() -> None:
    body = r"""
        WiFi.onEvent([](arduino_event_id_t) { Serial.printf("over after %lu s\n", millis() / 1000); },
                     ARDUINO_EVENT_WPS_ER_TIMEOUT);
        esp_wps_config_t config = WPS_CONFIG_INIT_DEFAULT(WPS_TYPE_PBC);
        Serial.printf("%x ", esp_wifi_wps_enable(&config));
        WiFi.mode(WIFI_STA);
        Serial.printf("%x ", esp_wifi_wps_start(0));
        Serial.printf("%x ", esp_wifi_wps_enable(&config));
        Serial.printf("%x\n", esp_wifi_wps_start(0));
    """
    told = alone(Board.ESP32, "", body, "#include <WiFi.h>\n#include <esp_wps.h>", 122)
    assert told == ["3005 3035 0 0", "over after 120 s"]


@pytest.mark.parametrize(
    ("board", "parts"), [("esp32", "8 2 40 20"), ("esp32s3", "8 2 49 14"), ("esp32c3", "6 1 22 14")]
)
def test_a_chip_says_how_many_parts_it_has(board: str, parts: str) -> None:
    body = r"""Serial.printf("%d %d %d %d\n", SOC_LEDC_CHANNEL_NUM, SOC_I2C_NUM, SOC_GPIO_PIN_COUNT,
                             SOC_LEDC_TIMER_BIT_WIDTH);"""
    assert said(Board(board), "#include <soc/soc_caps.h>", body) == [parts]


@pytest.mark.parametrize(("board", "channels"), [("esp32", 16), ("esp32s3", 8), ("esp32c3", 6)])
def test_a_chip_gives_pulses_on_as_many_channels_as_it_has(board: str, channels: int) -> None:
    body = """int channels = 0;
              while (ledcAttachChannel(4, 1000, 8, channels)) { ++channels; }
              Serial.println(channels);"""
    assert said(Board(board), "", body) == [str(channels)]


@pytest.mark.parametrize("board", _CORES)
def test_a_sketch_does_not_see_this_machines_system(board: Board) -> None:
    before = """
    #include <algorithm>
    #include <functional>
    #if defined(__linux__) || defined(__unix__) || defined(unix)
    #error "a library would take this for a computer"
    #endif
    int linux = 3;
    """
    assert said(board, before, "Serial.println(linux);") == ["3"]


@pytest.mark.parametrize("board", [Board.ESP8266, Board.PICOW])
def test_a_store_of_certificates_is_handed_on_as_its_base(board: Board) -> None:
    body = r"""
        BearSSL::CertStore store;
        CertStoreBase* base = &store;
        WiFiClientSecure client;
        client.setCertStore(base);
        Serial.println(base->count());
    """
    headers = "#include <CertStoreBearSSL.h>\n#include <LittleFS.h>\n#include <WiFiClientSecure.h>"
    assert said(board, headers, body) == ["0"]


@pytest.mark.parametrize(
    ("board", "printed"),
    [
        (Board.ESP32, ["begun", "whole", "later"]),
        (Board.ESP8266, ["begun", "whole", "later"]),
        (Board.PICOW, ["begun", ""]),
    ],
)
def test_what_the_c_library_prints_is_on_the_console_of_both_of_espressif(board: Board, printed: list[str]) -> None:
    # Of a Pico W it goes nowhere unless the core is built with a port for it (cores/rp2040/posix.cpp).
    body = r"""
        Serial.println("begun");
        printf("wh");
        puts("ole");
        printf("later");
        fflush(stdout);
        printf("never");
        Serial.println();
    """
    assert [line.strip() for line in said(board, "#include <stdio.h>", body)] == printed


@pytest.mark.parametrize(
    ("board", "headers"), [(Board.ESP32, "#include <rom/ets_sys.h>"), (Board.ESP8266, "#include <ets_sys.h>")]
)
def test_letters_of_the_rom_go_where_a_sketch_wants_them(board: Board, headers: str) -> None:
    before = "static String kept;\nstatic void keep(char letter) { kept += letter; }\n"
    body = r"""
        ets_printf("%d\n", 1);
        ets_install_putc1(keep);
        ets_printf("%d-%s", 2, "two");
        Serial.println(kept);
    """
    assert said(board, f"{headers}\n{before}", body) == ["1", "2-two"]


def test_the_heaps_figures_of_an_esp8266_fit_their_older_kinds() -> None:
    body = r"""
        uint32_t whole = 0;
        uint16_t most = 0;
        ESP.getHeapStats(&whole, &most);
        Serial.println(whole >= most && most > 10000);
    """
    assert said(Board.ESP8266, "", body) == ["1"]


def test_a_handler_of_an_esp8266s_server_has_one_way_to_be_asked() -> None:
    # PageBuilder looks at the kind of its argument.
    body = r"""
        bool (RequestHandler::*asked)(HTTPMethod, const String&) = nullptr;
        Serial.println(std::is_same<decltype(asked), decltype(&RequestHandler::canHandle)>::value);
    """
    headers = "#include <ESP8266WebServer.h>\n#include <type_traits>"
    assert said(Board.ESP8266, headers, body) == ["1"]


def test_bytes_in_rows_have_their_letters() -> None:
    body = 'hexdump("ab\\x01" "cdefghijklmnopq", 18);'
    told = [line.split("] ")[-1] for line in said(Board.ESP8266, "", body)]
    assert told[-2:] == [
        "0x0000: 61 62 01 63 64 65 66 67 68 69 6a 6b 6c 6d 6e 6f   ab.cdefghijklmno",
        "0x0010: 70 71                                             pq",
    ]
