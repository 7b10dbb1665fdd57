"""TCP and TLS of a sketch: connections that stand, that do not, and that end."""

from collections.abc import Mapping
from typing import Final

import pytest

from oceanhil.protocol.board import Board
from oceanhil.protocol.faults import Fault, FaultKind, FaultRule, PathFault, PathTrouble, TlsAlert
from oceanhil.protocol.network_change import HostChange, PathChange
from oceanhil.protocol.surroundings import Host
from tests.firmware.arduino_host.network_sketches import CORES, HEADERS, joined
from tests.firmware.arduino_host.programs import bench, lines_of

pytestmark = pytest.mark.slow

ASKED: Final = r'client.print("GET /nothing HTTP/1.1\r\nHost: oceanremote.net\r\nConnection: close\r\n\r\n");'


@pytest.mark.parametrize("board", CORES)
def test_what_has_arrived_is_read_after_the_far_end_has_hung_up(board: Board) -> None:
    body = rf"""
    WiFiClient client;
    Serial.println(client.connect("oceanremote.net", 80));
    Serial.println(client.remoteIP());
    {ASKED}
    delay(1000);
    Serial.println(client.connected());
    Serial.println(client.readStringUntil('\n'));
    while (client.available()) {{
        client.read();
    }}
    Serial.printf("%d %d %d\n", client.connected(), client.read(), client.available());
    client.stop();
    Serial.println(client.print("more"));
    """
    lines = [each.strip() for each in joined(board, body)]
    assert lines == ["1", "203.0.113.10", "1", "HTTP/1.1 404 Not Found", "0 -1 0", "0"]


def test_a_plain_esp32_is_disconnected_once_it_has_fetched_the_rest() -> None:
    body = rf"""
    WiFiClient client;
    client.connect("oceanremote.net", 80);
    {ASKED}
    delay(1000);
    client.read();
    Serial.printf("%d %d\n", client.connected(), client.available() > 0);
    """
    assert joined(Board.ESP32, body) == ["0 1"]


@pytest.mark.parametrize(("board", "connected"), [(Board.ESP32, "1 1"), (Board.ESP8266, "0 1"), (Board.PICOW, "0 1")])
def test_over_tls_the_cores_differ_in_what_they_call_connected(board: Board, connected: str) -> None:
    body = rf"""
    WiFiClientSecure client;
    client.setInsecure();
    client.connect("oceanremote.net", 443);
    {ASKED}
    delay(1000);
    Serial.printf("%d %d\n", client.connected(), client.available() > 0);
    """
    assert joined(board, body) == [connected]


@pytest.mark.parametrize(
    ("board", "error"), [(Board.ESP32, "-1 ERROR - Generic error"), (Board.ESP8266, "54"), (Board.PICOW, "54")]
)
def test_without_an_authority_there_is_no_connection(board: Board, error: str) -> None:
    body = r"""
    WiFiClientSecure client;
    Serial.println(client.connect("oceanremote.net", 443));
    tell_error(client);
    """
    answer, told = joined(board, body)
    assert answer == "0"
    assert told.startswith(error)


@pytest.mark.parametrize("board", [Board.ESP8266, Board.PICOW])
def test_bearssl_looks_at_dates_by_the_clock_or_as_it_is_told(board: Board) -> None:
    body = r"""
    BearSSL::X509List authorities(kAuthority);
    WiFiClientSecure client;
    client.setTrustAnchors(&authorities);
    Serial.println(client.connect("oceanremote.net", 443));
    tell_error(client);
    Serial.println(client.getLastSSLError() == BR_ERR_X509_EXPIRED);
    client.setX509Time(1770000000);
    Serial.println(client.connect("oceanremote.net", 443));
    client.stop();
    client.setX509Time(1000000000);
    Serial.println(client.connect("oceanremote.net", 443));
    client.setFingerprint("00 11 22 33 44 55 66 77 88 99 AA BB CC DD EE FF 00 11 22 33");
    Serial.println(client.connect("oceanremote.net", 443));
    """
    expired = "54 Certificate is expired or not yet valid."
    assert joined(board, body) == ["0", expired, "1", "1", "0", "1"]


def test_an_esp32_looks_at_no_dates_but_reads_the_authority() -> None:
    body = r"""
    WiFiClientSecure client;
    client.setCACert(kAuthority);
    Serial.println(client.connect("oceanremote.net", 443));
    client.stop();
    client.setCACert("no certificate");
    Serial.println(client.connect("oceanremote.net", 443));
    tell_error(client);
    """
    unreadable = "-8576 X509 - The CRT/CRL/CSR format is invalid, e.g. different type expected"
    assert joined(Board.ESP32, body) == ["1", "0", unreadable]


SECURED_BY_A_TASK = HEADERS.replace(
    "void test();",
    """
void ask(void*) {
    WiFiClientSecure client;
    client.setInsecure();
    Serial.println(client.connect("oceanremote.net", 443));
    vTaskDelete(nullptr);
}
void test();
""",
)


@pytest.mark.parametrize(("stack_bytes", "said"), [(4096, "***ERROR*** A stack overflow in task net"), (8192, "1")])
def test_a_handshake_overflows_the_stack_of_a_task_that_was_given_too_little(stack_bytes: int, said: str) -> None:
    body = f'void test() {{ xTaskCreate(ask, "net", {stack_bytes}, nullptr, 1, nullptr); }}'
    assert any(line.startswith(said) for line in lines_of(Board.ESP32, SECURED_BY_A_TASK + body, 8))


OVERFLOW = "***ERROR*** A stack overflow in task loopTask"


@pytest.mark.parametrize(("stack_bytes", "said"), [(4096, OVERFLOW), (8192, "1")])
def test_the_loop_has_the_stack_that_a_sketch_sets(stack_bytes: int, said: str) -> None:
    body = f"SET_LOOP_TASK_STACK_SIZE({stack_bytes});\nvoid test() {{ ask(nullptr); }}"
    sketch = SECURED_BY_A_TASK.replace("vTaskDelete(nullptr);", "") + body
    assert any(line.startswith(said) for line in lines_of(Board.ESP32, sketch, 8))


@pytest.mark.parametrize(("room_bytes", "said"), [(5200, OVERFLOW), (2048, "1")])
def test_a_handshake_overflows_the_stack_on_which_too_much_else_stands(room_bytes: int, said: str) -> None:
    room = f"volatile char room[{room_bytes}];\n    room[0] = room[{room_bytes} - 1] = 1;\n    WiFiClientSecure client;"
    sketch = SECURED_BY_A_TASK.replace("vTaskDelete(nullptr);", "").replace("WiFiClientSecure client;", room)
    assert any(line.startswith(said) for line in lines_of(Board.ESP32, sketch + "void test() { ask(nullptr); }", 8))


def test_what_is_not_secured_needs_no_more_stack() -> None:
    plain = SECURED_BY_A_TASK.replace("WiFiClientSecure client;", "WiFiClient client;").replace(
        "client.setInsecure();", ""
    )
    body = 'void test() { xTaskCreate(ask, "net", 2048, nullptr, 1, nullptr); }'
    assert lines_of(Board.ESP32, plain.replace("443", "80") + body, 8)[-1] in {"0", "1"}


def test_certificates_are_counted_that_are_whole_base64_between_their_lines() -> None:
    body = r"""
    #define BEGIN "-----BEGIN CERTIFICATE-----\n"
    #define END "-----END CERTIFICATE-----\n"
    const char* const texts[] = {
        BEGIN "MIIB\r\nq+/=\n" END BEGIN "MIIC" END,
        BEGIN "MII" END BEGIN "MIIC\n" END,
        BEGIN "MI-B\n" END,
        BEGIN "MI:B\n" END BEGIN "MIIC\n" END "after",
        BEGIN "\n" END,
        BEGIN "MIIB\n-----END PRIVATE KEY-----\n",
        BEGIN "MIIB\n",
        "-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----\n",
    };
    for (const char* const text : texts) {
        Serial.println(X509List(text).getCount());
    }
    """
    assert joined(Board.ESP8266, body) == ["2", "1", "0", "1", "0", "1", "0", "0"]


TRYING: Final = (
    HEADERS
    + r"""
void test() {
    WiFiClientSecure client;
#if defined(ESP32)
    client.setCACert(kAuthority);
    client.setHandshakeTimeout(20);
#else
    static BearSSL::X509List authorities(kAuthority);
    client.setTrustAnchors(&authorities);
    client.setX509Time(1770000000);
#endif
    int answer = 0;
    const unsigned long took = duration([&] { answer = client.connect("oceanremote.net", 443); });
    Serial.printf("%d after %lu\n", answer, took);
    tell_error(client);
}
"""
)
BROKEN: Final[Mapping[PathFault, Mapping[Board, list[str]]]] = {
    PathFault(PathTrouble.DNS_LIES): {
        Board.ESP32: [
            "0 after 200",
            "-9984 X509 - Certificate verification failed, e.g. CRL, CA or signature check failed",
        ],
        Board.ESP8266: ["0 after 200", "62 Chain could not be linked to a trust anchor."],
    },
    PathFault(PathTrouble.IPV6_ONLY): {
        Board.ESP32: ["0 after 40", "0"],
        Board.ESP8266: ["0 after 40", "0 OK"],
    },
    PathFault(PathTrouble.TLS_ALERT, alert=TlsAlert.HANDSHAKE_FAILURE): {
        Board.ESP32: ["0 after 160", "-30592 SSL - A fatal alert message was received from our peer"],
        Board.ESP8266: ["0 after 160", "40 SSL received fatal alert - Decoding error: extraneous element."],
    },
    PathFault(PathTrouble.MTU_BLACK_HOLE, mtu_bytes=1400): {
        Board.ESP32: ["0 after 20080", "-1 ERROR - Generic error"],
        # Its segments are so short that they get through.
        Board.ESP8266: ["1 after 160", "0 OK"],
        Board.PICOW: ["0 after 15080", "0 OK"],
    },
}


@pytest.mark.parametrize(
    ("fault", "board"), [(fault, board) for fault, found in BROKEN.items() for board in found], ids=str
)
def test_a_broken_path_shows_in_the_error_and_in_how_long_it_takes(fault: PathFault, board: Board) -> None:
    with bench(board, TRYING) as running:
        running.world.network.apply(PathChange(fault))
        assert [each.strip() for each in running.run(60)] == BROKEN[fault][board]


@pytest.mark.parametrize(("board", "took"), [(Board.ESP32, "3040"), (Board.ESP8266, "5040"), (Board.PICOW, "5040")])
def test_a_server_behind_a_wall_is_waited_for_as_long_as_the_core_does(board: Board, took: str) -> None:
    sketch = r"""
    void test() {
        WiFiClient client;
        Serial.println(duration([&] { client.connect("oceanremote.net", 80); }));
    }
    """
    with bench(board, HEADERS + sketch) as running:
        running.world.network.apply(HostChange(Host.SERVER, blocked=True))
        assert running.run(20) == [took]


def test_an_idle_task_has_its_turn_while_a_task_on_its_core_waits_for_a_connection() -> None:
    sketch = r"""
    static void connect(void*) {
        WiFiClient client;
        Serial.println(duration([&] { client.connect("oceanremote.net", 80, 8000); }));
        vTaskDelete(nullptr);
    }
    void test() { xTaskCreatePinnedToCore(connect, "net", 8192, nullptr, 2, nullptr, 0); }
    """
    with bench(Board.ESP32, HEADERS + sketch) as running:
        running.world.network.apply(HostChange(Host.SERVER, blocked=True))
        assert running.run(20) == ["8040"]


_NOBODY_FEEDS = "void begin_to_feed() {}"
_OTHER_CORE_FEEDS = "void begin_to_feed() {} void setup1() {} void loop1() { rp2040.wdt_reset(); delay(500); }"
_ALARM_FEEDS = """
    repeating_timer_t each_second;
    bool feed(repeating_timer_t*) { watchdog_update(); return true; }
    void begin_to_feed() { add_repeating_timer_ms(1000, feed, nullptr, &each_second); }
"""


@pytest.mark.parametrize(
    ("feeder", "told"),
    [(_NOBODY_FEEDS, ["the watchdog"]), (_OTHER_CORE_FEEDS, ["5040"]), (_ALARM_FEEDS, ["5040"])],
    ids=["nobody feeds", "the other core feeds", "an alarm feeds"],
)
def test_a_pico_s_watchdog_bites_while_the_core_waits_for_a_connection(feeder: str, told: list[str]) -> None:
    sketch = r"""
    void test() {
        if (watchdog_enable_caused_reboot()) {
            Serial.println("the watchdog");
            return;
        }
        begin_to_feed();
        rp2040.wdt_begin(3000);
        WiFiClient client;
        const unsigned long took = duration([&] { client.connect("oceanremote.net", 80); });
        rp2040.wdt_reset();
        Serial.println(took);
        while (true) { rp2040.wdt_reset(); delay(100); }
    }
    """
    with bench(Board.PICOW, HEADERS + feeder + sketch) as running:
        running.world.network.apply(HostChange(Host.SERVER, blocked=True))
        assert running.run(20) == told


@pytest.mark.parametrize("board", CORES)
def test_tls_to_a_port_without_it_fails_and_plain_text_to_one_with_it_is_refused(board: Board) -> None:
    body = r"""
    WiFiClientSecure secure;
    secure.setInsecure();
    Serial.println(secure.connect("oceanremote.net", 80));
    WiFiClient client;
    Serial.println(client.connect("oceanremote.net", 443));
    client.print("GET / HTTP/1.1\r\nHost: oceanremote.net\r\n\r\n");
    Serial.println(client.readStringUntil('\r'));
    Serial.println(client.connect("oceanremote.net", 25));
    """
    assert joined(board, body) == ["0", "1", "HTTP/1.1 400 Bad Request", "0"]


@pytest.mark.parametrize(("board", "most"), [(Board.ESP32, "16"), (Board.ESP8266, "5"), (Board.PICOW, "5")])
def test_connections_that_nobody_ends_use_up_the_room_for_them(board: Board, most: str) -> None:
    body = r"""
    int count = 0;
    while ((new WiFiClient)->connect("oceanremote.net", 80)) {
        ++count;
    }
    Serial.println(count);
    """
    assert joined(board, body) == [most]


@pytest.mark.parametrize(("kind", "told"), [(FaultKind.DROP_REQUEST, "1"), (FaultKind.RESET_AFTER_HEAD, "0")])
def test_after_a_reset_an_esp8266_is_not_connected_whatever_has_arrived(kind: FaultKind, told: str) -> None:
    sketch = rf"""
    void test() {{
        WiFiClient client;
        client.connect("oceanremote.net", 80);
        {ASKED}
        delay(1000);
        Serial.printf("%d\n", client.available() == 0 || client.connected());
    }}
    """
    with bench(Board.ESP8266, HEADERS + sketch) as running:
        running.world.server.add_fault(FaultRule(Fault(kind)))
        assert running.run(10) == [told]
