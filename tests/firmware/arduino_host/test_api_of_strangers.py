"""What sketches of strangers use of the cores: a line that calls back, names, digits, channels, peers, pulses."""

from functools import partial
from typing import Final

import pytest

from oceanhil.hil.worlds.sketch.device import SketchDevice
from oceanhil.protocol.board import Board
from tests.firmware.arduino_host.network_sketches import CORES, HEADERS
from tests.firmware.arduino_host.programs import alone, bench, lines_of

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]
said: Final = partial(alone, seconds=10)


def joined_with(board: Board, header: str, body: str) -> list[str]:
    """Run `body` on a board that has joined its network, with a header, and give what it prints."""
    return lines_of(board, f"{HEADERS}\n#include <{header}>\nvoid test() {{\n{body}\n}}\n", 30)


def test_the_console_of_an_esp32_calls_back_once_bytes_have_arrived() -> None:
    sketch = r"""
    int called = 0;
    String heard;
    void on_bytes() {
        ++called;
        while (Serial.available() > 0) { heard += (char)Serial.read(); }
    }
    void setup() {
        Serial.onReceive(on_bytes);
        delay(3000);
        Serial.printf("%s %d\n", heard.c_str(), called);
        Serial.onReceive(nullptr);
        delay(3000);
        Serial.printf("%s %d %d\n", heard.c_str(), called, Serial.available());
        Serial.printf("%d %d\n", Serial.setMode(UART_MODE_IRDA), Serial1.setHwFlowCtrlMode());
    }
    void loop() { delay(1000); }
    """
    with bench(Board.ESP32, sketch) as running:
        running.run(1)
        device = running.world.device()
        assert isinstance(device, SketchDevice)
        device._boots.hear(b"on")
        running.run(3)
        device._boots.hear(b"off")
        assert running.run(5) == ["on 1", "on 1 3", "1 0"]


@pytest.mark.parametrize("board", CORES)
def test_nobody_answers_who_is_asked_for_by_multicast(board: Board) -> None:
    header, address = ("ESPmDNS.h", "address") if board is Board.ESP32 else ("LEAmDNS.h", "answerIP")
    begin = 'MDNS.begin("me")' if board is Board.ESP32 else 'MDNS.begin("me", WiFi.localIP())'
    body = rf"""
        Serial.printf("%d ", {begin});
        Serial.printf("%d ", (int)MDNS.queryService("http", "tcp"));
        Serial.printf("<%s> %d ", MDNS.hostname(0).c_str(), MDNS.port(0));
        Serial.printf("%d %d\n", MDNS.{address}(0) == IPAddress(0, 0, 0, 0), (bool)MDNS.enableArduino(8266));
    """
    assert joined_with(board, header, body) == ["1 0 <> 0 1 1"]


def test_the_name_server_of_an_esp32_is_up_where_there_is_an_access_point() -> None:
    body = r"""
        DNSServer names;
        Serial.printf("%d ", names.start());
        WiFi.softAP("mine");
        Serial.printf("%d ", names.start());
        Serial.printf("%d %d ", names.isUp(), names.isCaptive());
        names.stop();
        Serial.printf("%d ", names.isUp());
        Serial.printf("%d ", names.start(53, "here.lan", WiFi.softAPIP()));
        Serial.printf("%d\n", names.isCaptive());
    """
    assert said(Board.ESP32, "WiFi.h DNSServer.h", body) == ["0 1 1 1 0 1 0"]


def test_the_name_server_of_an_esp8266_asks_others_where_there_are_any() -> None:
    body = r"""
        DNSServer names;
        Serial.printf("%d ", names.isForwarding());
        Serial.printf("%d ", names.enableForwarder("here.lan"));
        Serial.printf("%d ", names.getDNS() == WiFi.dnsIP());
        names.disableForwarder();
        Serial.printf("%d ", names.isForwarding());
        Serial.printf("%d ", names.enableForwarder("", IPAddress(9, 9, 9, 9)));
        Serial.println(names.getDNS());
    """
    assert joined_with(Board.ESP8266, "DNSServer.h", body) == ["0 1 1 0 1 9.9.9.9"]


def test_digits_stand_for_bytes_and_what_is_no_digit_for_none() -> None:
    body = r"""
        unsigned char bytes[4] = {};
        Serial.printf("%d ", (int)HEXBuilder::hex2bytes(bytes, sizeof bytes, "de:AD be-eF 01"));
        Serial.printf("%02x%02x%02x%02x ", bytes[0], bytes[1], bytes[2], bytes[3]);
        char text[7];
        Serial.printf("%d %s ", (int)HEXBuilder::bytes2hex(text, sizeof text, bytes, 4), text);
        Serial.printf("%s ", HEXBuilder::bytes2hex(bytes, 4).c_str());
        Serial.printf("%d %d\n", HEXBuilder::isHexString("09aF"), HEXBuilder::isHexString("0g"));
    """
    assert said(Board.ESP32, "HEXBuilder.h", body) == ["5 deadbeef 9 deadbe deadbeef 1 0"]


def test_a_pin_has_the_channel_of_its_converter() -> None:
    body = r"""
        for (int pin : {36, 32, 4, 26, 5}) {
            const int channel = digitalPinToAnalogChannel(pin);
            Serial.printf("%d:%d ", channel, channel < 0 ? -1 : analogChannelToDigitalPin(channel));
        }
        Serial.println(analogChannelToDigitalPin(99));
    """
    assert said(Board.ESP32, "", body, "\n") == ["0:36 4:32 10:4 19:26 -1:-1 -1"]


def test_of_several_networks_one_that_its_test_refuses_is_left_and_tried_again_after_the_others() -> None:
    before = "int asked = 0; bool is_good() { return ++asked > 1; }\n"
    body = r"""
        WiFiMulti all;
        all.addAP("OceanNet", "correct horse");
        all.setConnectionTestCallbackFunc(is_good);
        Serial.printf("%d ", all.run() == WL_CONNECTED);
        Serial.printf("%d ", all.run() == WL_CONNECTED);
        Serial.printf("%d ", all.run() == WL_CONNECTED);
        Serial.printf("%d ", asked);
        all.APlistClean();
        all.setStrictMode(false);
        Serial.printf("%d ", all.run() == WL_CONNECTED);
        all.setStrictMode(true);
        Serial.printf("%d\n", all.run() == WL_CONNECTED);
    """
    assert said(Board.ESP32, "WiFi.h WiFiMulti.h", body, before, seconds=60) == ["0 0 1 2 1 0"]


def test_while_enterprise_is_on_no_network_takes_the_station() -> None:
    body = r"""
        WiFi.mode(WIFI_STA);
        Serial.printf("%x ", esp_eap_client_set_identity((const unsigned char*)"me", 0));
        Serial.printf("%x ", esp_eap_client_set_identity((const unsigned char*)"me", 2));
        esp_wifi_sta_wpa2_ent_enable();
        WiFi.begin("OceanNet", "correct horse");
        Serial.printf("%d ", WiFi.waitForConnectResult(4000) == WL_CONNECTED);
        esp_wifi_sta_enterprise_disable();
        WiFi.disconnect();
        WiFi.begin("OceanNet", "correct horse");
        Serial.println(WiFi.waitForConnectResult(4000) == WL_CONNECTED);
    """
    assert said(Board.ESP32, "WiFi.h esp_wpa2.h", body, seconds=20) == ["102 0 0 1"]


def test_what_goes_round_handlers_is_kept_and_nobody_comes() -> None:
    body = r"""
        static WebServer server(80);
        static CorsMiddleware cors;
        static LoggingMiddleware log;
        static AuthenticationMiddleware own;
        cors.setOrigin("http://here").setMaxAge(600);
        log.setOutput(Serial);
        own.setUsername("me").setPassword("my").setAuthMethod(DIGEST_AUTH);
        server.addMiddleware(&log).addMiddleware(&cors);
        server.on("/", [] { Serial.println("asked"); }).addMiddleware(&own);
        WiFi.mode(WIFI_STA);
        server.begin();
        server.handleClient();
        Serial.printf("%d\n", own.isAllowed(server));
    """
    assert said(Board.ESP32, "WiFi.h WebServer.h Middlewares.h", body) == ["0"]


def test_a_peer_of_esp_now_is_told_whether_what_it_sent_was_taken() -> None:
    before = r"""
    struct Peer : ESP_NOW_Peer {
        explicit Peer(const uint8_t* mac) : ESP_NOW_Peer(mac, 0, WIFI_IF_STA) {}
        bool join() { return add(); }
        size_t tell() { return send((const uint8_t*)"hello", 5); }
        void onSent(bool success) override { Serial.printf("%02x:%d ", addr()[0], success); }
    };
    const uint8_t other[] = {0x24, 1, 2, 3, 4, 5};
    """
    body = r"""
        static Peer one(other);
        static Peer all(ESP_NOW.BROADCAST_ADDR);
        Serial.printf("%d ", ESP_NOW.begin());
        Serial.printf("%d ", one.join());
        WiFi.mode(WIFI_STA);
        Serial.printf("%d ", ESP_NOW.begin());
        Serial.printf("%d ", (int)one.tell());
        Serial.printf("%d %d ", one.join(), all.join());
        Serial.printf("%d %d ", ESP_NOW.getTotalPeerCount(), (int)one.tell());
        delay(100);
        all.tell();
        delay(100);
        Serial.printf("%d ", (int)(bool)one);
        Serial.printf("%d ", one.addr(other));
        Serial.printf("%d\n", one.setChannel(6));
    """
    assert said(Board.ESP32, "WiFi.h ESP32_NOW.h", body, before) == ["0 0 1 0 1 1 2 5 24:0 ff:1 1 0 1"]


def test_pulses_of_an_esp8266_show_as_high_unless_they_are_nothing() -> None:
    body = r"""
        Serial.printf("%d ", (int)sigmaDeltaSetup(0, 1000));
        sigmaDeltaAttachPin(5);
        Serial.printf("%d%d ", sigmaDeltaIsPinAttached(5), digitalRead(5));
        sigmaDeltaWrite(0, 40);
        Serial.printf("%d%d ", digitalRead(5), sigmaDeltaRead(0));
        sigmaDeltaDetachPin(5);
        Serial.printf("%d%d\n", sigmaDeltaIsPinAttached(5), digitalRead(5));
    """
    assert said(Board.ESP8266, "sigma_delta.h", body) == ["1225 10 140 00"]


def test_an_access_point_of_an_esp8266_gives_addresses_and_nobody_asks() -> None:
    body = r"""
        WiFi.softAP("mine");
        DhcpServer& server = WiFi.softAPDhcpServer();
        server.onSendOptions([](const DhcpServer&, auto& options) {
            options.add(114, "http://here").add(43, {0xCA, 0xFE});
            Serial.println("asked");
        });
        server.setDns(IPAddress(9, 9, 9, 9));
        dhcps_lease lease = {};
        Serial.printf("%d ", server.set_dhcps_lease(&lease));
        Serial.printf("%d ", server.isRunning());
        server.end();
        Serial.printf("%d %s ", server.isRunning(), IPAddress(server.getDns()).toString().c_str());
        Serial.printf("%d ", server.set_dhcps_lease(&lease));
        Serial.printf("%d\n", ip_addr_isany(sntp_getserver(0)));
    """
    assert said(Board.ESP8266, "ESP8266WiFi.h arduino.h sntp.h lwip/ip_addr.h", body) == ["0 1 0 9.9.9.9 1 1"]


def test_all_headers_of_an_answer_are_kept_in_their_order_and_those_of_the_last_answer_alone() -> None:
    body = r"""
        HTTPClient http;
        http.useBuiltinCACertBundle();
        http.collectAllHeaders();
        int counts[2] = {};
        for (int& count : counts) {
            http.begin("https://oceanremote.net/none");
            Serial.printf("%d ", http.GET() > 0);
            count = http.headers();
            Serial.printf("%d ", http.hasHeader("content-length") || http.hasHeader("Content-Length"));
            http.end();
        }
        Serial.printf("%d %d\n", counts[0] > 1, counts[0] == counts[1]);
    """
    assert joined_with(Board.ESP32, "HTTPClient.h", body) == ["1 1 1 1 1 1"]


def test_the_addresses_of_an_esp8266_are_those_of_its_interfaces() -> None:
    body = r"""
        for (auto a : addrList) { Serial.printf("%s:%d ", a.ifname().c_str(), a.addr() == WiFi.localIP()); }
        WiFi.softAP("mine");
        for (auto a : addrList) {
            Serial.printf("%s:%d%d%s ", a.ifname().c_str(), a.isLocal(), a.isV4(), a.netmask().toString().c_str());
        }
        Serial.println();
    """
    found = joined_with(Board.ESP8266, "AddrList.h", body)
    assert found == ["st:1 st:01255.255.255.0 ap:01255.255.255.0 "]
