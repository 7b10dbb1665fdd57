"""Parts that examples of the three cores use: names with handles, lines bound to themselves, addresses, buses."""

from typing import Final

import pytest

from oceanhil.protocol.board import Board
from tests.firmware.arduino_host.network_sketches import HEADERS
from tests.firmware.arduino_host.programs import alone, lines_of, program, sketch_of

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]
_LWIP: Final = (Board.ESP8266, Board.PICOW)

NAMES = """
static bool seen = false;
static void tell(MDNSResponder::hMDNSService) { Serial.println("asked"); }
void test() {
    char* name = nullptr;
    MDNSResponder::indexDomain(name, nullptr, "lamp");
    Serial.printf("%s ", name);
    MDNSResponder::indexDomain(name, "-", nullptr);
    Serial.printf("%s ", name);
    MDNSResponder::indexDomain(name);
    Serial.printf("%s\\n", name);
    MDNS.setHostProbeResultCallback([](String host, bool is_free) {
        Serial.printf("%s %d\\n", host.c_str(), is_free);
        seen = true;
    });
    Serial.println(MDNS.begin(name));
    const unsigned long since = millis();
    while (!seen) { MDNS.update(); delay(10); }
    Serial.println((millis() - since) / 100);
    MDNSResponder::hMDNSService clock = MDNS.addService(nullptr, "espclk", "tcp", 5000);
    Serial.printf("%d ", clock != nullptr);
    Serial.printf("%d ", MDNS.addService(nullptr, "espclk", "tcp", 5001) == nullptr);
    Serial.printf("%d ", MDNS.addService("other", "espclk", "tcp", 0) == nullptr);
    MDNSResponder::hMDNSTxt text = MDNS.addServiceTxt(clock, "port", uint16_t{5000});
    Serial.printf("%d ", text != nullptr && MDNS.addServiceTxt(clock, "port", "x") == text);
    Serial.printf("%d ", MDNS.addServiceTxt(clock, "", "x") == nullptr);
    Serial.printf("%d", MDNS.removeServiceTxt(clock, text));
    Serial.printf("%d ", MDNS.removeServiceTxt(clock, "port"));
    Serial.printf("%d\\n", MDNS.setDynamicServiceTxtCallback(clock, tell));
    seen = false;
    MDNS.setServiceProbeResultCallback(clock, [](String service, MDNSResponder::hMDNSService, bool is_free) {
        Serial.printf("%s %d\\n", service.c_str(), is_free);
        seen = true;
    });
    while (!seen) { MDNS.update(); delay(10); }
    MDNSResponder::hMDNSServiceQuery query = MDNS.installServiceQuery(
        "http", "tcp", [](MDNSResponder::MDNSServiceInfo info, MDNSResponder::AnswerType, bool) {
            Serial.println(info.serviceDomain());
        });
    Serial.printf("%d %u ", query != nullptr, (unsigned)MDNS.answerCount(query));
    Serial.printf("%u ", (unsigned)MDNS.answerInfo(query).size());
    Serial.printf("%d", MDNS.removeServiceQuery(query));
    Serial.printf("%d ", MDNS.removeServiceQuery(query));
    Serial.printf("%d", MDNS.removeService(nullptr, "espclk", "tcp"));
    Serial.printf("%d\\n", MDNS.removeService(clock));
}
"""


@pytest.mark.parametrize("board", _LWIP)
def test_a_name_is_free_once_it_was_tried_and_services_have_handles(board: Board) -> None:
    told = lines_of(board, f"#include <LEAmDNS.h>\n{HEADERS}\n{NAMES}", 30)
    assert told[:6] == ["lamp lamp-2 lamp-3", "1", "lamp-3 1", "10", "1 1 1 1 1 10 1", "lamp-3 1"]
    assert told[6:] == ["1 0 0 10 10"]


def test_a_line_of_an_esp32_that_is_bound_to_itself_hears_itself_at_its_speed() -> None:
    body = r"""
        Serial1.begin(9600, SERIAL_8N1, 4, 5);
        uart_internal_loopback(1, 4);
        static String heard;
        static int called = 0, broken = 0;
        Serial1.onReceive([] {
            ++called;
            while (Serial1.available() > 0) { heard += (char)Serial1.read(); }
        });
        Serial1.setRxTimeout(10);
        const unsigned long since = millis();
        Serial1.print("0123456789");
        Serial.printf("%d ", Serial1.available());
        while (heard.length() < 10) { delay(1); }
        Serial.printf("%s %d %lu ", heard.c_str(), called, millis() - since);
        Serial1.setRxFIFOFull(4);
        Serial1.onReceive(nullptr);
        Serial1.print("abcdef");
        delay(5);
        Serial.printf("%d ", Serial1.available());
        delay(20);
        Serial.printf("%d ", Serial1.available());
        Serial1.onReceiveError([](hardwareSerial_error_t error) { broken += error == UART_BREAK_ERROR; });
        uart_send_break(1);
        delay(50);
        Serial.printf("%d %d\n", broken, Serial1.available());
    """
    # Ten bytes of 1.04 ms and ten times as long until they are handed over.
    assert alone(Board.ESP32, "", body, "") == ["0 0123456789 1 21 4 6 1 7"]


def test_a_stream_by_esp_now_loses_what_nobody_hears() -> None:
    body = r"""
        WiFi.mode(WIFI_STA);
        static ESP_NOW_Serial_Class line(MacAddress({2, 0, 0, 0, 0, 1}), 1, WIFI_IF_STA);
        Serial.printf("%d ", line.begin());
        Serial.printf("%u %d ", (unsigned)line.print("hello"), line.available());
        line.flush();
        Serial.printf("%d %d ", line.availableForWrite(), ESP_NOW.getTotalPeerCount());
        struct Peer : ESP_NOW_Peer {
            explicit Peer(const uint8_t* mac) : ESP_NOW_Peer(mac, 0, WIFI_IF_STA) {}
            bool join() { return add(); }
        };
        const uint8_t near_by[6] = {2, 0, 0, 0, 0, 2};
        std::vector<Peer> peers;
        { Peer peer(near_by); Serial.printf("%d ", peer.join()); peers.push_back(peer); }
        Serial.printf("%d ", ESP_NOW.getTotalPeerCount());
        Serial.printf("%d ", ESP_NOW.removePeer(peers[0]));
        Serial.println(ESP_NOW.getTotalPeerCount());
    """
    headers = "#include <WiFi.h>\n#include <ESP32_NOW_Serial.h>\n#include <MacAddress.h>\n#include <vector>"
    assert alone(Board.ESP32, "", body, headers) == ["1 5 0 1024 1 1 2 1 1"]


def test_an_address_of_an_esp32_is_text_bytes_and_a_number() -> None:
    body = r"""
        MacAddress mac(0x02, 0, 0x5E, 0x10, 0, 1);
        Serial.printf("%s %llx %d ", mac.toString().c_str(), (unsigned long long)mac.Value(), mac[7]);
        Serial.printf("%d %d ", mac == MacAddress("02:00:5e:10:00:01"), mac.fromString("02:00:5E"));
        mac.fromString("01:02:03:04:05:06:07:08");
        uint8_t bytes[8];
        mac.toBytes(bytes);
        mac[-1] = 0xFF;
        Serial.printf("%d %d ", bytes[7], mac == bytes);
        Serial.println(mac);
    """
    told = ["02:00:5E:10:00:01 100105e0002 1 1 0 8 0 FF:02:03:04:05:06:07:08"]
    assert alone(Board.ESP32, "", body, "#include <MacAddress.h>") == told


def test_an_esp32_tells_cycles_levels_and_that_there_is_nothing_to_decrypt() -> None:
    body = r"""
        const uint32_t since = esp_cpu_get_cycle_count();
        delayMicroseconds(100);
        const uint32_t passed = xthal_get_ccount() - since;
        Serial.printf("%d %d ", passed >= 24000 && passed < 26000, esp_cpu_get_core_id());
        pinMode(4, OUTPUT);
        gpio_ll_set_level(&GPIO, 4, 1);
        Serial.printf("%d %d ", digitalRead(4), gpio_ll_get_level(&GPIO, 4));
        gpio_ll_output_disable(&GPIO, 4);
        Serial.printf("%d ", digitalRead(4));
        gpio_ll_output_enable(&GPIO, 4);
        Serial.printf("%d ", digitalRead(4));
        const uint8_t key[ENCRYPTED_KEY_SIZE] = {};
        Serial.printf("%d %d %d ", Update.setupCrypt(key), Update.setupCrypt(), Update.setupCrypt(key, 0, 0xf, 3));
        Serial.printf("%d\n", WiFi.initiateFTM());
    """
    headers = "#include <WiFi.h>\n#include <Update.h>\n#include <hal/gpio_ll.h>\n#include <xtensa/hal.h>"
    assert alone(Board.ESP32, "", body, headers) == ["1 1 1 1 0 1 1 0 0 0"]


def test_a_ticker_of_an_esp8266_that_is_copied_or_moved_rests() -> None:
    body = r"""
        static int called = 0;
        Ticker first;
        first.attach_ms(10, [] { ++called; });
        Ticker copied(first);
        Serial.printf("%d%d ", first.active(), copied.active());
        Ticker moved(std::move(first));
        Serial.printf("%d%d ", first.active(), moved.active());
        delay(50);
        Serial.printf("%d ", called);
        uint16_t two[2] = {1, 2};
        mmu_set_uint16(&two[1], 7);
        Serial.printf("%d %d ", mmu_get_uint16(&two[1]), mmu_get_uint8(&two[0]));
        Serial.printf("%d %d\n", ESP.checkFlashCRC(), esp_get_program_counter() != 0);
    """
    assert alone(Board.ESP8266, "", body, "#include <Ticker.h>\n#include <mmu_iram.h>") == ["10 00 0 7 1 1 1"]


def test_an_esp8266_knows_which_of_its_time_servers_answered() -> None:
    body = r"""
        configTime(0, 0, "pool.ntp.org", "nowhere.example");
        Serial.printf("%d ", sntp_getreachability(0));
        delay(5000);
        Serial.printf("%d %d\n", sntp_getreachability(0), sntp_getreachability(1));
    """
    assert lines_of(Board.ESP8266, f"{HEADERS}\n#include <sntp.h>\nvoid test() {{\n{body}\n}}\n", 30) == ["0 1 0"]


@pytest.mark.parametrize(
    ("board", "headers", "body"),
    [
        (Board.ESP8266, "ESP8266HTTPUpdateServer.h", "static BearSSL::ESP8266HTTPUpdateServerSecure page;"),
        (
            Board.ESP8266,
            "SPISlave.h",
            "SPISlave.onData([](uint8_t*, size_t) {}); SPISlave.begin();",
        ),
        (Board.ESP8266, "SD.h", "SDFS.setConfig(SDFSConfig(4, SPI_HALF_SPEED));"),
        (Board.PICOW, "HTTPUpdateServer.h WebServerTemplate.h", "static HTTPUpdateServerSecure page;"),
        (
            Board.PICOW,
            "SD.h SoftwareSPI.h",
            "SoftwareSPI bus(0, 1, 2); SDFSConfig(4, SPI_FULL_SPEED, bus);",
        ),
    ],
)
def test_it_compiles(board: Board, headers: str, body: str) -> None:
    assert program(board, sketch_of(headers, body)).is_file()


def test_a_pico_that_is_a_slave_is_asked_for_what_it_would_send_and_hears_nothing() -> None:
    body = r"""
        static int asked = 0, heard = 0;
        SPISlave.onDataSent([] { ++asked; });
        SPISlave.onDataRecv([](uint8_t*, size_t) { ++heard; });
        Serial.printf("%d ", SPISlave.setRX(16));
        SPISlave.begin(SPISettings(1000000, MSBFIRST, SPI_MODE0));
        delay(100);
        Serial.printf("%d %d %d\n", asked, heard, SPISlave.setRX(16));
    """
    assert alone(Board.PICOW, "", body, "#include <SPISlave.h>") == ["1 1 0 0"]


def test_words_that_the_cores_headers_bring_along() -> None:
    # The addresses of registers come by Arduino.h alone.
    body = 'Serial.printf("%x\\n", PERIPHS_GPIO_BASEADDR + GPIO_ID_PIN(2));'
    assert alone(Board.ESP8266, "", body, "") == ["60000302"]
    body = 'delay(20); Serial.printf("%d\\n", esp_log_timestamp() == millis());'
    assert alone(Board.ESP32, "", body, "#include <esp_log.h>") == ["1"]


@pytest.mark.parametrize("curve", ["", "#define USE_EC\n"])
def test_the_keys_of_examples_are_read(curve: str) -> None:
    headers = "#define USING_INSECURE_CERTS_AND_KEYS_AND_CAS 1\n" + curve + "#include <ESP8266WiFi.h>\n"
    body = r"""
        BearSSL::X509List list(server_cert);
        BearSSL::PrivateKey key(server_private_key);
        Serial.printf("%u %d\n", (unsigned)list.getCount(), strlen(server_private_key) > 200 && &key != nullptr);
    """
    assert alone(Board.ESP8266, "", body, headers + "#include <ssl-tls-ca-key-cert-example.h>") == ["1 1"]
