"""Headers of the cores beside their language: digests, base64, registers, the radio's driver, updates, zones."""

import hashlib
import hmac
from typing import Final

import pytest

from oceanhil.firmware.compiler import BuildError
from oceanhil.protocol.board import Board
from tests.firmware.arduino_host.network_sketches import HEADERS
from tests.firmware.arduino_host.programs import lines_of, program

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]
BOARDS: Final = (Board.ESP32, Board.ESP8266, Board.PICOW)
LOOP: Final = "void loop() { delay(1000); }\n"


def digest(data: bytes) -> str:
    """Give the MD5 as the sketch prints it."""
    text = hashlib.md5(data, usedforsecurity=False).hexdigest()
    return "".join(f"{text[at : at + 8]} " for at in range(0, len(text), 8))


@pytest.mark.parametrize("board", BOARDS)
def test_md5_is_that_of_rfc_1321_whatever_pieces_it_comes_in(board: Board) -> None:
    sketch = """
    #include <MD5Builder.h>
    #include <StreamString.h>
    // What looks like a token is cut in a trace.
    static void say(const MD5Builder& md5) {
        const String text = md5.toString();
        for (int at = 0; at < 32; at += 8) Serial.printf("%s ", text.substring(at, at + 8).c_str());
        Serial.println();
    }
    static void tell(unsigned length, unsigned piece) {
        MD5Builder md5;
        md5.begin();
        uint8_t bytes[200];
        memset(bytes, 'x', sizeof bytes);
        for (unsigned at = 0; at < length; at += piece) md5.add(bytes, length - at < piece ? length - at : piece);
        md5.calculate();
        say(md5);
    }
    void setup() {
        const unsigned lengths[] = {0, 1, 55, 56, 63, 64, 65, 119, 120, 200};
        for (unsigned each : lengths) tell(each, 200);
        tell(200, 7);
        MD5Builder md5;
        md5.begin();
        md5.addHexString("6f6B");
        StreamString text;
        text.print(" then");
        Serial.printf("%d\\n", md5.addStream(text, 5));
        md5.calculate();
        say(md5);
    }
    """
    lengths = (0, 1, 55, 56, 63, 64, 65, 119, 120, 200, 200)
    assert lines_of(board, sketch + LOOP) == [*(digest(b"x" * each) for each in lengths), "1", digest(b"ok then")]


@pytest.mark.parametrize("board", [Board.ESP8266, Board.PICOW])
def test_a_store_of_certificates_comes_with_the_client_that_takes_it(board: Board) -> None:
    sketch = """
    #include <WiFiClientSecure.h>
    static BearSSL::CertStore store;
    void setup() { Serial.println(static_cast<unsigned>(store.count())); }
    """
    assert lines_of(board, sketch + LOOP) == ["0"]


@pytest.mark.parametrize("board", BOARDS)
def test_libb64_writes_one_line(board: Board) -> None:
    sketch = """
    #include <libb64/cencode.h>
    void setup() {
        char text[base64_encode_expected_len(4) + 1];
        Serial.printf("%d ", base64_encode_chars("four", 4, text));
        Serial.println(text);
    }
    """
    assert lines_of(board, sketch + LOOP) == ["8 Zm91cg=="]


def test_the_brownout_detector_of_an_esp32_can_be_switched_off_by_its_register_and_no_other_is_known() -> None:
    sketch = """
    #include <soc/rtc_cntl_reg.h>
    #include <soc/soc.h>
    void setup() {
        Serial.printf("%d ", (READ_PERI_REG(RTC_CNTL_BROWN_OUT_REG) & RTC_CNTL_BROWN_OUT_ENA) != 0);
        WRITE_PERI_REG(RTC_CNTL_BROWN_OUT_REG, 0);
        Serial.printf("%lu\\n", (unsigned long)READ_PERI_REG(RTC_CNTL_BROWN_OUT_REG));
    }
    """
    assert lines_of(Board.ESP32, sketch + LOOP) == ["1 0"]
    with pytest.raises(BuildError, match="RTC_CNTL_STORE0_REG"):
        program(Board.ESP32, sketch.replace("RTC_CNTL_BROWN_OUT_REG, 0", "RTC_CNTL_STORE0_REG, 0") + LOOP)


def test_the_radios_driver_of_an_esp32_knows_what_is_joined() -> None:
    sketch = """
    #include <WiFi.h>
    #include <esp_wifi.h>
    void setup() {
        wifi_config_t config;
        Serial.printf("%x ", esp_wifi_get_config(WIFI_IF_STA, &config));
        wifi_mode_t mode;
        Serial.printf("%x\\n", esp_wifi_get_mode(&mode));
        WiFi.mode(WIFI_STA);
        wifi_config_t wanted = {};
        strcpy((char*)wanted.sta.ssid, "home");
        strcpy((char*)wanted.sta.password, "secret word");
        Serial.printf("%d ", esp_wifi_set_config(WIFI_IF_STA, &wanted));
        Serial.printf("%d\\n", esp_wifi_get_config(WIFI_IF_STA, &config));
        Serial.printf("%s %s\\n", config.sta.ssid, config.sta.password);
        wifi_ap_record_t heard;
        Serial.printf("%x\\n", esp_wifi_sta_get_ap_info(&heard));
        Serial.printf("%d ", esp_wifi_connect());
        Serial.printf("%s\\n", WiFi.psk().c_str());
        esp_wifi_set_ps(WIFI_PS_NONE);
        Serial.printf("%d\\n", WiFi.getSleep());
        esp_wifi_set_country_code("DE", true);
        wifi_country_t country;
        esp_wifi_get_country(&country);
        Serial.printf("%.2s %d %d\\n", country.cc, country.schan, country.nchan);
        Serial.printf("%x\\n", esp_wifi_set_max_tx_power(90));
    }
    """
    assert lines_of(Board.ESP32, sketch + LOOP) == [
        "3001 3001",
        "0 0",
        "home secret word",
        "300f",
        "0 secret word",
        "0",
        "DE 1 11",
        "102",
    ]


@pytest.mark.parametrize(
    ("board", "header", "refusal", "name"),
    [
        (Board.ESP32, "Update.h", "10 Partition Could Not be Found", "esp32-"),
        (Board.ESP8266, "Updater.h", "4 ERROR[4]: Not Enough Space", "esp8266-"),
        (Board.PICOW, "Updater.h", "4 ERROR[4]: Not Enough Space", "pico-"),
    ],
)
def test_an_update_cannot_begin_and_says_so_in_the_cores_words(
    board: Board, header: str, refusal: str, name: str
) -> None:
    sketch = f"""
    #include <{header}>
    #include <ArduinoOTA.h>
    void setup() {{
        Serial.printf("%d ", Update.begin(1000));
        Serial.printf("%d ", Update.getError());
        Update.printError(Serial);
        uint8_t byte = 0xE9;
        Serial.printf("%d ", (int)Update.write(&byte, 1));
        Serial.printf("%d\\n", Update.end(true));
        ArduinoOTA.onStart([]() {{ Serial.println("never"); }});
        ArduinoOTA.begin();
        ArduinoOTA.handle();
        Serial.println(ArduinoOTA.getHostname());
    }}
    """
    lines = lines_of(board, sketch + LOOP)
    assert lines[:2] == [f"0 {refusal}", "0 0"]
    assert lines[2].startswith(name)


def test_the_heap_of_an_esp8266_has_its_allocators_names() -> None:
    sketch = """
    #include <umm_malloc/umm_heap_select.h>
    #include <umm_malloc/umm_malloc.h>
    void setup() {
        HeapSelectDram here;
        const size_t before = umm_free_heap_size();
        void* block = umm_malloc(100);
        Serial.printf("%d %d\\n", ESP.getFreeHeap() == umm_free_heap_size(), umm_free_heap_size() < before);
        umm_free(block);
        Serial.printf("%d %d\\n", before == umm_free_heap_size(), umm_integrity_check());
    }
    """
    assert lines_of(Board.ESP8266, sketch + LOOP) == ["1 1", "1 1"]


@pytest.mark.parametrize("board", [Board.ESP8266, Board.PICOW])
def test_zones_are_those_of_the_tz_database_and_clocks_take_them(board: Board) -> None:
    sketch = """
    #include <TZ.h>
    #include <stdlib.h>
    #include <time.h>
    void setup() {
        Serial.println(TZ_America_New_York);
        setenv("TZ", TZ_Europe_Berlin, 1);
        tzset();
        const time_t summer = 1720000000;
        char text[30];
        strftime(text, sizeof text, "%H:%M %Z", localtime(&summer));
        Serial.println(text);
    }
    """
    assert lines_of(board, sketch + LOOP) == ["EST5EDT,M3.2.0,M11.1.0", "11:46 CEST"]


def test_pins_of_a_pico_can_be_driven_by_the_sdks_names() -> None:
    sketch = """
    #include <hardware/gpio.h>
    void setup() {
        gpio_init(3);
        gpio_set_dir(3, GPIO_OUT);
        gpio_put(3, true);
        Serial.printf("%d %d %d\\n", gpio_get(3), gpio_get_out_level(3), gpio_is_dir_out(3));
        gpio_set_dir(3, GPIO_IN);
        Serial.printf("%d ", gpio_get(3));
        gpio_pull_up(3);
        Serial.printf("%d %d\\n", gpio_get(3), digitalRead(3));
    }
    """
    assert lines_of(Board.PICOW, sketch + LOOP) == ["1 1 1", "0 1 1"]


def test_a_ring_of_letters_holds_one_less_than_its_size() -> None:
    sketch = """
    #include <cbuf.h>
    void setup() {
        cbuf ring(5);
        Serial.printf("%d ", (int)ring.write("abcdef", 6));
        Serial.printf("%d ", ring.full());
        char some[4] = {};
        Serial.printf("%d ", (int)ring.read(some, 3));
        Serial.printf("%s ", some);
        Serial.printf("%d ", (int)ring.write("xy", 2));
        Serial.printf("%d ", (int)ring.resizeAdd(4));
        char all[9] = {};
        ring.peek(all, 8);
        Serial.printf("%s %d ", all, (int)ring.room());
        Serial.printf("%d\\n", (int)ring.remove(2));
    }
    """
    assert lines_of(Board.ESP8266, sketch + LOOP) == ["4 1 3 abc 2 9 dxy 5 1"]


def test_an_esp8266_asks_for_an_update_and_tells_what_the_server_says_of_it() -> None:
    sketch = """
        #include <ESP8266httpUpdate.h>
        ESPhttpUpdate.onError([](int error) { Serial.printf("error %d\\n", error); });
        WiFiClient client;
        Serial.printf("%d ", ESPhttpUpdate.update(client, "http://api.oceanremote.net/firmware.bin", "1.0"));
        Serial.println(ESPhttpUpdate.getLastErrorString());
        Serial.printf("%d ", ESPhttpUpdate.update(client, "http://nobody.example/firmware.bin"));
        Serial.println(ESPhttpUpdate.getLastErrorString());
    """
    include, _, body = sketch.strip().partition("\n")
    lines = lines_of(Board.ESP8266, f"{include}\n{HEADERS}\nvoid test() {{\n{body}\n}}\n", 60)
    assert lines[:2] == ["error -102", "0 File Not Found (404)"]
    assert lines[2:] == ["error -1", "0 HTTP error: connection failed"]


@pytest.mark.parametrize("board", [Board.ESP32, Board.PICOW])
def test_the_others_ask_for_an_update_too(board: Board) -> None:
    body = """
        httpUpdate.onError([](int error) { Serial.printf("error %d\\n", error); });
        WiFiClient client;
        Serial.printf("%d ", httpUpdate.update(client, "http://api.oceanremote.net/firmware.bin", "1.0"));
        Serial.println(httpUpdate.getLastErrorString());
        Serial.println(httpUpdate.getLastError() == HTTP_UE_SERVER_FILE_NOT_FOUND);
    """
    lines = lines_of(board, f"#include <HTTPUpdate.h>\n{HEADERS}\nvoid test() {{\n{body}\n}}\n", 60)
    assert lines == ["error -102", "0 File Not Found (404)", "1"]


def test_a_sketch_adds_to_the_request_for_an_update() -> None:
    body = """
        WiFiClient client;
        httpUpdate.update(client, "http://api.oceanremote.net/firmware.bin", "", [](HTTPClient*) {
            Serial.println("asked");
        });
    """
    lines = lines_of(Board.ESP32, f"#include <HTTPUpdate.h>\n{HEADERS}\nvoid test() {{\n{body}\n}}\n", 60)
    assert lines == ["asked"]


def test_digests_and_keyed_digests_of_mbed_tls_are_those_of_their_standards() -> None:
    # RFC 2202 and RFC 4231, test case 2; FIPS 180-4 for "abc"; a key longer than a block by `hashlib`.
    long_key = hmac.digest(b"k" * 200, b"text", "sha256").hex()[:8]
    body = r"""
        const auto bytes = [](const char* text) { return reinterpret_cast<const unsigned char*>(text); };
        unsigned char digest[64];
        const auto tell = [&digest] { Serial.printf("%02x%02x%02x%02x ", digest[0], digest[1], digest[2], digest[3]); };
        const char* said = "what do ya want for nothing?";
        mbedtls_md_hmac(mbedtls_md_info_from_type(MBEDTLS_MD_MD5), bytes("Jefe"), 4, bytes(said), 28, digest);
        tell();
        mbedtls_md_context_t keyed;
        mbedtls_md_init(&keyed);
        mbedtls_md_setup(&keyed, mbedtls_md_info_from_string("SHA256"), 1);
        mbedtls_md_hmac_starts(&keyed, bytes("Jefe"), 4);
        mbedtls_md_hmac_update(&keyed, bytes(said), 10);
        mbedtls_md_hmac_update(&keyed, bytes(said + 10), 18);
        mbedtls_md_hmac_finish(&keyed, digest);
        tell();
        String key;
        while (key.length() < 200) { key += "k"; }
        mbedtls_md_hmac_starts(&keyed, bytes(key.c_str()), 200);
        mbedtls_md_hmac_update(&keyed, bytes("text"), 4);
        mbedtls_md_hmac_finish(&keyed, digest);
        tell();
        mbedtls_md_free(&keyed);
        mbedtls_sha256_context sha;
        mbedtls_sha256_init(&sha);
        mbedtls_sha256_starts(&sha, 0);
        mbedtls_sha256_update(&sha, bytes("abc"), 3);
        mbedtls_sha256_finish(&sha, digest);
        tell();
        mbedtls_sha512(bytes("abc"), 3, digest, 1);
        tell();
        Serial.printf("%d %d\n", mbedtls_md_info_from_type(MBEDTLS_MD_RIPEMD160) == nullptr, mbedtls_md_starts(&keyed));
        SHA1Builder builder;
        builder.begin();
        builder.add("a");
        builder.add(String("bc"));
        builder.calculate();
        Serial.println(builder.toString().substring(0, 8));
    """
    headers = "".join(f"#include <{name}>\n" for name in ("mbedtls/md.h", "mbedtls/sha256.h", "mbedtls/sha512.h"))
    lines = lines_of(Board.ESP32, f"{headers}#include <SHA1Builder.h>\nvoid setup() {{\n{body}\n}}{LOOP}")
    assert lines == [f"750c783e 5bdcc146 {long_key} ba7816bf cb00753f 1 -20736", "a9993e36"]


def test_the_rom_of_an_esp8266_has_md5() -> None:
    # RFC 1321, appendix A.5.
    body = r"""
        md5_context_t context;
        uint8_t digest[16];
        MD5Init(&context);
        MD5Update(&context, reinterpret_cast<const uint8_t*>("ab"), 2);
        MD5Update(&context, reinterpret_cast<const uint8_t*>("c"), 1);
        MD5Final(digest, &context);
        Serial.printf("%02x%02x%02x%02x\n", digest[0], digest[1], digest[2], digest[3]);
    """
    assert lines_of(Board.ESP8266, f"#include <md5.h>\nvoid setup() {{\n{body}\n}}{LOOP}") == ["90015098"]


def test_a_register_that_nobody_knows_ends_an_esp32s_program() -> None:
    body = """
        Serial.println(READ_PERI_REG(0x3FF75144) != REG_READ(WDEV_RND_REG));
        Serial.println(READ_PERI_REG(0x3FF48000));
    """
    lines = lines_of(Board.ESP32, f"void setup() {{\n{body}\n}}{LOOP}", 0.5)
    assert lines[0] == "1"
    assert "abort" in lines[2]


def test_a_panic_of_an_esp8266_says_where_it_is() -> None:
    lines = lines_of(Board.ESP8266, f"void setup() {{\npanic();\n}}{LOOP}", 0.5)
    assert any(line.startswith("Panic ") and line.endswith("setup") for line in lines)
    assert any("rst cause" in line or "Exception" in line or "Abort" in line for line in lines)


def test_a_class_that_is_never_whole_is_a_base_where_nobody_asks_for_its_type() -> None:
    # As IotWebConf has it: without -fno-rtti the type of what derives from it is not to be linked.
    sketch = """
    struct Request { virtual String name(); };
    struct OwnRequest : Request { String name() override { return "own"; } };
    OwnRequest request;
    void setup() { Serial.println(request.name()); }
    """
    assert lines_of(Board.ESP32, sketch + LOOP)[0] == "own"
