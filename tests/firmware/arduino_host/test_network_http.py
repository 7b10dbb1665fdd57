"""HTTPClient of the three cores: what it returns, what it keeps, and how long it waits."""

from collections.abc import Mapping
from typing import Final

import pytest

from oceanhil.hil.worlds.sketch.factory import SketchWorld
from oceanhil.protocol.board import Board
from oceanhil.protocol.faults import AnswerChange, Fault, FaultKind, FaultRule, Malformation
from oceanhil.protocol.firmware import Firmware
from oceanhil.protocol.profile import load_profile
from oceanhil.scenarios.trace import EventKind
from oceanhil.scenarios.world import WorldRequest
from tests.firmware.arduino_host.network_sketches import CORES, HEADERS, joined
from tests.firmware.arduino_host.programs import CompiledSketch, bench, program

pytestmark = pytest.mark.slow

REGISTERING: Final = r"""
String permanent;
WiFiClientSecure client;

String field(const String& json, const char* name) {
    const int at = json.indexOf(String("\"") + name + "\"");
    const int from = json.indexOf('"', json.indexOf(':', at)) + 1;
    return json.substring(from, json.indexOf('"', from));
}

int post(const char* url, const String& body, String& answer) {
    HTTPClient http;
    http.begin(client, url);
    http.addHeader("Content-Type", "application/json");
    if (permanent.length() > 0) {
        http.addHeader("X-Device-Token", permanent);
    }
    const int status = http.POST(body);
    answer = http.getString();
    http.end();
    return status;
}

void test() {
    client.setInsecure();
    const String mac = WiFi.macAddress();
    String id = "BOARD_" + mac;
    id.replace(":", "");
    String answer;
    const String own = "\"device_id\":\"" + id + "\",\"mac_address\":\"" + mac + "\"";
    const String token = "{\"token\":\"" REG_TOKEN "\",\"ip\":\"";
    const String registration = token + WiFi.localIP().toString() + "\"," + own + "}";
    Serial.println(post("https://www.oceanremote.net/api/device/register/", registration, answer));
    permanent = field(answer, "permanent_token");
    Serial.println(post("https://oceanremote.net/api/device/session/", "{" + own + "}", answer));
    HTTPClient http;
    http.begin(client, "https://oceanremote.net/api/device/state/");
    http.addHeader("X-Device-Token", permanent);
    http.addHeader("X-Session-Id", field(answer, "session_id"));
    Serial.println(http.GET());
    http.end();
}
"""


@pytest.mark.parametrize("board", CORES)
def test_an_ordinary_sketch_registers_and_is_online(board: Board) -> None:
    request = WorldRequest(board=board, seed=1, profile=load_profile())
    # What is granted is a function of the seed: a world of the same seed grants the same again.
    made = program(board, HEADERS + REGISTERING, f'-DREG_TOKEN="{_token(request)}"')
    world = SketchWorld(request, CompiledSketch(made))
    try:
        world.server.generate_firmware(board, "device")
        device = world.device()
        device.flash(Firmware("token"))
        device.power_on()
        world.run_for(8_000_000)
        told = [each.fields["status"] for each in world.trace.events if each.kind is EventKind.STATUS]
        assert told == ["pending", "offline", "online"]
    finally:
        world.close()


def _token(request: WorldRequest) -> str:
    world = SketchWorld(request, CompiledSketch(program(request.board, HEADERS + "void test() {}")))
    try:
        return world.server.generate_firmware(request.board, "device").registration_token
    finally:
        world.close()


GET: Final = r"""
void test() {
    WiFiClient client;
    HTTPClient http;
    http.begin(client, "http://oceanremote.net/nothing");
    int status = 0;
    const unsigned long took = duration([&] { status = http.GET(); });
    Serial.printf("%d after %lu\n", status, took);
    Serial.println(HTTPClient::errorToString(status));
    Serial.println(http.getString());
}
"""
BODY: Final = '{"success":false,"error":"Not found","code":"not_found"}'


def get(board: Board, *faults: Fault) -> list[str]:
    """Ask for what there is not, while these faults strike."""
    with bench(board, HEADERS + GET) as running:
        for each in faults:
            running.world.server.add_fault(FaultRule(each))
        return running.run(60)


@pytest.mark.parametrize("board", CORES)
def test_an_answer_is_its_status_and_its_body(board: Board) -> None:
    assert get(board) == ["404 after 120", "", BODY]


@pytest.mark.parametrize("board", CORES)
def test_plain_chunks_are_put_together(board: Board) -> None:
    answer, error, body = get(board, Fault(FaultKind.ANSWER, change=AnswerChange.IN_CHUNKS))
    assert (answer, error, body) == ("404 after 120", "", BODY)


@pytest.mark.parametrize("board", CORES)
def test_what_may_stand_beside_chunks_is_left_out(board: Board) -> None:
    answer, error, body = get(board, Fault(FaultKind.ANSWER, change=AnswerChange.CHUNKED))
    assert (answer, error) == ("404 after 120", "")
    # arduino-pico's reader of chunks knows no extensions, and gives up at the first.
    assert body == ("" if board is Board.PICOW else BODY)


@pytest.mark.parametrize("board", CORES)
@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (Fault(FaultKind.HALF_OPEN), ["-11 after 5080", "read Timeout"]),
        (Fault(FaultKind.DELAY, seconds=9.0), ["-11 after 5080", "read Timeout"]),
        (Fault(FaultKind.DROP_REQUEST), ["-5 after 120", "connection lost"]),
        (Fault(FaultKind.RESET), ["-5 after 120", "connection lost"]),
        (Fault(FaultKind.MALFORMED, how=Malformation.STATUS_LINE), ["-7 after 120", "no HTTP server"]),
    ],
    ids=lambda each: each.kind.value if isinstance(each, Fault) else "",
)
def test_what_goes_wrong_behind_the_connection_has_a_number(board: Board, fault: Fault, told: list[str]) -> None:
    answer, error, _ = get(board, fault)
    status, took_ms = answer.split(" after ")
    expected, about_ms = told[0].split(" after ")
    assert (status, error) == (expected, told[1])
    assert abs(int(took_ms) - int(about_ms)) <= 30


NO_CONNECTION: Final[Mapping[Board, str]] = {
    Board.ESP32: "connection refused",
    Board.ESP8266: "connection failed",
    Board.PICOW: "connection failed",
}


@pytest.mark.parametrize("board", CORES)
def test_without_a_connection_the_number_is_always_the_same(board: Board) -> None:
    body = r"""
    WiFiClient client;
    HTTPClient http;
    http.begin(client, "http://nobody.example/");
    Serial.printf("%d %s\n", http.GET(), HTTPClient::errorToString(-1).c_str());
    Serial.println(http.begin(client, "gopher://oceanremote.net/"));
    Serial.println(http.begin(client, "oceanremote.net"));
    """
    assert joined(board, body) == [f"-1 {NO_CONNECTION[board]}", "0", "0"]


@pytest.mark.parametrize("board", CORES)
def test_a_connection_is_kept_for_the_next_request_until_the_server_ends_it(board: Board) -> None:
    body = r"""
    WiFiClientSecure client;
    client.setInsecure();
    HTTPClient http;
    const auto get = [&] {
        http.begin(client, "https://oceanremote.net/nothing");
        http.GET();
        http.getString();
        http.end();
    };
    Serial.println(duration(get));
    Serial.println(duration(get));
    delay(80000);
    Serial.println(duration(get));
    http.setReuse(false);
    Serial.println(duration(get));
    Serial.println(duration(get));
    """
    # A name, a connection, a handshake and the exchange; then the exchange alone; then all but the name.
    first, second, after_rest, *apart = map(int, joined(board, body, 200))
    assert abs(first - 200) <= 20
    assert abs(second - 40) <= 20
    assert abs(after_rest - 160) <= 20
    # An open connection carries the next request, whoever wants it: but on the ESP32 only.
    assert [each < 100 for each in apart] == [board is Board.ESP32, False]


@pytest.mark.parametrize("board", CORES)
def test_headers_that_were_asked_for_are_there(board: Board) -> None:
    body = r"""
    WiFiClient client;
    HTTPClient http;
    const char* wanted[] = {"Date", "Nothing"};
    http.collectHeaders(wanted, 2);
    http.begin(client, "http://oceanremote.net/nothing");
    http.GET();
    Serial.println(http.header("Date").substring(0, 22));
    Serial.printf("%d %d %d\n", http.headers(), http.hasHeader("Nothing"), http.hasHeader("date"));
    Serial.println(http.headerName(1));
    Serial.println(http.getSize());
    """
    # The server's clock; names in other case count on one core alone.
    cases = "2 0 1" if board is Board.PICOW else "2 0 0"
    assert joined(board, body) == ["Thu, 15 Jan 2026 12:00", cases, "Nothing", "56"]


def test_the_esp32_connects_by_a_url_alone_and_looks_at_no_certificate_then() -> None:
    body = r"""
    HTTPClient http;
    Serial.println(http.begin("https://oceanremote.net/nothing"));
    Serial.println(http.GET());
    http.end();
    Serial.println(http.begin("http://oceanremote.net/nothing"));
    Serial.println(http.GET());
    """
    assert joined(Board.ESP32, body) == ["1", "404", "1", "404"]


def test_arduino_pico_connects_by_a_url_alone_with_what_it_was_told_of_certificates() -> None:
    body = r"""
    HTTPClient http;
    http.begin("https://oceanremote.net/nothing");
    Serial.println(http.GET());
    http.end();
    http.setInsecure();
    http.begin("https://oceanremote.net/nothing");
    Serial.println(http.GET());
    http.end();
    """
    assert joined(Board.PICOW, body) == ["-1", "404"]


def test_a_late_body_is_cut_off_by_arduino_pico_and_waited_for_by_the_others() -> None:
    fault = Fault(FaultKind.SLOW, bytes_per_second=100.0)
    bodies = {board: get(board, fault)[2] for board in CORES}
    assert bodies[Board.ESP32] == bodies[Board.ESP8266] == BODY
    assert len(bodies[Board.PICOW]) < len(BODY)


CLOSED_BEHIND_IT: Final = r"""
void test() {
    int cut = 0;
    for (int late_us = 0; late_us < 1000; late_us += 20) {
        WiFiClientSecure client;
        client.setInsecure();
        HTTPClient http;
        http.useHTTP10(true);
        http.begin(client, "https://oceanremote.net/nothing");
        http.GET();
        delayMicroseconds(late_us);
        cut += http.getString().length() != 56;
        http.end();
    }
    Serial.println(cut);
}
"""


@pytest.mark.parametrize("piece_bytes", [7, 50])
def test_an_esp8266_reads_the_last_piece_over_tls_though_the_server_hangs_up_behind_it(piece_bytes: int) -> None:
    with bench(Board.ESP8266, HEADERS + CLOSED_BEHIND_IT) as running:
        running.world.server.add_fault(FaultRule(Fault(FaultKind.SEGMENTS, keep_bytes=piece_bytes)))
        assert running.run(60) == ["0"]


def test_a_body_that_never_comes_holds_an_esp32_for_ever_and_an_esp8266_for_its_time_out() -> None:
    fault = Fault(FaultKind.MALFORMED, how=Malformation.LENGTH_LONG)
    assert len(get(Board.ESP32, fault)) == 2
    assert get(Board.ESP8266, fault)[2] == BODY


def test_a_redirection_is_followed_if_the_sketch_wants_it() -> None:
    sketch = r"""
    void test() {
        WiFiClientSecure client;
        client.setInsecure();
        HTTPClient http;
        http.begin(client, "https://oceanremote.net/nothing");
        Serial.println(http.GET());
        Serial.println(http.getLocation().length() > 0);
    }
    """
    with bench(Board.ESP8266, HEADERS + sketch) as running:
        running.world.server.add_fault(FaultRule(Fault(FaultKind.ANSWER, change=AnswerChange.REDIRECT)))
        assert running.run(20) == ["302", "1"]


READ: Final = r"""
void test() {
    WiFiClient client;
    HTTPClient http;
    http.begin(client, "http://oceanremote.net/nothing");
    http.GET();
    size_t bytes = 0;
    const unsigned long took = duration([&] { bytes = http.getString().length(); });
    Serial.printf("%d %d\n", bytes > 8000, took < 500);
}
"""


@pytest.mark.parametrize("board", CORES)
def test_who_reads_a_long_body_does_not_only_look_at_the_time(board: Board) -> None:
    with bench(board, HEADERS + READ) as running:
        running.world.server.add_fault(FaultRule(Fault(FaultKind.ANSWER, change=AnswerChange.PADDED)))
        assert running.run(60) == ["1 1"]
