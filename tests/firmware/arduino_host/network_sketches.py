"""What the sketches of the tests of the network begin with, on every core."""

from typing import Final

from oceanhil.protocol.board import Board
from tests.firmware.arduino_host.programs import lines_of

CORES: Final = (Board.ESP32, Board.ESP8266, Board.PICOW)

HEADERS: Final = r"""
#if defined(ESP8266)
#include <ESP8266HTTPClient.h>
#include <ESP8266WiFi.h>
#include <ESP8266WiFiMulti.h>
typedef ESP8266WiFiMulti Multi;
#else
#include <HTTPClient.h>
#include <WiFi.h>
#include <WiFiMulti.h>
typedef WiFiMulti Multi;
#endif
#include <WiFiClientSecure.h>
#include <WiFiUdp.h>

const char* kAuthority = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";

inline void join() {
    WiFi.mode(WIFI_STA);
    WiFi.begin("OceanNet", "correct horse");
    while (WiFi.status() != WL_CONNECTED) {
        delay(100);
    }
}

inline void tell_error(WiFiClientSecure& client) {
    char text[120] = "";
#if defined(ESP32)
    const int error = client.lastError(text, sizeof text);
#else
    const int error = client.getLastSSLError(text, sizeof text);
#endif
    Serial.printf("%d %s\n", error, text);
}

// How many milliseconds something takes, in steps of ten.
template <typename What>
inline unsigned long duration(What what) {
    const unsigned long begun = millis();
    what();
    return (millis() - begun + 5) / 10 * 10;
}

void test();
void setup() {
    Serial.begin(115200);
    join();
    test();
}
void loop() { delay(1000); }
"""


def joined(board: Board, body: str, seconds: float = 60, before: str = "") -> list[str]:
    """Run `body` on a board that has joined its network, and give what it prints; `before`: text above it."""
    return lines_of(board, f"{HEADERS}\n{before}void test() {{\n{body}\n}}\n", seconds)
