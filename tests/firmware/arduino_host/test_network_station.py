"""The station of a sketch: joining, failing to join, losing the network, and what each core tells of it."""

from collections.abc import Mapping
from typing import Final

import pytest

from oceanhil.protocol.board import Board
from oceanhil.protocol.network_change import AccessPointChange, JoinTime
from tests.firmware.arduino_host.network_sketches import CORES, HEADERS, joined
from tests.firmware.arduino_host.programs import bench, lines_of

pytestmark = pytest.mark.slow

HEADERS_ALONE: Final = HEADERS[: HEADERS.index("void test();")]


@pytest.mark.parametrize("board", CORES)
def test_a_station_in_its_network_has_an_address_and_neighbours(board: Board) -> None:
    body = r"""
    Serial.println(WiFi.localIP());
    Serial.println(WiFi.gatewayIP());
    Serial.println(WiFi.subnetMask());
    Serial.println(WiFi.dnsIP());
    Serial.println(WiFi.SSID());
    Serial.printf("%d %d\n", int(WiFi.RSSI()), int(WiFi.channel()));
    """
    addresses = ["192.168.1.100", "192.168.1.1", "255.255.255.0", "192.168.1.1"]
    assert joined(board, body) == [*addresses, "OceanNet", "-55 6"]


WRONG_PASSWORD: Final[Mapping[Board, list[str]]] = {
    Board.ESP32: ["6", "6"],
    Board.ESP8266: ["7", "6"],
    # There `begin` waits, for fifteen seconds; then the radio is off.
    Board.PICOW: ["0", "4"],
}


@pytest.mark.parametrize("board", CORES)
def test_a_wrong_password_is_told_in_the_words_of_the_core(board: Board) -> None:
    sketch = r"""
    void setup() {
        Serial.begin(115200);
        Serial.println(int(WiFi.begin("OceanNet", "wrong horse")));
        delay(5000);
        Serial.println(int(WiFi.status()));
    }
    void loop() { delay(1000); }
    """
    assert lines_of(board, HEADERS_ALONE + sketch, 30) == WRONG_PASSWORD[board]


NO_NETWORK: Final[Mapping[Board, str]] = {Board.ESP32: "1", Board.ESP8266: "1", Board.PICOW: "4"}


@pytest.mark.parametrize("board", CORES)
def test_a_network_that_is_not_there_is_told_in_the_words_of_the_core(board: Board) -> None:
    sketch = r"""
    void setup() {
        Serial.begin(115200);
        WiFi.begin("nowhere", "wrong horse");
        delay(5000);
        Serial.println(int(WiFi.status()));
    }
    void loop() { delay(1000); }
    """
    assert lines_of(board, HEADERS_ALONE + sketch, 30) == [NO_NETWORK[board]]


def test_a_pico_that_has_asked_for_no_network_is_idle_and_has_its_radio() -> None:
    sketch = r"""
    void setup() {
        Serial.begin(115200);
        Serial.printf("%d %d\n", WiFi.status() == WL_NO_MODULE, WiFi.status() == WL_IDLE_STATUS);
    }
    void loop() { delay(1000); }
    """
    assert lines_of(Board.PICOW, HEADERS_ALONE + sketch, 2) == ["0 1"]


def test_an_esp32_has_no_address_of_its_own_before_its_radio_has_a_mode() -> None:
    sketch = r"""
    void setup() {
        Serial.begin(115200);
        Serial.println(WiFi.macAddress());
        WiFi.mode(WIFI_STA);
        Serial.println(WiFi.macAddress() == "00:00:00:00:00:00");
    }
    void loop() { delay(1000); }
    """
    assert lines_of(Board.ESP32, HEADERS_ALONE + sketch) == ["00:00:00:00:00:00", "0"]


EVENTS: Final = r"""
void told(WiFiEvent_t event, WiFiEventInfo_t info) {
    Serial.print(WiFi.eventName(event));
    if (event == ARDUINO_EVENT_WIFI_STA_DISCONNECTED) {
        Serial.printf(" %d", info.wifi_sta_disconnected.reason);
    }
    if (event == ARDUINO_EVENT_WIFI_STA_GOT_IP) {
        Serial.print(" " + IPAddress(info.got_ip.ip_info.ip.addr).toString());
    }
    Serial.println();
}
void setup() {
    Serial.begin(115200);
    WiFi.onEvent(told);
    const wifi_event_id_t forgotten = WiFi.onEvent([](WiFiEvent_t, WiFiEventInfo_t) { Serial.println("forgotten"); });
    WiFi.removeEvent(forgotten);
    WiFi.begin("OceanNet", "correct horse");
}
void loop() { delay(1000); }
"""


def test_an_esp32_tells_events_of_a_network_that_goes_and_comes() -> None:
    with bench(Board.ESP32, HEADERS_ALONE + EVENTS) as running:
        assert running.run(5) == ["WIFI_READY", "STA_START", "STA_CONNECTED", "STA_GOT_IP 192.168.1.100"]
        running.world.network.apply(AccessPointChange("another", ""))
        assert running.run(5)[4:6] == ["STA_DISCONNECTED 200", "STA_DISCONNECTED 201"]
        running.world.network.apply(AccessPointChange("OceanNet", "correct horse"))
        assert running.run(10)[-2:] == ["STA_CONNECTED", "STA_GOT_IP 192.168.1.100"]


BEGINS: Final = r"""
void told(WiFiEvent_t event) { Serial.println(WiFi.eventName(event)); }
void setup() {
    Serial.begin(115200);
    Serial.println(int(WiFi.begin("OceanNet", "correct horse")));
    delay(400);
    Serial.println(int(WiFi.begin("OceanNet", "wrong horse")));
    Serial.println(WiFi.reconnect());
    while (WiFi.status() != WL_CONNECTED) {
        delay(10);
    }
    Serial.println(millis() < 3000);
    WiFi.onEvent(told);
    Serial.println(int(WiFi.begin("OceanNet", "correct horse")));
    while (WiFi.status() != WL_CONNECTED) {
        delay(10);
    }
    WiFi.disconnect();
    delay(100);
    Serial.println(int(WiFi.begin("OceanNet", "wrong horse")));
    delay(5000);
    WiFi.mode(WIFI_OFF);
}
void loop() { delay(1000); }
"""


def test_an_esp32_refuses_a_network_while_it_connects_and_leaves_one_to_join_it_again() -> None:
    told = lines_of(Board.ESP32, HEADERS_ALONE + BEGINS, 20)
    assert told[:4] == ["6", "4", "0", "1"]
    assert told[4:8] == ["STA_DISCONNECTED", "6", "STA_CONNECTED", "STA_GOT_IP"]
    assert told[8:10] == ["STA_DISCONNECTED", "6"]
    assert told[-2:] == ["STA_STOP", "WIFI_OFF"]


HANDLERS: Final = r"""
WiFiEventHandler kept[2];
void setup() {
    Serial.begin(115200);
    kept[0] = WiFi.onStationModeGotIP([](const WiFiEventStationModeGotIP& event) {
        Serial.println("got " + event.ip.toString() + " via " + event.gw.toString());
    });
    kept[1] = WiFi.onStationModeDisconnected([](const WiFiEventStationModeDisconnected& event) {
        Serial.printf("left %s: %d\n", event.ssid.c_str(), event.reason);
    });
    {
        const WiFiEventHandler dropped =
            WiFi.onStationModeGotIP([](const WiFiEventStationModeGotIP&) { Serial.println("dropped"); });
    }
    WiFi.begin("OceanNet", "correct horse");
}
void loop() { delay(1000); }
"""


def test_an_esp8266_tells_those_who_hold_their_handlers() -> None:
    with bench(Board.ESP8266, HEADERS_ALONE + HANDLERS) as running:
        assert running.run(5) == ["got 192.168.1.100 via 192.168.1.1"]
        running.world.network.apply(AccessPointChange("another", ""))
        assert running.run(3)[1] == "left OceanNet: 200"


@pytest.mark.parametrize("board", CORES)
def test_a_scan_hears_the_network_and_a_multi_joins_what_it_hears(board: Board) -> None:
    sketch = r"""
    void setup() {
        Serial.begin(115200);
        WiFi.mode(WIFI_STA);
        const int count = WiFi.scanNetworks();
        for (int at = 0; at < count; ++at) {
            Serial.println(String(WiFi.SSID(at)) + " " + String(int(WiFi.RSSI(at))));
        }
        Multi multi;
        multi.addAP("elsewhere", "password");
        multi.addAP("OceanNet", "correct horse");
        Serial.println(int(multi.run()));
        Serial.println(WiFi.localIP());
    }
    void loop() { delay(1000); }
    """
    assert lines_of(board, HEADERS_ALONE + sketch, 20) == ["OceanNet -55", "3", "192.168.1.100"]


@pytest.mark.parametrize("board", CORES)
def test_names_have_addresses_and_datagrams_come_from_the_time_server(board: Board) -> None:
    body = r"""
    IPAddress found;
    Serial.println(WiFi.hostByName("www.oceanremote.net", found));
    Serial.println(found);
    Serial.println(WiFi.hostByName("nobody.example", found));
    WiFiUDP udp;
    udp.begin(2390);
    byte packet[48] = {0xE3};
    udp.beginPacket("pool.ntp.org", 123);
    udp.write(packet, sizeof packet);
    Serial.println(udp.endPacket());
    delay(200);
    Serial.println(udp.parsePacket());
    Serial.println(udp.remoteIP().toString() + ":" + String(int(udp.remotePort())));
    udp.read(packet, sizeof packet);
    // Seconds since 1900, in the last words of the packet (RFC 5905).
    const uint32_t since_1900 = uint32_t{packet[40]} << 24 | packet[41] << 16 | packet[42] << 8 | packet[43];
    Serial.println(since_1900 - 2208988800UL > 1768478400UL);
    Serial.println(udp.parsePacket());
    """
    assert joined(board, body) == ["1", "203.0.113.10", "0", "1", "48", "203.0.113.123:123", "1", "0"]


@pytest.mark.parametrize("board", CORES)
def test_copies_of_a_socket_have_one_port_until_the_last_lets_go(board: Board) -> None:
    body = """
    WiFiUDP udp;
    udp.begin(2390);
    byte packet[48] = {0xE3};
    {
        WiFiUDP copy = udp;
        copy.beginPacket("pool.ntp.org", 123);
        copy.write(packet, sizeof packet);
        Serial.println(copy.endPacket());
    }
    delay(200);
    Serial.println(udp.parsePacket());
    WiFiUDP later;
    later = udp;
    udp.stop();
    Serial.println(later.available());
    Serial.println(udp.available());
    Serial.println(udp.begin(2390));
    later.stop();
    Serial.println(udp.begin(2390));
    """
    assert joined(board, body) == ["1", "48", "48", "0", "0", "1"]


# A Pico W's `begin` waits for fifteen seconds by itself.
PATIENT: Final = r"""
unsigned long begun = 0;
void setup() {
    Serial.begin(115200);
    WiFi.begin("OceanNet", "correct horse");
    while (WiFi.status() != WL_CONNECTED) {
        delay(100);
    }
    Serial.println(millis() / 1000);
}
void loop() { delay(1000); }
"""


@pytest.mark.parametrize("board", CORES)
def test_a_station_that_is_let_in_waits_for_as_long_as_joining_takes(board: Board) -> None:
    with bench(board, HEADERS_ALONE + PATIENT) as running:
        running.world.network.apply(JoinTime(14_000_000))
        assert running.run(30) == ["14"]


@pytest.mark.parametrize("board", [Board.ESP32, Board.ESP8266])
def test_a_station_that_begins_anew_never_comes_to_the_end_of_joining(board: Board) -> None:
    again = """
        if (millis() / 10000 > begun) {
            begun = millis() / 10000;
            WiFi.begin("OceanNet", "correct horse");
        }
        delay(100);"""
    with bench(board, HEADERS_ALONE + PATIENT.replace("delay(100);", again)) as running:
        running.world.network.apply(JoinTime(14_000_000))
        assert running.run(60) == []


def test_a_pico_gives_up_when_its_own_time_out_is_over_and_may_be_given_another() -> None:
    longer = PATIENT.replace("WiFi.begin", "WiFi.setTimeout(20000); WiFi.begin")
    told = []
    for sketch in (PATIENT, longer):
        with bench(Board.PICOW, HEADERS_ALONE + sketch) as running:
            running.world.network.apply(JoinTime(18_000_000))
            told.append(running.run(60))
    assert told == [[], ["18"]]


def test_a_network_that_does_not_let_a_station_in_says_so_soon_however_long_joining_takes() -> None:
    sketch = PATIENT.replace("correct horse", "wrong horse").replace("!= WL_CONNECTED", "!= WL_WRONG_PASSWORD")
    with bench(Board.ESP8266, HEADERS_ALONE + sketch) as running:
        running.world.network.apply(JoinTime(14_000_000))
        assert running.run(10) == ["3"]


@pytest.mark.parametrize("board", [Board.ESP32, Board.ESP8266])
def test_a_network_that_is_left_on_purpose_is_left_once(board: Board) -> None:
    body = r"""
        #if defined(ESP32)
        WiFi.onEvent([](arduino_event_id_t, arduino_event_info_t info) {
            Serial.printf("left for %d\n", info.wifi_sta_disconnected.reason);
        }, ARDUINO_EVENT_WIFI_STA_DISCONNECTED);
        #else
        static auto kept = WiFi.onStationModeDisconnected([](const WiFiEventStationModeDisconnected& event) {
            Serial.printf("left for %d\n", event.reason);
        });
        #endif
        WiFi.disconnect();
        delay(5000);
        Serial.println(WiFi.status() == WL_DISCONNECTED);
    """
    assert joined(board, body, 20) == ["left for 8", "1" if board is Board.ESP32 else "0"]


IN_TURN: Final = r"""
WiFiEventHandler kept[3];
void show(const char* what) {
    Serial.printf("%s %d %d %s\n", what, WiFi.getMode(), WiFi.status(), WiFi.gatewayIP().toString().c_str());
}
void setup() {
    Serial.begin(115200);
    WiFi.onEvent([](WiFiEvent_t event) { Serial.printf("event %d\n", event); });
    kept[0] = WiFi.onStationModeGotIP([](const WiFiEventStationModeGotIP&) { Serial.println("address"); });
    kept[1] = WiFi.onStationModeConnected([](const WiFiEventStationModeConnected&) { Serial.println("joined"); });
    WiFi.begin("OceanNet", "correct horse");
    delay(5000);
    kept[0] = kept[1] = nullptr;
    Serial.println(WiFi.forceSleepBegin());
    show("asleep");
    Serial.println(WiFi.forceSleepWake());
    delay(5000);
    show("awake");

    const IPAddress own(10, 0, 0, 50), names(8, 8, 8, 8), router(10, 0, 0, 1), mask(255, 255, 0, 0);
    Serial.printf("%d %d", WiFi.config(own, IPAddress(10, 1, 0, 1), mask), WiFi.config(own, names, router, mask));
    Serial.printf(" %s %s %s", WiFi.subnetMask().toString().c_str(), WiFi.dnsIP().toString().c_str(),
                  WiFi.gatewayIP().toString().c_str());
    Serial.printf(" %d", WiFi.config(own, router, mask, names));
    Serial.printf(" %s %s", WiFi.dnsIP().toString().c_str(), WiFi.gatewayIP().toString().c_str());
    Serial.printf(" %d", WiFi.config(0u, 0u, 0u));
    Serial.printf(" %s\n", WiFi.localIP().toString().c_str());
    char password[66] = {};
    memset(password, 'x', 65);
    Serial.println(WiFi.begin("OceanNet", password) == WL_WRONG_PASSWORD);

    int begun = 0;
    WiFiUDP taken, other;
    taken.begin(49153);
    for (int each = 0; each < 16500; ++each) {
        begun += other.begin(0);
        other.stop();
    }
    Serial.println(begun);
}
void loop() { delay(1000); }
"""


def test_an_esp8266_tells_that_it_is_joined_before_its_address_and_wakes_as_it_went_to_sleep() -> None:
    told = lines_of(Board.ESP8266, HEADERS_ALONE + IN_TURN, 20)
    assert told[:4] == ["event 0", "joined", "event 3", "address"]
    assert told[4:9] == ["event 1", "1", "asleep 0 7 (IP unset)", "1", "event 0"]
    assert told[9:11] == ["event 3", "awake 1 3 192.168.1.1"]
    router, names = "10.0.0.1", "8.8.8.8"
    assert told[11] == f"0 1 255.255.0.0 {names} {router} 1 {names} {router} 1 192.168.1.100"
    assert told[12:] == ["1", "16500"]


BESIDE: Final = r"""
void show(const char* what) {
    Serial.printf("%s %d %d %d %s\n", what, WiFi.getMode(), WiFi.status(), WiFi.connected(),
                  WiFi.softAPIP().toString().c_str());
}
void setup() {
    Serial.begin(115200);
    WiFi.setTimeout(2000);
    WiFi.mode(WIFI_AP_STA);
    WiFi.softAP("portal", "long enough");
    show("portal");
    Serial.println(WiFi.begin("OceanNet", "wrong horse"));
    show("refused");
    WiFi.softAP("portal", "long enough");
    show("again");
    Serial.println(WiFi.disconnectAP());
    Serial.println(WiFi.begin("OceanNet", "correct horse"));
    WiFi.softAP("portal");
    show("both");
    WiFi.softAPdisconnect();
    show("station");
    WiFi.mode(WIFI_OFF);
    show("off");
    WiFi.softAP("portal");
    show("alone");
}
void loop() { delay(1000); }
"""


def test_an_access_point_of_a_pico_beside_its_station_is_no_connection() -> None:
    near, unset = "192.168.4.1", "(IP unset)"
    assert lines_of(Board.PICOW, HEADERS_ALONE + BESIDE, 30) == [
        f"portal 3 0 0 {near}",
        "0",
        f"refused 1 4 0 {near}",
        f"again 3 4 0 {near}",
        "1",
        "3",
        f"both 3 3 1 {near}",
        f"station 1 3 1 {unset}",
        f"off 0 0 0 {unset}",
        "alone 2 3 1 192.168.42.1",
    ]
