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


@pytest.mark.parametrize(
    ("board", "address"), [(each, "192.168.42.1" if each is Board.PICOW else "192.168.4.1") for each in CORES]
)
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


@pytest.mark.parametrize("board", CORES)
def test_paths_of_a_web_server_are_compared_by_their_kind(board: Board) -> None:
    sketch = r"""
    #include <Uri.h>
    #include <uri/UriBraces.h>
    #include <uri/UriGlob.h>
    #include <uri/UriRegex.h>

    void tell(Uri&& uri, const char* path) {
        std::vector<String> parts;
        const bool is_for = uri.canHandle(path, parts);
        Serial.print(is_for);
        for (const String& each : parts) {
            Serial.print(is_for ? " " + each : String());
        }
        Serial.println();
    }
    void setup() {
        Serial.begin(115200);
        tell(Uri("/led"), "/led/");
        tell(UriBraces("/users/{}/age/{}"), "/users/ann/age/7");
        tell(UriBraces("/users/{}"), "/users/ann/age");
        tell(UriGlob("/files/*.txt"), "/files/a.txt");
        tell(UriRegex("^\\/users\\/([0-9]+)$"), "/users/42");
        tell(UriRegex("^\\/users\\/([0-9]+)$"), "/users/ann");
    }
    void loop() { delay(1000); }
    """
    assert lines_of(board, sketch, 5) == ["0", "1 ann 7", "0", "1", "1 42", "0"]


@pytest.mark.parametrize("board", CORES)
def test_without_a_request_there_is_nothing_of_one(board: Board) -> None:
    body = r"""
    void test() {
        const char* names[] = {"Cookie"};
        web.collectHeaders(names, size_t{1});
        web.on("/", [] {}).setFilter([](auto&) { return true; });
        Serial.println(web.removeRoute("/"));
        Serial.println(web.removeRoute("/"));
        Serial.printf("%d %d %s\n", web.args(), web.headers(), web.headerName(1).c_str());
        Serial.println(web.hasArg("value") || web.authenticate("ann", "secret"));
        Serial.println(web.urlDecode("a%20b+c%2"));
        web.send(200, "text/plain", "to nobody");
        web.sendContent(web.arg("value"));
    }
    """
    assert lines_of(board, HEADERS + SERVERS + body, 20) == ["1", "0", "0 2 Cookie", "0", "a b c%2"]
