"""Servers, names of one's own and access points of a sketch: they are there, and nobody comes."""

import pytest

from oceanhil.protocol.board import Board
from tests.firmware.arduino_host.network_sketches import CORES, HEADERS
from tests.firmware.arduino_host.programs import lines_of

pytestmark = pytest.mark.slow

SERVERS = r"""
#if defined(ESP8266)
#include <ESP8266WebServer.h>
#include <ESP8266mDNS.h>
typedef ESP8266WebServer Web;
#else
#include <WebServer.h>
typedef WebServer Web;
#if defined(ESP32)
#include <ESPmDNS.h>
#else
#include <LEAmDNS.h>
#endif
#endif

Web web(80);
WiFiServer listener(23);
"""


@pytest.mark.parametrize("board", CORES)
def test_servers_listen_and_nobody_comes(board: Board) -> None:
    body = r"""
    void test() {
        web.on("/", [] { web.send(200, "text/plain", "hello"); });
        web.on("/set", HTTP_POST, [] { Serial.println(web.arg("value")); });
        web.onNotFound([] { web.send(404); });
        web.begin();
        listener.begin();
        Serial.println(MDNS.begin("board"));
        Serial.println(MDNS.addService("http", "tcp", 80));
        web.handleClient();
        WiFiClient client = listener.accept();
        Serial.println(static_cast<bool>(client));
        Serial.println(duration([] { Serial.println(MDNS.queryService("http", "tcp")); }) >= 2000);
    }
    """
    assert lines_of(board, HEADERS + SERVERS + body, 20) == ["1", "1", "0", "0", "1"]


@pytest.mark.parametrize(("board", "address"), [(each, "192.168.4.1") for each in CORES])
def test_an_access_point_has_an_address_and_no_stations(board: Board, address: str) -> None:
    sketch = r"""
    void setup() {
        Serial.begin(115200);
        WiFi.mode(WIFI_AP);
        Serial.println(WiFi.softAP("board", "short"));
        Serial.println(WiFi.softAP("board", "long enough"));
        Serial.println(WiFi.softAPIP());
        Serial.println(WiFi.softAPgetStationNum());
    }
    void loop() { delay(1000); }
    """
    headers = HEADERS[: HEADERS.index("void test();")]
    assert lines_of(board, headers + sketch) == ["0", "1", address, "0"]
